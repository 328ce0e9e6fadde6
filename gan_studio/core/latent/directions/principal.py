"""Principal directions: those along which styles, or features, vary most [Härkönen 2020]."""

from __future__ import annotations

from collections.abc import Generator as Work

from torch import Tensor

from gan_studio.core.contracts import Generator
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.directions.components import principal_components
from gan_studio.core.latent.directions.plans import MOST_FEATURE_SAMPLES, PrincipalPlan
from gan_studio.core.latent.directions.samples import features, latents, nearest_stage, styles
from gan_studio.core.latent.vectors import Direction, Vector


def principal_directions(
    generator: Generator, plan: PrincipalPlan
) -> Work[Preparing, None, tuple[Direction, ...]]:
    """The directions of a plan, the strongest first; an amount of 1 is one standard deviation.

    Of styles they are the principal components of W. Of features they are what a latent, or a style
    where there are styles, is moved by on average as the features go along a component: the least
    squares of the paper's section 3.2.

    Raises:
        InputError: if there are neither styles nor features to look at.
    """
    if plan.feature_side is not None:
        return (yield from _of_features(generator, plan))
    if not generator.num_ws:
        raise InputError(
            "The latents of this model vary alike in every direction of Z, so none of them is principal; "
            "choose features instead."
        )
    w = yield from styles(generator, latents(generator, plan.samples, plan.seed), plan.like)
    found = yield from principal_components(w, plan.count)
    return _named(found.axes * found.deviations[:, None], found.shares, "w", "W")


def _of_features(generator: Generator, plan: PrincipalPlan) -> Work[Preparing, None, tuple[Direction, ...]]:
    z = latents(generator, min(plan.samples, MOST_FEATURE_SAMPLES), plan.seed)
    stage = nearest_stage(generator, plan.feature_side)
    seen = yield from features(generator, z, stage, plan.like)
    moved = (yield from styles(generator, z, plan.like)) if generator.num_ws else z
    found = yield from principal_components(seen, plan.count)
    around = moved.double() - moved.double().mean(dim=0)
    # Places along different components are uncorrelated, so each has a regression of its own.
    slopes = found.places.t() @ around / found.places.square().sum(dim=0)[:, None]
    steps = slopes * found.deviations[:, None]
    return _named(steps, found.shares, "w" if generator.num_ws else "z", f"features of {stage.side} px")


def _named(steps: Tensor, shares: Tensor, space: str, where: str) -> tuple[Direction, ...]:
    return tuple(
        Direction(
            f"Component {place}",
            space,
            Vector.of(step.numpy()),
            f"GANSpace {place} of {where}, {share:.1%} of the variance",
        )
        for place, (step, share) in enumerate(zip(steps, shares.tolist(), strict=True), 1)
    )
