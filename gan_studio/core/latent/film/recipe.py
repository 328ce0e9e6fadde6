"""Reading the recipe out of whatever the studio wrote: a picture, a film, a folder of frames."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from gan_studio.core.errors import InputError
from gan_studio.core.latent.film.files import DESCRIPTION_TAG
from gan_studio.core.latent.film.names import FILM_ENDINGS, FIRST_FRAME
from gan_studio.core.latent.recipe import CHUNK, Recipe, from_text, read_recipe


def read_film_recipe(path: Path) -> Recipe:
    """The recipe of a film, a folder of its frames, or a single picture.

    The recipe's request is the film's first picture.

    Raises:
        InputError: if the file cannot be read or holds no sound recipe.
    """
    if path.is_dir():
        return read_recipe(path / FIRST_FRAME)
    if path.suffix.lower() not in FILM_ENDINGS:
        return read_recipe(path)
    try:
        text = _video_comment(path) if path.suffix.lower() == ".mp4" else _animation_text(path)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError(f"{path.name} is no film that can be read, so it holds no recipe.") from error
    if not text.startswith("{"):
        raise InputError(
            f"{path.name} holds no recipe: it was not written by the studio, or another program changed it."
        )
    return from_text(text, path.name)


def carries_recipe(path: Path) -> bool:
    """Whether a PNG, GIF or WebP has the place of a recipe filled, or cannot be read at all."""
    try:
        if path.suffix.lower() in FILM_ENDINGS:
            return _animation_text(path).startswith("{")
        with Image.open(path, formats=["PNG"]) as picture:
            return CHUNK in picture.info
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return True


def _video_comment(path: Path) -> str:
    import av  # it takes its time, and few recipes are in videos

    try:
        with av.open(str(path.resolve()), format="mp4") as container:
            return container.metadata.get("comment", "")
    except av.FFmpegError as error:
        raise OSError(error.errno, error.strerror) from error


def _animation_text(path: Path) -> str:
    with Image.open(path, formats=["GIF", "WEBP"]) as picture:
        if picture.format == "GIF":
            comment = picture.info.get("comment", b"")
            return comment.decode("utf-8", "replace") if isinstance(comment, bytes) else str(comment)
        return str(picture.getexif().get(DESCRIPTION_TAG, ""))
