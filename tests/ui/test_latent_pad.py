"""The pad that any plane can be moved about on."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent

from gan_studio.ui.widgets.latent_pad import LatentPad


@pytest.fixture
def pad(qtbot) -> LatentPad:
    """400 wide and 200 high, shown from -2 to 2 and from -1 to 1."""
    pad = LatentPad()
    qtbot.addWidget(pad)
    pad.resize(400, 200)
    pad.show()
    return pad


def _turn(pad: LatentPad, notches: int) -> None:
    nothing = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        QPointF(9, 9),
        QPointF(9, 9),
        QPoint(0, 0),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        nothing,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    pad.wheelEvent(event)


def test_places_of_the_widget_are_points_of_the_plane(pad: LatentPad):
    assert pad.point_at(QPointF(200, 100)) == (0.0, 0.0)
    assert pad.point_at(QPointF(300, 50)) == (1.0, 0.5)
    assert pad.position((1.0, 0.5)) == QPointF(300, 50)
    assert pad.point_at(QPointF(999, -50)) == (2.0, 1.0)


def test_a_drag_tells_every_move_and_its_end(qtbot, pad: LatentPad):
    moved, released = [], []
    pad.moved.connect(moved.append)
    pad.released.connect(released.append)
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(300, 50))
    qtbot.mouseMove(pad, QPoint(100, 100))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    assert moved == [(1.0, 0.5), (-1.0, 0.0)]
    assert released == [(-0.5, -0.5)]
    qtbot.mouseMove(pad, QPoint(10, 10))
    assert len(moved) == 2


def test_keys_move_the_puck_and_take_it_home(qtbot, pad: LatentPad):
    released = []
    pad.released.connect(released.append)
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    assert released == []  # it is nowhere yet
    pad.set_point((0.0, 0.0))
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    qtbot.keyClick(pad, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(pad, Qt.Key.Key_Home)
    assert released == [(0.025, 0.0), (0.025, -0.125), (0.0, 0.0)]
    assert pad.accessibleDescription() == "x 0.00, y 0.00"


def test_the_wheel_and_keys_show_more_or_less_of_the_plane(qtbot, pad: LatentPad):
    zoomed = []
    pad.zoomed.connect(zoomed.append)
    _turn(pad, 1)
    assert zoomed == [0.8]
    assert pad.point_at(QPointF(300, 50)) == (0.8, 0.4)
    qtbot.keyClick(pad, Qt.Key.Key_Minus)
    assert zoomed == [0.8, 1.0]
    for _ in range(40):
        _turn(pad, -1)
    assert pad.extent() == zoomed[-1] == 20.0


def test_near_a_handle_the_puck_is_exactly_on_it(pad: LatentPad):
    corner = (1 / 3, 2 / 3)
    pad.set_handles([(corner, "1: seed")])
    place = pad.position(corner)
    assert pad.point_at(place + QPointF(4, -3)) == corner
    assert pad.point_at(place + QPointF(20, 0)) != corner


def test_cells_are_odd_in_number_and_begin_in_the_middle(pad: LatentPad):
    cells = pad.cells()
    assert len(cells) == len(set(cells)) == 7 * 3
    assert cells[0] == (0.0, 0.0)
    distances = [x**2 + y**2 for x, y in cells]
    assert distances == sorted(distances)
    assert max(x for x, _ in cells) == pytest.approx(2 - 4 / 14, abs=1e-4)


def test_pictures_are_painted_where_their_cells_are(pad: LatentPad):
    images = np.zeros((2, 8, 8, 3), np.uint8)
    images[0, ..., 0], images[1, ..., 1] = 255, 255
    pad.set_images(images)
    shown = pad.grab().toImage()
    first, second = (pad.position(cell).toPoint() + QPoint(9, 9) for cell in pad.cells()[:2])
    assert shown.pixelColor(first).red() > shown.pixelColor(first).green() + 50
    assert shown.pixelColor(second).green() > shown.pixelColor(second).red() + 50


def test_another_size_or_extent_asks_for_other_cells(qtbot, pad: LatentPad):
    with qtbot.waitSignal(pad.cells_changed):
        pad.resize(300, 200)
    with qtbot.waitSignal(pad.cells_changed):
        pad.set_extent(2.0)


def test_without_a_plane_nothing_can_be_dragged(qtbot, pad: LatentPad):
    moved = []
    pad.moved.connect(moved.append)
    pad.set_empty_text("Choose two directions.")
    qtbot.mouseClick(pad, Qt.MouseButton.LeftButton)
    qtbot.keyClick(pad, Qt.Key.Key_Home)
    assert moved == []
    assert pad.point() is None
