"""LatentRow: one latent component: its number, slider, value, and its buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from gan_studio.core.latent.requests import MAX_COMPONENT
from gan_studio.ui import theme
from gan_studio.ui.widgets.latent_slider import LatentSlider
from gan_studio.ui.widgets.value_box import ValueBox


class LatentRow(QWidget):
    """A row that is lent to one component after another as the list scrolls.

    Its buttons show themselves only where they would do something and the pointer is near; the
    slider does the same with its keys.

    Signals:
        moved: (index, value) at every move of a person's.
        released: (index, value) when a movement ends or a number was typed.
        reset_asked, randomize_asked: the index.
        row_asked: -1 or 1, to go to the row above or below.
    """

    moved = Signal(object)
    released = Signal(object)
    reset_asked = Signal(object)
    randomize_asked = Signal(object)
    row_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = -1
        self._shown: tuple[int, float, float, bool] | None = None
        self._label = theme.as_figures(theme.as_note(QLabel()))
        self.slider = LatentSlider()
        self.number = ValueBox(MAX_COMPONENT)
        self.random = _button("random", "Draw this dimension at random")
        self.reset = _button("reset", "Back to the seed's own value")
        self._lay_out()
        self._connect()

    def set_scale(self, reach: float, limit: float) -> None:
        """Let the slider move as far as `reach` from now on, and numbers be typed up to `limit`."""
        self.slider.set_reach(reach)
        with QSignalBlocker(self.number):
            self.number.setRange(-limit, limit)
        self._shown = None

    def lend_to(self, index: int) -> None:
        """Stand for a component from now on; what was typed for the one before is taken first."""
        if index == self.index:
            return
        if self.number.hasFocus():
            self.number.clearFocus()
        self.index = index
        self._label.setText(str(index))
        name = f"Dimension {index}"
        self.slider.setAccessibleName(name)
        self.slider.setToolTip(
            f"{name}: what it changes is for you to find. Shift-drag is finer; a double click or Delete "
            "resets, R draws at random."
        )
        self.number.setAccessibleName(f"{name}, number")
        self.number.setToolTip(f"The value of {name.lower()}, to be typed.")
        self.random.setAccessibleName(f"{name}: draw at random")
        self.reset.setAccessibleName(f"{name}: reset")

    def show_values(self, base: float, value: float, is_changed: bool) -> None:
        """Show the component; see LatentSlider.show_values."""
        shown = (self.index, base, value, is_changed)
        if shown == self._shown:
            return
        self._shown = shown
        self.slider.show_values(base, value, is_changed)
        if not (self.number.hasFocus() and self.number.is_typing()):
            with QSignalBlocker(self.number):
                self.number.setValue(value)
        self.reset.setVisible(is_changed)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Offer to draw at random."""
        self.random.show()

    def leaveEvent(self, event: QEvent) -> None:
        """Be quiet again."""
        self.random.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(0.5))
        self._label.setFixedWidth(self._label.fontMetrics().horizontalAdvance("0000"))
        self._label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        for button in (self.random, self.reset):
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
            button.hide()
            row.addWidget(button)

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self._move)
        self.slider.sliderReleased.connect(self._let_go)
        self.slider.reset_asked.connect(self._ask_reset)
        self.slider.random_asked.connect(self._ask_random)
        self.slider.row_asked.connect(self.row_asked)
        self.number.valueChanged.connect(self._take_number)
        self.random.clicked.connect(self._ask_random)
        self.reset.clicked.connect(self._ask_reset)

    def _move(self) -> None:
        value = self.slider.number()
        self.moved.emit((self.index, value))
        if not self.slider.isSliderDown():
            self.released.emit((self.index, value))

    def _let_go(self) -> None:
        self.released.emit((self.index, self.slider.number()))

    def _take_number(self, value: float) -> None:
        self.moved.emit((self.index, value))
        self.released.emit((self.index, value))

    def _ask_reset(self) -> None:
        self.reset_asked.emit(self.index)

    def _ask_random(self) -> None:
        self.randomize_asked.emit(self.index)


def _button(icon: str, tooltip: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setAutoRaise(True)
    button.setToolTip(tooltip)
    button.setFixedSize(theme.spacing(3), theme.spacing(3))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
