"""The table of scores: what its cells say, how it sorts, what is marked."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from scripted_scores import PROTOCOL, evaluation, score

from gan_studio.core.report import NOTHING, table_of
from gan_studio.ui.widgets.score_table import ScoreTable
from gan_studio.ui.widgets.score_table_model import BEST, REFUSED, MetricColumn, ScoredModel

RISING, FALLING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
COLUMNS = (
    MetricColumn("distance", "Distance", "How far.", "lower"),
    MetricColumn("share", "Share", "How much.", "higher"),
)


def found():
    """Four models: two plain ones, one that is not trusted, one that is refused."""
    scores = {
        "a": [score("distance", 3.0, spread=0.25), score("share", 0.5, better="higher")],
        "b": [score("distance", 10.0), score("share", 0.75, better="higher")],
        "c": [score("distance", None, notes=("Too few pictures.",))],
    }
    made = evaluation(scores, (("c", "share", "It needs classes."), ("d", "", "It cannot be opened.")))
    made.plan = dataclasses.replace(made.plan, metrics=("distance", "share"))
    return table_of(made)


@pytest.fixture
def table(qtbot):
    made = ScoreTable()
    qtbot.addWidget(made)
    made.begin([ScoredModel(name) for name in "abcd"], COLUMNS)
    made.show_table(found())
    made.resize(600, 300)
    made.show()
    return made


def texts(table, column):
    model = table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def names(table):
    vertical = Qt.Orientation.Vertical
    return [table.model().headerData(row, vertical).strip() for row in range(table.model().rowCount())]


def test_cells_say_value_and_spread_nothing_or_refused(table):
    assert texts(table, 0) == [f"{BEST} 3.000 ± 0.250", "10.00", NOTHING, REFUSED]
    assert texts(table, 1)[2:] == [REFUSED, REFUSED]


def test_headings_say_which_side_is_better(table):
    horizontal = Qt.Orientation.Horizontal
    assert [table.model().headerData(column, horizontal) for column in (0, 1)] == ["Distance ↓", "Share ↑"]
    tip = table.model().headerData(1, horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip == "Share\nHow much. Higher is better."


def test_the_best_of_a_column_is_bold_and_has_a_sign(table):
    fonts = [table.model().index(row, 1).data(Qt.ItemDataRole.FontRole).bold() for row in range(2)]
    assert fonts == [False, True]
    assert [BEST in text for text in texts(table, 1)] == [False, True, False, False]


def test_nothing_is_best_where_scores_were_computed_otherwise(table):
    other = dataclasses.replace(PROTOCOL, n_fake=7)
    made = evaluation({"a": [score("distance", 3.0)], "b": [score("distance", 4.0, protocol=other)]})
    made.plan = dataclasses.replace(made.plan, metrics=("distance", "share"))
    table.begin([ScoredModel("a"), ScoredModel("b")], COLUMNS)
    table.show_table(table_of(made))
    assert texts(table, 0) == ["3.000", "4.000"]


@pytest.mark.parametrize(("order", "first"), [(RISING, ["a", "b"]), (FALLING, ["b", "a"])])
def test_sorting_is_by_number_and_what_has_none_comes_last(table, order, first):
    table.sortByColumn(0, order)
    assert names(table)[:2] == first
    assert set(names(table)[2:]) == {"c", "d"}


def test_a_click_on_a_heading_sorts(qtbot, table):
    header = table.horizontalHeader()
    place = header.viewport().rect().topLeft()
    place.setX(header.sectionViewportPosition(1) + 20)
    place.setY(header.height() // 2)
    for _ in range(2):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert names(table)[:2] in (["a", "b"], ["b", "a"])
    assert header.sortIndicatorSection() == 1


def test_tooltips_tell_notes_reasons_and_the_protocol(table):
    tips = [table.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(4)]
    assert "500 generated pictures against 1,024 held-out pictures of shirts" in tips[0]
    assert "The best of this column." in tips[0]
    assert "Too few pictures." in tips[2]
    assert tips[3] == "It cannot be opened."


def test_the_current_cell_is_told_as_it_was_given_whatever_the_order(qtbot, table):
    table.sortByColumn(0, FALLING)
    with qtbot.waitSignal(table.current_changed) as told:
        table.setCurrentIndex(table.model().index(0, 1))
    assert told.args == [(1, 1)]
    table.go_to(0)
    assert table.current_place() == (0, 1)


def test_copying_gives_lines_with_tabs_in_the_order_shown(qtbot, table):
    table.sortByColumn(0, FALLING)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Model\tDistance\tShare"
    assert lines[1:3] == ["b\t10.00\t0.7500", "a\t3.000 ± 0.250\t0.5000"]


def test_a_new_table_forgets_order_and_cells(table):
    table.sortByColumn(0, FALLING)
    table.begin([ScoredModel("x"), ScoredModel("y")], COLUMNS)
    assert names(table) == ["x", "y"]
    assert texts(table, 0) == ["", ""]
