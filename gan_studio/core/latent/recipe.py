"""Recipes: all it takes to draw a picture again, kept inside its PNG."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

import gan_studio
from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.latent.noise_maps import share_maps, unshare_maps
from gan_studio.core.latent.recipe_values import request_from, values_of
from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.core.latent.timeline import Timeline, timeline_from, timeline_values

CHUNK = "gan_studio"
FORMAT = 2
_LARGEST_TEXT = 2**25
_ROOTS = {"runs": paths.runs, "shipped": paths.shipped_models}


@dataclass(frozen=True)
class Recipe:
    """How a picture was made.

    Attributes:
        model_name, checksum: as in ModelFacts.
        model_path: where the checkpoint was; "runs/.." and "shipped/.." are below the studio's own
            folders, so that a picture tells nothing of its maker's disk and survives a move.
        request: the picture itself; of a film the first.
        studio: version of the studio that made it.
        timeline: what a film shows, or None.
    """

    model_name: str
    model_path: str
    checksum: str
    request: PictureRequest
    studio: str = gan_studio.__version__
    timeline: Timeline | None = None

    @property
    def checkpoint(self) -> Path:
        """Where the checkpoint should be on this machine."""
        root, _, rest = self.model_path.partition("/")
        return _ROOTS[root]() / rest if root in _ROOTS else Path(self.model_path)


def recipe_of(facts: ModelFacts, request: PictureRequest) -> Recipe:
    """The recipe of a picture that the model draws."""
    return Recipe(facts.name, _portable(facts.path), facts.checksum, request)


def checksum_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def to_text(recipe: Recipe, *, is_ascii: bool = False) -> str:
    """The recipe as JSON.

    Args:
        is_ascii: whether other characters are written as their numbers.
    """
    model = {"name": recipe.model_name, "path": recipe.model_path, "checksum": recipe.checksum}
    values = {"format": FORMAT, "studio": recipe.studio, "model": model, **values_of(recipe.request)}
    if recipe.timeline is not None:
        values["timeline"] = timeline_values(recipe.timeline)
    share_maps(values)
    return json.dumps(values, ensure_ascii=is_ascii, allow_nan=False)


def from_text(text: str, origin: str) -> Recipe:
    """The recipe that `to_text` wrote.

    Args:
        origin: what holds the text, in a person's words, for the error.

    Raises:
        InputError: if the text is no recipe, a newer one, or holds values that cannot be.
    """
    if len(text) > _LARGEST_TEXT:
        raise InputError(f"The recipe in {origin} is too long to be one of the studio's.")
    try:
        values = json.loads(text, parse_constant=_refuse)
        return _recipe_from(values, origin)
    except InputError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise InputError(
            f"{_capital(origin)} holds no recipe that can be read; it may be damaged."
        ) from error


def save_picture(path: Path, image: np.ndarray, recipe: Recipe | None) -> None:
    """Writes a PNG that carries its recipe; a file of that name is replaced only once it is whole.

    Args:
        image: uint8 [H, W, C] with 1 or 3 channels.
        recipe: None for a picture that no checkpoint draws again.
    """
    chunks = PngImagePlugin.PngInfo()
    if recipe is not None:
        chunks.add_itxt(CHUNK, to_text(recipe))
    unfinished = path.with_name(path.name + ".part")
    try:
        Image.fromarray(image.squeeze(-1) if image.shape[-1] == 1 else image).save(
            unfinished, format="PNG", pnginfo=chunks
        )
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise InputError(
            f"{path} cannot be written ({error.strerror or error}); choose another place."
        ) from error


def read_recipe(path: Path) -> Recipe:
    """The recipe of a picture that the studio saved.

    Raises:
        InputError: if the file cannot be read, is no PNG, or holds no sound recipe.
    """
    try:
        with Image.open(path, formats=["PNG"]) as picture:
            text = picture.info.get(CHUNK)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError(f"{path.name} is no PNG that can be read, so it holds no recipe.") from error
    if not isinstance(text, str):
        raise InputError(
            f"{path.name} holds no recipe: it was not saved by the studio, or another program changed it."
        )
    return from_text(text, path.name)


def _recipe_from(values: dict[str, Any], origin: str) -> Recipe:
    if type(values["format"]) is not int:
        raise ValueError("The format is no number.")
    if values["format"] > FORMAT:
        version = str(values.get("studio"))[:40]
        raise InputError(f"The recipe in {origin} is from a newer studio ({version}); update this one.")
    model = {key: values["model"][key] for key in ("name", "path", "checksum")}
    texts = [*model.values(), values["studio"]]
    if not all(isinstance(text, str) and len(text) < 4096 for text in texts):
        raise ValueError("A text of the recipe is no text, or too long.")
    if ".." in Path(model["path"]).parts or model["path"].startswith(("\\\\", "//")):
        raise ValueError(f"{model['path']} is no path that the studio writes.")
    unshare_maps(values)
    request = request_from(values)
    timeline = timeline_from(values["timeline"]) if "timeline" in values else None
    return Recipe(model["name"], model["path"], model["checksum"], request, values["studio"], timeline)


def _portable(path: Path) -> str:
    path = path.resolve()
    for name, root in _ROOTS.items():
        if path.is_relative_to(root().resolve()):
            return f"{name}/{path.relative_to(root().resolve()).as_posix()}"
    return str(path)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no value of a recipe.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
