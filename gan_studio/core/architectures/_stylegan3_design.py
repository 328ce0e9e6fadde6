"""How StyleGAN3's layers are laid out: what frequencies each keeps, at which sampling rate and size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from gan_studio.core.layers.alias_free import Padding, lowpass_filter

TAPS = 6
"""Taps of a filter for each sample of the lower rate."""


@dataclass(frozen=True)
class Design:
    """What a synthesis network is laid out from [Karras 2021, section 3.2 and appendix D].

    Attributes:
        side: of the picture, in pixels; a power of two.
        num_layers: N, layers between the input and the last one, which makes the picture.
        num_critical: how many of them, at the end, use the whole band that their rate allows.
        first_cutoff, first_stopband: of the first layer, in cycles over the picture's side: what is
            below the cutoff passes, what is above the stopband is stopped.
        last_stopband_rel: the last layers' stopband over their cutoff, which is half the side.
        margin: samples computed beyond each border of the picture.
        kernel: side of the convolutions.
        radial: whether filters on the way down look the same from every angle.
        channel_base, channel_max: channels are min(base / (2 cutoff), max).
        out_channels: of the picture.
    """

    side: int
    num_layers: int = 14
    num_critical: int = 2
    first_cutoff: float = 2.0
    first_stopband: float = 2**2.1
    last_stopband_rel: float = 2**0.3
    margin: int = 10
    kernel: int = 3
    radial: bool = False
    channel_base: int = 32768
    channel_max: int = 512
    out_channels: int = 3

    def bands(self) -> list[Band]:
        """What comes out of each layer, the last one included."""
        last_cutoff = self.side / 2
        index = np.arange(self.num_layers + 1)
        progress = np.minimum(index / (self.num_layers - self.num_critical), 1)
        cutoffs = self.first_cutoff * (last_cutoff / self.first_cutoff) ** progress
        last_stopband = last_cutoff * self.last_stopband_rel
        stopbands = self.first_stopband * (last_stopband / self.first_stopband) ** progress
        rates = np.exp2(np.ceil(np.log2(np.minimum(2 * stopbands, self.side))))
        sizes = rates + 2 * self.margin
        sizes[-2:] = self.side
        channels = np.rint(np.minimum(self.channel_base / 2 / cutoffs, self.channel_max))
        channels[-1] = self.out_channels
        columns = (cutoffs, stopbands, rates, sizes, channels)
        return [
            Band(float(cutoff), float(stopband), float(rate), int(size), int(count))
            for cutoff, stopband, rate, size, count in zip(*columns, strict=True)
        ]

    def layers(self) -> Iterator[LayerPlan]:
        """The layers in their order."""
        bands = self.bands()
        for index, out in enumerate(bands):
            is_last = index == self.num_layers
            is_critical = index >= self.num_layers - self.num_critical
            yield LayerPlan(
                name=f"L{index}_{out.size}_{out.channels}",
                into=bands[max(index - 1, 0)],
                out=out,
                makes_picture=is_last,
                kernel=1 if is_last else self.kernel,
                radial=self.radial and not is_critical,
            )


@dataclass(frozen=True)
class Band:
    """Features between two layers.

    Attributes:
        cutoff, stopband: frequencies in cycles over the picture's side.
        rate: samples over the picture's side.
        size: samples along a side, margins included.
        channels: how many.
    """

    cutoff: float
    stopband: float
    rate: float
    size: int
    channels: int

    @property
    def width(self) -> float:
        """Of the band between what passes and what is stopped."""
        return 2 * (max(self.stopband, self.rate / 2) - self.cutoff)


@dataclass(frozen=True)
class LayerPlan:
    """One layer: a convolution, and a filtered nonlinearity but in the one that makes the picture.

    Attributes:
        name: as in the public networks: index, size, channels.
        into, out: what it takes and gives.
        makes_picture: whether it is the last.
        kernel: side of its convolution.
        radial: whether its filter on the way down is radial.
    """

    name: str
    into: Band
    out: Band
    makes_picture: bool
    kernel: int
    radial: bool

    @property
    def between_rate(self) -> float:
        """The sampling rate of the nonlinearity."""
        return max(self.into.rate, self.out.rate) * (1 if self.makes_picture else 2)

    @property
    def factors(self) -> tuple[int, int]:
        """How the rate rises before the nonlinearity and falls after it."""
        return round(self.between_rate / self.into.rate), round(self.between_rate / self.out.rate)

    @property
    def taps(self) -> tuple[int, int]:
        """Of the filters up and down; 1 where there is none."""
        if self.makes_picture:
            return 1, 1
        up, down = (TAPS * factor if factor > 1 else 1 for factor in self.factors)
        return up, down

    @property
    def filters(self) -> tuple[Tensor | None, Tensor | None]:
        """Up and down."""
        (up, down), into, out, rate = self.taps, self.into, self.out, self.between_rate
        return (
            lowpass_filter(up, into.cutoff, into.width, rate),
            lowpass_filter(down, out.cutoff, out.width, rate, self.radial),
        )

    @property
    def padding(self) -> Padding:
        """Between stretching and filtering, so that every layer's samples lie around one middle."""
        up, down = self.factors
        before_filters = (self.out.size - 1) * down + 1 + sum(self.taps) - 2
        total = before_filters - (self.into.size + self.kernel - 1) * up
        before = (total + up) // 2
        return before, total - before

    @property
    def spare(self) -> int:
        """Rows at either end of the convolution's widest result that a negative padding would cut off.

        That result is `kernel - 1` larger than its input. What is cut off need not be computed.
        """
        up, (before, after) = self.factors[0], self.padding
        # Behind each sample stand up - 1 zeros, so at the far end they go before the sample does.
        return max(0, min(math.ceil(-before / up), math.floor(-after / up)))
