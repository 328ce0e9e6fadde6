"""What every feature extractor that can be opened here must do, and how the others refuse."""

from __future__ import annotations

import pytest
import torch

from gan_studio.core.errors import InputError
from gan_studio.core.features import FeatureNetwork, open_extractor
from gan_studio.core.registry import EXTRACTORS


@pytest.fixture(autouse=True)
def no_hub(tmp_path_factory, monkeypatch) -> None:
    """Only what ships can be opened: nothing was kept before."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path_factory.mktemp("hub")))


def shipped() -> list[str]:
    """Names of extractors that open without a file of weights."""
    found = []
    for name in EXTRACTORS.names():
        try:
            open_extractor(name)
        except InputError:
            continue
        found.append(name)
    return found


@pytest.fixture(scope="module", params=shipped())
def network(request) -> FeatureNetwork:
    return open_extractor(request.param)


def pictures(count: int, channels: int, side: int = 28) -> torch.Tensor:
    random = torch.Generator().manual_seed(channels)
    return torch.randint(256, (count, channels, side, side), dtype=torch.uint8, generator=random)


def test_one_at_least_ships():
    assert shipped()


@pytest.mark.parametrize("name", EXTRACTORS.names())
def test_an_extractor_opens_or_says_in_one_sentence_why_not(name):
    text = f"{name}:nothing" if EXTRACTORS.entry(name).part.takes_name else name
    if name in shipped():
        return
    with pytest.raises(InputError) as raised:
        open_extractor(text)
    assert "\n" not in str(raised.value)
    assert str(raised.value)[-1] in ".?"


@pytest.mark.parametrize("name", EXTRACTORS.names())
def test_a_missing_file_of_weights_is_told(name, tmp_path):
    if EXTRACTORS.entry(name).part.takes_name:
        pytest.skip("names what it opens")
    with pytest.raises(InputError, match=r"gone\.pth"):
        open_extractor(name, weights=tmp_path / "gone.pth")


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("side", [28, 32, 48, 64, 100])
def test_pictures_of_any_size_and_colour_become_finite_features(network, channels, side):
    features, log_probabilities = network(pictures(3, channels, side))
    assert (features.shape, features.dtype) == ((3, network.width), torch.float32)
    assert features.isfinite().all()
    if network.num_classes:
        assert log_probabilities.shape == (3, network.num_classes)
        torch.testing.assert_close(log_probabilities.exp().sum(dim=1), torch.ones(3))


def test_a_picture_has_the_same_features_in_any_batch(network):
    images = pictures(5, 3)
    together, _ = network(images)
    alone = torch.cat([network(image[None])[0] for image in images])
    torch.testing.assert_close(together, alone, atol=1e-4, rtol=1e-4)
    reordered, _ = network(images.flip(0))
    torch.testing.assert_close(together.flip(0), reordered, atol=1e-4, rtol=1e-4)


def test_different_pictures_have_different_features(network):
    features, _ = network(pictures(5, 3))
    assert torch.pdist(features).min() > 1e-2


def test_grey_is_seen_like_its_three_equal_channels(network):
    grey = pictures(4, 1)
    torch.testing.assert_close(network(grey), network(grey.expand(-1, 3, -1, -1)), atol=1e-4, rtol=1e-4)


def test_pictures_that_were_not_rounded_are_seen_as_they_are(network):
    images = pictures(2, 1)
    torch.testing.assert_close(network(images.float()), network(images))
    assert (network(images.float() - 0.25)[0] - network(images)[0]).abs().max() > 1e-6


def test_features_need_no_gradient(network):
    features, _ = network(pictures(2, 1))
    assert not features.requires_grad


def test_it_says_what_it_is(network):
    assert len(network.checksum) == 12
    assert int(network.checksum, 16) >= 0
    assert network.resize
    assert network.batch > 0


def test_opening_and_seeing_draw_no_random_number(network):
    before = torch.random.get_rng_state()
    open_extractor(network.name)(pictures(2, 1))
    torch.testing.assert_close(torch.random.get_rng_state(), before)
