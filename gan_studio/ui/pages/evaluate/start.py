"""Starting and cancelling an evaluation, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gan_studio.session.evaluation_session import EvaluationSession, Standing
from gan_studio.session.training_session import TrainingSession
from gan_studio.ui import theme
from gan_studio.ui.widgets.readout import Readout
from gan_studio.ui.widgets.taking_turns import hand_on_focus

_ENDINGS = {
    "cancelled": "Cancelled; what was computed before is shown.",
    "failed": "It failed; the message above says why.",
}
_BOTH = "A training goes on too; both take longer."


class StartBar(QWidget):
    """The place's one primary button, and what goes on.

    Signals:
        start_asked: a person wants to begin; no argument.
    """

    start_asked = Signal()

    def __init__(
        self, session: EvaluationSession, training: TrainingSession, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._training = training
        self._missing = ""
        self._make_widgets()
        self._lay_out()
        session.started.connect(self._show_begin)
        session.moved.connect(self._show_standing)
        session.ended.connect(self._show_end)
        training.state_changed.connect(self._show_idle)
        self._show_idle()

    def set_missing(self, why: str) -> None:
        """Say why one cannot start yet, or "" where one can."""
        self._missing = why
        self._show_idle()

    def _make_widgets(self) -> None:
        self.start = theme.as_primary(QPushButton("Evaluate"))
        self.start.setIcon(theme.icon("evaluate", QPalette.ColorRole.HighlightedText))
        self.start.setObjectName("evaluate.start")
        self.start.setAccessibleName("Evaluate")
        self._is_cancelling = False
        self.cancel = QPushButton("Cancel")
        self.cancel.setObjectName("evaluate.cancel")
        self.cancel.setAccessibleName("Cancel the evaluation")
        self.cancel.setToolTip("End early; what is computed already stays in the table.")
        self.progress = QProgressBar(textVisible=False, accessibleName="Progress of this step")
        self.progress.setObjectName("evaluate.progress")
        self.progress.setToolTip("How much of the present step is done.")
        self.progress.setFixedHeight(theme.spacing(0.75))
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.what = Readout("Looking at the held-out pictures")
        self.what.setObjectName("evaluate.what")
        self.what.setAccessibleName("What goes on")
        self.what.setFont(theme.text_font(theme.SMALL))
        self.start.clicked.connect(self.start_asked)
        self.cancel.clicked.connect(self._session.cancel)
        self.cancel.clicked.connect(self._show_cancelling)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.spacing())
        row.addWidget(self.start, 1)
        row.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.spacing(), 0)
        column.setSpacing(theme.spacing(0.5))
        column.addWidget(self.what)
        column.addWidget(self.progress)
        column.addLayout(row)

    def _say(self, text: str) -> None:
        self.what.setText(text)
        self.what.setToolTip(text)

    def _show_idle(self, _: object = None) -> None:
        """Show what can be done while no evaluation goes on."""
        is_running = self._session.is_running
        self.start.setEnabled(not self._missing)
        self.cancel.setEnabled(True)
        hand_on_focus(*((self.start, self.cancel) if is_running else (self.cancel, self.start)))
        self.start.setEnabled(not self._missing and not is_running)
        self.start.setToolTip(
            self._missing or "Score the ticked models with the ticked metrics (Ctrl+Return)."
        )
        self.cancel.setEnabled(is_running)
        if not is_running:
            self.progress.hide()
            self._say(self._missing or (_BOTH if self._training.is_busy else ""))

    def _show_begin(self) -> None:
        self._is_cancelling = False
        self._show_idle()
        self.progress.setRange(0, 0)
        self.progress.show()
        self._say("Beginning")

    def _show_standing(self, standing: Standing) -> None:
        count = len(self._session.wanted.models)
        which = f"{standing.row + 1} of {count}: " if count > 1 else ""
        both = f" {_BOTH}" if self._training.is_busy else ""
        self.progress.setRange(0, 0 if standing.share is None else 1000)
        if standing.share is not None:
            self.progress.setValue(round(1000 * standing.share))
        if not self._is_cancelling:
            self._say(f"{which}{standing.what}.{both}")

    def _show_cancelling(self) -> None:
        self._is_cancelling = True  # the button stays enabled, or the focus would go elsewhere
        self._say("Cancelling…")

    def _show_end(self, how: str) -> None:
        self._show_idle()
        if how in _ENDINGS and not self._missing:
            self._say(_ENDINGS[how])
