"""ImageGrid paints what it is given, and can be walked by mouse and keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage

from gan_studio.ui.widgets.image_grid import ImageGrid


@pytest.fixture
def grid(qtbot):
    widget = ImageGrid("Nothing yet")
    qtbot.addWidget(widget)
    widget.resize(200, 200)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def solid(*colours):
    """One 8 x 8 image per colour, uint8 [N, 8, 8, C]."""
    return np.stack([np.broadcast_to(np.array(colour, np.uint8), (8, 8, len(colour))) for colour in colours])


def painted(grid) -> QImage:
    return grid.grab().toImage()


@pytest.mark.parametrize("columns", [0, 1, 2, 4])
def test_each_colour_is_painted_in_its_cell(grid, columns):
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (250, 250, 10)]
    grid.set_images(solid(*colours), columns)
    picture = painted(grid)
    for index, colour in enumerate(colours):
        assert picture.pixelColor(grid.cell_rect(index).center()) == QColor(*colour)


def test_grey_images_are_painted_grey(grid):
    grid.set_images(solid((90,), (200,)), 2)
    assert painted(grid).pixelColor(grid.cell_rect(1).center()) == QColor(200, 200, 200)


def test_enlarged_pixels_stay_squares_of_whole_size(grid):
    checks = np.indices((8, 8)).sum(0) % 2 * np.uint8(255)
    grid.set_images(checks.astype(np.uint8)[None, :, :, None], 1)
    cell = grid.cell_rect(0)
    side, rest = divmod(cell.width(), 8)
    assert (side, rest) == (25, 0)
    picture = painted(grid)
    for row in range(8):
        for column in range(8):
            corner = cell.topLeft() + QPoint(column * side + 1, row * side + 1)
            assert picture.pixelColor(corner).red() == int(checks[row, column])


def test_reduced_images_are_averaged_not_sampled(grid):
    stripes = np.zeros((1, 800, 800, 1), np.uint8)
    stripes[:, :, ::2] = 255
    grid.set_images(stripes, 1)
    middle = painted(grid).pixelColor(grid.cell_rect(0).center()).red()
    assert middle == pytest.approx(127, abs=16)


def test_cells_do_not_bleed_into_each_other_when_reduced(grid):
    black, white = np.zeros((1, 301, 301, 1), np.uint8), np.full((1, 301, 301, 1), 255, np.uint8)
    grid.set_images(np.concatenate([black, white]), 2)
    picture, left, right = painted(grid), grid.cell_rect(0), grid.cell_rect(1)
    assert picture.pixelColor(left.right() - 1, left.center().y()).red() <= 8
    assert picture.pixelColor(right.left() + 1, right.center().y()).red() >= 247


def test_clicking_names_the_cell(grid, qtbot):
    grid.set_images(solid(*[(shade,) for shade in range(9)]), 3)
    with qtbot.waitSignal(grid.clicked) as clicked:
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell_rect(5).center())
    assert clicked.args == [5]
    assert grid.current() == 5


def test_clicking_beside_the_cells_does_nothing(grid, qtbot):
    grid.set_images(solid((1,), (2,), (3,)), 2)
    with qtbot.assertNotEmitted(grid.clicked):
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(198, 198))


def test_arrow_keys_walk_and_enter_clicks(grid, qtbot):
    grid.set_images(solid(*[(shade,) for shade in range(7)]), 3)
    for key, expected in [
        (Qt.Key.Key_Right, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 4),
        (Qt.Key.Key_Down, 4),  # there is no cell under the fifth
        (Qt.Key.Key_End, 6),
        (Qt.Key.Key_Up, 3),
        (Qt.Key.Key_Home, 0),
    ]:
        qtbot.keyClick(grid, key)
        assert grid.current() == expected
    with qtbot.waitSignal(grid.clicked) as clicked:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert clicked.args == [0]


def test_captions_follow_the_index(grid):
    grid.set_images(solid((1,), (2,)), 2, captions=["Sneaker"])
    assert grid.caption(0) == "0 · Sneaker"
    assert grid.caption(1) == "1"


def test_fewer_images_drop_a_selection_that_is_gone(grid):
    grid.set_images(solid((1,), (2,), (3,)), 2)
    grid.select(2)
    grid.set_images(solid((1,), (2,)), 2)
    assert grid.current() is None


def test_copying_puts_the_unscaled_picture_on_the_clipboard(grid):
    grid.set_images(solid((10, 20, 30), (40, 50, 60)), 2)
    next(action for action in grid.context_menu(1).actions() if action.text() == "Copy picture").trigger()
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.pixelColor(0, 0)) == (8, QColor(40, 50, 60))


def test_the_whole_grid_can_be_saved(grid, tmp_path, monkeypatch):
    target = tmp_path / "out"
    monkeypatch.setattr(
        "gan_studio.ui.widgets.image_grid.QFileDialog.getSaveFileName", lambda *_: (str(target), "")
    )
    grid.set_images(solid((10,), (40,)), 2)
    next(action for action in grid.context_menu(None).actions() if "Save" in action.text()).trigger()
    assert QImage(str(tmp_path / "out.png")).width() == 16


def test_flowing_cells_grow_downwards(grid):
    grid.set_cell_side(40)
    grid.set_images(solid(*[(shade,) for shade in range(50)]))
    assert grid.cell_rect(0).width() == 40
    assert grid.minimumHeight() > 400


@pytest.mark.parametrize("wrong", [np.zeros((1, 8, 8), np.uint8), np.zeros((1, 8, 8, 3), np.float32)])
def test_other_arrays_are_refused(grid, wrong):
    with pytest.raises(ValueError, match="uint8"):
        grid.set_images(wrong)


def test_no_images_show_the_empty_text(grid):
    blank = painted(grid)
    grid.set_empty_text("")
    assert painted(grid) != blank
