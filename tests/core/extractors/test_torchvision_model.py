"""Classifiers of torchvision, with random weights in files of this test."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from pathlib import Path

import pytest
import torch
from torch.nn import functional
from torchvision import models

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.extractors.torchvision_model import TorchvisionModel

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def no_hub(tmp_path_factory, monkeypatch) -> Path:
    """A cache of torch's hub with nothing in it."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path_factory.mktemp("hub")))
    return Path(torch.hub.get_dir()) / "checkpoints"


@pytest.fixture(scope="module")
def resnet() -> models.ResNet:
    torch.manual_seed(0)
    return models.resnet18(weights=None).eval()


@pytest.fixture(scope="module")
def file(resnet, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "resnet.pth"
    torch.save(resnet.state_dict(), path)
    return path


def pictures(side: int, channels: int = 3) -> torch.Tensor:
    random = torch.Generator().manual_seed(1)
    return torch.randint(256, (2, channels, side, side), dtype=torch.uint8, generator=random)


def test_features_are_what_the_last_layer_sees(resnet, file):
    opened = TorchvisionModel().open("resnet18", CPU, file)
    images = pictures(224)
    features, log_probabilities = opened(images)
    with torch.inference_mode():
        logits = resnet(models.ResNet18_Weights.DEFAULT.transforms(resize_size=224)(images))
    assert (opened.width, opened.num_classes) == (512, 1000)
    torch.testing.assert_close(log_probabilities, logits.log_softmax(dim=1), atol=1e-4, rtol=1e-4)
    with torch.inference_mode():
        again = functional.linear(features, resnet.fc.weight, resnet.fc.bias)
    torch.testing.assert_close(again, logits, atol=1e-4, rtol=1e-4)


def test_it_says_what_it_is(file):
    opened = TorchvisionModel().open("resnet18", CPU, file)
    assert opened.name == "torchvision:resnet18"
    assert opened.resize == "224 px, antialiased bilinear"
    assert opened.checksum == hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    assert not opened.comparable


@pytest.mark.parametrize("name", ["mobilenet_v3_small", "shufflenet_v2_x0_5", "googlenet", "regnet_y_400mf"])
def test_other_families_give_features_and_classes(name, tmp_path):
    details = {"init_weights": False} if name == "googlenet" else {}
    torch.save(models.get_model(name, weights=None, **details).state_dict(), tmp_path / "net.pth")
    opened = TorchvisionModel().open(name, CPU, tmp_path / "net.pth")
    features, log_probabilities = opened(pictures(28, channels=1))
    assert features.shape == (2, opened.width)
    torch.testing.assert_close(log_probabilities.exp().sum(dim=1), torch.ones(2))


def test_names_of_layers_in_published_densenets_are_understood(tmp_path):
    network = models.densenet121(weights=None).eval()
    old = {
        re.sub(r"(denselayer\d+\.(?:norm|conv))([12])", r"\1.\2", name): value
        for name, value in network.state_dict().items()
    }
    assert old.keys() != network.state_dict().keys()
    torch.save(old, tmp_path / "net.pth")
    images = pictures(224)
    with torch.inference_mode():
        logits = network(models.DenseNet121_Weights.DEFAULT.transforms(resize_size=224)(images))
    _, found = TorchvisionModel().open("densenet121", CPU, tmp_path / "net.pth")(images)
    torch.testing.assert_close(found, logits.log_softmax(dim=1), atol=1e-4, rtol=1e-4)


def test_weights_of_half_precision_are_used_in_float32(resnet, tmp_path):
    torch.save({name: value.half() for name, value in resnet.state_dict().items()}, tmp_path / "net.pth")
    features, _ = TorchvisionModel().open("resnet18", CPU, tmp_path / "net.pth")(pictures(28))
    assert features.dtype == torch.float32
    assert features.isfinite().all()


def test_kept_weights_are_refused_unless_they_are_the_published_ones(file, no_hub, monkeypatch):
    wanted = TorchvisionModel().published("resnet18")
    no_hub.mkdir(parents=True)
    (no_hub / wanted.name).symlink_to(file)
    with pytest.raises(InputError, match="is not the file of torchvision's weights of resnet18"):
        TorchvisionModel().open("resnet18", CPU, None)
    digits = hashlib.sha256(file.read_bytes()).hexdigest()
    same = dataclasses.replace(wanted, sha256=digits[:8])
    monkeypatch.setattr(TorchvisionModel, "published", lambda self, name: same)
    assert TorchvisionModel().open("resnet18", CPU, None).checksum == digits[:12]


def test_weights_that_are_not_here_are_never_fetched_unasked(monkeypatch):
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: pytest.fail("asked the network"))
    with pytest.raises(
        InputError, match=r"allow its download \(45 MB\), or get https://.*resnet18-f37072fd\.pth"
    ):
        TorchvisionModel().open("resnet18", CPU, None)
    assert not paths.weights().exists()


def test_an_unknown_classifier_is_told_with_the_nearest(file):
    with pytest.raises(InputError, match="did you mean “resnet18”"):
        TorchvisionModel().open("resnet17", CPU, file)


def test_a_classifier_without_a_linear_layer_is_told(tmp_path):
    torch.save(models.squeezenet1_1(weights=None).state_dict(), tmp_path / "net.pth")
    with pytest.raises(InputError, match="squeezenet1_1 has no linear layer"):
        TorchvisionModel().open("squeezenet1_1", CPU, tmp_path / "net.pth")


def test_weights_of_another_classifier_are_told(file):
    with pytest.raises(InputError, match="holds the weights of another network"):
        TorchvisionModel().open("resnet34", CPU, file)


def test_the_checksum_of_published_weights_is_read_from_their_name():
    for name in models.list_models(module=models):
        digits = TorchvisionModel().published(name).sha256
        assert len(digits) >= 8
        assert int(digits, 16) >= 0
