"""A latent alone as text, to carry it from picture to picture and from model to model."""

from __future__ import annotations

import json
from dataclasses import replace

from gan_studio.core.errors import InputError
from gan_studio.core.latent.checks import check
from gan_studio.core.latent.fitting import fitted_latent
from gan_studio.core.latent.recipe_values import latent_from, latent_values
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest

FORMAT = 1
_KEY = "gan_studio_latent"
_LONGEST = 2**24


def text_of_latent(latent: Latent, model: str) -> str:
    """A latent as JSON: its seed, what is replaced, its stored point or its walk.

    Args:
        model: what a person calls the model it is of, to be named where it does not fit another.
    """
    values = {_KEY: FORMAT, "model": model, "latent": latent_values(latent)}
    return json.dumps(values, ensure_ascii=False, allow_nan=False)


def latent_of_text(text: str, facts: ModelFacts) -> tuple[Latent, str]:
    """The latent of a text, as far as a model has it, and what had to be left out, or "".

    A picture's recipe is as good: its latent is taken.

    Raises:
        InputError: with a sentence, if the text holds no latent, a newer one, or one of another model
            that means nothing to this one.
    """
    latent, origin = _read(text)
    wanted = replace(latent, overrides=_in_range(latent, facts))
    label = 0 if facts.num_classes else None
    try:
        check(PictureRequest(wanted, label=label), facts)
    except InputError as error:
        raise InputError(f"The latent{origin} does not fit. {error}") from error
    if wanted.overrides == latent.overrides:
        return wanted, ""
    return wanted, (
        f"What was changed of dimension {facts.z_dim} and beyond is left out of the latent{origin}: "
        f"{facts.name} has only {facts.z_dim} dimensions."
    )


def _read(text: str) -> tuple[Latent, str]:
    """A latent and where it is from, as " of the model" or ""."""
    if len(text) > _LONGEST:
        raise InputError("The text on the clipboard is too long to be a latent; copy one with Copy Latent.")
    try:
        values = json.loads(text)
        if type(values.get(_KEY, 1)) is int and values.get(_KEY, 1) > FORMAT:
            raise InputError("The latent on the clipboard is from a newer studio; update this one.")
        model = values.get("model")
        name = model.get("name") if isinstance(model, dict) else model
        origin = f" of {name:.80}" if isinstance(name, str) and name else ""
        return latent_from(values["latent"]), origin
    except InputError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise InputError(
            "The clipboard holds no latent that can be read; copy one with Copy Latent."
        ) from error


def _in_range(latent: Latent, facts: ModelFacts) -> tuple[tuple[int, float], ...]:
    return fitted_latent(replace(latent, walk=None, stored=None), facts).overrides
