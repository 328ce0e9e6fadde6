"""The list whose rows are ticked by mouse and by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

from gan_studio.ui.widgets.check_list import CheckList, CheckRow

ROWS = [CheckRow("a", "Apple", "round", "A fruit."), CheckRow("b", "Boat"), CheckRow("c", "Cat")]


@pytest.fixture
def checks(qtbot):
    made = CheckList()
    qtbot.addWidget(made)
    made.set_rows(ROWS)
    made.resize(240, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def click(qtbot, checks, row):
    place = checks.visualItemRect(checks.item(row)).center()
    qtbot.mouseClick(checks.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_click_anywhere_on_a_row_ticks_it_and_a_second_one_does_not(qtbot, checks):
    with qtbot.waitSignal(checks.ticked_changed):
        click(qtbot, checks, 1)
    assert checks.ticked() == ["b"]
    click(qtbot, checks, 1)
    assert checks.ticked() == []


def test_the_space_bar_ticks_the_current_row(qtbot, checks):
    checks.setFocus()
    checks.setCurrentRow(2)
    qtbot.keyClick(checks, Qt.Key.Key_Space)
    assert checks.ticked() == ["c"]


def test_ticks_come_from_top_to_bottom_and_silently_when_set(qtbot, checks):
    with qtbot.assertNotEmitted(checks.ticked_changed):
        checks.set_ticked(["c", "a", "unknown"])
    assert checks.ticked() == ["a", "c"]


def test_ticks_outlive_new_rows(checks):
    checks.set_ticked(["a", "b"])
    checks.set_rows([CheckRow("b", "Boat"), CheckRow("d", "Dog")])
    assert checks.ticked() == ["b"]


def test_readers_hear_the_label_the_note_and_the_state(checks):
    item = checks.item(0)
    assert (item.text(), item.toolTip()) == ("Apple", "A fruit.")
    assert item.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "round"
    assert item.checkState() == Qt.CheckState.Unchecked


def test_a_ticked_box_looks_otherwise(checks):
    before = checks.grab().toImage()
    checks.set_ticked(["a"])
    assert checks.grab().toImage() != before


def test_pictures_are_drawn_in_their_rows(qtbot):
    made = CheckList(has_pictures=True)
    qtbot.addWidget(made)
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(QColor("#ff0000"))
    made.set_rows([CheckRow("a", "Apple", picture=picture), CheckRow("b", "Boat")])
    made.resize(240, 120)
    made.show()
    rows = [made.visualItemRect(made.item(row)) for row in range(2)]
    drawn = made.viewport().grab().toImage()
    red = [
        any(drawn.pixelColor(x, rect.center().y()) == QColor("#ff0000") for x in range(drawn.width()))
        for rect in rows
    ]
    assert red == [True, False]
