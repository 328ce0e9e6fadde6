"""Classifiers of torchvision as feature extractors; their weights come from a file, never unasked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from gan_studio.core.errors import InputError, unknown_name
from gan_studio.core.extractors._opening import filled
from gan_studio.core.extractors._rgb import as_rgb, resize_words
from gan_studio.core.features import Extractor, FeatureNetwork
from gan_studio.core.registry import EXTRACTORS
from gan_studio.core.weights import (
    CHECKSUM_DIGITS,
    PublishedWeights,
    checksum,
    found_weights,
    state_dict,
    verified,
)

_AS_TRAINED: dict[str, dict[str, bool]] = {
    name: {"transform_input": True, "init_weights": False} for name in ("googlenet", "inception_v3")
}
"""Settings that torchvision makes when it loads its own weights of these models."""

_OLD_DENSENET_NAME = re.compile(r"(\.denselayer\d+\.(?:norm|conv))\.([12]\.)")


class ClassifierFeatures(FeatureNetwork):
    """What goes into the last linear layer of a classifier, and the classes that come out.

    Args:
        name: of the model in torchvision.
        network: with its weights.
        transforms: of these weights in torchvision: what size and which colours they are used to.
        checksum: of the weights' file.
    """

    batch = 32

    def __init__(
        self, name: str, network: nn.Module, transforms: Any, checksum: str, device: torch.device
    ) -> None:
        last = _last_linear(name, network)
        self.name = f"torchvision:{name}"
        self.checksum = checksum[:CHECKSUM_DIGITS]
        self.width, self.num_classes = last.in_features, last.out_features
        # Nothing is cut off, as the weights' own transforms would, for faults may lie at a border.
        (self._side,), self._interpolation = transforms.crop_size, transforms.interpolation.value
        self.resize = resize_words(self._side, self._interpolation)
        self._mean = torch.tensor(transforms.mean, device=device)[:, None, None]
        self._std = torch.tensor(transforms.std, device=device)[:, None, None]
        self._network, self._device = network.to(device, memory_format=torch.channels_last), device
        self._features: Tensor | None = None
        last.register_forward_pre_hook(self._keep)

    @torch.inference_mode()
    def __call__(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Features [N, D] and log-probabilities [N, K] of images [N, C, H, W]."""
        pixels = as_rgb(images, self._side, self._device, self._interpolation) / 255
        logits = self._network((pixels - self._mean) / self._std)
        features, self._features = self._features, None
        return features.flatten(1), logits.log_softmax(dim=1)

    def _keep(self, layer: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        self._features = inputs[0]


@EXTRACTORS.register(
    "torchvision",
    label="Torchvision classifier",
    summary="What a classifier of torchvision sees before its last layer; its weights are a file you give.",
)
@dataclass(frozen=True)
class TorchvisionModel(Extractor):
    """Opens a classifier by its name in torchvision, with its default weights or with a file of others."""

    takes_name = True

    def open(self, name: str, device: torch.device, weights: Path | None) -> ClassifierFeatures:
        """The classifier; a file that a person points to may hold weights of their own."""
        import torchvision.models as zoo

        wanted = self.published(name)
        path = found_weights(wanted, weights, [Path(torch.hub.get_dir()) / "checkpoints"])
        digits = checksum(path) if weights is not None else verified(wanted, path)
        with torch.random.fork_rng(devices=[]):  # first weights are drawn, and a run may go on meanwhile
            network = zoo.get_model(name, weights=None, **_AS_TRAINED.get(name, {}))
        filled(network, _current_names(state_dict(path)), path)
        transforms = zoo.get_model_weights(name).DEFAULT.transforms()
        return ClassifierFeatures(name, network, transforms, digits, device)

    def published(self, name: str) -> PublishedWeights:
        """The default weights of a classifier; part of their checksum is in their file's name.

        Raises:
            InputError: if torchvision has no classifier of that name.
        """
        import torchvision.models as zoo

        known = zoo.list_models(module=zoo)
        if name not in known:
            raise unknown_name("classifier of torchvision", name, known)
        default = zoo.get_model_weights(name).DEFAULT
        digits = default.url.rpartition("/")[2].removesuffix(".pth").rpartition("-")[2]
        megabytes = round(default.meta.get("_file_size", 0))
        return PublishedWeights(f"torchvision's weights of {name}", default.url, digits, megabytes)


def _last_linear(name: str, network: nn.Module) -> nn.Linear:
    linear = [layer for layer in network.modules() if isinstance(layer, nn.Linear)]
    if not linear:
        raise InputError(
            f"The classifier {name} has no linear layer whose input could be its features; choose another."
        )
    return linear[-1]


def _current_names(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights, with the names that DenseNet's layers had in the published files made today's."""
    for name in list(weights):
        current = _OLD_DENSENET_NAME.sub(r"\1\2", name)
        if current != name:
            weights[current] = weights.pop(name)
    return weights
