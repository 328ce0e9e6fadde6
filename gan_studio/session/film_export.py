"""Writing a film as background work, with a copy of the model of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gan_studio.core.events import Preparing
from gan_studio.core.latent.film.options import FilmOptions
from gan_studio.core.latent.requests import ModelFacts, PictureRequest


def export_film(
    facts: ModelFacts, frames: Sequence[PictureRequest], out: Path, options: FilmOptions
) -> Iterator[Preparing]:
    """Opens the model and writes the film; the arguments are those of core.latent.film.write_film.

    Raises:
        InputError: if the model is gone, or as write_film.
    """
    yield Preparing("Opening the model")
    from gan_studio.core.latent.film.write import write_film
    from gan_studio.core.latent.opening import open_model
    from gan_studio.core.shipped import find_model

    yield from write_film(open_model(find_model(str(facts.path))), frames, out, options)
