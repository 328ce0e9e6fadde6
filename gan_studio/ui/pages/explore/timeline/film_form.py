"""How a film should be: its kind, size, speed and quality."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QHBoxLayout, QLabel, QWidget

from gan_studio.core.latent.film.options import (
    FILM_KINDS,
    LEAST_FPS,
    MAX_SCALE,
    QUALITIES,
    FilmKind,
    FilmOptions,
    film_size,
)
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.timeline import Timeline
from gan_studio.session.preferences import Preferences
from gan_studio.ui import theme
from gan_studio.ui.widgets.check_box import CheckBox
from gan_studio.ui.widgets.described import describe

_KIND, _SIDE, _FPS, _QUALITY, _SMOOTH = "film/kind", "film/side", "film/fps", "film/quality", "film/smooth"
_USUAL_SIDE = 512


class FilmForm(QWidget):
    """Shows what was chosen last, and what comes of it in pixels and frames.

    Signals:
        changed: something was chosen; no argument.
    """

    changed = Signal()

    def __init__(
        self, facts: ModelFacts, timeline: Timeline, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._facts, self._timeline, self._preferences = facts, timeline, preferences
        self.kinds = QComboBox()
        self.scale = QDoubleSpinBox()
        self.size = theme.as_figures(theme.as_note(QLabel()))
        self.smooth = CheckBox("Smooth")
        self.fps = QDoubleSpinBox()
        self.length = theme.as_figures(theme.as_note(QLabel()))
        self.quality = QComboBox()
        self.about = theme.as_note(QLabel(wordWrap=True))
        self.about.setMinimumHeight(2 * self.about.fontMetrics().lineSpacing())
        self._fill()
        self._name_for_readers()
        self._lay_out()
        self._recall()
        for signal in (
            self.kinds.currentIndexChanged,
            self.scale.valueChanged,
            self.smooth.toggled,
            self.fps.valueChanged,
            self.quality.currentIndexChanged,
        ):
            signal.connect(self._tell)
        self._show_results()

    def kind(self) -> FilmKind:
        """The kind that is chosen."""
        return FILM_KINDS[self.kinds.currentData()]

    def choose(self, kind: FilmKind) -> None:
        """Choose another kind."""
        self.kinds.setCurrentIndex(self.kinds.findData(kind.name))

    def options(self) -> FilmOptions:
        """What is chosen, without the timeline."""
        return FilmOptions(
            self.fps.value(), self.scale.value(), self.smooth.isChecked(), self.quality.currentData()
        )

    def remember(self) -> None:
        """Begin with the same choices next time."""
        longest = max(self._facts.sample_shape[1:])
        self._preferences.remember(_KIND, self.kind().name)
        self._preferences.remember(_SIDE, round(longest * self.scale.value()))
        self._preferences.remember(_FPS, self.fps.value())
        self._preferences.remember(_QUALITY, self.quality.currentData())
        self._preferences.remember(_SMOOTH, self.smooth.isChecked())

    def _fill(self) -> None:
        for kind in FILM_KINDS.values():
            self.kinds.addItem(kind.label, kind.name)
        for name, label in QUALITIES.items():
            self.quality.addItem(label, name)
        for box, least, most, decimals in ((self.scale, 0.1, MAX_SCALE, 2), (self.fps, LEAST_FPS, 240.0, 2)):
            box.setRange(least, most)
            box.setDecimals(decimals)
            box.setKeyboardTracking(False)
        self.scale.setPrefix("× ")

    def _name_for_readers(self) -> None:
        texts = {
            self.kinds: ("kind", "Format", "What kind of file the film becomes."),
            self.scale: (
                "scale",
                "Scale",
                "How many times larger than the model's own pictures; a whole number keeps pixels sharp.",
            ),
            self.smooth: (
                "smooth",
                "Smooth",
                "Blurs enlarged pixels into each other; without it they are squares.",
            ),
            self.fps: ("fps", "Frames per second", "More look smoother, and make a larger file."),
            self.quality: (
                "quality",
                "Quality",
                "High keeps pictures as exact as the format can; a small file loses fine detail.",
            ),
        }
        for widget, (name, accessible, tooltip) in texts.items():
            describe(widget, f"explore.film.{name}", accessible, tooltip)
        self.size.setObjectName("explore.film.size")
        self.length.setObjectName("explore.film.length")

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(theme.spacing())
        form.addRow("&Format", self.kinds)
        form.addRow("", self.about)
        form.addRow("&Scale", _row(self.scale, self.size, self.smooth))
        form.labelForField(form.itemAt(2, QFormLayout.ItemRole.FieldRole).layout()).setBuddy(self.scale)
        form.addRow("Frames per s&econd", _row(self.fps, self.length))
        form.labelForField(form.itemAt(3, QFormLayout.ItemRole.FieldRole).layout()).setBuddy(self.fps)
        form.addRow("&Quality", self.quality)

    def _recall(self) -> None:
        recall = self._preferences.recall
        longest = max(self._facts.sample_shape[1:])
        scale = recall(_SIDE, _USUAL_SIDE) / longest
        with QSignalBlocker(self):
            self.kinds.setCurrentIndex(max(0, self.kinds.findData(recall(_KIND, ""))))
            self.scale.setValue(round(scale) if scale >= 1 else 1.0)
            self.fps.setValue(recall(_FPS, 30.0))
            self.quality.setCurrentIndex(max(0, self.quality.findData(recall(_QUALITY, ""))))
            self.smooth.setChecked(recall(_SMOOTH, False))

    def _tell(self) -> None:
        self._show_results()
        self.changed.emit()

    def _show_results(self) -> None:
        kind, options = self.kind(), self.options()
        width, height = film_size(self._facts.sample_shape, options.scale, kind)
        self.size.setText(f"{width:,} × {height:,} px")
        frames = len(self._timeline.frames(options.fps))
        self.length.setText(
            f"{self._timeline.duration:.1f} s · {frames:,} {'frame' if frames == 1 else 'frames'}"
        )
        self.about.setText(kind.summary)
        self.quality.setEnabled(kind.has_quality)
        self.smooth.setEnabled(options.scale != 1 and options.scale == int(options.scale))


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.spacing())
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row
