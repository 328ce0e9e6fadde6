"""The feature extractor that ships: small, fast, and made for pictures like those that ship."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.extractors._embedded_network import SIDE, WIDTH, EmbeddedNetwork
from gan_studio.core.extractors._opening import filled
from gan_studio.core.extractors._rgb import as_rgb, resize_words
from gan_studio.core.features import Extractor, FeatureNetwork
from gan_studio.core.registry import EXTRACTORS
from gan_studio.core.weights import CHECKSUM_DIGITS, checksum, state_dict


class EmbeddedFeatures(FeatureNetwork):
    """Features and classes of the embedded network; its scores are not comparable with published ones.

    Args:
        network: with its weights.
        checksum: of the weights' file.
    """

    name = "embedded"
    resize = resize_words(SIDE)
    width = WIDTH
    comparable = False
    batch = 256

    def __init__(self, network: EmbeddedNetwork, checksum: str, device: torch.device) -> None:
        self._network = network.to(device, memory_format=torch.channels_last)
        self._device = device
        self.num_classes = network.classify.out_features
        self.checksum = checksum[:CHECKSUM_DIGITS]

    @torch.inference_mode()
    def __call__(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Features [N, 64] and log-probabilities [N, K] of images [N, C, H, W]."""
        pixels = as_rgb(images, SIDE, self._device).contiguous(memory_format=torch.channels_last)
        features, logits = self._network(pixels)
        return features, logits.log_softmax(dim=1)

    def maps(self, pixels: Tensor) -> list[Tensor]:
        """What it sees on the way to its features: maps [N, C', S, S], smaller and wider one after another.

        They keep their gradients.

        Args:
            pixels: float32 [N, 1 or 3, H, W] with values from 0 to 255, of any size, seen at that size.
        """
        seen = [self._network.stem(pixels.expand(-1, 3, -1, -1) / 127.5 - 1)]
        for block in self._network.blocks:
            seen.append(block(seen[-1]))
        return seen


@EXTRACTORS.register(
    "embedded",
    label="Embedded",
    summary="A small network that ships and needs no download; not comparable with published FID.",
)
@dataclass(frozen=True)
class Embedded(Extractor):
    """Opens the network that ships, or one that the same program trained."""

    def open(self, name: str, device: torch.device, weights: Path | None) -> EmbeddedFeatures:
        """The network; a file of weights that a person points to takes the place of the shipped one."""
        path = shipped_folder() / "model.pt" if weights is None else weights
        digits = checksum(path)
        if weights is None and digits != tomllib.loads(_card().read_text(encoding="utf-8"))["sha256"]:
            raise InputError(f"{path} is damaged; install GAN Studio again.")
        tensors = state_dict(path)
        head = tensors.get("classify.bias")
        if head is None or head.ndim != 1:
            raise InputError(f"{path} holds no embedded network; choose a file that its training made.")
        with torch.device("meta"):
            network = EmbeddedNetwork(len(head))
        return EmbeddedFeatures(filled(network, tensors, path), digits, device)


def shipped_folder() -> Path:
    """Where the weights that ship are, with a card that says how they were made."""
    return paths.resources() / "extractors" / "embedded"


def _card() -> Path:
    return shipped_folder() / "card.toml"
