"""DragOverlay: points to drag and an area to paint, over a picture."""

from __future__ import annotations

import enum

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QMenu

from gan_studio.core.latent.dragging.messages import Place
from gan_studio.core.latent.dragging.plan import DragArea, DragPlan, PointId, painted
from gan_studio.ui.widgets.drag_look import DragLook
from gan_studio.ui.widgets.latent_image import LatentImage

_REACH = 10  # pixels of the screen
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_LONG_STEP = 8
_REMOVERS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_ADDERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Insert)
_TURNS = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class DragTool(enum.Enum):
    """What a press on the picture does."""

    POINTS = enum.auto()
    PAINT = enum.auto()
    ERASE = enum.auto()


class DragOverlay(QObject):
    """Edits a plan on a picture with the mouse and the keyboard while a tool is chosen.

    Attributes:
        selected: the point that keys are about, or None.
        brush: its radius in pixels of the picture.

    Signals:
        edited: (DragPlan, what was done in words), when a change is complete.
        selected_changed: the PointId that is selected now, or None.
        left: Escape was pressed; no argument.
    """

    edited = Signal(object)
    selected_changed = Signal(object)
    left = Signal()

    def __init__(self, image: LatentImage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._image = image
        self._plan = DragPlan()
        self._tool: DragTool | None = None
        self._is_locked = False
        self._is_area_shown = True
        self._mask: np.ndarray | None = None
        self._stroke: np.ndarray | None = None
        self._last: Place = (0.0, 0.0)
        self._look = DragLook(image)
        self.selected: PointId | None = None
        self.brush = 4.0
        image.pressed.connect(self._press)
        image.moved.connect(self._move)
        image.released.connect(self._release)

    @property
    def tool(self) -> DragTool | None:
        """The tool in hand, or None."""
        return self._tool

    def take(self, tool: DragTool | None) -> None:
        """Take a tool in hand; with None the picture is as it was before."""
        was_on, self._tool = self._tool is not None, tool
        self._stroke = None
        if (tool is not None) == was_on:
            return
        if tool is None:
            self._image.removeEventFilter(self)
            self._image.set_overlay(None)
        else:
            self._image.installEventFilter(self)
            self._image.set_overlay(self._paint)

    def set_plan(self, plan: DragPlan) -> None:
        """Show a plan."""
        if plan.area != self._plan.area:
            self._mask = None if plan.area is None else plan.area.array()
        self._plan = plan
        if self.selected is not None and self.selected not in plan.points():
            self.select(None)
        self._image.update()

    def set_locked(self, is_locked: bool) -> None:
        """Let nothing be edited, as while a drag goes on; Escape still leaves."""
        self._is_locked = is_locked

    def set_brush(self, radius: float) -> None:
        """Paint and erase with another brush."""
        self.brush = float(radius)

    def show_area(self, is_shown: bool) -> None:
        """Show the area, or hide it."""
        self._is_area_shown = is_shown
        self._image.update()

    def select(self, point: PointId | None) -> None:
        """Choose the point that keys are about."""
        if point != self.selected:
            self.selected = point
            self.selected_changed.emit(point)
            self._image.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys and the context menu that are about points."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and self._is_ours(event):
            event.accept()
            return True
        if kind == QEvent.Type.KeyPress:
            return self._press_key(event)
        if kind == QEvent.Type.ContextMenu and self._tool is DragTool.POINTS and not self._is_locked:
            return self._offer_menu(event)
        return False

    def remove(self, point: PointId) -> None:
        """Remove a point's pair."""
        self._edit(self._plan.without(point), "Remove a point")

    def _edit(self, plan: DragPlan, what: str) -> None:
        self.set_plan(plan)
        self.edited.emit((plan, what))

    def _place(self, pixel: QPointF) -> Place:
        """The pixel under a point of the picture."""
        pixels = self._image.pixels()
        height, width = pixels.shape[:2]
        return float(min(int(pixel.x()), width - 1)), float(min(int(pixel.y()), height - 1))

    def _press(self, pixel: QPointF) -> None:
        if self._tool is None or self._is_locked:
            return
        place = self._last = self._place(pixel)
        if self._tool is not DragTool.POINTS:
            self._begin_stroke()
            self._go_on_with_stroke(place)
            return
        reach = max(1.0, _REACH * self._image.devicePixelRatioF() / self._image.zoom())
        point = self._plan.nearest(place, reach)
        if point is None:
            plan, point = self._plan.with_point(place)
            if point is not None:
                self._edit(plan, "Set the target" if point.is_target else "Set a point")
        self.select(point)

    def _move(self, pixel: QPointF) -> None:
        if self._tool is None or self._is_locked:
            return
        place = self._place(pixel)
        if self._stroke is not None:
            self._go_on_with_stroke(place)
        elif self._tool is DragTool.POINTS and self.selected is not None and place != self._last:
            self.set_plan(self._plan.moved(self.selected, place))
        self._last = place

    def _release(self, pixel: QPointF) -> None:
        if self._tool is None or self._is_locked:
            return
        if self._stroke is not None:
            mask, self._stroke = self._stroke, None
            area = DragArea.of(mask) if mask.any() else None
            what = "Paint the area" if self._tool is DragTool.PAINT else "Erase from the area"
            self._edit(DragPlan(self._plan.pairs, self._plan.pending, area), what)
        else:
            self.edited.emit((self._plan, "Move a point"))

    def _begin_stroke(self) -> None:
        size = self._image.pixels().shape[:2]
        self._stroke = np.zeros(size, bool) if self._mask is None else self._mask

    def _go_on_with_stroke(self, place: Place) -> None:
        is_area = self._tool is DragTool.PAINT
        self._stroke = painted(self._stroke, self._last, place, self.brush, is_area=is_area)
        self._image.update()

    def _is_ours(self, event: QKeyEvent) -> bool:
        keys = (*_ARROWS, *_REMOVERS, *_ADDERS, *_TURNS, Qt.Key.Key_Escape)
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return event.key() in keys and modifiers in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )

    def _press_key(self, event: QKeyEvent) -> bool:
        if not self._is_ours(event):
            return False
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif self._tool is not DragTool.POINTS or self._is_locked:
            return False
        elif key in _ADDERS:
            self._add_in_the_middle()
        elif key in _TURNS:
            self._turn(_TURNS[key])
        elif self.selected is None:
            return False
        elif key in _REMOVERS:
            self.remove(self.selected)
        else:
            is_long = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._nudge(_ARROWS[key], _LONG_STEP if is_long else 1)
        return True

    def _nudge(self, way: tuple[int, int], length: int) -> None:
        height, width = self._image.pixels().shape[:2]
        x, y = self._plan.points()[self.selected]
        place = (
            min(max(round(x) + way[0] * length, 0), width - 1),
            min(max(round(y) + way[1] * length, 0), height - 1),
        )
        self._edit(self._plan.moved(self.selected, (float(place[0]), float(place[1]))), "Move a point")

    def _add_in_the_middle(self) -> None:
        height, width = self._image.pixels().shape[:2]
        plan, point = self._plan.with_point((float(width // 2), float(height // 2)))
        if point is not None:
            self._edit(plan, "Set the target" if point.is_target else "Set a point")
            self.select(point)

    def _turn(self, by: int) -> None:
        points = list(self._plan.points())
        if points:
            now = points.index(self.selected) if self.selected in points else -by
            self.select(points[(now + by) % len(points)])

    def _offer_menu(self, event: QContextMenuEvent) -> bool:
        pixel = self._image.pixel_at(QPointF(event.pos()))
        reach = max(1.0, _REACH * self._image.devicePixelRatioF() / self._image.zoom())
        point = None if pixel is None else self._plan.nearest(self._place(pixel), reach)
        if point is None:
            return False
        self.select(point)
        menu = QMenu(self._image)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Remove this pair").triggered.connect(self._remove_selected)
        menu.popup(event.globalPos())
        return True

    def _remove_selected(self) -> None:
        if self.selected is not None:
            self.remove(self.selected)

    def _paint(self, painter: QPainter) -> None:
        mask = self._mask if self._stroke is None else self._stroke
        if mask is not None and (self._is_area_shown or self._stroke is not None):
            self._look.paint_area(painter, mask)
        self._look.paint_points(painter, self._plan, self.selected)
