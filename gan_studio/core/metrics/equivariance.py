"""Equivariance: whether moving a picture before it is drawn is the same as moving it afterwards."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from gan_studio.core.config import setting
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Evidence, Measuring, Metric
from gan_studio.core.layers.fourier_features import motion
from gan_studio.core.metrics._steering import RoundEye, decibels, whole_pixel_errors
from gan_studio.core.metrics._trust import NOT_FINITE
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Measured

_BATCH = 8
"""Pictures moved alike."""

_FARTHEST = 1 / 8
"""Of a shift along each axis, as a share of the side [Karras 2021, appendix E]."""

_EYE = RoundEye()

_UNRESOLVED = 2.0**-46
"""A mean square below what float32 resolves of pictures."""

_NOTHING = (
    "Every picture is of one colour, so that moving it shows nothing; "
    "choose a checkpoint that has learned more."
)


class _Equivariance(Metric):
    """Peak signal over the noise that moving before drawing adds, in dB [Karras 2021, appendix E].

    The mean square is over pixels that both pictures show, and over pictures. The spread follows from
    its standard error over batches of pictures that are moved alike.
    """

    better: ClassVar[str] = "higher"
    needs: ClassVar[frozenset[str]] = frozenset({"model"})
    pictures: int

    def refusal(self, evidence: Evidence) -> str:
        """Only a model that can move its pictures before it draws them can be asked to."""
        if not evidence.model.module.is_steerable:
            return (
                "This model cannot move its pictures before it draws them, so there is nothing to compare; "
                "choose one that can, such as a StyleGAN3."
            )
        return ""

    def random_motion(self, side: int, random: torch.Generator) -> Tensor:
        """A matrix [3, 3] as motion() makes it, for pictures of that side."""
        raise TypeError(f"{type(self).__name__} does not say how pictures are moved.")

    def errors(self, still: Tensor, moved: Tensor, transform: Tensor) -> Tensor:
        """Mean squared differences [N] of pictures [N, C, S, S] drawn as they are and drawn moved."""
        return _EYE.errors(still, moved, transform)

    def measure(self, evidence: Evidence) -> Measuring:
        """The mean over random pictures, each moved at random."""
        random = torch.Generator().manual_seed(evidence.seed)
        found, is_plain = [], True
        for done in range(0, self.pictures, _BATCH):
            yield Preparing("Moving pictures", done / self.pictures)
            transform = self.random_motion(evidence.model.sample_shape[-1], random)
            still, moved = _pairs(evidence, transform, random)
            found.append(float(self.errors(still, moved, transform).mean()))
            is_plain = is_plain and bool((still == still[:, :, :1, :1]).all())
        used, means = _BATCH * len(found), np.array(found)
        if not np.isfinite(means).all():
            return Measured(None, notes=(NOT_FINITE,), n_fake=used)
        if is_plain:
            return Measured(None, notes=(_NOTHING,), n_fake=used)
        means = means.clip(_UNRESOLVED)
        spread = None
        if len(means) > 1:
            error = means.std(ddof=1) / math.sqrt(len(means))
            spread = float(10 / math.log(10) * error / means.mean())
        return Measured(decibels(float(means.mean())), spread, tuple(self.notes()), n_fake=used)

    def notes(self) -> Iterator[str]:
        """Sentences that belong beside the value."""
        yield from ()


@METRICS.register(
    "equivariance_translation",
    label="Translation equivariance (EQ-T)",
    summary="How exactly details follow when a picture is shifted, in dB; near 60 they do not stick at all.",
)
@dataclass(frozen=True)
class TranslationEquivariance(_Equivariance):
    """EQ-T, by whole pixels as published, or by fractions of a pixel."""

    pictures: int = setting(
        400, "Pictures", "How many pictures are shifted; more of them steady the mean.", minimum=1
    )
    step: str = setting(
        "whole",
        "Shifts",
        "By whole pixels, so that no filter is needed to compare, or by any distance, seen through a round "
        "filter that leaves out the finest detail.",
        choices={"whole": "Whole pixels", "any": "Any distance"},
        advanced=True,
    )

    def refusal(self, evidence: Evidence) -> str:
        """Shifts by any distance need room for the filter."""
        return super().refusal(evidence) or (_too_small(evidence) if self.step == "any" else "")

    def random_motion(self, side: int, random: torch.Generator) -> Tensor:
        """A shift by up to an eighth of the side along each axis."""
        shift = (2 * torch.rand(2, generator=random) - 1) * _FARTHEST
        if self.step == "whole":
            shift = (shift * side).round() / side
        return motion(0.0, *shift.tolist())

    def errors(self, still: Tensor, moved: Tensor, transform: Tensor) -> Tensor:
        """Seen as they are where they are shifted by whole pixels."""
        if self.step == "any":
            return super().errors(still, moved, transform)
        # The transform says where pictures look, which is the way back.
        right, down = (-transform[:2, 2] * still.shape[-1]).round().int().tolist()
        return whole_pixel_errors(still, moved, right, down)


@METRICS.register(
    "equivariance_rotation",
    label="Rotation equivariance (EQ-R)",
    summary="How exactly details follow when a picture is turned, in dB; about 10 if not made for that.",
)
@dataclass(frozen=True)
class RotationEquivariance(_Equivariance):
    """EQ-R: turns by any angle about the middle, seen through a round filter."""

    pictures: int = setting(
        400, "Pictures", "How many pictures are turned; more of them steady the mean.", minimum=1
    )

    def refusal(self, evidence: Evidence) -> str:
        """The filter needs room."""
        return super().refusal(evidence) or _too_small(evidence)

    def random_motion(self, side: int, random: torch.Generator) -> Tensor:
        """A turn by any angle."""
        return motion(360 * float(torch.rand((), generator=random)))

    def notes(self) -> Iterator[str]:
        """How the value differs from published ones."""
        yield (
            f"Details finer than {_EYE.cutoff:g} waves a pixel are left out, more than in published values, "
            "which are a little lower for it."
        )


def _too_small(evidence: Evidence) -> str:
    side = evidence.model.sample_shape[-1]
    if side >= _EYE.smallest_side:
        return ""
    return (
        f"At {side} px the filter that pictures are compared through leaves nothing of them; "
        f"choose a model of {_EYE.smallest_side} px or more."
    )


@torch.inference_mode()
def _pairs(evidence: Evidence, transform: Tensor, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Random pictures [N, C, H, W] as they are, and drawn moved."""
    model = evidence.model
    device = next(model.module.parameters()).device
    z = torch.randn(_BATCH, model.z_dim, generator=random).to(device)
    labels = None
    if model.num_classes:
        labels = torch.randint(model.num_classes, (_BATCH,), generator=random).to(device)
    still = model.module.draw(z, labels, evidence.psi)
    with model.module.moved(transform):
        return still.float(), model.module.draw(z, labels, evidence.psi).float()
