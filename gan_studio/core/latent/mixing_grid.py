"""The matrix of style mixing: sources across, destinations down."""

from __future__ import annotations

from dataclasses import dataclass

from gan_studio.core.latent.requests import Latent


@dataclass(frozen=True)
class MixingGrid:
    """Whose styles are mixed [Karras 2019, figure 3].

    Attributes:
        sources: latents whose styles the chosen layers get, one for each column.
        destinations: latents that keep the other layers, one for each row.
        layers: the chosen layers, from 0.
    """

    sources: tuple[Latent, ...] = ()
    destinations: tuple[Latent, ...] = ()
    layers: tuple[int, ...] = ()
