"""Directions from pictures that a person chose: tagged examples, or one picture and another."""

from __future__ import annotations

from collections.abc import Generator as Work
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from gan_studio.core.contracts import Generator
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.directions.plans import FEWEST_TAGS, SEPARATIONS, DifferencePlan, TaggedPlan
from gan_studio.core.latent.directions.samples import spread, typical
from gan_studio.core.latent.directions.separation import SPLITS, right_of_unseen, way_of_testing
from gan_studio.core.latent.drawable import drawable
from gan_studio.core.latent.requests import PictureRequest
from gan_studio.core.latent.vectors import Direction, Vector


def tagged_direction(generator: Generator, plan: TaggedPlan) -> Work[Preparing, None, tuple[Direction, ...]]:
    """The one direction from counterexamples to examples, in W where the model has it.

    It is as long as one standard deviation of latents, or of styles, along it. Truncation does not count.

    Raises:
        InputError: for too few examples, or examples that do not differ.
    """
    is_positive = np.array([tag.is_positive for tag in plan.tags], dtype=bool)
    _check_enough(is_positive)
    made: list[Tensor] = []
    for tag in plan.tags:
        yield Preparing("Looking at the examples", len(made) / len(plan.tags))
        made.append(_point(generator, _untruncated(tag.request)))
    points = _joined(made)
    flat = points.reshape(len(points), -1)
    split = SPLITS[plan.separation]
    normal, _ = split(flat, is_positive)
    if not normal.any():
        raise InputError("The examples do not differ from the counterexamples; tag other pictures.")
    right = right_of_unseen(flat, is_positive, split)
    covariance = (yield from spread(generator, plan.tags[0].request)) if generator.num_ws else None
    (step,) = typical(torch.from_numpy(normal.reshape(1, *points.shape[1:])), covariance)
    return (Direction(plan.name, _space(generator), Vector.of(step.numpy()), _origin(plan, right)),)


def difference_direction(
    generator: Generator, plan: DifferencePlan
) -> Work[Preparing, None, tuple[Direction, ...]]:
    """The one direction from a picture's latent to another's, as long as the way.

    Raises:
        InputError: if both are at one place.
    """
    yield Preparing("Subtracting")
    start, end = _joined([_point(generator, plan.start), _point(generator, plan.end)])
    if np.abs(end - start).max() < 1e-7:
        raise InputError("Both pictures have the same latent; choose two that differ.")
    return (Direction(plan.name, _space(generator), Vector.of(end - start), "Difference of two pictures"),)


def _check_enough(is_positive: np.ndarray) -> None:
    there, here = int(is_positive.sum()), int((~is_positive).sum())
    if min(there, here) < FEWEST_TAGS:
        raise InputError(
            f"A direction needs {FEWEST_TAGS} pictures tagged + and {FEWEST_TAGS} tagged − or more; "
            f"there are {there} and {here}."
        )


def _untruncated(request: PictureRequest) -> PictureRequest:
    blend = request.blend
    if blend is not None:
        blend = replace(blend, start=_untruncated(blend.start), end=_untruncated(blend.end))
    return replace(request, psi=1.0, cutoff=None, layer_psi=(), blend=blend)


def _point(generator: Generator, request: PictureRequest) -> Tensor:
    """Where a picture is: its styles [L, D], or its z [Z] in a network without styles."""
    made = drawable(generator, request)
    return (made.z if made.styles is None else made.styles).double().cpu()


def _joined(points: Sequence[Tensor]) -> np.ndarray:
    """Points [N, Z], [N, D] where each has one style for all layers, else [N, L, D]; float64."""
    joined = torch.stack(list(points)).numpy()
    if joined.ndim == 3 and (joined == joined[:, :1]).all():
        return joined[:, 0]
    return joined


def _space(generator: Generator) -> str:
    return "w" if generator.num_ws else "z"


def _origin(plan: TaggedPlan, right: int) -> str:
    count = len(plan.tags)
    there = sum(tag.is_positive for tag in plan.tags)
    return (
        f"{SEPARATIONS[plan.separation]} of {there} + and {count - there} −: tells {right} of {count} "
        f"rightly ({right / count:.0%}; {way_of_testing(count)})"
    )
