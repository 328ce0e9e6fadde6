"""What to do with a file or folder that a person drops on the window or opens."""

from __future__ import annotations

from pathlib import Path

from gan_studio.core.errors import InputError
from gan_studio.core.latent.film_names import FILM_ENDINGS, FIRST_FRAME
from gan_studio.core.run_folder import RunFolder
from gan_studio.session.visits import InvertPicture, OpenModel, OpenRecipe, UseSource, Visit

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
        is_model = RunFolder(path).config_path.is_file() or (path / "model.pt").is_file()
        return Visit("explore", OpenModel(path)) if is_model else Visit("data", UseSource(str(path)))
    if _is_bare_picture(path):
        return Visit("explore", InvertPicture(path))
    if name.endswith((".png", *FILM_ENDINGS)):
        return Visit("explore", OpenRecipe(path))
    if name.endswith(".pt"):
        return Visit("explore", OpenModel(path))
    if name.endswith(_DATA_ENDINGS):
        return Visit("data", UseSource(str(path)))
    raise InputError(
        f"{path.name} is of no kind the studio opens; choose a folder of images, a zip, a .npz file, "
        "a checkpoint (.pt), a picture, or a film (.mp4, .gif, .webp) saved by Explore."
    )


def _is_bare_picture(path: Path) -> bool:
    """Whether it is a picture from elsewhere, for its latent to be found."""
    # Only here, as the window opens without them.
    from gan_studio.core.latent.film_recipe import carries_recipe
    from gan_studio.core.latent.inversion_options import PICTURE_ENDINGS

    ending = path.suffix.lower()
    if ending not in PICTURE_ENDINGS:
        return False
    return ending not in (".png", *FILM_ENDINGS) or not carries_recipe(path)
