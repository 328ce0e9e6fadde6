"""Finding what a person means by a few letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")
_FOLLOWS, _STARTS_TEXT, _STARTS_WORD = 4, 4, 3


def best_matches(typed: str, items: Iterable[Item], text_of: Callable[[Item], str]) -> list[Item]:
    """The items whose text contains the typed letters in that order, the best first.

    Args:
        typed: what was typed; nothing typed matches everything, in the given order.
    """
    if not typed.strip():
        return list(items)
    scored = [(match_score(typed, text_of(item)), item) for item in items]
    found = [(score, item) for score, item in scored if score is not None]
    return [item for _, item in sorted(found, key=lambda pair: -pair[0])]


def match_score(typed: str, text: str) -> float | None:
    """How well the letters fit the text, or None if one is missing.

    What stands there as it was typed counts most; then letters at the starts of words and letters that
    follow each other; a short text beats a long one.
    """
    letters, text = typed.lower().replace(" ", ""), text.lower()
    if typed.strip().lower() in text:  # as it was typed: better than any letters picked one by one
        return (_FOLLOWS + 1) * len(letters) - len(text) / 1000
    score, position = 0.0, -1
    for letter in letters:
        found = _next(text, letter, position + 1)
        if found < 0:
            return None
        if position >= 0 and found == position + 1:
            score += _FOLLOWS
        elif _starts_word(text, found):
            score += _STARTS_TEXT if found == 0 else _STARTS_WORD
        position = found
    return score - len(text) / 1000


def _next(text: str, letter: str, start: int) -> int:
    """Where the letter comes next: right here, else at the start of a word, else anywhere."""
    if text[start : start + 1] == letter:
        return start
    anywhere = found = text.find(letter, start)
    while found >= 0 and not _starts_word(text, found):
        found = text.find(letter, found + 1)
    return found if found >= 0 else anywhere


def _starts_word(text: str, position: int) -> bool:
    return position == 0 or not text[position - 1].isalnum()
