"""Normalisation layers by name, for image features."""

from __future__ import annotations

from torch import nn

NORMALIZATIONS = {
    "none": "None",
    "batch": "Batch norm",
    "layer": "Layer norm",
    "instance": "Instance norm",
}


def normalization(name: str, channels: int) -> nn.Module:
    """A normalisation layer for features [N, channels, H, W]; `name` is a key of NORMALIZATIONS."""
    if name == "batch":
        return nn.BatchNorm2d(channels)
    if name == "layer":
        return nn.GroupNorm(1, channels)
    if name == "instance":
        return nn.InstanceNorm2d(channels, affine=True)
    return nn.Identity()
