"""The buttons that start, pause, save and stop a run."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gan_studio.ui import theme

_PAUSE, _GO_ON = "Pause", "Continue"


class RunControls(QWidget):
    """One row: start, pause, stop, save; at its end an unfinished run is offered.

    Signals:
        start_asked, pause_asked, stop_asked, save_asked: a button or its keys; no argument. Pause
            asks to continue where the run is paused.
        resume_asked: the folder of the run that was offered.
    """

    start_asked = Signal()
    pause_asked = Signal()
    stop_asked = Signal()
    save_asked = Signal()
    resume_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: Path | None = None
        self._make_buttons()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing())
        for widget in (self.start, self.pause, self.stop, self.save):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.resume)
        self._connect()
        self.show_state("idle")
        self.offer_run(None, "")

    def show_state(self, state: str) -> None:
        """Offer what a session in that state can be asked; whether to start is told apart."""
        is_paused = state == "paused"
        self.pause.setEnabled(state in ("running", "paused"))
        self.pause.setText(_GO_ON if is_paused else _PAUSE)
        self.pause.setIcon(theme.icon("resume" if is_paused else "pause"))
        self.stop.setEnabled(state in ("preparing", "running", "paused"))
        self.save.setEnabled(state in ("running", "paused"))
        self.resume.setVisible(state == "idle" and self._offered is not None)

    def allow_start(self, why_not: str, *, resumes: bool = False) -> None:
        """Allow to start, or say why not.

        Args:
            why_not: a sentence, or "" if it may start.
            resumes: whether starting goes on with an older run.
        """
        self.start.setEnabled(not why_not)
        self.start.setText("Resume" if resumes else "Start")
        does = "Go on with this run where it was saved" if resumes else "Train with these settings"
        self.start.setToolTip(why_not or f"{does} (Ctrl+R)")

    def offer_run(self, run: Path | None, name: str) -> None:
        """Offer to resume a run, or nothing."""
        self._offered = run
        room = theme.spacing(26)
        text = self.resume.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        self.resume.setText(f"Resume {text}")
        self.resume.setToolTip(f"Go on with {name}, which was stopped before its end")
        self.resume.setVisible(run is not None)

    def _make_buttons(self) -> None:
        self.start = theme.as_primary(QPushButton(theme.icon("play", QPalette.ColorRole.HighlightedText), ""))
        self.pause = QPushButton(theme.icon("pause"), _GO_ON)
        self.stop = QPushButton(theme.icon("stop"), "Stop")
        self.save = QPushButton(theme.icon("save"), "Save now")
        self.resume = QPushButton(theme.icon("resume"), "")
        texts = {
            self.start: ("start", "Start training", ""),
            self.pause: ("pause", "Pause or continue", "Rest between two steps, or go on (Space)"),
            self.stop: ("stop", "Stop training", "Save and end the run; it can be resumed later"),
            self.save: ("save", "Save now", "Save a checkpoint after the current step (Ctrl+S)"),
            self.resume: ("resume", "Resume the unfinished run", ""),
        }
        for button, (name, spoken, tooltip) in texts.items():
            button.setObjectName(f"train.{name}")
            button.setAccessibleName(spoken)
            button.setToolTip(tooltip)
        self.pause.setMinimumWidth(self.pause.sizeHint().width())
        self.start.setText("Resume")
        self.start.setMinimumWidth(self.start.sizeHint().width() + theme.spacing(2))

    def _connect(self) -> None:
        self.start.clicked.connect(self.start_asked)
        self.pause.clicked.connect(self.pause_asked)
        self.stop.clicked.connect(self.stop_asked)
        self.save.clicked.connect(self.save_asked)
        self.resume.clicked.connect(self._ask_to_resume)

    def _ask_to_resume(self) -> None:
        self.resume_asked.emit(self._offered)
