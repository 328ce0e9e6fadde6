"""The network that ships: its files are whole, its features tell good sets of pictures from worse."""

from __future__ import annotations

import shutil
import tomllib

import numpy as np
import pytest
import torch
from picture_files import result_of
from scipy import linalg, stats
from torchvision.transforms.functional import gaussian_blur

from gan_studio import paths
from gan_studio.core.config import DataOptions
from gan_studio.core.data.image_set import ImageSet
from gan_studio.core.data.prepare import prepare
from gan_studio.core.errors import InputError
from gan_studio.core.extractors.embedded import Embedded, EmbeddedFeatures, shipped_folder

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def network() -> EmbeddedFeatures:
    return Embedded().open("", CPU, None)


@pytest.fixture(scope="module")
def card() -> dict[str, object]:
    return tomllib.loads((shipped_folder() / "card.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def clothes(tmp_path_factory) -> ImageSet:
    options = DataOptions(source="fashion-mnist", resolution=28)
    return result_of(prepare(options, tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="module")
def held_out(clothes) -> torch.Tensor:
    return torch.from_numpy(np.array(clothes.held_out[:1200]))


def seen(network: EmbeddedFeatures, images: torch.Tensor) -> np.ndarray:
    return torch.cat([network(part)[0] for part in images.split(network.batch)]).double().numpy()


def frechet(first: np.ndarray, second: np.ndarray) -> float:
    """Fréchet distance of two sets of features, by the matrix square root as in the definition."""
    shift = np.square(first.mean(axis=0) - second.mean(axis=0)).sum()
    one, other = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    return float(shift + np.trace(one + other - 2 * linalg.sqrtm(one @ other).real))


def assert_grows(network: EmbeddedFeatures, real: torch.Tensor, worse: list[torch.Tensor]) -> None:
    of_real = seen(network, real)
    distances = [frechet(of_real, seen(network, images)) for images in worse]
    assert stats.spearmanr(distances, range(len(distances))).statistic >= 0.95, distances


def test_the_card_describes_the_file(network, card):
    assert card["sha256"].startswith(network.checksum)
    assert len(card["classes"]) == network.num_classes
    assert (shipped_folder() / "model.pt").stat().st_size < 3e6


def test_a_damaged_file_is_told(tmp_path, monkeypatch):
    shutil.copytree(shipped_folder(), tmp_path / "extractors" / "embedded")
    with open(tmp_path / "extractors" / "embedded" / "model.pt", "r+b") as file:
        file.seek(1000)
        file.write(b"\0\1\2")
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    with pytest.raises(InputError, match=r"model\.pt is damaged; install GAN Studio again\."):
        Embedded().open("", CPU, None)


@pytest.mark.parametrize("name", ["weight", "classify.bias"])
def test_a_file_of_another_network_is_told(tmp_path, name):
    torch.save({name: torch.zeros(())}, tmp_path / "other.pt")
    with pytest.raises(InputError, match="holds no embedded network"):
        Embedded().open("", CPU, tmp_path / "other.pt")


def test_it_knows_the_classes_of_clothes(network, card, clothes, held_out):
    found = torch.cat([network(part)[1].argmax(dim=1) for part in held_out.split(network.batch)])
    names = np.array(card["classes"])[found.numpy()]
    right = names == np.array(clothes.classes)[clothes.held_out_labels[: len(held_out)]]
    stated = next(share for text, share in card["scores"].items() if "fashion-mnist" in text)
    assert right.mean() == pytest.approx(stated, abs=0.03)
    assert stated > 0.85


def test_no_feature_is_idle_and_none_rules(network, held_out):
    covariance = np.cov(seen(network, held_out), rowvar=False)
    variances = linalg.eigvalsh(covariance)
    assert variances[0] > 1e-4 * variances[-1]
    assert np.diag(covariance).max() < 0.1 * np.trace(covariance)


def test_the_distance_grows_with_noise(network, held_out):
    real, others = held_out.split(600)
    grain = torch.randn(others.shape, generator=torch.Generator().manual_seed(0))
    levels = (0, 5, 10, 20, 40, 80)
    noisy = [(others + level * grain).round().clamp(0, 255).byte() for level in levels]
    assert_grows(network, real, noisy)


def test_the_distance_grows_with_blur(network, held_out):
    real, others = held_out.split(600)
    blurred = [others, *(gaussian_blur(others, [13, 13], [sigma] * 2) for sigma in (0.4, 0.6, 1, 1.5, 2.5))]
    assert_grows(network, real, blurred)


def test_the_distance_grows_with_the_classes_that_are_missing(network, clothes, held_out):
    real, others = held_out.split(600)
    labels = torch.from_numpy(clothes.held_out_labels[600:1200])
    assert_grows(network, real, [others[labels >= first] for first in range(6)])
