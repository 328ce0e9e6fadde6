"""What Explore's view holds of directions, and how each change of them changes the view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gan_studio.core.latent.direction_files import saved_directions
from gan_studio.core.latent.directions.plans import Tag
from gan_studio.core.latent.requests import ModelFacts, PictureRequest, Step
from gan_studio.core.latent.vectors import Direction
from gan_studio.ui.pages.explore.view import View


def listed(view: View) -> tuple[Direction, ...]:
    """The view's directions, and after them those that only its picture goes along."""
    known = list(view.directions)
    for step in view.request.steps:
        if step.direction not in known:
            known.append(step.direction)
    return tuple(known)


def amount_of(request: PictureRequest, direction: Direction) -> float:
    """How far the picture goes along a direction."""
    return sum(step.amount for step in request.steps if step.direction == direction)


def moved(request: PictureRequest, direction: Direction, amount: float) -> PictureRequest:
    """The picture with another amount of one direction."""
    step = Step(direction, amount, direction.layers)
    steps = list(request.steps)
    places = [place for place, old in enumerate(steps) if old.direction == direction]
    for place in reversed(places[1:]):
        del steps[place]
    if places:
        steps[places[0] : places[0] + 1] = [step] if amount else []
    elif amount:
        steps.append(step)
    return replace(request, steps=tuple(steps))


def with_amount(view: View, direction: Direction, amount: float) -> View:
    """The view with another amount of one direction, which stays listed at 0."""
    return replace(view, directions=listed(view), request=moved(view.request, direction, amount))


def without_amounts(view: View) -> View:
    """The view with every direction at 0."""
    return replace(view, directions=listed(view), request=replace(view.request, steps=()))


def with_more(view: View, found: Sequence[Direction]) -> View:
    """The view with directions at the end of its list, but for those that it has."""
    known = list(listed(view))
    keys = {_key(direction) for direction in known}
    return replace(view, directions=(*known, *(more for more in found if _key(more) not in keys)))


def with_other(view: View, old: Direction, new: Direction) -> View:
    """The view with one direction in the place of another, at the same amount."""
    directions = tuple(new if direction == old else direction for direction in listed(view))
    steps = tuple(
        Step(new, step.amount, new.layers) if step.direction == old else step for step in view.request.steps
    )
    return replace(view, directions=directions, request=replace(view.request, steps=steps))


def without(view: View, gone: Direction) -> View:
    """The view without a direction."""
    directions = tuple(direction for direction in listed(view) if direction != gone)
    return replace(view, directions=directions, request=moved(view.request, gone, 0.0))


def with_tag(view: View, tag: Tag) -> View:
    """The view with a picture tagged, in place of how it was tagged before."""
    return replace(view, tags=(*(old for old in view.tags if old.request != tag.request), tag))


def with_saved(view: View, facts: ModelFacts) -> tuple[View, tuple[str, ...]]:
    """The view with the directions saved beside its model, and what is wrong with any of them."""
    found, troubles = saved_directions(facts)
    return (with_more(view, found) if found else view), troubles


def _key(direction: Direction) -> tuple[object, ...]:
    """What makes two directions the same, whatever they are called and whichever layers they move."""
    return direction.space, direction.vector
