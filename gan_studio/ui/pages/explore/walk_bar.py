"""The two rows of controls around the interpolation's strip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from gan_studio.core.latent.requests import METHODS, Walk
from gan_studio.ui import theme
from gan_studio.ui.widgets.latent_anchors import LatentAnchors

_TICKS_PER_SEGMENT = 200
_SPEEDS = {0.125: "⅛×", 0.25: "¼×", 0.5: "½×", 1.0: "1×", 2.0: "2×", 4.0: "4×"}


class StopsBar(QWidget):
    """The list of stops and what adds, moves and removes them.

    Signals:
        add_asked: the picture that is shown should become a stop; no argument.
        clear_asked: no stop should be left; no argument.
    """

    add_asked = Signal()
    clear_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.anchors = LatentAnchors()
        self.anchors.setObjectName("explore.anchors")
        self.anchors.setAccessibleName("Stops of the interpolation")
        self.anchors.setToolTip("What the interpolation passes: click to go there, drag to reorder.")
        self.add = QPushButton(theme.icon("plus"), "Add current")
        self.add.setToolTip("Makes the picture that is shown large the last stop of the interpolation.")
        self.add.setAccessibleName("Add current picture to the interpolation")
        self.earlier = _small("previous", "Move the chosen stop earlier")
        self.later = _small("next", "Move the chosen stop later")
        self.remove = _small("minus", "Remove the chosen stop")
        self.clear = _small("trash", "Remove every stop")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(0.5))
        row.addWidget(self.add)
        row.addWidget(self.anchors, 1)
        for button in (self.earlier, self.later, self.remove, self.clear):
            row.addWidget(button)
        self.add.clicked.connect(self.add_asked)
        self.earlier.clicked.connect(self._move_earlier)
        self.later.clicked.connect(self._move_later)
        self.remove.clicked.connect(self._remove)
        self.clear.clicked.connect(self.clear_asked)
        self.anchors.currentRowChanged.connect(self._offer)
        self._offer()

    def show_stops(self, names: Sequence[str]) -> None:
        """List other stops."""
        self.anchors.set_anchors(names)
        self._offer()

    def _offer(self) -> None:
        place, count = self.anchors.currentRow(), self.anchors.count()
        self.earlier.setEnabled(place > 0)
        self.later.setEnabled(0 <= place < count - 1)
        self.remove.setEnabled(place >= 0)
        self.clear.setEnabled(count > 0)

    def _remove(self) -> None:
        self.anchors.remove_asked.emit(self.anchors.currentRow())

    def _move_earlier(self) -> None:
        self._move(-1)

    def _move_later(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        place = self.anchors.currentRow()
        order = list(range(self.anchors.count()))
        order[place], order[place + by] = order[place + by], order[place]
        self.anchors.reordered.emit(tuple(order))
        self.anchors.setCurrentRow(place + by)


class TransportBar(QWidget):
    """Play, scrub, speed, loop, and the way from stop to stop.

    Signals:
        play_asked: play or pause; no argument.
        scrubbed: the position, while the handle is moved.
        released: the position it was let go at.
        speed_chosen: segments per second.
        method_chosen: a name of METHODS.
        loop_chosen: whether the last stop leads back to the first.
    """

    play_asked = Signal()
    scrubbed = Signal(object)
    released = Signal(object)
    speed_chosen = Signal(object)
    method_chosen = Signal(object)
    loop_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.play = QPushButton(theme.icon("play"), "Play")
        self.scrub = QSlider(Qt.Orientation.Horizontal)
        self.place = theme.as_figures(theme.as_note(QLabel()))
        self.speed = QComboBox()
        self.loop = QPushButton(theme.icon("loop"), "Loop", checkable=True)
        self.method = QComboBox()
        for speed, text in _SPEEDS.items():
            self.speed.addItem(text, speed)
        self.speed.setCurrentText(_SPEEDS[0.5])
        for name, text in METHODS.items():
            self.method.addItem(text, name)
        self._name_for_readers()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing())
        row.addWidget(self.play)
        row.addWidget(self.scrub, 1)
        for widget in (self.place, self.speed, self.loop, self.method):
            row.addWidget(widget)
        self._connect()
        self.show_walk(Walk(), 0.0)

    def show_walk(self, walk: Walk, position: float) -> None:
        """Show an interpolation and where on it the picture is, without a signal."""
        for widget in (self.play, self.scrub):
            widget.setEnabled(walk.length > 0)
        if not self.scrub.isSliderDown():
            with QSignalBlocker(self.scrub):
                self.scrub.setRange(0, max(1, walk.length * _TICKS_PER_SEGMENT))
                self.scrub.setSingleStep(_TICKS_PER_SEGMENT // 20)
                self.scrub.setPageStep(_TICKS_PER_SEGMENT // 2)
                self.scrub.setValue(round(position * _TICKS_PER_SEGMENT))
        self.loop.setChecked(walk.closed)
        with QSignalBlocker(self.method):
            self.method.setCurrentIndex(self.method.findData(walk.method))

    def set_on_walk(self, is_on_walk: bool) -> None:
        """Say whether the picture is on the interpolation."""
        here = self.scrub.value() / _TICKS_PER_SEGMENT
        self.place.setText(f"{here:.2f}" if is_on_walk else "–")

    def show_playing(self, is_playing: bool) -> None:
        """Offer to pause instead of to play, or the reverse."""
        self.play.setIcon(theme.icon("pause" if is_playing else "play"))
        self.play.setText("Pause" if is_playing else "Play")

    def _name_for_readers(self) -> None:
        texts = {
            self.play: ("Play the interpolation", "Moves through the interpolation; again to pause (Space)."),
            self.scrub: ("Position on the interpolation", "Drag to move through the interpolation."),
            self.speed: ("Playing speed", "How many stops are passed each second, such as ½."),
            self.loop: ("Loop", "Leads from the last stop back to the first, without end."),
            self.method: (
                "Way between stops",
                "Spherical turns around the origin, which keeps latents as long as the model expects; "
                "straight cuts across.",
            ),
        }
        for widget, (name, tooltip) in texts.items():
            widget.setAccessibleName(name)
            widget.setToolTip(tooltip)
        self.place.setToolTip("Where the picture is: 0 at the first stop, 1 at the second, and so on.")
        self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance("00.00"))

    def _connect(self) -> None:
        self.play.clicked.connect(self.play_asked)
        self.scrub.valueChanged.connect(self._scrub)
        self.scrub.sliderReleased.connect(self._release)
        self.speed.activated.connect(self._choose_speed)
        self.loop.clicked.connect(self._choose_loop)
        self.method.activated.connect(self._choose_method)

    def _scrub(self, value: int) -> None:
        self.scrubbed.emit(value / _TICKS_PER_SEGMENT)
        if not self.scrub.isSliderDown():
            self.released.emit(value / _TICKS_PER_SEGMENT)

    def _release(self) -> None:
        self.released.emit(self.scrub.value() / _TICKS_PER_SEGMENT)

    def _choose_speed(self) -> None:
        self.speed_chosen.emit(self.speed.currentData())

    def _choose_loop(self) -> None:
        self.loop_chosen.emit(self.loop.isChecked())

    def _choose_method(self) -> None:
        self.method_chosen.emit(self.method.currentData())


def _small(icon: str, name: str) -> QPushButton:
    button = theme.as_quiet(QPushButton(theme.icon(icon), ""))
    button.setFixedWidth(theme.spacing(4))
    button.setAccessibleName(name)
    button.setToolTip(f"{name}.")
    return button
