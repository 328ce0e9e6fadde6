"""What happened in a run, a line each: changes, checkpoints, warnings."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from gan_studio.core.config import RunConfig, field_at
from gan_studio.core.errors import InputError
from gan_studio.core.events import Event, Saved, SettingChanged, Warned
from gan_studio.ui import theme

_MOST_LINES = 500


class RunLog(QListWidget):
    """A small list that shows its newest line and hides while it is empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.log")
        self.setAccessibleName("What happened in this run")
        self.setToolTip("Changes, checkpoints and warnings of this run")
        self.setFont(theme.text_font(theme.SMALL, is_tabular=True))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.viewport().setAutoFillBackground(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFixedHeight(4 * self.fontMetrics().lineSpacing() + theme.spacing())
        self.forget()

    def add(self, step: int, text: str) -> None:
        """Append a line."""
        if self.count() >= _MOST_LINES:
            self.takeItem(0)
        item = QListWidgetItem(f"step {step:,}: {text}")
        item.setToolTip(text)
        self.addItem(item)
        self.show()
        self.scrollToBottom()

    def forget(self) -> None:
        """Remove every line."""
        self.clear()
        self.hide()


def line_of(event: Event, config: RunConfig) -> str:
    """What the log says of an event, or "" for what it does not list."""
    if isinstance(event, SettingChanged):
        return change_text(config, event.path, event.old, event.new)
    if isinstance(event, Saved):
        score = f", {event.score_name or 'score'} {event.score:.3g}" if event.score is not None else ""
        return f"saved {event.path.name}{score}"
    if isinstance(event, Warned):
        return event.message
    return ""


def change_text(config: RunConfig, path: str, old: Any, new: Any) -> str:
    """A change of a setting, in words."""
    try:
        label = field_at(config, path).setting.label
    except InputError:
        label = path
    return f"{label}: {_value_text(old)} → {_value_text(new)}"


def _value_text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
