"""Finding directions on a worker's thread, with a copy of the model that is read there."""

from __future__ import annotations

from collections.abc import Generator

from gan_studio.core.events import Preparing
from gan_studio.core.latent.directions.plans import Plan
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.vectors import Direction


def directions_of(facts: ModelFacts, plan: Plan) -> Generator[Preparing, None, tuple[Direction, ...]]:
    """The directions that a plan looks for in a model."""
    from gan_studio.core.latent.directions.finding import find_directions

    return (yield from find_directions(facts, plan))
