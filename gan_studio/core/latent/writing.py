"""Writing many pictures: an archive of arrays, one grid, or a folder of PNGs with their recipes."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from gan_studio.core.checkpoint import TrainedGenerator
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.picture import draw_alone, draw_in_batches
from gan_studio.core.latent.recipe import recipe_of, save_picture
from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.core.pictures import as_grid

_LARGEST_GRID = 2**28
_WIDEST_CLASS_GRID = 40
_OTHER_FILES = (".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".npy", ".zip", ".pt", ".mp4")
_WHAT = "Drawing"

Model = tuple[TrainedGenerator, ModelFacts]


def write_pictures(model: Model, requests: Sequence[PictureRequest], out: Path) -> Iterator[Preparing]:
    """Draws pictures and writes them, holding only a batch of them in memory where the format allows it.

    Args:
        requests: one or more, all with a class or all without.
        out: a .npz of "images" uint8 [N, H, W, C], "seeds" and, where there are classes, "labels";
            a .png, which is a grid, or with its recipe the one picture; or else a folder of such.

    Raises:
        InputError: if it cannot be written.
    """
    kind = out.suffix.lower()
    if kind in _OTHER_FILES:
        raise InputError(f"Pictures cannot be written as {kind}; give a .npz, a .png, or a folder.")
    try:
        if kind == ".npz":
            yield from _write_archive(model[0], requests, out)
        elif kind == ".png" and len(requests) > 1:
            yield from _write_grid(model[0], requests, out)
        elif kind == ".png":
            out.parent.mkdir(parents=True, exist_ok=True)
            (images,) = draw_alone(model[0], requests)
            save_picture(out, images[0], recipe_of(model[1], requests[0]))
        else:
            yield from _write_folder(model, requests, out)
    except OSError as error:
        raise InputError(
            f"{out} cannot be written ({error.strerror or error}); choose another place."
        ) from error


def _write_archive(
    model: TrainedGenerator, requests: Sequence[PictureRequest], out: Path
) -> Iterator[Preparing]:
    channels, height, width = model.sample_shape
    header = {"shape": (len(requests), height, width, channels), "fortran_order": False, "descr": "|u1"}
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(out.name + ".part")
    try:
        with zipfile.ZipFile(unfinished, "w") as archive:
            with archive.open("images.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array_header_1_0(file, header)
                done = 0
                for images in draw_in_batches(model, requests):
                    file.write(images.data)
                    done += len(images)
                    yield Preparing(_WHAT, done / len(requests))
            _write_array(archive, "seeds", [wanted.latent.seed for wanted in requests])
            if requests[0].label is not None:
                _write_array(archive, "labels", [wanted.label for wanted in requests])
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_array(archive: zipfile.ZipFile, name: str, values: list[int | None]) -> None:
    with archive.open(f"{name}.npy", "w") as file:
        np.lib.format.write_array(file, np.array(values, dtype=np.int64))


def _write_grid(
    model: TrainedGenerator, requests: Sequence[PictureRequest], out: Path
) -> Iterator[Preparing]:
    _, height, width = model.sample_shape
    if len(requests) * height * width > _LARGEST_GRID:
        raise InputError(
            f"A grid of {len(requests):,} pictures of {width} x {height} px is too large for one PNG; "
            "write a .npz or a folder, or draw fewer."
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(out.name + ".part")
    try:
        unfinished.touch()  # so that a place which cannot be is told before the drawing
        batches = []
        for images in draw_in_batches(model, requests):
            batches.append(images)
            yield Preparing(_WHAT, sum(map(len, batches)) / len(requests))
        grid = as_grid(np.concatenate(batches), _columns(requests))
        Image.fromarray(grid.squeeze(-1) if grid.shape[-1] == 1 else grid).save(unfinished, format="PNG")
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def _columns(requests: Sequence[PictureRequest]) -> int:
    """As many columns as rows, or where classes take turns a column for each class."""
    classes = len({wanted.label for wanted in requests})
    if 1 < classes <= _WIDEST_CLASS_GRID and classes < len(requests):
        return classes
    return math.ceil(math.sqrt(len(requests)))


def _write_folder(model: Model, requests: Sequence[PictureRequest], out: Path) -> Iterator[Preparing]:
    if out.is_file():
        raise InputError(f"{out} is a file; give a folder, or a name that ends in .npz or .png.")
    out.mkdir(parents=True, exist_ok=True)
    digits = len(str(max(wanted.latent.seed for wanted in requests)))
    drawn = draw_alone(model[0], requests)
    for index, (wanted, images) in enumerate(zip(requests, drawn, strict=True), start=1):
        path = out / f"seed-{wanted.latent.seed:0{digits}d}.png"
        save_picture(path, images[0], recipe_of(model[1], wanted))
        yield Preparing(_WHAT, index / len(requests))
