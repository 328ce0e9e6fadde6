"""Networks that begin at a few pixels and grow, one doubling at a time [Karras 2018, section 2]."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from gan_studio.core.layers.doubling import enlarged, pooled

SMALLEST_SIDE = 4
"""Pixels of the first picture that a growing network can draw."""


def growing_sides(resolution: int) -> tuple[int, ...] | None:
    """The sides 4, 8, 16 .. up to a resolution, or None where doubling does not reach it."""
    sides = tuple(SMALLEST_SIDE << level for level in range(resolution.bit_length() - 2))
    return sides if len(sides) > 1 and sides[-1] == resolution else None


def nearest_growing_side(resolution: int) -> int:
    """The nearest resolution of 8 px or more that doubling 4 px reaches."""
    return min((8 << power for power in range(8)), key=lambda side: abs(side - resolution))


class Growth(nn.Module):
    """Where a network is on its way: kept with its weights, and read by its forward pass.

    A network that nobody sets back is fully grown.

    Args:
        sides: the picture's side at each level, in pixels.

    Attributes:
        level: index of the side it draws at or looks at now; a buffer, int64.
        alpha: how far that level is faded in, 0 to 1; a buffer, float32.
    """

    def __init__(self, sides: Sequence[int]) -> None:
        super().__init__()
        self.sides = tuple(sides)
        self.register_buffer("level", torch.tensor(len(self.sides) - 1))
        self.register_buffer("alpha", torch.tensor(1.0))
        self._read: tuple[Tensor, int, Tensor, int] | None = None
        self._now = (0, 1.0)

    @property
    def now(self) -> tuple[int, float]:
        """Level and alpha as numbers; the device is asked only if the buffers have changed."""
        if not self._is_read():
            self._now = (int(self.level), float(self.alpha))
            self._note_read()
        return self._now

    @property
    def side(self) -> int:
        """Pixels along a side now."""
        return self.sides[self.now[0]]

    @torch.no_grad()
    def set(self, level: int, alpha: float) -> None:
        """Put the network there, without waiting for the device."""
        self.level.fill_(level)
        self.alpha.fill_(alpha)
        # What the buffer can hold, so that a network read from a file fades exactly as far.
        self._now = (level, torch.tensor(alpha, dtype=torch.float32).item())
        self._note_read()

    def picture(self, maps: Sequence[Tensor], to_rgb: Sequence[Callable[[Tensor], Tensor]]) -> Tensor:
        """The picture [N, C, H, W] at full size of the maps of every level up to the present one.

        While a level fades in, its picture is mixed with that of the level below, enlarged
        [Karras 2018, figure 2].

        Args:
            maps: features of levels 0 .. level.
            to_rgb: what makes a picture of each level's features.
        """
        level, alpha = self.now
        picture = to_rgb[level](maps[level])
        if level and alpha < 1:
            below = enlarged(to_rgb[level - 1](maps[level - 1]), self.sides[level])
            picture = below.lerp(picture, alpha)
        return enlarged(picture, self.sides[-1])

    def entered(
        self,
        images: Tensor,
        from_rgb: Sequence[Callable[[Tensor], Tensor]],
        blocks: Sequence[Callable[[Tensor], Tensor]],
    ) -> Tensor:
        """Features of level 0 of images [N, C, H, W] of the present side or larger, which are averaged.

        Args:
            from_rgb: what makes features of a picture at each level.
            blocks: what takes features of level i + 1 to those of level i.
        """
        level, alpha = self.now
        images = pooled(images, self.sides[level])
        x = from_rgb[level](images)
        for above in range(level - 1, -1, -1):
            x = blocks[above](x)
            if above == level - 1 and alpha < 1:
                x = from_rgb[above](pooled(images, self.sides[above])).lerp(x, alpha)
        return x

    def _is_read(self) -> bool:
        """Whether the buffers are those that were read last, and not written to since."""
        if self._read is None:
            return False
        level, level_version, alpha, alpha_version = self._read
        is_same = level is self.level and alpha is self.alpha
        return is_same and (level._version, alpha._version) == (level_version, alpha_version)

    def _note_read(self) -> None:
        if self.level.is_inference() or self.alpha.is_inference():  # these do not count what is written
            self._read = None
        else:
            self._read = (self.level, self.level._version, self.alpha, self.alpha._version)


def growths(network: nn.Module) -> list[Growth]:
    """Where every growing part of a network keeps how far it is."""
    return [module for module in network.modules() if isinstance(module, Growth)]


def faded_images(images: Tensor, sides: Sequence[int], level: int, alpha: float) -> Tensor:
    """Real images [N, C, H, W] as a network at that level is shown them: averaged down to its side.

    While the level fades in, so does their own detail [Karras 2018, appendix A.2].
    """
    shown = pooled(images, sides[level])
    if level and alpha < 1:
        shown = enlarged(pooled(shown, sides[level - 1]), sides[level]).lerp(shown, alpha)
    return shown
