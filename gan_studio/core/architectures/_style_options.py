"""Settings that StyleGAN2 and StyleGAN3 share, and what both refuse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gan_studio.core.config import Problem, RunConfig, setting

_SIDES = tuple(2**level for level in range(3, 11))


def style_latent_setting() -> Any:
    """Z."""
    return setting(
        512,
        "Latent size",
        "How many random numbers an image is made from.",
        minimum=4,
        maximum=2048,
        log=True,
    )


def style_setting() -> Any:
    """D."""
    return setting(
        512,
        "Style size",
        "How many numbers a style has, which is what Explore moves through.",
        minimum=4,
        maximum=2048,
        log=True,
    )


def channels_setting(explanation: str) -> Any:
    """Channels times side."""
    return setting(32768, "Channels", explanation, minimum=256, maximum=131_072, log=True)


def most_channels_setting(explanation: str) -> Any:
    """The largest number of channels."""
    return setting(512, "Largest number of channels", explanation, minimum=4, maximum=2048, log=True)


def compared_setting() -> Any:
    """Images whose variety the discriminator sees together."""
    return setting(
        4,
        "Images compared",
        "How many images of a batch the discriminator compares to see whether they vary; 1 makes it judge "
        "each by itself.",
        minimum=1,
        maximum=256,
        advanced=True,
    )


def clamp_setting() -> Any:
    """The bound of activations."""
    return setting(
        256.0,
        "Clamp",
        "Keeps the numbers within both networks between minus and plus this bound, so that half precision "
        "cannot overflow; 0 turns it off.",
        minimum=0.0,
        maximum=65_504.0,
        advanced=True,
    )


def side_problems(config: RunConfig, label: str, why: str) -> Iterator[Problem]:
    """Sides are powers of two; `why` says so of the network with that label."""
    side = config.data.resolution
    if side not in _SIDES:
        nearest = min(_SIDES, key=lambda other: abs(other - side))
        yield Problem("data.resolution", f"{label} cannot make {side} px: {why}; choose {nearest} px.")


def channel_problems(config: RunConfig, channel_base: int) -> Iterator[Problem]:
    """Channels must last until the largest side."""
    side = config.data.resolution
    if channel_base < side:
        yield Problem(
            "architecture.channel_base",
            f"{channel_base} divided by a side of {side} px leaves no channel; choose {side} or more.",
        )
