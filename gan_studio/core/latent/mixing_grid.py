"""The matrix of style mixing: sources across, destinations down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from gan_studio.core.latent.fitting import fitted_latent
from gan_studio.core.latent.recipe_values import latent_from, latent_values, whole
from gan_studio.core.latent.requests import Latent, MixedStyle, ModelFacts, PictureRequest

MOST_ACROSS = 32
"""Sources, and destinations, that a matrix may have."""

_MOST_LAYERS = 2**10


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

    def mixed(self, request: PictureRequest, row: int, column: int) -> PictureRequest:
        """The picture of one cell, drawn as the request says in everything but its styles."""
        mixing = (MixedStyle(self.sources[column], self.layers),)
        return replace(unmixed(request), latent=self.destinations[row], mixing=mixing)

    def requests(self, request: PictureRequest) -> tuple[PictureRequest, ...]:
        """The sources' pictures, the destinations', then every cell row by row."""
        heads = [replace(unmixed(request), latent=latent) for latent in (*self.sources, *self.destinations)]
        places = (
            (row, column) for row in range(len(self.destinations)) for column in range(len(self.sources))
        )
        return (*heads, *(self.mixed(request, row, column) for row, column in places))


def unmixed(request: PictureRequest) -> PictureRequest:
    """The request without styles of its own."""
    return replace(request, style_overrides=(), mixing=(), blend=None)


def fitted_grid(grid: MixingGrid, facts: ModelFacts) -> MixingGrid:
    """The matrix as far as a model can draw it."""
    return MixingGrid(
        tuple(fitted_latent(latent, facts) for latent in grid.sources),
        tuple(fitted_latent(latent, facts) for latent in grid.destinations),
        tuple(layer for layer in grid.layers if layer < facts.num_ws),
    )


def grid_values(grid: MixingGrid) -> dict[str, Any]:
    """A matrix as JSON values."""
    return {
        "sources": [latent_values(latent) for latent in grid.sources],
        "destinations": [latent_values(latent) for latent in grid.destinations],
        "layers": list(grid.layers),
    }


def grid_from(values: dict[str, Any]) -> MixingGrid:
    """The matrix that grid_values described.

    Raises:
        ValueError: for anything it would not have written.
    """
    try:
        return MixingGrid(
            _latents_from(values["sources"]),
            _latents_from(values["destinations"]),
            tuple(sorted({whole(layer, _MOST_LAYERS) for layer in values["layers"]})),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"This is no matrix of style mixing: {error!r:.200}.") from error


def _latents_from(values: Any) -> tuple[Latent, ...]:
    if not isinstance(values, list) or len(values) > MOST_ACROSS:
        raise ValueError(f"A matrix of style mixing has at most {MOST_ACROSS} latents on a side.")
    return tuple(latent_from(latent) for latent in values)
