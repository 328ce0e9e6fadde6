"""Films: pictures one after another in a file that carries its recipe, or in a folder of such."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from gan_studio.core.checkpoint import TrainedGenerator
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.checks import check
from gan_studio.core.latent.film.files import FilmFile, GifFile, WebpFile, picture_of
from gan_studio.core.latent.film.options import FilmKind, FilmOptions, check_film, film_size, kind_of
from gan_studio.core.latent.picture import draw_alone, draw_in_batches
from gan_studio.core.latent.recipe import recipe_of, save_picture, to_text
from gan_studio.core.latent.requests import ModelFacts, PictureRequest

Model = tuple[TrainedGenerator, ModelFacts]


def write_film(
    model: Model, requests: Sequence[PictureRequest], out: Path, options: FilmOptions
) -> Iterator[Preparing]:
    """Draws a film and writes it frame by frame, holding only a few of them in memory.

    What was there under that name stays until the film is whole; a film that is given up, by closing
    the iterator or by an error, leaves nothing behind.

    Args:
        requests: its frames; they may be made when they are looked at.
        out: a .mp4, .gif or .webp, or a folder that is new or empty.

    Raises:
        InputError: if there can be no such film, or it cannot be written there.
    """
    kind = kind_of(out)
    check_film(model[1].sample_shape, len(requests), options, kind)
    keyframes = options.timeline.keyframes if options.timeline is not None else ()
    for request in (requests[0], *(keyframe.request for keyframe in keyframes)):
        check(request, model[1])
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        yield from (
            _write_file(model, requests, out, options)
            if kind.suffix
            else _write_folder(model, requests, out, options)
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{out} cannot be written ({reason}); choose another place.") from error


def frame_image(image: np.ndarray, size: tuple[int, int], options: FilmOptions) -> np.ndarray:
    """A picture uint8 [H, W, C] at a film's size; its last row and column may be doubled to fill it.

    Args:
        size: width and height of the film.
    """
    height, width, channels = image.shape
    if options.scale == 1:
        enlarged = image
    elif options.scale == int(options.scale) and not options.is_smooth:
        enlarged = image.repeat(int(options.scale), axis=0).repeat(int(options.scale), axis=1)
    else:
        sides = (max(1, round(width * options.scale)), max(1, round(height * options.scale)))
        resized = picture_of(image).resize(sides, Image.Resampling.LANCZOS)
        enlarged = np.asarray(resized).reshape(sides[1], sides[0], channels)
    missing = ((0, size[1] - enlarged.shape[0]), (0, size[0] - enlarged.shape[1]), (0, 0))
    return np.pad(enlarged, missing, mode="edge")


def _write_file(
    model: Model, requests: Sequence[PictureRequest], out: Path, options: FilmOptions
) -> Iterator[Preparing]:
    if out.is_dir():
        raise InputError(f"{out} is a folder; give the film another name.")
    kind = kind_of(out)
    recipe = to_text(replace(recipe_of(model[1], requests[0]), timeline=options.timeline), is_ascii=True)
    unfinished = out.with_name(f"{out.name}.part")
    try:
        film = _opener(kind)(unfinished, recipe, len(requests), options)
        try:
            for done, image in enumerate(_frames(model, requests, kind, options), start=1):
                film.add(image)
                yield _progress(done, len(requests))
            film.finish()
        finally:
            with suppress(OSError):  # whatever is wrong was told already
                film.close()
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_folder(
    model: Model, requests: Sequence[PictureRequest], out: Path, options: FilmOptions
) -> Iterator[Preparing]:
    if out.is_file() or (out.is_dir() and any(out.iterdir())):
        raise InputError(f"{out} holds something already; give a folder that is new or empty.")
    unfinished = Path(tempfile.mkdtemp(prefix=f"{out.name}.part-", dir=out.parent))
    try:
        unfinished.chmod(out.parent.stat().st_mode & 0o777)
        for place, image in enumerate(_frames(model, requests, kind_of(out), options)):
            recipe = recipe_of(model[1], requests[place])
            if place == 0:
                recipe = replace(recipe, timeline=options.timeline)
            try:
                save_picture(unfinished / f"frame-{place:06d}.png", image, recipe)
            except InputError as error:  # it names the folder that is there only until the end
                raise error.__cause__ or error from error
            yield _progress(place + 1, len(requests))
        if out.is_dir():
            out.rmdir()  # it is empty; only some systems would replace it
        unfinished.replace(out)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _frames(
    model: Model, requests: Sequence[PictureRequest], kind: FilmKind, options: FilmOptions
) -> Iterator[np.ndarray]:
    """The film's pictures [H, W, C] in order; for a sequence of pictures with the bytes each has alone."""
    size = film_size(model[1].sample_shape, options.scale, kind)
    drawing = draw_in_batches if kind.suffix else draw_alone
    with closing(drawing(model[0], requests)) as batches:
        for images in batches:
            yield from (frame_image(image, size, options) for image in images)


def _opener(kind: FilmKind) -> Callable[[Path, str, int, FilmOptions], FilmFile]:
    if kind.name == "mp4":
        from gan_studio.core.latent.film.video import Mp4File  # PyAV takes its time to import

        return Mp4File
    return {"gif": GifFile, "webp": WebpFile}[kind.name]


def _progress(done: int, total: int) -> Preparing:
    return Preparing(f"Frame {done:,} of {total:,}", done / total)
