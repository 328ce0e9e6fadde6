"""The tools of dragging: setting points, painting the area that may change, and clearing both."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gan_studio.ui import theme
from gan_studio.ui.widgets.check_box import CheckBox
from gan_studio.ui.widgets.drag_overlay import DragTool
from gan_studio.ui.widgets.labelled_slider import LabelledSlider, SliderScale

_BRUSH_HELP = (
    "Radius of the brush, in pixels of the picture: larger paints and erases more at a stroke, smaller "
    "follows finer outlines."
)


class DragTools(QWidget):
    """Offers one tool or none; a press on the tool in hand puts it away.

    Signals:
        chosen: the DragTool taken in hand, or None.
        brush_changed: the brush's radius in pixels of the picture.
        area_cleared, points_cleared: no argument.
    """

    chosen = Signal(object)
    brush_changed = Signal(object)
    area_cleared = Signal()
    points_cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points = _tool_button("Pick points")
        self.paint = _tool_button("Paint area")
        self.erase = _tool_button("Erase")
        self.brush = LabelledSlider("Brush", _brush_scale(64), _BRUSH_HELP)
        self.show_area = CheckBox("Show area")
        self.clear_area = theme.as_quiet(QPushButton("Clear area"))
        self.clear_points = theme.as_quiet(QPushButton("Clear points"))
        self._buttons = {
            DragTool.POINTS: self.points,
            DragTool.PAINT: self.paint,
            DragTool.ERASE: self.erase,
        }
        self._say_what_they_do()
        self._lay_out()
        self._connect()
        self.set_tool(None)

    def tool(self) -> DragTool | None:
        """The tool in hand."""
        return next((tool for tool, button in self._buttons.items() if button.isChecked()), None)

    def set_tool(self, tool: DragTool | None) -> None:
        """Show which tool is in hand."""
        for other, button in self._buttons.items():
            button.setChecked(other is tool)
        self.brush.setEnabled(tool in (DragTool.PAINT, DragTool.ERASE))

    def set_side(self, side: int) -> None:
        """Offer brushes that suit a picture of that side; returns to the usual one."""
        scale = _brush_scale(side)
        self.brush.set_scale(scale)
        self.brush.set_value(scale.default)
        self.brush_changed.emit(scale.default)

    def set_locked(self, is_locked: bool) -> None:
        """Keep what is set from being changed, as while a drag goes on."""
        for widget in (*self._buttons.values(), self.clear_area, self.clear_points):
            widget.setEnabled(not is_locked)

    def _say_what_they_do(self) -> None:
        for widget, name, tip in (
            (
                self.points,
                "points",
                "Clicks on the picture set a point (red), then where it should go (blue). Drag points to "
                "move them; arrow keys move the selected one, Page Up and Down select, Return adds, "
                "Delete removes, Escape leaves.",
            ),
            (
                self.paint,
                "paint",
                "Paint the part of the picture that may change; the rest is held. Without any paint "
                "all may change.",
            ),
            (self.erase, "erase", "Take paint away again; what is erased is held."),
            (self.brush, "brush", _BRUSH_HELP),
            (self.show_area, "show_area", "Tints the painted area on the picture."),
            (self.clear_area, "clear_area", "Removes all paint, so that everything may change."),
            (self.clear_points, "clear_points", "Removes every point."),
        ):
            widget.setObjectName(f"explore.drag.{name}")
            widget.setToolTip(tip)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        tools = QHBoxLayout()
        tools.setSpacing(theme.spacing(0.5))
        for button in self._buttons.values():
            tools.addWidget(button, 1)
        column.addLayout(tools)
        column.addWidget(self.brush)
        row = QHBoxLayout()
        row.setSpacing(theme.spacing(0.5))
        row.addWidget(self.show_area, 1)
        row.addWidget(self.clear_area)
        row.addWidget(self.clear_points)
        column.addLayout(row)
        self.show_area.setChecked(True)

    def _connect(self) -> None:
        self.points.clicked.connect(self._take_points)
        self.paint.clicked.connect(self._take_paint)
        self.erase.clicked.connect(self._take_erase)
        self.brush.changed.connect(self.brush_changed)
        self.clear_area.clicked.connect(self.area_cleared)
        self.clear_points.clicked.connect(self.points_cleared)

    def _take_points(self, is_taken: bool) -> None:
        self._choose(DragTool.POINTS if is_taken else None)

    def _take_paint(self, is_taken: bool) -> None:
        self._choose(DragTool.PAINT if is_taken else None)

    def _take_erase(self, is_taken: bool) -> None:
        self._choose(DragTool.ERASE if is_taken else None)

    def _choose(self, tool: DragTool | None) -> None:
        self.set_tool(tool)
        self.chosen.emit(tool)


def _tool_button(text: str) -> QPushButton:
    button = QPushButton(text, checkable=True)
    button.setAccessibleName(text)
    return button


def _brush_scale(side: int) -> SliderScale:
    return SliderScale(minimum=1, maximum=max(2, side // 4), default=max(1, side // 16), decimals=0)
