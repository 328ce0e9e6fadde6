"""The command palette and how it finds what a few letters mean."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from gan_studio.ui.widgets.command_palette import CommandPalette
from gan_studio.ui.widgets.fuzzy import best_matches, match_score

TEXTS = ["Show the Runs Folder", "Start Training", "Stop Training", "Theme: Dark", "Go to Explore"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("start", "Start Training"),
        ("st", "Stop Training"),
        ("sto", "Stop Training"),
        ("dark", "Theme: Dark"),
        ("td", "Theme: Dark"),
        ("exp", "Go to Explore"),
        ("RUNS FOLDER", "Show the Runs Folder"),
    ],
)
def test_the_best_match_comes_first(typed, first):
    assert best_matches(typed, TEXTS, str)[0] == first


def test_a_missing_letter_is_no_match():
    assert match_score("xyz", "Start Training") is None
    assert best_matches("zzz", TEXTS, str) == []


def test_nothing_typed_keeps_the_order():
    assert best_matches(" ", TEXTS, str) == TEXTS


@pytest.fixture
def palette(qtbot):
    window = QMainWindow()
    window.resize(800, 600)
    qtbot.addWidget(window)
    window.show()
    window.done = []
    for text in ("&Start Training", "S&top Training", "&Disabled"):
        action = QAction(text, window)
        action.triggered.connect(lambda _=False, text=text: window.done.append(text))
        action.setEnabled("Disabled" not in text)
        window.addAction(action)
    palette = CommandPalette(window)
    palette.open_with(window.actions())
    yield palette
    palette.hide()


def shown(palette):
    return [palette.list.item(row).text() for row in range(palette.list.count())]


def test_only_what_works_now_is_offered(palette):
    assert shown(palette) == ["Start Training", "Stop Training"]


def test_typing_and_enter_do_an_action(palette, qtbot):
    qtbot.keyClicks(palette.search, "stop")
    assert shown(palette) == ["Stop Training"]
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert palette.parentWidget().done == ["S&top Training"]
    assert palette.isHidden()


def test_the_arrow_keys_choose_another(palette, qtbot):
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.list.currentItem().text() == "Stop Training"
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert palette.parentWidget().done == ["S&top Training"]


def test_what_matches_no_action_is_said_to(palette, qtbot):
    assert not palette.nothing.isVisible()
    qtbot.keyClicks(palette.search, "zzz")
    assert palette.nothing.isVisible()
    palette.search.clear()
    assert not palette.nothing.isVisible()


def test_enter_without_a_match_does_nothing(palette, qtbot):
    qtbot.keyClicks(palette.search, "zzz")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert palette.parentWidget().done == []
