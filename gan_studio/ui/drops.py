"""What to do with a file or folder that a person drops on the window or opens."""

from __future__ import annotations

import zipfile
from pathlib import Path

from gan_studio.core.errors import InputError
from gan_studio.core.latent.film.names import FILM_ENDINGS, FIRST_FRAME
from gan_studio.core.run_folder import RunFolder
from gan_studio.session.visits import InvertPicture, OpenModel, OpenRecipe, UseSource, Visit

_INVERSION = ("latent.npz", "result.png")  # what `gan-studio invert` leaves, the latter with a recipe
_LATENTS = {"z.npy", "w.npy", "w_plus.npy"}
_DATA_ENDINGS = (".zip", ".npz", ".gz", "-ubyte")


def visit_for(path: Path) -> Visit:
    """The place that a file or folder belongs to.

    Raises:
        InputError: for a kind of file that no place takes.
    """
    name = path.name.lower()
    if path.is_dir():
        if (path / FIRST_FRAME).is_file():
            return Visit("explore", OpenRecipe(path))
        if all((path / kept).is_file() for kept in _INVERSION):
            return Visit("explore", OpenRecipe(path / _INVERSION[1]))
        is_model = RunFolder(path).config_path.is_file() or (path / "model.pt").is_file()
        return Visit("explore", OpenModel(path)) if is_model else Visit("data", UseSource(str(path)))
    if _is_bare_picture(path):
        return Visit("explore", InvertPicture(path))
    if name.endswith((".png", *FILM_ENDINGS)):
        return Visit("explore", OpenRecipe(path))
    if name.endswith(".pt"):
        return Visit("explore", OpenModel(path))
    if name.endswith(".npz") and _holds_latent(path):
        return _visit_for_latent(path)
    if name.endswith(_DATA_ENDINGS):
        return Visit("data", UseSource(str(path)))
    raise InputError(
        f"{path.name} is of no kind the studio opens; choose a folder of images, a zip, a .npz file, "
        "a checkpoint (.pt), a picture, or a film (.mp4, .gif, .webp) saved by Explore."
    )


def opened_patterns() -> str:
    """The names of files that visit_for takes, for a dialog that chooses one."""
    from gan_studio.core.latent.inversion.options import PICTURE_ENDINGS

    endings = dict.fromkeys((*PICTURE_ENDINGS, *FILM_ENDINGS, ".pt", *_DATA_ENDINGS))
    return " ".join(f"*{ending}" for ending in endings)


def _visit_for_latent(path: Path) -> Visit:
    """The picture of a latent in numbers, which lies beside it and says of which model it is.

    Raises:
        InputError: where it does not lie there.
    """
    picture = path.with_name(_INVERSION[1])
    if picture.is_file():
        return Visit("explore", OpenRecipe(picture))
    raise InputError(
        f"{path.name} holds a latent for other programs, but not of which model; open the picture that "
        f"was written with it, {picture.name}."
    )


def _holds_latent(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return not _LATENTS.isdisjoint(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False  # Data says what is wrong with it


def _is_bare_picture(path: Path) -> bool:
    """Whether it is a picture from elsewhere, for its latent to be found."""
    # Only here, as the window opens without them.
    from gan_studio.core.latent.film.recipe import carries_recipe
    from gan_studio.core.latent.inversion.options import PICTURE_ENDINGS

    ending = path.suffix.lower()
    if ending not in PICTURE_ENDINGS:
        return False
    return ending not in (".png", *FILM_ENDINGS) or not carries_recipe(path)
