"""The widgets that only Explore uses: picture, sliders, stops, player."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel

from gan_studio.core.latent.requests import Latent, PictureRequest, Walk
from gan_studio.ui.pages.explore.player import Player
from gan_studio.ui.pages.explore.view import View
from gan_studio.ui.widgets.latent_anchors import LatentAnchors
from gan_studio.ui.widgets.latent_image import LatentImage
from gan_studio.ui.widgets.latent_slider import LatentSlider
from gan_studio.ui.widgets.latent_sliders import LatentSliders

CHECKERS = (np.indices((8, 8)).sum(axis=0) % 2 * 255).astype(np.uint8)[..., None]


@pytest.fixture
def image(qtbot) -> LatentImage:
    image = LatentImage()
    qtbot.addWidget(image)
    image.resize(330, 300)
    image.show()
    image.set_image(CHECKERS)
    return image


@pytest.fixture
def slider(qtbot) -> LatentSlider:
    slider = LatentSlider()
    qtbot.addWidget(slider)
    slider.resize(200, 20)
    slider.show()
    return slider


def _wheel(widget: LatentImage, at: QPointF, steps: int) -> None:
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_a_picture_is_enlarged_to_square_pixels(image: LatentImage):
    assert image.zoom() == 37
    shot = image.grab().toImage()
    corner = image.image_rect().topLeft().toPoint()
    for x, y in ((0, 0), (1, 0), (6, 7)):
        cell = shot.copy(corner.x() + 37 * x, corner.y() + 37 * y, 37, 37)
        colours = {cell.pixelColor(i, j).red() for i in range(0, 37, 4) for j in range(0, 37, 4)}
        assert colours == {int(CHECKERS[y, x, 0])}


def test_a_large_picture_is_shrunk_to_fit(image: LatentImage):
    image.set_image(np.zeros((600, 1200, 3), np.uint8))
    assert image.zoom() == pytest.approx(330 / 1200)
    assert image.rect().contains(image.image_rect().toAlignedRect().adjusted(1, 1, -1, -1))


def test_the_wheel_zooms_where_the_mouse_is(image: LatentImage):
    image.set_image(np.zeros((300, 300, 1), np.uint8))
    at = QPointF(100, 80)
    before = (at - image.image_rect().topLeft()) / image.zoom()
    _wheel(image, at, 1)
    after = (at - image.image_rect().topLeft()) / image.zoom()
    assert image.zoom() == 2
    assert (after - before).manhattanLength() < 1


def test_an_enlarged_picture_can_be_moved_but_not_lost(qtbot, image: LatentImage):
    image.set_image(np.zeros((300, 300, 1), np.uint8))
    image.zoom_in()
    qtbot.mousePress(image, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(image, QPoint(2000, 2000))
    qtbot.mouseRelease(image, Qt.MouseButton.LeftButton)
    assert image.image_rect().topLeft() == QPointF(0, 0)
    qtbot.mouseDClick(image, Qt.MouseButton.LeftButton)
    assert image.zoom() == 1


def test_another_picture_of_the_same_size_keeps_the_zoom(image: LatentImage):
    image.zoom_out()
    image.set_image(255 - CHECKERS)
    assert image.zoom() == 32


def test_points_of_the_widget_and_of_the_picture_are_told_from_each_other(image: LatentImage):
    corner = image.image_rect().topLeft()
    inside = corner + QPointF(37 * 2.5, 37 * 6)
    assert image.pixel_at(inside) == QPointF(2.5, 6)
    assert image.position_of(QPointF(2.5, 6)) == inside
    assert image.pixel_at(corner - QPointF(1, 0)) is None
    image.set_image(None)
    assert image.pixel_at(inside) is None


def test_a_tool_gets_the_presses_in_pixels_and_paints_over_the_picture(qtbot, image: LatentImage):
    told = []
    for name in ("pressed", "moved", "released"):
        getattr(image, name).connect(lambda pixel, name=name: told.append((name, pixel)))
    corner = image.image_rect().topLeft().toPoint()
    image.set_overlay(lambda painter: painter.fillRect(image.image_rect(), Qt.GlobalColor.red))
    assert image.grab().toImage().pixelColor(corner + QPoint(3, 3)).red() == 255
    qtbot.mousePress(image, Qt.MouseButton.LeftButton, pos=corner + QPoint(37, 74))
    qtbot.mouseMove(image, corner + QPoint(74, 74))
    qtbot.mouseRelease(image, Qt.MouseButton.LeftButton, pos=QPoint(329, 74 + corner.y()))
    assert told == [("pressed", QPointF(1, 2)), ("moved", QPointF(2, 2)), ("released", QPointF(8, 2))]
    image.set_overlay(None)
    qtbot.mousePress(image, Qt.MouseButton.LeftButton, pos=corner + QPoint(37, 74))
    assert len(told) == 3


def test_enlarged_pixels_are_squares_unless_smooth_ones_are_asked_for(image: LatentImage):
    place = (image.image_rect().topLeft() + QPointF(37 * 2 - 6, 18)).toPoint()
    assert image.grab().toImage().pixelColor(place).red() == 255
    image.set_smooth(True)
    assert 0 < image.grab().toImage().pixelColor(place).red() < 255


def test_pressing_a_slider_takes_the_handle_there(qtbot, slider: LatentSlider):
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(100, 10))
    assert slider.number() == pytest.approx(0, abs=0.05)
    qtbot.mouseMove(slider, QPoint(147, 10))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(147, 10))
    assert slider.number() == pytest.approx(2, abs=0.05)
    assert not slider.isSliderDown()


def test_shift_moves_ten_times_finer(qtbot, slider: LatentSlider):
    shift = Qt.KeyboardModifier.ShiftModifier
    slider.setValue(100)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, shift, QPoint(50, 10))
    assert slider.value() == 100
    slider.mouseMoveEvent(_drag(slider, 97, shift))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, shift, QPoint(97, 10))
    assert slider.number() == pytest.approx(1.2, abs=0.02)


def test_a_slider_that_is_held_is_not_moved_by_late_news(qtbot, slider: LatentSlider):
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(150, 10))
    held = slider.value()
    slider.show_values(0.0, -3.0, True)
    assert slider.value() == held
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(150, 10))


def test_showing_values_is_silent(qtbot, slider: LatentSlider):
    with qtbot.assertNotEmitted(slider.valueChanged):
        slider.show_values(0.5, 1.5, True)
    assert slider.number() == 1.5


def test_sliders_in_sight_show_their_own_components_while_scrolling(qtbot):
    sliders = LatentSliders()
    qtbot.addWidget(sliders)
    sliders.resize(320, 300)
    sliders.show()
    z = np.linspace(-3, 3, 512).astype(np.float32)
    sliders.set_dimensions(range(512))
    sliders.set_values(z, z, ())
    for index in (0, 250, 511, 3):
        row = sliders.row(index)
        assert row.slider.number() == pytest.approx(float(z[index]), abs=0.006)
        assert row.slider.accessibleName() == f"Dimension {index}"
        assert sliders.viewport().rect().contains(row.geometry())


def test_words_in_place_of_sliders_keep_off_the_edges(qtbot):
    sliders = LatentSliders()
    qtbot.addWidget(sliders)
    sliders.resize(320, 300)
    sliders.show()
    sliders.set_dimensions((), "This picture lies between two others.")
    (words,) = (label for label in sliders.findChildren(QLabel) if label.text().startswith("This picture"))
    around, inside = sliders.viewport().rect(), words.geometry()
    assert inside.left() >= around.left() + 8
    assert inside.right() <= around.right() - 8


def test_what_is_typed_counts_for_its_own_dimension_when_the_list_scrolls(qtbot):
    sliders = LatentSliders()
    qtbot.addWidget(sliders)
    sliders.resize(320, 300)
    sliders.show()
    sliders.activateWindow()
    qtbot.waitUntil(sliders.isActiveWindow)
    sliders.set_dimensions(range(100))
    sliders.set_values(np.zeros(100), np.zeros(100), ())
    released = []
    sliders.released.connect(released.append)
    box = sliders.row(2).number
    box.setFocus()
    box.lineEdit().selectAll()
    qtbot.keyClicks(box.lineEdit(), "1.25")
    sliders.row(80)
    assert released == [(2, 1.25)]


def test_stops_tell_their_new_order_after_a_drag(qtbot):
    stops = LatentAnchors()
    qtbot.addWidget(stops)
    stops.set_anchors(["1", "2", "3"])
    with qtbot.waitSignal(stops.reordered) as order:
        stops.model().moveRow(stops.rootIndex(), 2, stops.rootIndex(), 0)
    assert order.args[0] == (2, 0, 1)


def test_a_stop_is_removed_with_delete_and_visited_with_enter(qtbot):
    stops = LatentAnchors()
    qtbot.addWidget(stops)
    stops.set_anchors(["1", "2"])
    stops.setCurrentRow(1)
    with qtbot.waitSignals([stops.remove_asked, stops.visited]):
        qtbot.keyClick(stops, Qt.Key.Key_Delete)
        qtbot.keyClick(stops, Qt.Key.Key_Return)


def test_the_player_moves_by_the_clock_and_stops_at_the_end(qtbot):
    player, places = Player(), []
    player.moved.connect(places.append)
    player.speed = 0.5
    player.play(0.0, 2, is_endless=False)
    player.advance(1000)
    player.advance(9000)
    assert places == [0.5, 2.0]
    assert not player.is_playing


def test_playing_from_the_end_begins_again(qtbot):
    player, places = Player(), []
    player.moved.connect(places.append)
    player.play(2.0, 2, is_endless=False)
    player.advance(500)
    player.pause()
    assert places == [0.25]


def test_nothing_plays_without_a_way(qtbot):
    player = Player()
    player.play(0.0, 0, is_endless=True)
    assert not player.is_playing


def test_a_picture_on_a_walk_stays_on_it_while_the_walk_changes():
    walk = Walk((Latent(1), Latent(2), Latent(3)))
    view = View(request=PictureRequest(Latent(9)), walk=walk).at_position(2.0)
    shorter = view.with_walk(Walk(walk.anchors[:2]))
    assert (shorter.latent.walk, shorter.latent.position) == (Walk(walk.anchors[:2]), 1.0)
    assert shorter.with_walk(Walk(walk.anchors[:1])).latent == Latent(9)


def _drag(slider: LatentSlider, x: int, modifiers: Qt.KeyboardModifier):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    place = QPointF(x, 10)
    return QMouseEvent(
        QEvent.Type.MouseMove, place, slider.mapToGlobal(place), Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton, modifiers,
    )  # fmt: skip
