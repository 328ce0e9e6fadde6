"""What architectures of plain and residual convolutions share: settings, and what follows from them."""

from __future__ import annotations

from typing import Any

from gan_studio.core.config import setting
from gan_studio.core.contracts import Architecture


class NormedArchitecture(Architecture):
    """An architecture whose discriminator may have spectral norm and another norm.

    Attributes:
        spectral_norm: whether each of the discriminator's layers has it.
        d_norm: key of NORMALIZATIONS.
    """

    spectral_norm: bool
    d_norm: str

    @property
    def bounds_slope(self) -> bool:
        """Spectral norm bounds it, unless another norm undoes that."""
        return self.spectral_norm and not self.has_d_norm

    @property
    def has_d_norm(self) -> bool:
        """Every norm but none."""
        return self.d_norm != "none"

    @property
    def mixes_batch(self) -> bool:
        """Batch norm mixes the batch."""
        return self.d_norm == "batch"


def latent_setting(size: int) -> Any:
    """Z, `size` unless chosen otherwise."""
    return setting(
        size,
        "Latent size",
        "How many numbers an image is made from; each becomes a slider in Explore.",
        minimum=1,
        maximum=1024,
    )


def generator_channels_setting(count: int, explanation: str) -> Any:
    """The generator's width."""
    return setting(count, "Generator's channels", explanation, minimum=4, maximum=512, log=True)


def discriminator_channels_setting(count: int, explanation: str) -> Any:
    """The discriminator's width."""
    return setting(count, "Discriminator's channels", explanation, minimum=4, maximum=512, log=True)


def widening_generator_setting(count: int) -> Any:
    """The width of a residual generator's last map."""
    return generator_channels_setting(
        count,
        "Channels at the largest resolution; each smaller one has twice as many, up to 16 times. Twice "
        "the channels draw finer pictures and take about three times as long.",
    )


def widening_discriminator_setting(count: int) -> Any:
    """The width of a residual discriminator's first map."""
    return discriminator_channels_setting(
        count, "Channels after the first block; each later one has twice as many, up to 16 times."
    )


def attention_setting(side: int) -> Any:
    """Where residual networks have self-attention."""
    return setting(
        side,
        "Attention at",
        "In each network the largest map whose side is at most this has self-attention, which lets far "
        "parts of a picture agree; 0 for none. Twice the side takes 16 times the memory for it.",
        minimum=0,
        maximum=256,
        unit="px",
    )


def spectral_norm_setting(is_on: bool) -> Any:
    """Whether the discriminator's layers have spectral norm."""
    return setting(
        is_on,
        "Spectral norm",
        "Divides each layer of the discriminator by its largest singular value, which bounds its "
        "slope and steadies the game.",
    )
