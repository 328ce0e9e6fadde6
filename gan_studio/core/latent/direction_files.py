"""Directions in files beside the model that they belong to."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.latent.fitting import fitted_directions
from gan_studio.core.latent.recipe_values import direction_from, direction_values, text
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.vectors import Direction

FORMAT = 1
_KIND = "direction of GAN Studio"
_MOST = 1000
_LONGEST = 2**25
_ELSEWHERE = "; found in another checkpoint"


class _OfAnotherModelError(InputError):
    """A direction belongs to another model."""


def directions_values(directions: Sequence[Direction]) -> list[dict[str, Any]]:
    """Directions as JSON values."""
    return [direction_values(direction) for direction in directions]


def directions_from(values: Any) -> tuple[Direction, ...]:
    """The directions that directions_values described.

    Raises:
        ValueError: for anything it would not have written.
    """
    if not isinstance(values, list) or len(values) > _MOST:
        raise ValueError(f"Directions are a list of at most {_MOST}.")
    try:
        return tuple(direction_from(direction) for direction in values)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"This is no list of directions: {error!r:.200}.") from error


def directions_folder(facts: ModelFacts) -> Path:
    """Where a model's directions are kept; the folder may not exist yet."""
    return paths.exploration_of(facts.path) / "directions"


def save_direction(direction: Direction, facts: ModelFacts) -> Path:
    """Write a direction beside its model, in place of what was written of it under any other name.

    Raises:
        InputError: if it cannot be written.
    """
    values = {
        "kind": _KIND,
        "format": FORMAT,
        "model": {"name": facts.name, "checksum": facts.checksum},
        "direction": direction_values(direction),
    }
    folder = directions_folder(facts)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        forget_direction(direction, facts)
        path = _free_path(folder, direction.name)
        _write(path, json.dumps(values, ensure_ascii=False, allow_nan=False).encode())
    except OSError as error:
        raise InputError(
            f"The direction cannot be saved in {folder} ({error.strerror or error}); "
            "make room or allow writing there, then save it again."
        ) from error
    return path


def forget_direction(direction: Direction, facts: ModelFacts) -> None:
    """Delete what was saved of a direction, if anything was."""
    for path in files_of(direction, facts):
        path.unlink()


def files_of(direction: Direction, facts: ModelFacts) -> dict[Path, bytes]:
    """What was saved of a direction, under whatever name: each file and what it holds."""
    files: dict[Path, bytes] = {}
    for path in _files(facts):
        try:
            found = read_direction(path, facts)
        except InputError:
            continue
        if (found.space, found.vector) == (direction.space, direction.vector):
            files[path] = path.read_bytes()
    return files


def bring_back(files: Mapping[Path, bytes]) -> None:
    """Write files again that files_of told of; one whose place was taken since gets another name."""
    for path, content in files.items():
        if not path.exists():
            _write(path, content)
        elif path.read_bytes() != content:
            _write(_free_path(path.parent, path.stem), content)


def saved_directions(facts: ModelFacts) -> tuple[tuple[Direction, ...], tuple[str, ...]]:
    """The directions saved beside a model by name, and a sentence for each file that cannot be read."""
    found: list[Direction] = []
    troubles: list[str] = []
    for path in _files(facts):
        try:
            found.append(read_direction(path, facts))
        except _OfAnotherModelError:
            continue  # of a namesake, whose directions are kept in the same place
        except InputError as error:
            troubles.append(str(error))
    return tuple(found), tuple(troubles)


def read_direction(path: Path, facts: ModelFacts) -> Direction:
    """The direction in a file, if it is one of that model or of another checkpoint of its run.

    Raises:
        InputError: if it is another model's, or no direction, or damaged.
    """
    direction, name, checksum = _content(path)
    if checksum != facts.checksum:
        if not _is_of_run(path, facts) or fitted_directions((direction,), facts) == ():
            raise _OfAnotherModelError(
                f"{path.name} is a direction of another model, {name}; open that model to use it."
            )
        direction = replace(direction, origin=direction.origin.removesuffix(_ELSEWHERE) + _ELSEWHERE)
    return replace(direction, layers=tuple(layer for layer in direction.layers if layer < facts.num_ws))


def _content(path: Path) -> tuple[Direction, str, str]:
    """The direction in a file, and its model's name and checksum."""
    try:
        if path.stat().st_size > _LONGEST:
            raise ValueError("too long")
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["kind"] == _KIND and values["format"] != FORMAT:
            raise InputError(f"{path.name} is from a newer GAN Studio; update the studio to use it.")
        if values["kind"] != _KIND:
            raise ValueError("another kind of file")
        (direction,) = directions_from([values["direction"]])
        return direction, text(values["model"]["name"]), text(values["model"]["checksum"])
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror or error}); check the file.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            f"{path.name} is no direction of GAN Studio, or it is damaged; choose another file."
        ) from error


def _write(path: Path, content: bytes) -> None:
    """Write a file that is there only once it is whole."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)


def _files(facts: ModelFacts) -> Iterator[Path]:
    return iter(sorted(directions_folder(facts).glob("*.json"))[:_MOST])


def _is_of_run(path: Path, facts: ModelFacts) -> bool:
    """Whether a file is kept in the run that the model is a checkpoint of."""
    folder = directions_folder(facts)
    is_runs = folder.parent.parent == facts.path.absolute().parent.parent
    return is_runs and path.absolute().parent == folder


def _free_path(folder: Path, name: str) -> Path:
    """A file name that says the direction's and is not taken."""
    stem = re.sub(r"[^\w+-]+", "-", name).strip("-")[:60] or "direction"
    numbers = ("", *(f"-{number}" for number in range(2, _MOST + 2)))
    return next(path for number in numbers if not (path := folder / f"{stem}{number}.json").exists())
