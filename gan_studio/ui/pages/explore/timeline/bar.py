"""The two rows of controls around the timeline's track."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from gan_studio.core.latent.requests import BLEND_METHODS
from gan_studio.core.latent.timeline import EASINGS, MAX_SECONDS, Timeline
from gan_studio.ui import theme

_EASING_HELP = (
    "How the way from the chosen keyframe to the next is begun and ended: gently at both ends, evenly, "
    "gently at one end, or not at all, which holds the picture until the next keyframe."
)
_METHOD_HELP = (
    "Spherical turns latents around the origin, which keeps them as long as the model expects; straight "
    "cuts across, in a model with styles from style to style, which looks the most even; smooth is "
    "spherical and turns gently at each keyframe."
)


class KeyframeBar(QWidget):
    """What is done with single keyframes, and with the picture that is shown.

    Signals:
        seconds_chosen: the chosen keyframe's new moment.
        easing_chosen: a key of EASINGS.
    """

    seconds_chosen = Signal(object)
    easing_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add = QPushButton(theme.icon("plus"), "Add")
        self.replace = QPushButton("Replace")
        self.remove = theme.as_quiet(QPushButton(theme.icon("trash"), ""))
        self.seconds = _seconds_box()
        self.easing = QComboBox()
        self.keep = QPushButton("Keep walk")
        self.keep.hide()  # until a random walk has passed something
        self.take = QPushButton("Take this picture")
        for name, text in EASINGS.items():
            self.easing.addItem(text, name)
        self.remove.setFixedWidth(theme.spacing(4))
        self._name_for_readers()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(0.5))
        for widget in (self.add, self.replace, self.remove, self.seconds, self.easing):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self.keep)
        row.addWidget(self.take)
        self.seconds.valueChanged.connect(self._choose_seconds)
        self.easing.activated.connect(self._choose_easing)

    def show_choice(self, timeline: Timeline, place: int | None) -> None:
        """Show what is set of the chosen keyframe, without a signal."""
        for widget in (self.replace, self.remove, self.seconds, self.easing):
            widget.setEnabled(place is not None)
        if place is None:
            return
        keyframe = timeline.keyframes[place]
        with QSignalBlocker(self.seconds), QSignalBlocker(self.easing):
            self.seconds.setValue(keyframe.seconds)
            self.easing.setCurrentIndex(self.easing.findData(keyframe.easing))

    def _name_for_readers(self) -> None:
        _describe(
            {
                self.add: (
                    "explore.timeline.add",
                    "Add keyframe",
                    "Keeps the picture that is shown at the playhead, or after the last keyframe where "
                    "the playhead is on one (Alt+K).",
                ),
                self.replace: (
                    "explore.timeline.replace",
                    "Replace keyframe",
                    "Puts the picture that is shown in place of the chosen keyframe's.",
                ),
                self.remove: (
                    "explore.timeline.remove",
                    "Remove keyframe",
                    "Removes the chosen keyframe (Delete).",
                ),
                self.seconds: (
                    "explore.timeline.seconds",
                    "Moment of the keyframe",
                    "When the chosen keyframe is reached, in seconds from the beginning.",
                ),
                self.easing: ("explore.timeline.easing", "Easing", _EASING_HELP),
                self.keep: (
                    "explore.timeline.keep",
                    "Keep the random walk",
                    "Adds what the random walk passed to the timeline, as keyframes.",
                ),
                self.take: (
                    "explore.timeline.take",
                    "Take this picture",
                    "Makes the moment that is shown a picture of its own, to change with every control.",
                ),
            }
        )

    def _choose_seconds(self, seconds: float) -> None:
        self.seconds_chosen.emit(seconds)

    def _choose_easing(self) -> None:
        self.easing_chosen.emit(self.easing.currentData())


class PlayBar(QWidget):
    """What concerns the timeline as a whole.

    Signals:
        method_chosen: a key of BLEND_METHODS.
        loop_chosen: whether the last keyframe leads back to the first.
        duration_chosen: seconds that all should take.
    """

    method_chosen = Signal(object)
    loop_chosen = Signal(object)
    duration_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.play = QPushButton(theme.icon("play"), "Play")
        self.clock = theme.as_figures(theme.as_note(QLabel()))
        self.random = QPushButton("Random walk", checkable=True)
        self.loop = QPushButton(theme.icon("loop"), "Loop", checkable=True)
        self.method = QComboBox()
        self.duration_name = theme.as_note(QLabel("&Length"))
        self.duration = _seconds_box()
        self.export = QPushButton(theme.icon("film"), "Export…")
        for name, text in BLEND_METHODS.items():
            self.method.addItem(text, name)
        self.duration_name.setBuddy(self.duration)
        self.clock.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._name_for_readers()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(0.5))
        row.addWidget(self.play)
        row.addWidget(self.clock, 1)
        for widget in (self.random, self.loop, self.method, self.duration_name):
            row.addWidget(widget)
        row.addWidget(self.duration)
        row.addWidget(self.export)
        self.method.activated.connect(self._choose_method)
        self.loop.clicked.connect(self._choose_loop)
        self.duration.valueChanged.connect(self._choose_duration)

    def show_timeline(self, timeline: Timeline) -> None:
        """Show what is set of a timeline, without a signal."""
        is_long = timeline.duration > 0
        for widget in (self.play, self.duration):
            widget.setEnabled(is_long)
        self.export.setEnabled(bool(timeline.keyframes))
        with QSignalBlocker(self.duration), QSignalBlocker(self.method):
            self.duration.setValue(timeline.duration)
            self.method.setCurrentIndex(self.method.findData(timeline.method))
        self.loop.setChecked(timeline.loops)

    def show_playing(self, is_playing: bool) -> None:
        """Offer to pause instead of to play, or the reverse."""
        self.play.setIcon(theme.icon("pause" if is_playing else "play"))
        self.play.setText("Pause" if is_playing else "Play")

    def show_clock(self, seconds: float | None, duration: float) -> None:
        """Show where the playhead is, or that the picture is elsewhere."""
        here = "–" if seconds is None else f"{seconds:.2f}"
        self.clock.setText(f"{here} / {duration:.2f} s" if duration else "")

    def _name_for_readers(self) -> None:
        self.clock.setToolTip("Where the playhead is, and how long the timeline is.")
        _describe(
            {
                self.play: (
                    "explore.timeline.play",
                    "Play the timeline",
                    "Plays in real time, as many pictures as this machine draws; again to pause (Space).",
                ),
                self.random: (
                    "explore.timeline.random",
                    "Random walk",
                    "Wanders from the picture past random seeds without end; press again to stay.",
                ),
                self.loop: (
                    "explore.timeline.loop",
                    "Loop",
                    "Leads from the last keyframe back to the first, so that the film can repeat unseen.",
                ),
                self.method: ("explore.timeline.method", "Way between keyframes", _METHOD_HELP),
                self.duration: (
                    "explore.timeline.duration",
                    "Length",
                    "How long the timeline takes; another length moves every keyframe in proportion.",
                ),
                self.export: (
                    "explore.timeline.export",
                    "Export film",
                    "Writes the timeline as a video, an animation, or a folder of pictures.",
                ),
            }
        )

    def _choose_loop(self, loops: bool) -> None:
        self.loop_chosen.emit(loops)

    def _choose_duration(self, seconds: float) -> None:
        self.duration_chosen.emit(seconds)

    def _choose_method(self) -> None:
        self.method_chosen.emit(self.method.currentData())


def _seconds_box() -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(0.0, MAX_SECONDS)
    box.setDecimals(2)
    box.setSingleStep(0.1)
    box.setSuffix(" s")
    box.setKeyboardTracking(False)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    box.setFixedWidth(theme.spacing(11))
    return theme.as_figures(box)


def _describe(texts: dict[QWidget, tuple[str, str, str]]) -> None:
    """Give widgets their object names, accessible names and tooltips."""
    for widget, (name, accessible, tooltip) in texts.items():
        widget.setObjectName(name)
        widget.setAccessibleName(accessible)
        widget.setToolTip(tooltip)
