"""Making the picture that is shown a corner of a plane through three."""

from __future__ import annotations

import numpy as np

from gan_studio.core.latent.planes import ORIGIN
from gan_studio.core.latent.requests import Latent, PictureRequest, Step
from gan_studio.core.latent.vectors import StoredPoint, Vector


def needs_styles(request: PictureRequest) -> bool:
    """Whether a picture's latent alone does not say where on its plane it is."""
    return bool(request.style_overrides or _own_steps(request))


def corner_of(request: PictureRequest, styles: np.ndarray) -> Latent:
    """A latent of W+ that, truncated, is where the request's steps on its plane lead.

    Steps along a person's directions are not part of it: they are taken from the corner, too.

    Args:
        styles: the request's, neither truncated nor moved: float32 [L, D].
    """
    psi = _psi_by_layer(request, len(styles))
    away = np.zeros_like(styles)
    for step in _own_steps(request):
        away += step.amount * step.direction.vector.array()
    # Steps are taken after truncation, a corner is truncated: what psi takes away is added before.
    point = styles + away / np.where(psi == 0, 1, psi)[:, None]
    return Latent(request.latent.seed, stored=StoredPoint("w_plus", Vector.of(point), "From the pad"))


def _own_steps(request: PictureRequest) -> list[Step]:
    return [step for step in request.steps if step.direction.origin == ORIGIN]


def _psi_by_layer(request: PictureRequest, layers: int) -> np.ndarray:
    """Psi of each layer [L]."""
    if request.layer_psi:
        return np.array(request.layer_psi)
    cutoff = layers if request.cutoff is None else request.cutoff
    return np.where(np.arange(layers) < cutoff, request.psi, 1.0)
