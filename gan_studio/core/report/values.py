"""An evaluation as plain values, which a command prints and a file keeps."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import TYPE_CHECKING, Any

from gan_studio import __version__
from gan_studio.core.report.table import Table, table_of
from gan_studio.core.scores import Histogram, Protocol, Score

if TYPE_CHECKING:
    from gan_studio.core.evaluate import Evaluation, Refused

_PROTOCOL_FIELDS = ("n_real", "data", "split", "checksum", "resize", "psi", "seed", "repeats")
_CSV_FIELDS = (
    *("subject", "kind", "metric", "label", "value", "spread", "better", "best", "aspect", "n", "features"),
    *_PROTOCOL_FIELDS,
    *("refused", "notes"),
)


def subject_values(table: Table, place: int) -> dict[str, dict[str, Any]]:
    """What was found of the subject in one row of a table, by metric.

    Every metric has "value", "spread", "n" and "features"; one that could not be computed has null in
    them and says why under "refused".
    """
    row, values = table.rows[place], {}
    for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        of_subject = {"label": column.label, "subject": row.subject.text}
        if isinstance(cell, Score):
            is_best = place in table.best_rows(index)
            values[column.name] = {**_score_values(cell), **of_subject, "best": is_best}
        else:
            values[column.name] = {**_refused_values(cell), **of_subject}
    return values


def protocol_of(values: dict[str, Any]) -> Protocol:
    """The protocol of a score that subject_values made plain."""
    kept = {name: values[name] for name in _PROTOCOL_FIELDS}
    return Protocol(n_fake=values["n"], extractor=values["features"], **kept)


def as_json(evaluation: Evaluation) -> str:
    """Everything that was found, except pictures."""
    table = table_of(evaluation)
    models = {row.subject.text: subject_values(table, place) for place, row in enumerate(table.rows)}
    content = {
        "studio": __version__,
        "data": evaluation.plan.data,
        "seconds": evaluation.seconds,
        "models": models,
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def as_csv(evaluation: Evaluation) -> str:
    """One row for each metric of each subject, with everything that it was computed from."""
    table = table_of(evaluation)
    file = io.StringIO()
    writer = csv.DictWriter(file, _CSV_FIELDS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for place, row in enumerate(table.rows):
        for metric, values in subject_values(table, place).items():
            notes = " ".join(values.get("notes", ()))
            writer.writerow({"kind": row.subject.kind, "metric": metric, **values, "notes": notes})
    return file.getvalue()


def _score_values(score: Score) -> dict[str, Any]:
    protocol = score.protocol
    histograms = [detail for detail in score.measured.details if isinstance(detail, Histogram)]
    return {
        "value": _finite(score.value),
        "spread": _finite(score.spread),
        "n": protocol.n_fake,
        "features": protocol.extractor,
        **{name: getattr(protocol, name) for name in _PROTOCOL_FIELDS},
        "better": score.better,
        "aspect": score.aspect,
        "notes": list(score.measured.notes),
        "histograms": [_histogram_values(histogram) for histogram in histograms],
    }


def _refused_values(cell: Refused | None) -> dict[str, Any]:
    why = cell.why if cell else "It was not reached before the evaluation was ended."
    return {"value": None, "spread": None, "n": None, "features": None, "refused": why}


def _histogram_values(histogram: Histogram) -> dict[str, Any]:
    return {
        "title": histogram.title,
        "missing": list(histogram.missing),
        "classes": list(histogram.classes),
        "shares": {name: [_finite(share) for share in shares] for name, shares in histogram.shares.items()},
    }


def _finite(value: float | None) -> float | None:
    """A number that JSON can hold, from whatever kind of number it was."""
    return float(value) if value is not None and math.isfinite(value) else None
