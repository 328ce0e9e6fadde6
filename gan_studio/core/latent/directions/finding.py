"""Finding the directions of a plan with a copy of the model."""

from __future__ import annotations

from collections.abc import Generator as Work
from dataclasses import replace

from gan_studio.core.contracts import Generator
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.class_words import class_text
from gan_studio.core.latent.directions.examples import difference_direction, tagged_direction
from gan_studio.core.latent.directions.factorized import factorized_directions
from gan_studio.core.latent.directions.plans import DifferencePlan, FactorPlan, Plan, PrincipalPlan
from gan_studio.core.latent.directions.principal import principal_directions
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import cores_for_one
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.threads import compute_on
from gan_studio.core.latent.vectors import Direction
from gan_studio.core.run_folder import RunFolder


def find_directions(facts: ModelFacts, plan: Plan) -> Work[Preparing, None, tuple[Direction, ...]]:
    """The directions that a plan looks for in a model, on the calling thread.

    Raises:
        InputError: if the model has changed since the facts were told, or has no such directions.
    """
    yield Preparing("Opening the model")
    compute_on(cores_for_one())
    generator = _generator(facts)
    if isinstance(plan, PrincipalPlan):
        found = yield from principal_directions(generator, plan)
        named = class_text(plan.like, facts)
        among = f", among {named}" if named else ""
        return tuple(replace(direction, origin=f"{direction.origin}{among}") for direction in found)
    if isinstance(plan, FactorPlan):
        return (yield from factorized_directions(generator, plan))
    if isinstance(plan, DifferencePlan):
        return (yield from difference_direction(generator, plan))
    return (yield from tagged_direction(generator, plan))


def _generator(facts: ModelFacts) -> Generator:
    """The model that was opened; of a run that is learning now, its newest checkpoint."""
    if not facts.path.exists() and facts.path.parent.name == "checkpoints":
        newest = RunFolder(facts.path.parent.parent).newest_checkpoint()
        if newest is None:
            raise InputError(
                f"{facts.name} has saved no checkpoint yet; look for directions once it has saved one."
            )
        return open_model(newest)[0].module
    model, now = open_model(facts.path)
    if now.checksum != facts.checksum:
        raise InputError(f"{facts.name} has changed since it was opened; open it again, then look again.")
    return model.module
