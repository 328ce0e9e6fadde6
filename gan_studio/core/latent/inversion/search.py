"""The way from random latents to one that draws a given picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_studio.core.contracts import Generator
from gan_studio.core.latent.inversion.adam import Adam, rate_at
from gan_studio.core.latent.inversion.distance import Distance
from gan_studio.core.latent.inversion.effort import affordable, operations_of, rough_precision
from gan_studio.core.latent.inversion.lbfgs import descend_by_lbfgs
from gan_studio.core.latent.inversion.noise import InvertedNoise
from gan_studio.core.latent.inversion.options import InversionOptions
from gan_studio.core.latent.inversion.space import InvertedSpace

# Shares of all steps: until half of the points are left, while layers share a style and noise stays as it
# is, before L-BFGS.
_HALVED, _TIED, _BY_ADAM = 0.03, 0.25, 0.6
# Share of Adam's steps while styles are shaken, so that exact pictures would be lost on them.
_SHAKEN = 0.5


@dataclass(frozen=True, eq=False)
class Nearest:
    """The nearest point so far.

    Attributes:
        point: [P] or [L, P], as InvertedSpace has it.
        label: its class, or None.
        image: [C, H, W].
        distance: of the image.
        maps: noise maps [T] that it was drawn with, or None for the network's own noise.
    """

    point: Tensor
    label: int | None
    image: Tensor
    distance: float
    maps: Tensor | None = None


class InversionSearch:
    """Follows points of a latent space towards a target.

    Attributes:
        space: where it looks.
        noise: what moves the noise maps, or None where noise stays the network's own.
        done: how many steps were made.
        nearest: the nearest point so far, or None before the first.
        losses: the terms of the distance at the last step, of its nearest point.

    Args:
        generator: whose latents are looked for; nothing of it is changed.
        target: [C, H, W] in [-1, 1], on its device.
        options: which name a space.
    """

    def __init__(self, generator: Generator, target: Tensor, options: InversionOptions) -> None:
        operations = operations_of(generator)
        self._options = affordable(options, target.shape[-1] * target.shape[-2], operations)
        self._rough = rough_precision(target.device, operations)
        self._random = torch.Generator().manual_seed(options.seed)
        self.space = InvertedSpace(generator, options.space, options.label, self._random)
        self.noise = InvertedNoise(generator) if options.noise else None
        self._noise_point = None if self.noise is None else self.noise.start()
        self._distance = Distance(target, options)
        self.done = 0
        self.nearest: Nearest | None = None
        self.losses: dict[str, float] = {}

    def find_starts(self, batch: int) -> Iterator[float]:
        """Draws random points and keeps the best to start from; yields how much of that is done."""
        x, labels = self.space.samples(self._options.samples)
        ranks: list[Tensor] = []
        self.space.precision = self._rough
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
        adam, losses = Adam(self._x), self._x.new_zeros(len(self._x))
        noise_adam: Adam | None = None
        for step in range(steps):
            if step and step % halved == 0 and len(self._x) > 1:
                best = losses.nan_to_num(nan=math.inf).argsort(stable=True)[: len(losses) // 2]
                self._x, adam = self._x[best], adam.of(best)
                self._labels = None if self._labels is None else self._labels[best]
            if step == tied and self.space.has_layers:
                self._x = self.space.freed(self._x)
                adam = Adam(self._x)
            if step == tied and self.noise is not None:
                noise_adam = Adam(self._noise_point)
            self.space.precision = self._rough if step < steps * _SHAKEN else torch.float32
            losses, slopes = self._measured(self._shaken(step / steps), self._noise_point)
            rate = self._options.learning_rate * rate_at((step + 1) / steps)
            self._x = self._x - rate * adam.direction(slopes[0])
            if noise_adam is not None:
                moved = self._noise_point - rate * noise_adam.direction(slopes[1])
                self._noise_point = self.noise.scaled(moved)
            yield

    def _follow_by_lbfgs(self) -> Iterator[None]:
        """Goes on from the nearest point."""
        if self.done >= self._options.steps:
            return
        self.space.precision = torch.float32
        nearest = self.nearest
        self._x = nearest.point.clone().unsqueeze(0)
        if self.space.has_layers and self._x.ndim == 2:
            self._x = self.space.freed(self._x)
        self._labels = None if nearest.label is None else self._labels.new_tensor([nearest.label])
        start = self._x.flatten()
        if self.noise is not None:
            start = torch.cat([start, nearest.maps])
        for _ in descend_by_lbfgs(self._measured_alone, start):
            yield
            if self.done >= self._options.steps:
                return

    def _measured_alone(self, joint: Tensor) -> tuple[float, Tensor]:
        """The distance of one point, which noise may follow in the same row, and its slope there."""
        count = self._x.numel()
        noise_point = joint[count:] if self.noise is not None else None
        losses, slopes = self._measured(joint[:count].view_as(self._x), noise_point)
        return float(losses), torch.cat([slope.flatten() for slope in slopes])

    def _measured(self, point: Tensor, noise_point: Tensor | None) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Distances [N] of points and the slopes of their sum there; one step, which keeps the nearest.

        Args:
            point: [N, P] or [N, L, P].
            noise_point: of the noise that all points share [T], or None for the network's own.

        Returns:
            The distances, and the slope for the points and, where there is such a one, for the noise.
        """
        with torch.enable_grad():
            given = [point] if noise_point is None else [point, noise_point]
            moved = [part.detach().clone().requires_grad_(True) for part in given]
            x, maps = moved[0], None if noise_point is None else self.noise.scaled(moved[1])
            mode = "const" if maps is None else self.noise.chosen(maps, len(x))
            images = self.space.images(x, self._labels, mode)
            terms = self._distance.terms(images) | self.space.terms(x)
            if maps is not None:
                likeness = self._options.noise_weight * self.noise.likeness(maps)
                terms["noise"] = likeness.expand(len(x))
            losses = sum(terms.values())
            slopes = torch.autograd.grad(losses.sum(), moved)
        self.done += 1
        self._keep_nearest(x.detach(), images.detach(), terms, maps)
        return losses.detach(), slopes

    def _keep_nearest(self, x: Tensor, images: Tensor, terms: dict[str, Tensor], maps: Tensor | None) -> None:
        losses = sum(terms.values()).detach()
        best = int(losses.nan_to_num(nan=math.inf).argmin())
        self.losses = {name: float(values[best].detach()) for name, values in terms.items()}
        distance = float(losses[best])
        if math.isfinite(distance) and (self.nearest is None or distance < self.nearest.distance):
            label = None if self._labels is None else int(self._labels[best])
            maps = None if maps is None else maps.detach()
            self.nearest = Nearest(x[best], label, images[best], distance, maps)

    def _shaken(self, share: float) -> Tensor:
        """The points with noise that is strongest at first [Karras 2020, appendix D]; in Z as they are."""
        if self.space.space == "z" or share >= _SHAKEN:
            return self._x
        strength = self._options.w_noise * (1 - share / _SHAKEN) ** 2
        return self._x + strength * torch.randn(self._x.shape, generator=self._random).to(self._x)
