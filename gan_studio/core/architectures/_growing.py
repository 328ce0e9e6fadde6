"""Sizes that growing architectures have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gan_studio.core.batch_problems import group_problems
from gan_studio.core.config import Problem, RunConfig, setting
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.layers.growing_discriminator import GrowingDiscriminator
from gan_studio.core.layers.growth import growing_sides, nearest_growing_side


@dataclass(frozen=True)
class GrowingSizes:
    """Channels of each resolution, for generator and discriminator alike [Karras 2018, table 2].

    The discriminator's one channel of variety does not count as mixing the batch: gradient penalties are
    published along with it.
    """

    channel_base: int = setting(
        16384,
        "Channels",
        "Channels times side, until the largest number of channels is reached: the papers' 16384 gives 256 "
        "channels at 64 px. An eighth of it trains on a processor.",
        minimum=256,
        maximum=65536,
        log=True,
    )
    channel_max: int = setting(
        512,
        "Largest number of channels",
        "How many channels a layer has at most, which bounds those of the small sides.",
        minimum=4,
        maximum=1024,
        log=True,
    )
    mbstd_group: int = setting(
        4,
        "Images compared",
        "How many images of a batch the discriminator compares to see whether they vary, which keeps the "
        "generator from drawing always the same; 0 turns it off.",
        minimum=0,
        maximum=64,
        unit="images",
        advanced=True,
    )

    equalizes_rates = True

    def widths(self, sides: tuple[int, ...]) -> list[int]:
        """Channels at each side."""
        return [max(1, min(self.channel_base // side, self.channel_max)) for side in sides]

    def discriminator(self, shape: NetworkShape, *, blurs: bool) -> GrowingDiscriminator:
        """A fresh discriminator; `blurs` as in HalvingBlock."""
        channels, side, _ = shape.sample_shape
        sides = growing_sides(side)
        return GrowingDiscriminator(
            channels + shape.extra_channels,
            sides,
            self.widths(sides),
            mbstd_group=self.mbstd_group,
            blurs=blurs,
        )

    def size_problems(self, label: str, config: RunConfig) -> Iterator[Problem]:
        """The resolution must be reachable by doubling 4 px, and a batch hold whole groups."""
        side = config.data.resolution
        if growing_sides(side) is None:
            yield Problem(
                "data.resolution",
                f"{label} cannot make {side} px: it doubles 4 px again and again; "
                f"choose {nearest_growing_side(side)} px.",
            )
        yield from group_problems(config, self.mbstd_group)
