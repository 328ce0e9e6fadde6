"""The one error a person is meant to read."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_ALIKE = 0.5  # a typing error leaves more in common; what has less was no typing error


class InputError(ValueError):
    """Something a person gave cannot be used; the message says what, why and what to do instead."""


def unknown_name(kind: str, name: str, known: Iterable[str]) -> InputError:
    """An error for a name that does not exist, with the nearest one that does.

    Args:
        kind: what the name should have been, in a person's words ("preset", "setting").
    """
    known = sorted(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=_ALIKE)
    if near:
        return InputError(f"There is no {kind} “{name}”; did you mean “{near[0]}”?")
    return InputError(f"There is no {kind} “{name}”; there are: {', '.join(known) or 'none'}.")
