"""The limit of z in Explore: a switch, and how far from 0 a latent may be drawn."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gan_studio.core.latent.requests import MIN_Z_LIMIT
from gan_studio.ui import theme
from gan_studio.ui.widgets.check_box import CheckBox
from gan_studio.ui.widgets.labelled_slider import LabelledSlider, SliderScale

_SCALE = SliderScale(minimum=MIN_Z_LIMIT, maximum=3.0, default=1.0)
_HELP = (
    "Numbers of z that a seed draws beyond this limit are drawn again, as in BigGAN. A lower limit makes "
    "pictures more typical and less varied; 3 hardly changes them. It works in every network."
)


class ZLimit(QWidget):
    """A limit of z, or none.

    Signals:
        changed: the limit at every move, None where it is switched off.
        released: the same when a movement ends: the moment to remember for undo.
    """

    changed = Signal(object)
    released = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch = CheckBox("Limit z")
        self.slider = LabelledSlider("Limit of z", _SCALE, _HELP)
        self.slider.label.hide()
        self.slider.setEnabled(False)
        self.setObjectName("explore.z_limit")
        self.setAccessibleName("Limit of z")
        self.setToolTip(_HELP)
        self.switch.setToolTip(f"{_HELP}\nOff leaves z as it is drawn.")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing())
        row.addWidget(self.switch)
        row.addWidget(self.slider, 1)
        self.setFocusProxy(self.switch)
        self.switch.toggled.connect(self._switch)
        self.slider.changed.connect(self.changed)
        self.slider.released.connect(self.released)

    def set_value(self, limit: float | None) -> None:
        """Show a limit, or None for none, without a signal."""
        with QSignalBlocker(self.switch):
            self.switch.setChecked(limit is not None)
        self.slider.setEnabled(limit is not None)
        if limit is not None and not self.slider.slider.isSliderDown():
            self.slider.set_value(limit)

    def _switch(self, is_on: bool) -> None:
        self.slider.setEnabled(is_on)
        self.released.emit(self.slider.value() if is_on else None)
