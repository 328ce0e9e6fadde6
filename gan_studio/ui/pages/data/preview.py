"""Pictures of a data set as training will see them, and the choices that decide how that is."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gan_studio.core.config import DataOptions, Setting, setting_fields
from gan_studio.core.data.preview import Preview, Selection
from gan_studio.ui import theme
from gan_studio.ui.widgets.image_grid import ImageGrid

_COUNT = 96
_CELL, _LARGEST_CELL = 96, 128
_GAP = 2
_SIDES = (28, 32, 64, 128, 256)
_ABOUT = {field.name: field.setting for field in setting_fields(DataOptions)}


class PreviewPanel(QWidget):
    """A grid of pictures below three choices: resolution, colour, fit.

    Signals:
        changed: another look is wanted; no argument.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._turn = 0
        self._class = ""
        self._shown: Preview | None = None
        self._make_widgets()
        self._lay_out()

    def options(self) -> DataOptions:
        """The data options as chosen here; the source is left as it is by default."""
        return dataclasses.replace(
            DataOptions(),
            resolution=self._chosen_side(),
            channels=self._colour.currentData(),
            fit=self._fit.currentData(),
        )

    def choices(self) -> tuple[tuple[str, object], ...]:
        """What was chosen here and differs from the defaults: paths of settings, and values."""
        chosen, default = self.options(), DataOptions()
        names = ("resolution", "channels", "fit")
        return tuple(
            (f"data.{name}", getattr(chosen, name))
            for name in names
            if getattr(chosen, name) != getattr(default, name)
        )

    def selection(self) -> Selection:
        """Which pictures are wanted."""
        return Selection(_COUNT, self._turn, self._class)

    def set_class(self, name: str) -> None:
        """Want only pictures of a class, or of all if the name is empty."""
        if name != self._class:
            self._class = name
            self._turn = 0
            self.changed.emit()

    def forget_class(self) -> None:
        """Want pictures of every class of the next data set."""
        self._class = ""
        self._turn = 0

    def show_preview(self, shown: Preview) -> None:
        """Show these pictures."""
        self._shown = shown
        self._fill()

    def show_nothing(self, why_not: str) -> None:
        """Say why there is no picture."""
        self._shown = None
        self.grid.set_images(np.zeros((0, 1, 1, 1), np.uint8))
        self.grid.set_empty_text(why_not)
        self._about.setText("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show as many pictures as the grid has room for."""
        if event.type() == QEvent.Type.Resize:
            self._fill()
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        if self._shown is None:
            return
        side = self._shown.images.shape[1]
        images = self._shown.images[: room_for(self.grid.size(), side)]
        if len(images) != len(self.grid.images()) or images.base is not self.grid.images().base:
            self.grid.set_images(images, captions=self._shown.captions)
        colour = "colour" if images.shape[-1] == 3 else "grey"
        of_class = f" of “{self._class}”" if self._class else ""
        self._about.setText(f"{len(images)} pictures{of_class} at {side} × {side} px in {colour}")

    def _make_widgets(self) -> None:
        self.grid = ImageGrid()
        self.grid.installEventFilter(self)
        self.grid.setObjectName("data.thumbnails")
        self.grid.setAccessibleName("Pictures as training will see them")
        self._side = _SideBox()
        self._side.edited.connect(self.changed)
        self._colour = _choice("colour", _ABOUT["channels"])
        self._fit = _choice("fit", _ABOUT["fit"])
        for box in (self._colour, self._fit):
            box.activated.connect(self._tell_change)
        self._others = theme.as_quiet(QPushButton(theme.icon("random"), "Other pictures"))
        self._others.setObjectName("data.others")
        self._others.setToolTip("Show other pictures of the set")
        self._others.clicked.connect(self._turn_over)
        self._about = theme.as_note(QLabel())

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.spacing())
        row.addWidget(theme.as_heading(QLabel("What training will see")))
        row.addStretch(1)
        for name, box in (("resolution", self._side), ("channels", self._colour), ("fit", self._fit)):
            label = QLabel(_ABOUT[name].label)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
            row.addSpacing(theme.spacing())
        below = QHBoxLayout()
        below.addWidget(self._about, 1)
        below.addWidget(self._others)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addLayout(row)
        column.addWidget(self.grid, 1)
        column.addLayout(below)

    def _chosen_side(self) -> int:
        return self._side.side()

    def _tell_change(self, _: int) -> None:
        self.changed.emit()

    def _turn_over(self) -> None:
        self._turn += 1
        self.changed.emit()


def room_for(area: QSize, side: int) -> int:
    """How many square pictures an area shows well: small ones enlarged, large ones reduced."""
    cell = min(_LARGEST_CELL, side * max(1, round(_CELL / side))) + _GAP
    return max(1, (area.width() + _GAP) // cell) * max(1, (area.height() + _GAP) // cell)


class _SideBox(QComboBox):
    """Picks or types a resolution.

    Signals:
        edited: another one was chosen; no argument.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__(editable=True, toolTip=_ABOUT["resolution"].help)
        about = _ABOUT["resolution"]
        self.setObjectName("data.resolution")
        self.setAccessibleName(about.label)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setValidator(QIntValidator(int(about.minimum), int(about.maximum), self))
        for side in _SIDES:
            self.addItem(f"{side}", side)
        self._side = DataOptions().resolution
        self._show()
        self.activated.connect(self._take)
        self.lineEdit().editingFinished.connect(self._take)

    def side(self) -> int:
        """The resolution in pixels."""
        return self._side

    def _take(self, _: object = None) -> None:
        text = self.currentText()
        if self.lineEdit().hasAcceptableInput() and int(text) != self._side:
            self._side = int(text)
            self.edited.emit()
        self._show()

    def _show(self) -> None:
        self.setEditText(str(self._side))


def _choice(name: str, about: Setting) -> QComboBox:
    box = QComboBox(toolTip=about.help, accessibleName=about.label)
    box.setObjectName(f"data.{name}")
    for value, label in about.choices.items():
        box.addItem(label, value)
    return box
