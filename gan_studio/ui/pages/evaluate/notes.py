"""What is to be said of scores: their notes, why some were refused, what they were computed from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea

from gan_studio.ui import theme
from gan_studio.ui.widgets.score_table_model import ScoreTableModel


class NotesTab(QScrollArea):
    """Every note and refusal once, with the scores it belongs to, and what all were computed from."""

    def __init__(self) -> None:
        super().__init__(widgetResizable=True)
        self._notes: list[str] = []
        self._protocol: list[str] = []
        self.text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.text.setObjectName("evaluate.notes")
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setAccessibleName("Notes")
        self.text.setContentsMargins(0, theme.spacing(), 0, 0)
        self.setWidget(self.text)

    def show_scores(self, scores: ScoreTableModel) -> None:
        """Show what there is to say so far."""
        notes = notes_of(scores)
        self._notes = [f"{', '.join(whose)}: {note}" for note, whose in notes.items()]
        has_any = any(scores.scores_of(row) for row in range(len(scores.models)))
        nothing = "Nothing special was noticed." if has_any else "Scores appear once a model is done."
        self._notes = self._notes or [nothing]
        self._show()

    def show_protocol(self, lines: list[str]) -> None:
        """Say below the notes what every metric was computed from."""
        self._protocol = lines
        self._show()

    def _show(self) -> None:
        self.text.setText("\n\n".join([*self._notes, *self._protocol]))


def notes_of(scores: ScoreTableModel) -> dict[str, list[str]]:
    """Every note and every reason for a refusal, with what it is about: metrics, models, or both."""
    about: dict[str, dict[str, list[int]]] = {}
    for row in range(len(scores.models)):
        for column, heading in enumerate(scores.columns):
            score = scores.score_at(row, column)
            said = score.measured.notes if score is not None else (scores.note_at(row, column),)
            for note in filter(None, said):
                about.setdefault(note, {}).setdefault(heading.label, []).append(row)
    return {note: _whose(of_note, scores) for note, of_note in about.items()}


def _whose(of_note: dict[str, list[int]], scores: ScoreTableModel) -> list[str]:
    """Metrics alone where a note is about every model scored, models alone where it is about every metric.

    Args:
        of_note: rows of models by the metric's label.
    """
    scored = [row for row in range(len(scores.models)) if scores.scores_of(row)]
    groups = {tuple(rows) for rows in of_note.values()}
    if len(of_note) == len(scores.columns) > 1 and len(groups) == 1:
        rows = list(groups.pop())
        return ["Every score"] if rows == scored else [scores.models[row].label for row in rows]
    return [
        label if rows == scored else f"{label} of {' and '.join(scores.models[row].label for row in rows)}"
        for label, rows in of_note.items()
    ]
