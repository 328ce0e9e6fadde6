"""The residual pair that SN-GAN, SAGAN and BigGAN are made of."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from torch import Tensor, nn

from gan_studio.core.architectures.dcgan import doubling_problems, doublings
from gan_studio.core.config import Problem, RunConfig
from gan_studio.core.contracts import Discriminator, Generator, SampleShape
from gan_studio.core.layers.attention import SelfAttention
from gan_studio.core.layers.conditional_norm import batch_norm
from gan_studio.core.layers.residual import DownBlock, UpBlock
from gan_studio.core.registry import ARCHITECTURES

_MOST_TIMES_WIDER, _SMALLEST_HALVED = 16, 6


@dataclass(frozen=True)
class Halving:
    """One block of a discriminator: the channels it makes, and whether it halves the map's side."""

    width: int
    halves: bool


def widening_generator(base: int, side: int) -> list[int]:
    """Channels of the first map and after each doubling: `base` at last [Miyato 2018, tables 5 and 6]."""
    return [base * min(1 << level, _MOST_TIMES_WIDER) for level in reversed(range(doublings(side) + 1))]


def widening_discriminator(base: int, side: int) -> list[Halving]:
    """Blocks that double the channels, up to 16 times `base`, as they halve the side to 3 to 7 pixels,
    and one more at that side [Miyato 2018, tables 5 and 6].
    """
    count = doublings(side) + (side >> doublings(side) == _SMALLEST_HALVED)
    widths = [base * min(1 << level, _MOST_TIMES_WIDER) for level in range(count + 1)]
    return [Halving(width, level < count) for level, width in enumerate(widths)]


def attention_place(sides: list[int], wanted: int) -> int | None:
    """Where in a list of maps' sides the largest is that is at most the wanted one; None for 0."""
    fitting = [side for side in sides if side <= wanted]
    return sides.index(max(fitting)) if fitting else None


class ResidualGenerator(Generator):
    """A projection to a small map, residual blocks that double it, and a last convolution.

    Args:
        z_dim: Z, all of which the projection sees.
        widths: channels of the first map and after each doubling.
        attention_resolution: the largest map whose side is at most this has self-attention; 0 for none.
        make_norm: builds the norm of so many channels in the blocks.
        start_dim: how many numbers the projection sees.
    """

    def __init__(
        self,
        z_dim: int,
        sample_shape: SampleShape,
        widths: list[int],
        attention_resolution: int,
        make_norm: Callable[[int], nn.Module],
        start_dim: int,
    ) -> None:
        super().__init__(z_dim, sample_shape)
        channels, side, _ = sample_shape
        self.start_side = side >> (len(widths) - 1)
        self.start = nn.Linear(start_dim, widths[0] * self.start_side**2)
        self.blocks = nn.ModuleList(UpBlock(*pair, make_norm) for pair in itertools.pairwise(widths))
        sides = [self.start_side << level for level in range(1, len(widths))]
        self._attention_after = attention_place(sides, attention_resolution)
        if self._attention_after is not None:
            self.attention = SelfAttention(widths[self._attention_after + 1])
        self.finish = nn.Sequential(
            batch_norm(widths[-1], 0), nn.ReLU(inplace=True), nn.Conv2d(widths[-1], channels, 3, padding=1)
        )

    def drawn(self, start: Tensor, told: list[Tensor | None]) -> Tensor:
        """Images [N, C, H, W] from what the projection sees [N, ...] and what each block is told."""
        # Channels last, the layout that the convolutions compute in.
        first = self.start(start).view(len(start), self.start_side, self.start_side, -1)
        x = first.permute(0, 3, 1, 2)
        for place, (block, known) in enumerate(zip(self.blocks, told, strict=True)):
            x = block(x, known)
            if place == self._attention_after:
                x = self.attention(x)
        return self.finish(x).tanh()

    def entry_weights(self) -> tuple[Tensor, ...]:
        """The projection's weight."""
        return (self.start.weight,)


class ClassResidualGenerator(ResidualGenerator):
    """A residual generator whose blocks' norms depend on the class where there are classes."""

    def __init__(
        self,
        z_dim: int,
        sample_shape: SampleShape,
        widths: list[int],
        attention_resolution: int,
        num_classes: int,
    ) -> None:
        def make_norm(channels: int) -> nn.Module:
            return batch_norm(channels, num_classes)

        super().__init__(z_dim, sample_shape, widths, attention_resolution, make_norm, z_dim)
        self.num_classes = num_classes

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images [N, C, H, W] from latents [N, Z] and, where there are classes, labels [N]."""
        return self.drawn(z, [labels] * len(self.blocks))


class ResidualDiscriminator(Discriminator):
    """Residual blocks, ReLU, the sum over all places, and a score.

    Args:
        sample_shape: (C, H, W) of what it sees.
        plan: its blocks.
        attention_resolution: the largest map behind a block whose side is at most this has
            self-attention; 0 for none.
        norm: key of NORMALIZATIONS.
        is_wide: whether blocks have their later width between their convolutions, as BigGAN's do, and
            not their earlier; the first block always has.
    """

    def __init__(
        self,
        sample_shape: SampleShape,
        plan: list[Halving],
        attention_resolution: int = 0,
        norm: str = "none",
        is_wide: bool = False,
    ) -> None:
        super().__init__()
        channels, side, _ = sample_shape
        self.blocks, sides = nn.ModuleList(), []
        for level, (width, halves) in enumerate((step.width, step.halves) for step in plan):
            hidden = width if is_wide or level == 0 else channels
            block = DownBlock(channels, width, halves=halves, is_first=level == 0, hidden=hidden, norm=norm)
            self.blocks.append(block)
            channels, side = width, side >> halves
            sides.append(side)
        self._attention_after = attention_place(sides, attention_resolution)
        if self._attention_after is not None:
            self.attention = SelfAttention(plan[self._attention_after].width)
        self.output = nn.Linear(channels, 1)
        self.num_features = channels

    def features(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Sums [N, F] over all places of the last map."""
        x = images
        for place, block in enumerate(self.blocks):
            x = block(x)
            if place == self._attention_after:
                x = self.attention(x)
        return x.relu().sum(dim=(2, 3))

    def score(self, features: Tensor, labels: Tensor | None = None) -> Tensor:
        """Scores [N] from a linear layer."""
        return self.output(features).squeeze(1)


def residual_problems(config: RunConfig, attention_resolution: int = 0) -> Iterator[Problem]:
    """The resolution must be reachable by doubling, and a map small enough for the attention asked for."""
    side, count = config.data.resolution, doublings(config.data.resolution)
    label = ARCHITECTURES.entry_of(config.architecture).label
    yield from doubling_problems(config, label)
    if count and 0 < attention_resolution < (smallest := side >> (count - 1)):
        yield Problem(
            "architecture.attention_resolution",
            f"No map of {label} is as small as {attention_resolution} px at a resolution of {side}; choose "
            f"attention at {smallest} px.",
        )
