"""Scores in a model's card: what is written there, and what is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import tomli_w

from gan_studio.core.report.table import table_of
from gan_studio.core.report.values import protocol_of, subject_values
from gan_studio.core.report.words import Computed, protocol_lines, score_text

if TYPE_CHECKING:
    from gan_studio.core.evaluate import Evaluation

_LEFT_OUT = ("subject", "best", "aspect", "histograms")


def as_card(evaluation: Evaluation) -> str:
    """The section of scores of a card.toml, for the first subject; what was refused is left out."""
    found = subject_values(table_of(evaluation), 0)
    kept = {
        metric: {name: value for name, value in values.items() if name not in _LEFT_OUT and value is not None}
        for metric, values in found.items()
        if values["value"] is not None
    }
    return tomli_w.dumps({"scores": kept})


def card_lines(card: Mapping[str, Any]) -> list[str]:
    """The scores of a card in words, a line each, then what they were computed from."""
    scores = {name: values for name, values in card.get("scores", {}).items() if isinstance(values, Mapping)}
    computed, lines = [], []
    for name, values in scores.items():
        try:
            computed.append(Computed("", values["label"], protocol_of({"psi": None, **values})))
            lines.append(f"{values['label']} {score_text(values['value'], values.get('spread'))}")
        except (KeyError, TypeError):
            lines.append(f"{name}: cannot be read")
    return [*lines, *protocol_lines(computed)]
