"""The bar above the plots: what lies along them, how smooth they are, and ways to keep them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QToolButton, QWidget

from gan_studio.ui.theme import icon, spacing
from gan_studio.ui.widgets.labelled_slider import LabelledSlider, SliderScale
from gan_studio.ui.widgets.live_plot_look import PlotLook

_AXIS_WORDS = {"step": "Steps", "kimg": "Images (kimg)", "seconds": "Seconds"}
_SMOOTHEST = 0.99


class PlotBar(QWidget):
    """Axis, smoothing and export.

    Signals:
        look_changed: axis or smoothing was changed by a person; no argument.
        picture_asked, table_asked: the plots are to be kept as a picture or as numbers; no argument.
    """

    look_changed = Signal()
    picture_asked = Signal()
    table_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis = QComboBox()
        self.axis.setObjectName("plots.axis")
        self.axis.setAccessibleName("What lies along the plots")
        self.axis.setToolTip(
            "Steps are generator updates; images are those shown to the discriminator, which compares "
            "runs with other batch sizes; seconds are training time"
        )
        for name, words in _AXIS_WORDS.items():
            self.axis.addItem(words, name)
        self.smoothing = LabelledSlider(
            "Smoothing",
            SliderScale(0.0, _SMOOTHEST, 0.6),
            "How much of its past a curve keeps. The unsmoothed curve stays visible, faintly.",
        )
        self.smoothing.setObjectName("plots.smoothing")
        self.keep = _keep_button()
        self._lay_out()
        self.axis.activated.connect(self._tell)
        self.smoothing.changed.connect(self._tell)

    def look(self) -> PlotLook:
        """What is chosen."""
        return PlotLook(self.axis.currentData(), self.smoothing.value())

    def set_look(self, look: PlotLook) -> None:
        """Choose, without a signal."""
        self.axis.setCurrentIndex(max(0, self.axis.findData(look.axis)))
        self.smoothing.set_value(look.smoothing)

    def set_filled(self, is_filled: bool) -> None:
        """Whether there is anything to keep."""
        self.keep.setEnabled(is_filled)

    def _lay_out(self) -> None:
        menu = QMenu(self.keep)
        menu.addAction("Save plots as picture…", self.picture_asked.emit)
        menu.addAction("Save values as table (CSV)…", self.table_asked.emit)
        self.keep.setMenu(menu)
        self.smoothing.number.setFixedWidth(self.smoothing.fontMetrics().horizontalAdvance("0.0000"))
        row = QHBoxLayout(self)
        row.setContentsMargins(spacing(1), 0, spacing(1), 0)
        row.setSpacing(spacing(1.5))
        row.addWidget(self.axis)
        row.addWidget(self.smoothing, 1)
        row.addWidget(self.keep)

    def _tell(self) -> None:
        self.look_changed.emit()


def _keep_button() -> QToolButton:
    button = QToolButton()
    button.setObjectName("plots.export")
    button.setIcon(icon("export"))
    button.setIconSize(QSize(16, 16))
    button.setAutoRaise(True)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setAccessibleName("Save the plots")
    button.setToolTip("Save the plots as a picture, or their values as a table")
    return button
