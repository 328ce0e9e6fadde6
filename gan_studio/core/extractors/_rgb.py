"""Bringing pictures to the size and the colours that a network sees."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def as_rgb(
    images: Tensor, side: int, device: torch.device | str = "cpu", interpolation: str = "bicubic"
) -> Tensor:
    """Pictures as float32 [N, 3, side, side] with values from 0 to 255, and a little beyond at edges.

    The filter grows with the reduction and nothing is rounded in between, for a filter that does not
    grow lets scores depend on the program that resized [Parmar 2022].

    Args:
        images: uint8 [N, C, H, W], or float32 in [0, 255]; C 1 or 3; grey becomes three equal channels.
        interpolation: "bicubic" or "bilinear".
    """
    if images.dtype not in (torch.uint8, torch.float32) or images.ndim != 4 or images.shape[1] not in (1, 3):
        raise ValueError(
            f"Images are uint8 or float32 [N, 1 or 3, H, W], not {images.dtype} {list(images.shape)}."
        )
    pixels = images.to(device).float()
    if pixels.shape[-2:] != (side, side):
        pixels = functional.interpolate(
            pixels, (side, side), mode=interpolation, align_corners=False, antialias=True
        )
    return pixels.expand(-1, 3, -1, -1)


def resize_words(side: int, interpolation: str = "bicubic") -> str:
    """How as_rgb resizes, for a person who compares scores."""
    return f"{side} px, antialiased {interpolation}"
