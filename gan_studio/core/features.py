"""What every feature extractor must offer, and opening one by name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from gan_studio.core.errors import InputError
from gan_studio.core.registry import EXTRACTORS

if TYPE_CHECKING:
    from gan_studio.core.weights import PublishedWeights


class FeatureNetwork:
    """An opened extractor.

    Attributes:
        name: as a person asks for it, such as "embedded" or "torchvision:resnet50".
        checksum: first 12 hexadecimal digits of the SHA-256 of its weights.
        resize: how it brings pictures to its size, in a few words.
        width: numbers D per picture.
        num_classes: classes K of its own classifier, or 0 if it has none.
        comparable: whether its scores may be set beside published ones.
        batch: pictures to give it at once.
    """

    name: str
    checksum: str
    resize: str
    width: int
    num_classes: int = 0
    comparable: bool = False
    batch: int = 64

    def __call__(self, images: Tensor) -> tuple[Tensor, Tensor | None]:
        """Features float32 [N, D] and, with K classes, log-probabilities [N, K].

        Args:
            images: uint8 [N, C, H, W], or float32 in [0, 255] of pictures that were not rounded to
                bytes, which must not be rounded on the way; C 1 or 3, on any device, any size.
        """
        raise TypeError(f"{type(self).__name__} does not say how it sees.")


class Extractor:
    """A registered extractor: a frozen dataclass that can open its network."""

    takes_name: bool = False
    """Whether a name follows its own after a colon, as in "torchvision:resnet50"."""

    def open(self, name: str, device: torch.device, weights: Path | None) -> FeatureNetwork:
        """The network, with its weights.

        Args:
            name: what followed the colon, or "".
            weights: a file that a person points to, or None for where they were kept before.

        Raises:
            InputError: if there are no such weights here, or they are damaged or others than named.
        """
        raise TypeError(f"{type(self).__name__} does not open a network.")

    def published(self, name: str) -> PublishedWeights | None:
        """The file of weights that it needs and that can be downloaded; None where its weights ship.

        Args:
            name: as of open().
        """
        return None


def open_extractor(
    text: str, device: torch.device | str = "cpu", weights: Path | None = None
) -> FeatureNetwork:
    """The extractor that a person means.

    Args:
        text: a registered name, with ":NAME" where it takes one.
        weights: a file of its weights, or None for what ships or was kept before.

    Raises:
        InputError: for an unknown name, or as Extractor.open.
    """
    extractor, name = _meant(text)
    return extractor.open(name, torch.device(device), weights)


def published_weights_of(text: str) -> PublishedWeights | None:
    """The file of weights that an extractor needs and that can be downloaded, or None if its weights ship.

    Raises:
        InputError: for an unknown name.
    """
    extractor, name = _meant(text)
    return extractor.published(name)


def _meant(text: str) -> tuple[Extractor, str]:
    kind, _, name = text.strip().partition(":")
    extractor = EXTRACTORS.entry(kind).part()
    if bool(name) != extractor.takes_name:
        wanted = f"{kind}:NAME" if extractor.takes_name else kind
        raise InputError(f"There is no feature extractor “{text}”; write it as {wanted}.")
    return extractor, name
