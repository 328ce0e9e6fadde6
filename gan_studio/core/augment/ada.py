"""ADA: many changes to every image, as often as the discriminator's overfitting asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_studio.core.augment._color import recolored, recoloring
from gan_studio.core.augment._corruption import band_gains, filtered, noise_strength
from gan_studio.core.augment._draws import Draws, changed_where
from gan_studio.core.augment._geometry import blitted, still, warped
from gan_studio.core.augment._resampling import gathered, resampled
from gan_studio.core.augment.diff_augment import cut, drawn_hole
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Augmentation, SampleShape
from gan_studio.core.registry import AUGMENTATIONS

_GROUPS = {
    "b": ("blit",),
    "bg": ("blit", "geometry"),
    "bgc": ("blit", "geometry", "colour"),
    "bgcf": ("blit", "geometry", "colour", "filter"),
    "bgcfn": ("blit", "geometry", "colour", "filter", "noise"),
    "bgcfnc": ("blit", "geometry", "colour", "filter", "noise", "cutout"),
}

_USUAL_P = 0.2
"""A fixed probability that small sets are helped by [Karras 2020b, figure 4]."""


class AdaMemory(nn.Module):
    """What ADA keeps from update to update, on the device.

    Attributes:
        p: the probability of each change.
        r_t: how often real images were scored above 0 lately, from -1 (never) to 1 (always).
        signs, images: sum of the scores' signs since p last moved, and how many they were.
        updates: of the discriminator, so far.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.register_buffer("p", torch.tensor(float(p)))
        for name in ("r_t", "signs", "images"):
            self.register_buffer(name, torch.zeros(()))
        self.register_buffer("updates", torch.zeros((), dtype=torch.int64))


@AUGMENTATIONS.register(
    "ada",
    label="ADA",
    summary="Moves, turns and recolours every image, real or made, the more often the better the "
    "discriminator knows the real ones by heart.",
)
@dataclass(frozen=True)
class Ada(Augmentation):
    """Adaptive discriminator augmentation [Karras 2020b, sections 2 and 3, appendix B]."""

    groups: str = setting(
        "bgc",
        "Changes",
        "Which changes are made, each choice adding one kind: whole-pixel moves; turns and scaling; colour; "
        "filters; noise; cutout. The first three are what helps; the others help very small sets at most.",
        choices={
            "b": "Whole-pixel moves",
            "bg": "Moves and turns",
            "bgc": "Moves and colour",
            "bgcf": "Moves to filters",
            "bgcfn": "Moves to noise",
            "bgcfnc": "Everything",
        },
    )
    steering: str = setting(
        "adaptive",
        "Probability is",
        "Adaptive raises the probability while the discriminator overfits and lowers it otherwise; fixed "
        "keeps the one below.",
        choices={"adaptive": "Adaptive", "fixed": "Fixed"},
    )
    augment_p: float = setting(
        0.0,
        "Probability",
        "How often each change is made; where it is adaptive, what it starts at, which only a new run "
        "does. Far above 0.8 the changes begin to show in made pictures.",
        minimum=0.0,
        maximum=1.0,
        live=True,
    )
    ada_target: float = setting(
        0.6,
        "Target",
        "The overfitting aimed at: of the real images' scores, the mean sign. A lower target augments more.",
        minimum=-1.0,
        maximum=1.0,
        live=True,
        advanced=True,
    )
    ada_kimg: float = setting(
        500.0,
        "Full range in",
        "How many thousand images the probability needs from 0 to 1. Fewer react faster, which short "
        "runs need.",
        minimum=1.0,
        maximum=100_000.0,
        unit="kimg",
        log=True,
        live=True,
        advanced=True,
    )
    interval: int = setting(
        4,
        "Adapt every",
        "Batches of the discriminator between two adjustments of the probability.",
        minimum=1,
        maximum=1000,
        unit="batches",
        advanced=True,
    )

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """What steers the probability is a verdict's sign."""
        if self.steering == "adaptive" and getattr(config.objective, "undecided", None) != 0:
            yield Problem(
                "augmentations.ada.steering",
                "ADA is steered by how many real images score above 0, which says nothing in this game; "
                f"choose a fixed probability, such as {_USUAL_P}, or the hinge or non-saturating objective.",
            )
        if self.steering == "fixed" and self.augment_p == 0:
            yield Problem(
                "augmentations.ada.augment_p",
                f"A fixed probability of 0 changes no image; choose {_USUAL_P}, or the adaptive one.",
            )

    def memory(self, sample_shape: SampleShape) -> nn.Module:
        """The probability and what steers it."""
        return AdaMemory(self.augment_p)

    def __call__(
        self, images: Tensor, images_seen: int, random: torch.Generator, memory: nn.Module | None = None
    ) -> Tensor:
        """Changed images [N, C, H, W]; an image that chance leaves alone is exactly what it was."""
        held = memory.p if memory is not None and self.steering == "adaptive" else None
        p = torch.full((), self.augment_p, device=images.device) if held is None else held
        draws, chosen = Draws(len(images), p, random), _GROUPS[self.groups]
        images = _moved(images, draws, "geometry" in chosen)
        if "colour" in chosen:
            matrices, is_recolored = recoloring(draws, images.shape[1])
            images = changed_where(is_recolored, images, recolored, matrices)
        if "filter" in chosen:
            gains, is_filtered = band_gains(draws)
            images = changed_where(is_filtered, images, filtered, gains)
        if "noise" in chosen:
            strength, is_noisy = noise_strength(draws)
            noise = strength * torch.randn(images.shape, device=images.device, generator=random)
            images = changed_where(is_noisy, images, torch.add, noise)
        if "cutout" in chosen:
            images = _cut(images, draws, random)
        return images

    def after_discriminator_update(self, real_scores: Tensor, memory: nn.Module | None) -> dict[str, Tensor]:
        """Move the probability once in `interval` batches; returns it and what it follows.

        p goes up by the images seen since over 1000 ada_kimg where their mean sign r_t is above the
        target, else down [Karras 2020b, section 3].
        """
        if memory is None:
            return {}
        memory.updates += 1
        memory.signs += real_scores.sign().sum()
        memory.images += len(real_scores)
        is_due = memory.updates % self.interval == 0
        r_t = memory.signs / memory.images
        if self.steering == "adaptive":
            moved = memory.p + (r_t - self.ada_target).sign() * memory.images / (1000 * self.ada_kimg)
            memory.p.copy_(torch.where(is_due, moved.clamp(0, 1), memory.p))
        memory.r_t.copy_(torch.where(is_due, r_t, memory.r_t))
        for gathered_so_far in (memory.signs, memory.images):
            gathered_so_far.mul_(~is_due)
        return {"augment/p": memory.p.clone(), "augment/r_t": memory.r_t.clone()}


def _moved(images: Tensor, draws: Draws, warps: bool) -> Tensor:
    """Images under one combined move each: pixel by pixel where that suffices, else resampled."""
    side = images.shape[-1]
    moves = blitted(still(len(images), images.device), draws, side)
    if warps:
        moves = warped(moves, draws, side)
        images = changed_where(moves.is_resampled, images, resampled, moves.inverse)
    return changed_where(moves.is_moved & ~moves.is_resampled, images, gathered, moves.inverse)


def _cut(images: Tensor, draws: Draws, random: torch.Generator) -> Tensor:
    """Images with a hole of half their side in some of them."""
    happens, (corners, side) = draws.happens(), drawn_hole(images, random)
    return changed_where(happens, images, lambda chosen, places: cut(chosen, places.T, side), corners.T)
