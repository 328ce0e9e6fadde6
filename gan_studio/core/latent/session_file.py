"""What a person made while exploring a model, kept in a file beside it from one launch to the next."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.latent.bookmarks import Bookmark, bookmarks_from, bookmarks_values
from gan_studio.core.latent.direction_files import directions_from, directions_values
from gan_studio.core.latent.directions.plans import Tag
from gan_studio.core.latent.dragging.plan import DragPlan
from gan_studio.core.latent.mixing_grid import MixingGrid, grid_from, grid_values
from gan_studio.core.latent.noise_maps import share_maps, unshare_maps
from gan_studio.core.latent.planes import PlaneChoice
from gan_studio.core.latent.recipe import recipe_of
from gan_studio.core.latent.recipe_values import request_from, text, values_of, walk_from, walk_values
from gan_studio.core.latent.requests import ModelFacts, PictureRequest, Walk
from gan_studio.core.latent.session_parts import (
    drag_from,
    drag_values,
    plane_from,
    plane_values,
    tags_from,
    tags_values,
)
from gan_studio.core.latent.timeline import Timeline, timeline_from, timeline_values
from gan_studio.core.latent.vectors import Direction

FORMAT = 1
NAME = "session.json"
_LONGEST = 2**28


@dataclass(frozen=True)
class Session:
    """Everything of Explore that belongs to a model; the names are those of the window's view."""

    request: PictureRequest = PictureRequest()
    walk: Walk = Walk()
    mixing_grid: MixingGrid = MixingGrid()
    directions: tuple[Direction, ...] = ()
    timeline: Timeline = Timeline()
    bookmarks: tuple[Bookmark, ...] = ()
    tags: tuple[Tag, ...] = ()
    plane: PlaneChoice = PlaneChoice()
    drag: DragPlan = DragPlan()


@dataclass(frozen=True)
class KeptSession:
    """What was found of a model.

    Attributes:
        path: where its session is to be written.
        session: what was there, or None.
        is_of_same: whether it was made with this very checkpoint, not another one of its run.
        warning: what went wrong with reading it, a sentence or two, or "".
    """

    path: Path
    session: Session | None = None
    is_of_same: bool = True
    warning: str = ""


def kept_session(facts: ModelFacts) -> KeptSession:
    """The session that was kept for a model.

    A file that cannot be read is put aside, never overwritten; one that a newer studio wrote stays where
    it is, and this studio keeps its own beside it.
    """
    path = paths.exploration_of(facts.path) / NAME
    found = _kept_at(path, facts)
    if found is None:  # a model of the same name in another folder has the place
        return _kept_at(path.with_stem(f"session-{facts.checksum[:12]}"), facts, is_own=True)
    return found


def write_session(path: Path, facts: ModelFacts, session: Session) -> None:
    """Write a model's session; what was there before is replaced only once the new one is whole.

    Raises:
        InputError: if it cannot be written.
    """
    recipe = recipe_of(facts, session.request)
    values = {
        "format": FORMAT,
        "studio": recipe.studio,
        "model": {"name": recipe.model_name, "path": recipe.model_path, "checksum": recipe.checksum},
        "request": values_of(session.request),
        "walk": walk_values(session.walk),
        "mixing_grid": grid_values(session.mixing_grid),
        "directions": directions_values(session.directions),
        "timeline": timeline_values(session.timeline),
        "bookmarks": bookmarks_values(session.bookmarks),
        "tags": tags_values(session.tags),
        "plane": plane_values(session.plane),
        "drag": drag_values(session.drag),
    }
    share_maps(values)
    unfinished, homes = path.with_name(path.name + ".part"), paths.home() / "explore"
    try:
        if path.parent.parent == homes:
            homes.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(exist_ok=True)  # but a run that was deleted is not brought back
        with unfinished.open("w", encoding="utf-8") as file:
            # Piece by piece: json.dumps would hold up every other thread until it is done.
            file.writelines(json.JSONEncoder(ensure_ascii=False, allow_nan=False).iterencode(values))
        os.replace(unfinished, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise InputError(
            f"What you make in Explore cannot be kept in {path.parent} ({error.strerror or error}); "
            "it lasts until you close the studio, so save the pictures you want."
        ) from error


def _kept_at(path: Path, facts: ModelFacts, is_own: bool = False) -> KeptSession | None:
    """What a file holds, or None if it holds another model's; `is_own` says that it cannot."""
    try:
        values = _values_in(path)
        is_own = is_own or path.parent.parent != paths.home() / "explore"
        if values["format"] > FORMAT:
            return _kept_beside(path, values, facts, is_own)
        is_of_same, is_of_other = _whose(values, facts)
        if is_of_other and not is_own:
            return None
        return KeptSession(path, _session_from(values), is_of_same)
    except FileNotFoundError:
        return KeptSession(path)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        what = f"What was kept of exploring {facts.name} cannot be read; it may be damaged."
        return KeptSession(path, warning=f"{what} {_put_aside(path)}")


def _values_in(path: Path) -> dict[str, Any]:
    if path.stat().st_size > _LONGEST:
        raise ValueError(f"{path} is too long to be a session.")
    values = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
    if type(values["format"]) is not int:
        raise ValueError("The format is no number.")
    return values


def _whose(values: dict[str, Any], facts: ModelFacts) -> tuple[bool, bool]:
    """Whether values were made with this very checkpoint, and whether they are another model's."""
    model = {key: text(values["model"][key]) for key in ("name", "path", "checksum")}
    is_of_same = model["checksum"] == facts.checksum
    return is_of_same, not is_of_same and model["path"] != recipe_of(facts, PictureRequest()).model_path


def _kept_beside(path: Path, values: dict[str, Any], facts: ModelFacts, is_own: bool) -> KeptSession | None:
    """What this studio keeps beside a newer one's file; None as _kept_at, as far as the file tells."""
    with contextlib.suppress(ValueError, TypeError, KeyError):
        if _whose(values, facts)[1] and not is_own:
            return None
    beside = _kept_at(path.with_stem(f"{path.stem}-format-{FORMAT}"), facts, is_own)
    if beside is None:
        return None
    version = str(values.get("studio"))[:40]
    warning = (
        f"What was kept of exploring {facts.name} was written by a newer GAN Studio ({version}): it stays "
        "as it is, and what you make now is kept beside it."
    )
    return replace(beside, warning=f"{warning} {beside.warning}".strip())


def _session_from(values: dict[str, Any]) -> Session:
    unshare_maps(values)
    return Session(
        request_from(values["request"]),
        walk_from(values["walk"]),
        grid_from(values["mixing_grid"]),
        directions_from(values["directions"]),
        timeline_from(values["timeline"]),
        bookmarks_from(values["bookmarks"]),
        tags_from(values["tags"]),
        plane_from(values["plane"]),
        drag_from(values.get("drag")),  # sessions of earlier studios have none
    )


def _put_aside(path: Path) -> str:
    """Rename a file that cannot be read, and say so."""
    numbers = (f".{number}" if number > 1 else "" for number in range(1, 1000))
    free = (path.with_name(f"{path.name}.damaged{number}") for number in numbers)
    aside = next(place for place in free if not place.exists())
    try:
        path.rename(aside)
    except OSError as error:
        return f"It could not be put aside either ({error.strerror or error})."
    return f"It is put aside as {aside.name}, and a fresh one begins."


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no value of a session.")
