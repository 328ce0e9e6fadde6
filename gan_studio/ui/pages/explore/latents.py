"""What the picture that was drawn says about the latent it was drawn from."""

from __future__ import annotations

import numpy as np

from gan_studio.core.latent.requests import Latent
from gan_studio.core.latent.vectors import StoredPoint, Vector
from gan_studio.session.render_messages import Rendered


def replaced_values(latent: Latent, picture: Rendered | None) -> tuple[np.ndarray, np.ndarray] | None:
    """The picture's latent [Z] without and with the components that a latent replaces.

    None before a picture, and where the picture's latent is not in Z.
    """
    if picture is None or not picture.base.size:
        return None
    base = picture.base
    z = base.copy()
    for index, value in latent.overrides:
        z[index] = value
    return base, z


def fixed(latent: Latent, picture: Rendered | None) -> Latent:
    """A latent as one that needs no interpolation to be told, as far as its picture tells."""
    if latent.walk is None or picture is None:
        return latent
    values = replaced_values(latent, picture)
    if values is None and picture.base_styles is not None:  # between stops in W
        stored = StoredPoint("w_plus", Vector.of(picture.base_styles), "Between stops")
        return Latent(latent.seed, stored=stored)
    if values is None:
        return latent
    return Latent(latent.seed).with_components(dict(enumerate(values[1].tolist())))


def stored(picture: Rendered, seed: int, name: str) -> Latent:
    """A picture as a latent of its own: its styles in W+, else its z."""
    numbers, space = (picture.z, "z") if picture.styles is None else (picture.styles, "w_plus")
    return Latent(seed, stored=StoredPoint(space, Vector.of(numbers), name))
