"""The status bar: the running job, the memory, the device, on every place."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QStatusBar, QWidget

from gan_studio.core.events import Event
from gan_studio.session.machine import memory_in_use, memory_of_machine
from gan_studio.session.notices import Notice
from gan_studio.session.parts import PartsLoader
from gan_studio.session.progress import Progress, duration_text
from gan_studio.session.training_session import TrainingSession
from gan_studio.ui import theme
from gan_studio.ui.widgets.throttle import Throttle

_REST_MS = 1000
_MEMORY_EVERY_MS = 2000
_BRIEF_MS = 5000
_BAR_WIDTH = 120
_BAR_HEIGHT = 6
_GIB = 2**30
_STATES = {"idle": "Nothing is training", "paused": "Paused", "stopping": "Saving and stopping"}


class StatusLine(QStatusBar):
    """Says at all times what trains and how long it still takes, the memory in use, and the device.

    Signals:
        job_pressed: the running job was clicked; no argument.
    """

    job_pressed = Signal()

    def __init__(self, training: TrainingSession, parts: PartsLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._parts = parts
        self.job = JobButton(training)
        self.job.clicked.connect(self.job_pressed)
        self._memory = _label("status.memory", "Memory that the studio uses, of what this machine has.")
        self._device = _label("status.device", "What the networks compute on when the device is automatic.")
        self.addWidget(self.job, 1)
        self.addPermanentWidget(self._memory)
        self.addPermanentWidget(self._device)
        self._timer = QTimer(self, interval=_MEMORY_EVERY_MS)
        self._timer.timeout.connect(self._show_memory)
        self._timer.start()
        self._show_memory()
        self._device.setText("Loading PyTorch…")
        parts.when_ready(self._show_device)
        parts.failed.connect(self._show_no_device)

    def show_notice(self, notice: Notice) -> None:
        """Show a brief notice for a moment: here it moves no control away from under the mouse."""
        if notice.is_brief:
            self.showMessage(notice.text, _BRIEF_MS)

    def _show_memory(self) -> None:
        used, machine = memory_in_use() / _GIB, memory_of_machine() / _GIB
        self._memory.setText(f"Memory {used:.1f} of {machine:.0f} GB")

    def _show_device(self) -> None:
        self._device.setText(self._parts.device)

    def _show_no_device(self, _: object) -> None:
        self._device.setText("PyTorch did not load")


class JobButton(QAbstractButton):
    """The running job in one line, with a bar; pressing it is meant to lead to it."""

    def __init__(self, training: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._training = training
        self._progress = Progress()
        self._line = ""
        self._text_shown = Throttle(self._show_text, _REST_MS, self)
        self.setObjectName("status.job")
        self.setToolTip("What is training now; a click goes to it.")
        self.setFont(theme.text_font(theme.SMALL, is_tabular=True))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        training.events_ready.connect(self._follow)
        training.state_changed.connect(self._show_state)
        self._show_text()

    def text(self) -> str:
        """What it says; not kept as Qt keeps a button's text, whose change lays the window out anew."""
        return self._line

    def sizeHint(self) -> QSize:
        """One line of text with room around it."""
        return QSize(200, self.fontMetrics().height() + theme.spacing())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar, where there is progress, and the text after it."""
        colours, painter = theme.scheme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, share = theme.spacing(), self._progress.share
        if self._training.is_busy and share is not None:
            self._draw_bar(painter, left, min(max(share, 0.0), 1.0))
            left += _BAR_WIDTH + theme.spacing()
        painter.setPen(colours.text if self._training.is_busy else colours.muted)
        place = self.rect().adjusted(left, 0, 0, 0)
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        if self.hasFocus():
            painter.setPen(colours.accent)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 3, 3)

    def _draw_bar(self, painter: QPainter, left: int, share: float) -> None:
        colours, top = theme.scheme(), (self.height() - _BAR_HEIGHT) // 2
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, width in ((colours.border, _BAR_WIDTH), (colours.accent, round(_BAR_WIDTH * share))):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(left, top, width, _BAR_HEIGHT, 3, 3)

    def _follow(self, events: list[Event]) -> None:
        self._progress.take(events)
        self._text_shown.ask()

    def _show_state(self, state: str) -> None:
        if state == "preparing":
            self._progress = Progress()
        self._line = ""
        self._text_shown.act_now()

    def _show_text(self) -> None:
        text = self._text()
        if text != self.text():
            self._line = text
            self.setAccessibleName(text)
        self.update()

    def _text(self) -> str:
        state, progress = self._training.state, self._progress
        if state == "idle":
            return _STATES[state]
        folder = self._training.run_folder
        name = folder.name if folder else "run"
        if state == "preparing":
            return f"Preparing {name}: {progress.what}" if progress.what else f"Preparing {name}"
        doing = _STATES.get(state, "Training")
        parts = [f"{doing} {name}" if state != "stopping" else f"{doing}: {name}", f"step {progress.step:,}"]
        if progress.share is not None:
            parts.append(f"{progress.share:.0%}")
        if progress.seconds_left is not None and state == "running":
            parts.append(f"{duration_text(progress.seconds_left)} left")
        elif progress.share is None:
            parts.append(f"{duration_text(progress.seconds)} so far")
        return " · ".join(parts)


def _label(name: str, tooltip: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setToolTip(tooltip)
    label.setFont(theme.text_font(theme.SMALL, is_tabular=True))
    label.setProperty("look", "note")
    label.setContentsMargins(theme.spacing(), 0, theme.spacing(), 0)
    return label
