"""When growing networks double, and what changes as they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gan_studio.core.config import setting

_RATES = {128: 1.5, 256: 2.0, 512: 3.0}
"""From which side rates are how many times higher [Karras 2019, appendix C]."""


class Phase(NamedTuple):
    """How far networks have grown.

    Attributes:
        level: index of their side.
        alpha: how far that level is faded in, 0 to 1.
    """

    level: int
    alpha: float


@dataclass(frozen=True)
class GrowthPlan:
    """When networks grow, and what changes as they do [Karras 2018, section 2]."""

    start_resolution: int = setting(
        4,
        "Begin at",
        "The side of the first pictures: 4 px for Progressive GAN, 8 px for StyleGAN, or a later doubling.",
        minimum=4,
        maximum=1024,
        unit="px",
    )
    stable_kimg: float = setting(
        600.0,
        "Images per resolution",
        "For how many thousand real images a resolution is trained before the next one begins to fade in.",
        minimum=0.0,
        maximum=100_000.0,
        unit="kimg",
    )
    fade_kimg: float = setting(
        600.0,
        "Images per fade",
        "Over how many thousand real images a new resolution fades in; 0 switches at once, which "
        "shocks the layers that have already learned.",
        minimum=0.0,
        maximum=100_000.0,
        unit="kimg",
    )
    largest_batch: int = setting(
        0,
        "Largest batch",
        "Twice the batch at half the resolution, up to so many images, since small pictures need little "
        "memory; always a multiple of the batch size of Training. 0 keeps that throughout.",
        minimum=0,
        maximum=4096,
        unit="images",
        advanced=True,
    )
    resets_moments: bool = setting(
        True,
        "Forget momentum",
        "Lets the optimizers forget their averages of gradients as a new resolution begins to fade in and "
        "as it is there, as the published training does.",
        advanced=True,
    )
    raises_rates: bool = setting(
        False,
        "Faster at high resolutions",
        "Raises both learning rates as StyleGAN does: 1.5 times from 128 px, 2 times from 256 px and 3 "
        "times from 512 px.",
        advanced=True,
    )

    def phase(self, images_seen: int, sides: Sequence[int]) -> Phase:
        """How far networks have grown after that many real images.

        Args:
            sides: the picture's side at each level, each twice the one before.
        """
        top, start = len(sides) - 1, self._start(sides)
        whole = self.stable_kimg + self.fade_kimg
        done, within = divmod(images_seen / 1000, whole) if whole else (top, 0.0)
        level = start + int(done)
        if level >= top:
            return Phase(top, 1.0)
        if within <= self.stable_kimg or not self.fade_kimg:
            return Phase(level, 1.0)
        return Phase(level + 1, min((within - self.stable_kimg) / self.fade_kimg, 1.0))

    def kimg_to_grow(self, sides: Sequence[int]) -> float:
        """After how many thousand real images the networks are grown to the last of those sides."""
        return (len(sides) - 1 - self._start(sides)) * (self.stable_kimg + self.fade_kimg)

    def _start(self, sides: Sequence[int]) -> int:
        """The level that growing begins at."""
        level = self.start_resolution.bit_length() - sides[0].bit_length()
        return min(max(level, 0), len(sides) - 1)

    def batch_size(self, batch_size: int, level: int, sides: Sequence[int]) -> int:
        """Images in a batch at a level.

        Args:
            batch_size: that of the highest level.
        """
        # Whole multiples hold whole groups of images that the discriminator compares, as one batch does.
        largest = self.largest_batch // batch_size * batch_size
        return max(batch_size, min(batch_size * sides[-1] // sides[level], largest))

    def rate_factor(self, side: int) -> float:
        """What both learning rates are multiplied by at that side."""
        if not self.raises_rates:
            return 1.0
        return max((factor for least, factor in _RATES.items() if side >= least), default=1.0)
