"""The notice bar: one at a time, in order, dismissed or fading, with its trace folded."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from gan_studio.session.notices import Notice, NoticeAction
from gan_studio.ui.widgets.notice_bar import NoticeBar


@pytest.fixture
def bar(qtbot):
    bar = NoticeBar()
    qtbot.addWidget(bar)
    return bar


def text(bar):
    return bar.findChild(QLabel, "notices.text").text()


def button(bar, name):
    return bar.findChild(QPushButton, f"notices.{name}")


def test_it_is_hidden_while_there_is_nothing_to_tell(bar):
    assert bar.isHidden()
    bar.show_notice(Notice("info", "Done."))
    assert not bar.isHidden()


def test_a_first_notice_asks_for_no_more_room_than_it_takes(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    bar = NoticeBar()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(bar)
    column.addWidget(QWidget(), 1)
    window.resize(600, 120)
    window.show()
    qtbot.waitExposed(window)
    bar.show_notice(Notice("info", "Done."))
    qtbot.waitUntil(lambda: bar.height() > 0 and bar.y() == 0)
    assert window.height() == 120


def test_notices_come_one_after_the_other(bar, qtbot):
    bar.show_notice(Notice("error", "First.", "Try this."))
    bar.show_notice(Notice("warning", "Second."))
    assert text(bar) == "First. Try this."
    qtbot.mouseClick(button(bar, "dismiss"), Qt.MouseButton.LeftButton)
    assert text(bar) == "Second."
    qtbot.mouseClick(button(bar, "dismiss"), Qt.MouseButton.LeftButton)
    assert bar.isHidden()


def test_the_same_notice_again_is_counted(bar):
    for _ in range(1000):
        bar.show_notice(Notice("error", "It broke.", trace="a trace"))
    assert text(bar) == "It broke. (1000 times)"
    assert len(bar.notices) == 1


def test_good_news_makes_way_for_the_next_and_bad_news_stays(bar):
    bar.show_notice(Notice("info", "Saved."))
    bar.show_notice(Notice("error", "It broke."))
    bar.show_notice(Notice("info", "Saved again."))
    assert [notice.text for notice in bar.notices] == ["It broke.", "Saved again."]


def test_good_news_fades_and_an_offer_stays(bar):
    bar.show_notice(Notice("info", "Saved."))
    assert bar._fade.isActive()
    bar.show_notice(Notice("info", "Deleted.", action=NoticeAction("Undo", print)))
    assert not bar._fade.isActive()


def test_the_action_does_what_it_says_and_goes(bar, qtbot):
    undone = []
    bar.show_notice(Notice("info", "Deleted.", action=NoticeAction("Undo", lambda: undone.append(True))))
    assert button(bar, "action").text() == "Undo"
    qtbot.mouseClick(button(bar, "action"), Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert bar.isHidden()


def test_the_trace_is_folded_until_asked_for(bar, qtbot):
    bar.show_notice(Notice("error", "It broke.", trace="line 1\nline 2"))
    trace = bar.findChild(QPlainTextEdit, "notices.trace")
    assert trace.isHidden()
    qtbot.mouseClick(button(bar, "details"), Qt.MouseButton.LeftButton)
    assert not trace.isHidden()
    assert trace.toPlainText() == "line 1\nline 2"


def test_without_a_trace_there_is_nothing_to_unfold(bar):
    bar.show_notice(Notice("error", "Choose another."))
    assert button(bar, "details").isHidden()
    assert button(bar, "copy").isHidden()


def test_copying_takes_everything(bar, qtbot):
    bar.show_notice(Notice("error", "It broke.", "Try again.", "a trace"))
    qtbot.mouseClick(button(bar, "copy"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "It broke.\nTry again.\na trace"


def test_a_path_is_not_read_as_markup(bar):
    bar.show_notice(Notice("error", "No <b>bold</b>."))
    assert bar.findChild(QLabel, "notices.text").textFormat() == Qt.TextFormat.PlainText
