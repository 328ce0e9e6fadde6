"""What an inversion leaves: the target, the picture with its recipe, and the latent as numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from gan_studio.core.errors import InputError
from gan_studio.core.latent.inversion.options import InversionStep, psnr_of
from gan_studio.core.latent.picture import draw_alone
from gan_studio.core.latent.recipe import recipe_of, save_picture
from gan_studio.core.latent.writing import Model

TARGET, RESULT, NUMBERS = "target.png", "result.png", "latent.npz"


def make_folder(folder: Path) -> None:
    """Makes the folder, so that one learns before the search that it cannot be made; InputError then."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be made ({error.strerror or error}); choose another folder."
        ) from None


def write_inversion(folder: Path, target: np.ndarray, found: InversionStep, model: Model) -> InversionStep:
    """Writes target.png, result.png, which opens the latent again, and latent.npz.

    latent.npz holds the latent under the name of its space, "z" [Z], "w" [D] or "w_plus" [L, D], and
    "label" where there are classes and "noise" where noise was looked for: all layers' maps in a row [T].

    Args:
        target: uint8 [H, W, C].
        model: that was inverted.

    Returns:
        What was found, with the picture as Explore draws it, bit for bit.

    Raises:
        InputError: if something cannot be written.
    """
    make_folder(folder)
    (images,) = draw_alone(model[0], [found.request])
    found = replace(found, image=images[0], psnr=psnr_of(images[0], target))
    save_picture(folder / RESULT, found.image, recipe_of(model[1], found.request))
    stored = found.latent.stored
    numbers = {stored.space: stored.vector.array()}
    if found.request.label is not None:
        numbers["label"] = np.array(found.request.label, dtype=np.int64)
    if found.request.noise.maps is not None:
        numbers["noise"] = found.request.noise.maps.array()
    try:
        Image.fromarray(target.squeeze(-1) if target.shape[-1] == 1 else target).save(folder / TARGET)
        np.savez(folder / NUMBERS, **numbers)
    except OSError as error:
        raise InputError(f"{folder} cannot be written to ({error.strerror or error}).") from error
    return found
