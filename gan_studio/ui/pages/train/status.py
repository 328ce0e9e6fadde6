"""What goes on, in one row: a sentence, what is being prepared, or the figures of a running training."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.events import Event, Started, StepDone
from gan_studio.session.progress import Progress, duration_text
from gan_studio.ui import theme
from gan_studio.ui.widgets.readout import Readout
from gan_studio.ui.widgets.throttle import Throttle

_REST_MS = 1000
_SPEED = "speed/images_per_second"
_UNKNOWN = "–"
_FIGURES = {
    "speed": ("Images/s", "Real images shown to the discriminator each second"),
    "step": ("Step", "Updates of the generator so far"),
    "images": ("Images", "Real images shown to the discriminator so far, in thousands (kimg)"),
    "time": ("Trained", "Training time so far, without pauses"),
    "left": ("Left", "How long the rest takes at the present pace"),
    "device": ("Device", "What the networks compute on, and in which precision"),
}


class RunStatus(QStackedWidget):
    """Follows the events of a run.

    Signals:
        cancel_asked: the preparation should be given up; no argument.
        show_asked: the first problem of the form should be shown; no argument.
    """

    cancel_asked = Signal()
    show_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = Progress()
        self._speed = self._device = _UNKNOWN
        self._figures = Throttle(self._show_figures, _REST_MS, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for page in (self._sentence_page(), self._preparing_page(), self._figures_page()):
            self.addWidget(page)

    def say(self, text: str, *, is_problem: bool = False) -> None:
        """Show a sentence; a problem comes with a button that leads to it."""
        self._sentence.setText(text)
        self._show.setVisible(is_problem)
        self.setCurrentIndex(0)

    def begin(self) -> None:
        """Forget the last run; another is being prepared."""
        self.progress = Progress()
        self._speed = self._device = _UNKNOWN
        self._what.setText("Preparing")
        self._preparing.setRange(0, 0)
        self._cancel.setEnabled(True)
        self.setCurrentIndex(1)

    def take(self, events: Iterable[Event]) -> None:
        """Show what a batch of events says."""
        events = list(events)
        self.progress.take(events)
        for event in events:
            if isinstance(event, Started):
                self._device = f"{event.device.upper()}, {event.precision}"
                self.setCurrentIndex(2)
                self._show_figures()
            elif isinstance(event, StepDone) and _SPEED in event.scalars:
                self._speed = f"{event.scalars[_SPEED]:,.0f}"
        if self.currentIndex() == 1:
            self._show_preparing()
        elif self.currentIndex() == 2:
            self._figures.ask()

    def _show_preparing(self) -> None:
        progress = self.progress
        self._what.setText(progress.what or "Preparing")
        self._preparing.setRange(0, 0 if progress.share is None else 1000)
        if progress.share is not None:
            self._preparing.setValue(round(1000 * progress.share))

    def _show_figures(self) -> None:
        progress, left = self.progress, _UNKNOWN
        if progress.share is None:
            left = "No limit"
        elif progress.seconds_left is not None:
            left = duration_text(progress.seconds_left)
        texts = {
            "speed": self._speed_text(),
            "step": f"{progress.step:,}",
            "images": f"{progress.images_seen / 1000:,.1f} k",
            "time": duration_text(progress.seconds),
            "left": left,
            "device": self._device,
        }
        for name, text in texts.items():
            self._values[name].setText(text)
        self._bar.setVisible(progress.share is not None)
        self._bar.setValue(round(1000 * (progress.share or 0.0)))

    def _speed_text(self) -> str:
        """The speed reported last; before the first report, what the figures so far amount to."""
        progress = self.progress
        if self._speed != _UNKNOWN or not progress.seconds or not progress.step:
            return self._speed
        return f"{progress.images_seen / progress.seconds:,.0f}"

    def _sentence_page(self) -> QWidget:
        page = QWidget()
        self._sentence = QLabel(wordWrap=True)
        self._sentence.setObjectName("train.sentence")
        self._show = QPushButton("Show")
        self._show.setObjectName("train.show_problem")
        self._show.setAccessibleName("Show the setting that keeps the run from starting")
        self._show.setToolTip("Goes to the setting that keeps the run from starting")
        self._show.clicked.connect(self.show_asked)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._show)
        return page

    def _preparing_page(self) -> QWidget:
        page = QWidget()
        self._what = QLabel()
        self._what.setObjectName("train.preparing")
        self._preparing = _thin_bar()
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName("train.cancel")
        self._cancel.setAccessibleName("Give the preparation up")
        self._cancel.setToolTip("Gives the run up before it has begun")
        self._cancel.clicked.connect(self.cancel_asked)
        words = QVBoxLayout()
        words.addStretch(1)
        words.addWidget(self._what)
        words.addWidget(self._preparing)
        words.addStretch(1)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(2))
        row.addLayout(words, 1)
        row.addWidget(self._cancel)
        return page

    def _figures_page(self) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.spacing(2))
        grid.setVerticalSpacing(0)
        self._values: dict[str, Readout] = {}
        for column, (name, (caption, tooltip)) in enumerate(_FIGURES.items()):
            value = theme.as_figures(Readout("00 min 00 s"))
            value.setText(_UNKNOWN)
            value.setObjectName(f"train.figure.{name}")
            value.setAccessibleName(caption)
            title = theme.as_note(QLabel(caption))
            for row, label in enumerate((title, value)):
                label.setToolTip(tooltip)
                grid.addWidget(label, row, column)
            grid.setColumnStretch(column, 1)
            self._values[name] = value
        self._bar = _thin_bar()
        self._bar.setObjectName("train.progress")
        self._bar.setAccessibleName("How much of the run is done")
        self._bar.setRange(0, 1000)
        grid.setRowMinimumHeight(2, theme.spacing())
        grid.addWidget(self._bar, 3, 0, 1, len(_FIGURES))
        return page


def _thin_bar() -> QProgressBar:
    bar = QProgressBar(textVisible=False)
    bar.setFixedHeight(theme.spacing(0.75))
    return bar
