"""Inception v3 against torch-fidelity's, with the same random weights; its real file only by name."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import torch
from torch import nn

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.extractors._inception_network import SIDE, InceptionNetwork
from gan_studio.core.extractors._opening import filled
from gan_studio.core.extractors.inception_v3 import ORIGINAL_FID, InceptionFeatures, InceptionV3
from gan_studio.core.weights import PublishedWeights, state_dict

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def weights() -> dict[str, torch.Tensor]:
    """Random weights under the names of the published file, such that no layer dies out."""
    random = torch.Generator().manual_seed(0)
    with torch.device("meta"):
        network = InceptionNetwork()
    found = {}
    for name, shape in ((name, value.shape) for name, value in network.state_dict().items()):
        if name.endswith("num_batches_tracked"):
            continue
        drawn = torch.randn(shape, generator=random)
        if name.endswith(("running_var", "bn.weight")):
            drawn = 1 + 0.3 * drawn.tanh()
        elif len(shape) > 1:
            drawn *= (2 / shape[1:].numel()) ** 0.5
        else:
            drawn *= 0.1
        found[name] = drawn
    return found


@pytest.fixture(scope="module")
def file(weights, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "inception.pth"
    torch.save(weights, path)
    return path


def features_of(path: Path) -> InceptionFeatures:
    with torch.device("meta"):
        network = InceptionNetwork()
    return InceptionFeatures(filled(network, state_dict(path), path), "0123456789abcdef", CPU)


def published_as(path: Path, monkeypatch: pytest.MonkeyPatch, size: int | None = None) -> PublishedWeights:
    """The published file of this test in place of the real one."""
    sha256 = hashlib.sha256(path.read_bytes()[:size]).hexdigest()
    wanted = PublishedWeights(ORIGINAL_FID.label, ORIGINAL_FID.url, sha256, names=ORIGINAL_FID.names)
    monkeypatch.setattr("gan_studio.core.extractors.inception_v3.ORIGINAL_FID", wanted)
    return wanted


def test_features_and_logits_are_those_of_torch_fidelity(file, weights):
    torch_fidelity = pytest.importorskip("torch_fidelity.feature_extractor_inceptionv3")
    oracle = torch_fidelity.FeatureExtractorInceptionV3(
        "oracle", ["2048", "logits_unbiased"], feature_extractor_weights_path=str(file)
    )
    random = torch.Generator().manual_seed(1)
    images = torch.randint(256, (2, 3, SIDE, SIDE), dtype=torch.uint8, generator=random)
    with torch.inference_mode():
        wanted, logits = oracle(images)
    features, log_probabilities = features_of(file)(images)
    for found, right in ((features, wanted), (log_probabilities, logits.log_softmax(dim=1))):
        error = (found - right).norm(dim=1) / right.norm(dim=1)
        assert error.max() < 1e-4
    assert wanted.std(dim=0).gt(0).float().mean() > 0.8, "dead features would agree with anything"


def test_the_table_has_the_published_number_of_weights():
    with torch.device("meta"):
        network = InceptionNetwork()
    # Torchvision's network has 23,834,568 without its second classifier, and eight classes fewer.
    assert sum(weight.numel() for weight in network.parameters()) == 23_834_568 + 8 * (2048 + 1)
    assert sum(isinstance(layer, nn.Conv2d) for layer in network.modules()) == 94


def test_small_grey_pictures_are_brought_to_its_size(file):
    network = features_of(file)
    images = torch.randint(256, (1, 1, 28, 28), dtype=torch.uint8)
    features, log_probabilities = network(images)
    assert features.shape == (1, network.width)
    torch.testing.assert_close(log_probabilities.exp().sum(dim=1), torch.ones(1))


def test_the_published_file_is_known_by_the_digits_in_its_names():
    for name in (ORIGINAL_FID.name, *ORIGINAL_FID.names):
        assert name.endswith(f"-{ORIGINAL_FID.sha256[:8]}.pth")
    assert len(ORIGINAL_FID.sha256) == 64
    assert InceptionV3().published("") is ORIGINAL_FID


def test_another_file_is_refused_and_not_replaced_by_a_good_one(file, tmp_path, monkeypatch):
    wanted = published_as(file, monkeypatch)
    paths.weights().mkdir(parents=True)
    (paths.weights() / wanted.name).symlink_to(file)
    wrong = tmp_path / "wrong.pth"
    torch.save({"a": torch.zeros(1)}, wrong)
    with pytest.raises(InputError, match="is not the file of the Inception weights of the original FID"):
        InceptionV3().open("", CPU, wrong)


def test_a_kept_file_is_opened_under_either_name(file, monkeypatch):
    wanted = published_as(file, monkeypatch)
    paths.weights().mkdir(parents=True)
    (paths.weights() / wanted.names[0]).symlink_to(file)
    opened = InceptionV3().open("", CPU, None)
    assert opened.checksum == wanted.sha256[:12]
    assert opened.comparable


def test_without_a_file_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    with pytest.raises(InputError, match=r"allow its download \(96 MB\)"):
        InceptionV3().open("", CPU, None)


def test_weights_of_another_network_are_told(tmp_path, monkeypatch):
    path = tmp_path / "other.pth"
    torch.save(nn.Linear(2, 2).state_dict(), path)
    published_as(path, monkeypatch)
    with pytest.raises(InputError, match="holds the weights of another network"):
        InceptionV3().open("", CPU, path)
