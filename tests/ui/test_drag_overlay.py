"""Points and paint over a picture, by real presses and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from gan_studio.core.latent.dragging.messages import DragPair
from gan_studio.core.latent.dragging.plan import DragPlan, PointId
from gan_studio.ui.widgets.drag_overlay import DragOverlay, DragTool
from gan_studio.ui.widgets.latent_image import LatentImage

SIDE = 32
LEFT = Qt.MouseButton.LeftButton


class Canvas:
    """A picture with an overlay, whose edits are kept as a panel would keep them."""

    def __init__(self, qtbot) -> None:
        self.qtbot = qtbot
        self.image = LatentImage()
        qtbot.addWidget(self.image)
        self.image.resize(400, 300)
        self.image.set_image(np.full((SIDE, SIDE, 3), 128, np.uint8))
        self.image.show()
        self.overlay = DragOverlay(self.image, self.image)
        self.plan = DragPlan()
        self.done: list[str] = []
        self.overlay.edited.connect(self.keep)
        self.overlay.take(DragTool.POINTS)

    def keep(self, edit: tuple[DragPlan, str]) -> None:
        self.plan, what = edit
        self.done.append(what)

    def spot(self, x: int, y: int) -> QPoint:
        """The middle of a pixel on the widget."""
        return self.image.position_of(QPointF(x + 0.5, y + 0.5)).toPoint()

    def click(self, x: int, y: int) -> None:
        self.qtbot.mouseClick(self.image, LEFT, pos=self.spot(x, y))

    def drag(self, *places: tuple[int, int]) -> None:
        self.qtbot.mousePress(self.image, LEFT, pos=self.spot(*places[0]))
        for place in places[1:]:
            self.qtbot.mouseMove(self.image, self.spot(*place))
        self.qtbot.mouseRelease(self.image, LEFT, pos=self.spot(*places[-1]))

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.image, key, modifier)


@pytest.fixture
def canvas(qtbot) -> Canvas:
    return Canvas(qtbot)


@pytest.mark.parametrize("steps", [-3, 0, 2, 4])
def test_clicks_set_points_at_the_pixels_under_them_at_every_zoom(canvas: Canvas, steps: int):
    for _ in range(abs(steps)):
        (canvas.image.zoom_in if steps > 0 else canvas.image.zoom_out)()
    canvas.click(14, 15)
    assert canvas.plan == DragPlan(pending=(14, 15))
    canvas.click(18, 13 if steps >= 0 else 2)
    assert canvas.plan == DragPlan((DragPair((14, 15), (18, 13 if steps >= 0 else 2)),))


def test_the_corners_of_a_pixel_are_the_pixel(canvas: Canvas):
    corner = canvas.image.position_of(QPointF(10, 20)).toPoint()
    canvas.qtbot.mouseClick(canvas.image, LEFT, pos=corner)
    assert canvas.plan.pending == (10, 20)


def test_a_click_beside_the_picture_sets_nothing(canvas: Canvas):
    canvas.qtbot.mouseClick(canvas.image, LEFT, pos=QPoint(2, 2))
    assert canvas.done == []


def test_points_are_moved_with_the_mouse(canvas: Canvas):
    canvas.click(5, 5)
    canvas.click(20, 5)
    canvas.drag((20, 5), (22, 9), (25, 12))
    assert canvas.plan.pairs == (DragPair((5, 5), (25, 12)),)
    canvas.drag((5, 5), (6, 6), (40, 6))  # kept on the picture
    assert canvas.plan.pairs == (DragPair((SIDE - 1, 6), (25, 12)),)


def test_a_press_on_a_point_selects_it_and_changes_nothing(canvas: Canvas):
    canvas.click(5, 5)
    canvas.click(20, 5)
    before = canvas.plan
    canvas.click(5, 5)
    assert canvas.plan == before
    assert canvas.overlay.selected == PointId(0)


def test_keys_move_select_add_and_remove(canvas: Canvas):
    canvas.key(Qt.Key.Key_Return)
    assert canvas.plan.pending == (16, 16)
    canvas.key(Qt.Key.Key_Left)
    canvas.key(Qt.Key.Key_Return)
    canvas.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.plan.pairs == (DragPair((15, 16), (16, 24)),)
    canvas.key(Qt.Key.Key_PageUp)
    assert canvas.overlay.selected == PointId(0)
    canvas.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.plan.pairs == (DragPair((15, 8), (16, 24)),)
    canvas.key(Qt.Key.Key_Delete)
    assert canvas.plan == DragPlan()
    assert canvas.overlay.selected is None


def test_the_context_menu_removes_a_pair(canvas: Canvas):
    canvas.click(5, 5)
    canvas.click(20, 5)
    spot = canvas.spot(20, 5)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, canvas.image.mapToGlobal(spot))
    QApplication.sendEvent(canvas.image, event)
    menu = canvas.image.findChild(QMenu)
    menu.actions()[0].trigger()
    menu.close()
    assert canvas.plan == DragPlan()


def test_escape_asks_to_leave_and_leaving_gives_the_mouse_back(canvas: Canvas):
    with canvas.qtbot.waitSignal(canvas.overlay.left):
        canvas.key(Qt.Key.Key_Escape)
    canvas.overlay.take(None)
    canvas.click(5, 5)
    canvas.key(Qt.Key.Key_Return)
    assert canvas.done == []


def test_the_brush_paints_and_erases_the_area(canvas: Canvas):
    canvas.overlay.set_brush(2)
    canvas.overlay.take(DragTool.PAINT)
    canvas.drag((5, 16), (26, 16))
    area = canvas.plan.area.array()
    assert area[16, 5:27].all()
    assert area[14:19, 16].all()
    assert not area[13].any()
    canvas.overlay.take(DragTool.ERASE)
    canvas.drag((0, 16), (31, 16))
    assert canvas.plan.area is None
    assert canvas.done == ["Paint the area", "Erase from the area"]


def test_while_locked_nothing_is_edited(canvas: Canvas):
    canvas.click(5, 5)
    canvas.overlay.set_locked(True)
    canvas.click(20, 5)
    canvas.drag((5, 5), (9, 9))
    canvas.key(Qt.Key.Key_Delete)
    assert canvas.plan == DragPlan(pending=(5, 5))


def test_handles_and_targets_differ_in_shape_and_colour(canvas: Canvas):
    canvas.click(5, 16)
    canvas.click(26, 16)
    canvas.overlay.select(None)
    shown = canvas.image.grab().toImage()
    corner = QPoint(5, 5)  # inside of neither shape's box's corner but of both boxes
    for x, colour in ((5, "red"), (26, "blue")):
        spot = canvas.spot(x, 16)
        pixel = shown.pixelColor(spot + QPoint(0, 5))
        assert (pixel.red() > pixel.blue()) == (colour == "red")
    disc, diamond = (shown.pixelColor(canvas.spot(x, 16) + corner) for x in (5, 26))
    assert disc != diamond
