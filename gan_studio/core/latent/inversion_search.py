"""The way from random latents to one that draws a given picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from gan_studio.core.contracts import Generator
from gan_studio.core.latent.inversion_distance import Distance
from gan_studio.core.latent.inversion_lbfgs import descend_by_lbfgs
from gan_studio.core.latent.inversion_options import InversionOptions
from gan_studio.core.latent.inversion_space import InvertedSpace

# Shares of all steps: until half of the points are left, while layers share a style, before L-BFGS.
_HALVED, _TIED, _BY_ADAM = 0.03, 0.25, 0.6
# Shares of Adam's steps: its rate rises, its rate falls, styles are shaken.
_RISING, _FALLING, _SHAKEN = 0.05, 0.25, 0.5
_BETAS = (0.9, 0.999)
# Pictures of more pixels are tried less often, but no less often than this.
_SMALL, _FEWEST_SAMPLES, _FEWEST_STARTS = 64**2, 64, 2


@dataclass(frozen=True, eq=False)
class Nearest:
    """The nearest point so far.

    Attributes:
        point: [P] or [L, P], as InvertedSpace has it.
        label: its class, or None.
        image: [C, H, W].
        distance: of the image.
    """

    point: Tensor
    label: int | None
    image: Tensor
    distance: float


class InversionSearch:
    """Follows points of a latent space towards a target.

    Attributes:
        space: where it looks.
        done: how many steps were made.
        nearest: the nearest point so far, or None before the first.
        losses: the terms of the distance at the last step, of its nearest point.

    Args:
        generator: whose latents are looked for; nothing of it is changed.
        target: [C, H, W] in [-1, 1], on its device.
        options: which name a space.
    """

    def __init__(self, generator: Generator, target: Tensor, options: InversionOptions) -> None:
        self._options = _affordable(options, target.shape[-1] * target.shape[-2])
        self._random = torch.Generator().manual_seed(options.seed)
        self.space = InvertedSpace(generator, options.space, options.label, self._random)
        self._distance = Distance(target, options)
        self.done = 0
        self.nearest: Nearest | None = None
        self.losses: dict[str, float] = {}

    def find_starts(self, batch: int) -> Iterator[float]:
        """Draws random points and keeps the best to start from; yields how much of that is done."""
        x, labels = self.space.samples(self._options.samples)
        ranks: list[Tensor] = []
        for begin in range(0, len(x), batch):
            part = slice(begin, begin + batch)
            with torch.no_grad():
                images = self.space.images(x[part], None if labels is None else labels[part])
                ranks.append(self._distance.ranking(images))
            yield min(1.0, (begin + batch) / len(x))
        best = torch.cat(ranks).argsort(stable=True)[: self._options.starts]
        self._x, self._labels = x[best], None if labels is None else labels[best]

    def descend(self) -> Iterator[None]:
        """Follows the starts by Adam, then the best by L-BFGS; yields after every step or few."""
        yield from self._follow_by_adam(math.ceil(self._options.steps * _BY_ADAM))
        yield from self._follow_by_lbfgs()

    def _follow_by_adam(self, steps: int) -> Iterator[None]:
        halved, tied = (math.ceil(self._options.steps * share) for share in (_HALVED, _TIED))
        adam, losses = _Adam(self._x), self._x.new_zeros(len(self._x))
        for step in range(steps):
            if step and step % halved == 0 and len(self._x) > 1:
                best = losses.nan_to_num(nan=math.inf).argsort(stable=True)[: len(losses) // 2]
                self._x, adam = self._x[best], adam.of(best)
                self._labels = None if self._labels is None else self._labels[best]
            if step == tied and self.space.has_layers:
                self._x = self.space.freed(self._x)
                adam = _Adam(self._x)
            losses, slope = self._measured(self._shaken(step / steps))
            rate = self._options.learning_rate * _rate((step + 1) / steps)
            self._x = self._x - rate * adam.direction(slope)
            yield

    def _follow_by_lbfgs(self) -> Iterator[None]:
        """Goes on from the nearest point."""
        if self.done >= self._options.steps:
            return
        nearest = self.nearest
        self._x = nearest.point.clone().unsqueeze(0)
        if self.space.has_layers and self._x.ndim == 2:
            self._x = self.space.freed(self._x)
        self._labels = None if nearest.label is None else self._labels.new_tensor([nearest.label])
        for _ in descend_by_lbfgs(self._measured_alone, self._x):
            yield
            if self.done >= self._options.steps:
                return

    def _measured_alone(self, point: Tensor) -> tuple[float, Tensor]:
        losses, gradient = self._measured(point)
        return float(losses), gradient

    def _measured(self, point: Tensor) -> tuple[Tensor, Tensor]:
        """Distances [N] of points and their slope there, as one step; keeps the nearest point."""
        with torch.enable_grad():
            x = point.detach().clone().requires_grad_(True)
            images = self.space.images(x, self._labels)
            terms = self._distance.terms(images) | self.space.terms(x)
            losses = sum(terms.values())
            (gradient,) = torch.autograd.grad(losses.sum(), x)
        self.done += 1
        losses = losses.detach()
        best = int(losses.nan_to_num(nan=math.inf).argmin())
        self.losses = {name: float(values[best].detach()) for name, values in terms.items()}
        distance = float(losses[best])
        if math.isfinite(distance) and (self.nearest is None or distance < self.nearest.distance):
            label = None if self._labels is None else int(self._labels[best])
            self.nearest = Nearest(x[best].detach(), label, images[best].detach(), distance)
        return losses, gradient

    def _shaken(self, share: float) -> Tensor:
        """The points with noise that is strongest at first [Karras 2020, appendix D]; in Z as they are."""
        if self.space.space == "z" or share >= _SHAKEN:
            return self._x
        strength = self._options.w_noise * (1 - share / _SHAKEN) ** 2
        return self._x + strength * torch.randn(self._x.shape, generator=self._random).to(self._x)


class _Adam:
    """Adam's moments [Kingma 2015]. Its namesake in torch takes seconds to be imported when first used."""

    def __init__(self, x: Tensor) -> None:
        self._mean, self._power, self._steps = torch.zeros_like(x), torch.zeros_like(x), 0

    def of(self, rows: Tensor) -> _Adam:
        """What is known of some of the points."""
        part = _Adam(self._mean[rows])
        part._mean, part._power, part._steps = self._mean[rows], self._power[rows], self._steps
        return part

    def direction(self, slope: Tensor) -> Tensor:
        """What to subtract, at a rate of 1."""
        self._steps += 1
        self._mean = self._mean.lerp(slope, 1 - _BETAS[0])
        self._power = self._power.lerp(slope.square(), 1 - _BETAS[1])
        mean, power = (
            self._mean / (1 - _BETAS[0] ** self._steps),
            self._power / (1 - _BETAS[1] ** self._steps),
        )
        return mean / (power.sqrt() + 1e-8)


def _affordable(options: InversionOptions, pixels: int) -> InversionOptions:
    """The options with fewer starts where pictures are large, as each takes its time and memory."""
    share = min(1.0, _SMALL / pixels)
    return replace(
        options,
        samples=min(options.samples, max(_FEWEST_SAMPLES, round(options.samples * math.sqrt(share)))),
        starts=min(options.starts, max(_FEWEST_STARTS, round(options.starts * share))),
    )


def _rate(share: float) -> float:
    """The learning rate as a share of the largest, at a share of the steps: up straight, down a cosine."""
    falling = min(1.0, (1 - share) / _FALLING)
    return max(0.01, min(1.0, share / _RISING) * (0.5 - 0.5 * math.cos(math.pi * falling)))
