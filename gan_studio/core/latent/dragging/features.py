"""What a network shows of a place in its picture, and where that is found again."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from gan_studio.core.contracts import Generator
from gan_studio.core.latent.stages import Stage, stages_of, tapped
from gan_studio.core.layers.noise import NoiseMode

_LARGEST_SIDE = 256
_STAGES = 2
_PROBES = 512
_PATCH_PLACES = 3
"""Places that a patch is looked at in, from its middle to its edge."""

_FINEST = 0.5
"""The finest grid of places, in pixels, that a handle is looked for on."""

_PLAIN = 0.2
"""How alike all around a place is, beside two places chosen at random, where there is nothing to hold."""

_STAY = 0.1
"""How much less like itself, for each pixel away, a handle may be where it is expected."""


class Sight:
    """Looks at places of a picture: at the picture itself and at the features that it is made from.

    Of the features it takes those of the two finest stages of up to half the picture's side, and of 256
    pixels at most: measured on small networks, they find a place again more often than any stage
    alone, and the last one, of few channels, adds nothing.

    Args:
        generator: one with styles.
    """

    def __init__(self, generator: Generator) -> None:
        self.generator = generator
        self.side = generator.sample_shape[-1]
        self.stages = drag_stages(generator)
        self._rates = [*(rate_of(generator, stage) for stage in self.stages), self.side]
        self._typical: list[Tensor] | None = None

    def draw(self, styles: Tensor, noise_mode: NoiseMode) -> tuple[Tensor, list[Tensor]]:
        """The image [1, C, H, W] of styles [1, L, D], and its maps: features, and the image last."""
        with tapped(self.generator, self.stages) as taken:
            image = self.generator.synthesis(styles, noise_mode=noise_mode).float()
        maps = [*(taken[stage].float() for stage in self.stages), image]
        if self._typical is None:
            self._typical = self._typical_differences(maps)
        return image, maps

    def at(self, maps: Sequence[Tensor], places: Tensor) -> Tensor:
        """What is seen [P, F] at places [P, 2] (column, row).

        Each map counts alike: the sum of differences between any two places is about 1 per map.
        """
        found = zip(maps, self._rates, self._typical, strict=True)
        return torch.cat([self._sampled(one, rate, places) / typical for one, rate, typical in found], dim=1)

    def change_outside(self, maps: Sequence[Tensor], first: Sequence[Tensor], mask: Tensor) -> Tensor:
        """How far the maps differ from the first ones, as a mean where the mask [H, W] is 0."""
        terms = []
        for now, before, rate, typical in zip(maps, first, self._rates, self._typical, strict=True):
            places = _pixels(now.shape[-1], rate, self.side)
            inside = (places >= -0.5) & (places <= self.side - 0.5)
            cells = places[inside].round().long().clamp(0, self.side - 1)
            shape = now[..., inside, :][..., inside] - before[..., inside, :][..., inside]
            outside = 1 - mask[cells][:, cells]
            terms.append((shape.abs() * outside).sum() / outside.sum().clamp_min(1) / typical)
        return torch.stack(terms).mean()

    def _sampled(self, one: Tensor, rate: float, places: Tensor) -> Tensor:
        """A map's values [P, C], bilinear between its samples."""
        middle = (places + 0.5 - self.side / 2) * (rate / self.side)
        grid = (middle * (2 / one.shape[-1])).view(1, 1, -1, 2)
        sampled = functional.grid_sample(one, grid, padding_mode="border", align_corners=False)
        return sampled[0, :, 0].t()

    @torch.no_grad()
    def _typical_differences(self, maps: Sequence[Tensor]) -> list[Tensor]:
        """For each map the sum of differences between two places, as it is on average."""
        random = torch.Generator().manual_seed(0)
        places = (torch.rand(2 * _PROBES, 2, generator=random) * (self.side - 1)).to(maps[0].device)
        found = []
        for one, rate in zip(maps, self._rates, strict=True):
            values = self._sampled(one, rate, places)
            found.append((values[:_PROBES] - values[_PROBES:]).abs().sum(dim=1).mean().clamp_min(1e-6))
        return found


class Tracker:
    """Finds again what was at a place of the first picture [Pan 2023, section 3.2.2].

    It is recognised by a patch of what Sight sees and not by one place's features alone, which in
    small networks are shared by many places.

    Args:
        sight: of the picture.
        maps: of the first picture.
        handle: [2].
        radii: of the search and of the patch, in pixels.

    Attributes:
        is_plain: whether the surroundings look the same, so that it cannot be followed.
    """

    def __init__(
        self, sight: Sight, maps: Sequence[Tensor], handle: Tensor, radii: tuple[float, float]
    ) -> None:
        searched, patch = radii
        self._sight, self._searched = sight, searched
        self._patch = disc(patch, patch / _PATCH_PLACES).to(handle)
        self._step = max(_FINEST, searched / 12)
        self._wanted = self._seen(maps, handle.unsqueeze(0))  # [1, F']
        self._typical = self._typical_distance(maps)
        around = handle + disc(patch, patch, is_ring=True).to(handle)
        self.is_plain = bool(self._distances(maps, around).max() < _PLAIN * self._typical)

    @torch.no_grad()
    def find(self, maps: Sequence[Tensor], near: Tensor) -> tuple[Tensor, float]:
        """Where it is now [2], and how much it looks as it did first, 0 to 1.

        Args:
            near: where it is expected [2].
        """
        place, distance = self._nearest(maps, near, self._searched, self._step)
        if self._step > _FINEST:
            place, distance = self._nearest(maps, place, self._step, max(_FINEST, self._step / 4))
        return place, max(0.0, 1.0 - float(distance / self._typical))

    def _nearest(
        self, maps: Sequence[Tensor], near: Tensor, radius: float, step: float
    ) -> tuple[Tensor, Tensor]:
        places = near + disc(radius, step).to(near)
        places = places[((places >= 0) & (places <= self._sight.side - 1)).all(dim=1)]
        distances = self._distances(maps, places)
        best = (distances + _STAY * self._typical * (places - near).norm(dim=1)).argmin()
        return places[best], distances[best]

    def _distances(self, maps: Sequence[Tensor], places: Tensor) -> Tensor:
        return (self._seen(maps, places) - self._wanted).abs().mean(dim=1)

    @torch.no_grad()
    def _seen(self, maps: Sequence[Tensor], places: Tensor) -> Tensor:
        """The patches around places [P, F']."""
        each = (places.unsqueeze(1) + self._patch).flatten(0, 1)
        return self._sight.at(maps, each).reshape(len(places), -1)

    def _typical_distance(self, maps: Sequence[Tensor]) -> Tensor:
        """How far any other place is from what was at the handle."""
        random = torch.Generator().manual_seed(1)
        places = torch.rand(_PROBES // 2, 2, generator=random) * (self._sight.side - 1)
        return self._distances(maps, places.to(self._wanted)).mean().clamp_min(1e-6)


def drag_stages(generator: Generator) -> tuple[Stage, ...]:
    """The stages by whose features places are recognised and pulled, the coarser first."""
    stages = sorted(stages_of(generator), key=lambda stage: rate_of(generator, stage))
    largest = min(_LARGEST_SIDE, generator.sample_shape[-1] / 2)
    fitting = [stage for stage in stages if rate_of(generator, stage) <= largest]
    return tuple(fitting[-_STAGES:] or stages[:1])


def rate_of(generator: Generator, stage: Stage) -> float:
    """How many samples of a stage lie along the picture's side; some networks add a margin to them."""
    plan = getattr(generator.get_submodule(stage.path), "plan", None)
    return float(stage.side if plan is None else plan.out.rate)


def disc(radius: float, step: float, *, is_ring: bool = False) -> Tensor:
    """Places [P, 2] in a disc around the origin, on a grid; or 16 on its edge."""
    if is_ring:
        turn = torch.arange(16) * (math.tau / 16)
        return torch.stack([turn.cos(), turn.sin()], dim=1) * radius
    reach = int(radius / step + 1e-6)
    axis = torch.arange(-reach, reach + 1) * step
    places = torch.cartesian_prod(axis, axis).flip(1)
    return places[places.square().sum(dim=1) <= radius**2 + 1e-6]


def _pixels(samples: int, rate: float, side: int) -> Tensor:
    """Where a map's samples lie along the picture's side."""
    return (torch.arange(samples) + 0.5 - samples / 2) * (side / rate) + side / 2 - 0.5
