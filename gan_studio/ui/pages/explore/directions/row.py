"""One direction in the list: its name, its layers, how far the picture goes along it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.latent.requests import MAX_AMOUNT, ModelFacts
from gan_studio.core.latent.vectors import Direction
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.directions.layers import LayersBox
from gan_studio.ui.widgets.latent_slider import LatentSlider
from gan_studio.ui.widgets.value_box import ValueBox

_REACH = 5.0
_LONGEST_NAME = 200
_HELP = (
    "How far the picture goes along this direction: 1 is one typical step, 0 leaves it as it is, below 0 "
    "goes the other way. Shift-drag is finer; a double click or Delete takes it back to 0."
)


class DirectionRow(QFrame):
    """A row that is lent to one direction after another.

    Signals:
        chosen: a person turned to this row; no argument.
        moved, released: the amount, at every move, and when a movement ends.
        renamed: the new name.
        layers_chosen: the style layers that it is to move; empty for all.
        save_asked, remove_asked: no argument.
        row_asked: -1 or 1: the row above or below should have the focus.
    """

    chosen = Signal()
    moved = Signal(object)
    released = Signal(object)
    renamed = Signal(object)
    layers_chosen = Signal(object)
    save_asked = Signal()
    remove_asked = Signal()
    row_asked = Signal(object)

    def __init__(self, facts: ModelFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._direction: Direction | None = None
        self.name = QLineEdit(frame=False, maxLength=_LONGEST_NAME)
        self.layers = LayersBox()
        self.layers.take_model(facts)
        self.layers.setVisible(facts.num_ws > 1)
        self.more = QToolButton(autoRaise=True)
        self.slider = LatentSlider()
        self.slider.set_reach(_REACH)
        self.number = ValueBox(MAX_AMOUNT)
        self._lay_out()
        self._connect()
        self.set_chosen(False)

    def lend_to(self, direction: Direction) -> None:
        """Stand for a direction from now on."""
        if direction == self._direction:
            return
        self._direction = direction
        if not self.name.hasFocus() or not self.name.isModified():
            self.name.setText(direction.name)
            self.name.setCursorPosition(0)
        self.layers.show_layers(direction.layers)
        self._name_for_readers(direction)

    def show_amount(self, amount: float) -> None:
        """Show how far the picture goes, unless the slider is being dragged."""
        self.slider.show_values(0.0, amount, amount != 0)
        if not (self.number.hasFocus() and self.number.is_typing()):
            with QSignalBlocker(self.number):
                self.number.setValue(amount)

    def set_chosen(self, is_chosen: bool) -> None:
        """Mark the row whose direction is shown in the strip."""
        look = "card" if is_chosen else None
        if self.property("look") == look:
            return  # to polish a hundred rows at every move would be felt
        self.setProperty("look", look)
        self.style().unpolish(self)
        self.style().polish(self)

    def menu(self) -> QMenu:
        """What else can be done with the direction."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        save = menu.addAction(theme.icon("save"), "Save Beside the Model", self.save_asked.emit)
        save.setToolTip("Writes it to a file, so that it is listed whenever this model is opened.")
        menu.addAction("Rename", self._begin_renaming)
        remove = menu.addAction(theme.icon("trash"), "Remove", self.remove_asked.emit)
        remove.setToolTip("Takes it off the list, and deletes its file if it was saved.")
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that a person turned to a part of the row."""
        if event.type() == QEvent.Type.FocusIn:
            self.chosen.emit()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row."""
        self.chosen.emit()

    def _lay_out(self) -> None:
        self.more.setIcon(theme.icon("more"))
        self.name.setStyleSheet("QLineEdit:!focus { background: transparent; }")
        top = QHBoxLayout()
        top.setSpacing(theme.spacing(0.5))
        top.addWidget(self.name, 1)
        top.addWidget(self.layers)
        top.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.spacing(), theme.spacing(0.5), theme.spacing(0.5), theme.spacing(0.5))
        column.setSpacing(theme.spacing(0.5))
        column.addLayout(top)
        bottom = QHBoxLayout()
        bottom.setSpacing(theme.spacing(0.5))
        bottom.addWidget(self.slider, 1)
        bottom.addWidget(self.number)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self.name.editingFinished.connect(self._take_name)
        self.layers.chosen.connect(self.layers_chosen)
        self.slider.valueChanged.connect(self._move)
        self.slider.sliderReleased.connect(self._let_go)
        self.slider.reset_asked.connect(self._reset)
        self.slider.row_asked.connect(self.row_asked)
        self.number.valueChanged.connect(self._take_number)
        self.more.clicked.connect(self._open_menu)
        parts = (self.name, self.layers, self.layers.lineEdit(), self.more, self.slider, self.number)
        for widget in parts:
            widget.installEventFilter(self)

    def _name_for_readers(self, direction: Direction) -> None:
        name = direction.name or "Direction"
        origin = f"{direction.origin}." if direction.origin else ""
        self.name.setAccessibleName(f"Name of {name}")
        self.name.setToolTip(f"{name}\n{origin}\nType to rename it.".replace("\n\n", "\n"))
        self.layers.setAccessibleName(f"{name}: layers")
        self.more.setAccessibleName(f"{name}: more")
        self.more.setToolTip("Save, rename or remove this direction.")
        self.slider.setAccessibleName(f"{name}: amount")
        self.slider.setToolTip(_HELP)
        self.number.setAccessibleName(f"{name}: amount, number")
        self.number.setToolTip(f"How far the picture goes; up to {MAX_AMOUNT:g} may be typed.")

    def _move(self) -> None:
        amount = self.slider.number()
        self.moved.emit(amount)
        if not self.slider.isSliderDown():
            self.released.emit(amount)

    def _let_go(self) -> None:
        self.released.emit(self.slider.number())

    def _reset(self) -> None:
        self.released.emit(0.0)

    def _take_number(self, amount: float) -> None:
        self.released.emit(amount)

    def _take_name(self) -> None:
        name = self.name.text().strip()
        if self._direction is None or not self.name.isModified() or name == self._direction.name:
            return
        if name:
            self.name.setModified(False)
            self.renamed.emit(name)
        else:
            with QSignalBlocker(self.name):
                self.name.setText(self._direction.name)

    def _begin_renaming(self) -> None:
        self.name.setFocus()
        self.name.selectAll()

    def _open_menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
