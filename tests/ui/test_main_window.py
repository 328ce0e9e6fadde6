"""The window's frame: places, visits, notices, menus, drops, what it remembers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from gan_studio.session.studio import OpenModel, UseSource, Visit
from gan_studio.ui import theme
from gan_studio.ui.main_window import MainWindow
from gan_studio.ui.pages import PLACES

LONG_MS = 10_000


def shown_page(window):
    return window._stack.currentWidget()


def action(window, text):
    return next(each for each in window._actions.all() if each.text().replace("&", "") == text)


def test_no_page_is_made_before_the_first_paint(frame, qtbot):
    assert frame.made == []
    frame.show()
    qtbot.waitUntil(lambda: frame.made == ["train"], timeout=LONG_MS)
    assert frame.place == "train"


def test_the_parts_load_once_the_window_was_painted(frame, qtbot, monkeypatch):
    loaded = []
    monkeypatch.setattr(frame.studio.parts, "start", lambda: loaded.append(True))
    assert loaded == []
    frame.show()
    qtbot.waitUntil(lambda: loaded == [True], timeout=LONG_MS)


def test_each_place_is_reached_by_rail_and_by_keys(frame, qtbot):
    for number, place in enumerate(PLACES, start=1):
        frame.findChild(QAbstractButton, f"nav.{place.name}").click()
        assert shown_page(frame).name == place.name
        frame.go_to("runs")
        assert action(frame, f"Go to {place.label}").shortcut() == QKeySequence(f"Ctrl+{number}")
        action(frame, f"Go to {place.label}").trigger()
        assert shown_page(frame).name == place.name == frame.place
        assert frame.findChild(QAbstractButton, f"nav.{place.name}").isChecked()


def test_a_page_is_made_once(frame):
    for _ in range(3):
        frame.go_to("data")
        frame.go_to("runs")
    assert sorted(frame.made) == ["data", "runs"]


def test_the_arrow_keys_move_along_the_rail(frame, qtbot):
    frame.show()
    frame.go_to("runs")
    frame.rail.setFocus()
    qtbot.keyClick(frame.rail, Qt.Key.Key_Down)
    assert frame.place == "data"
    qtbot.keyClick(frame.rail, Qt.Key.Key_Up)
    qtbot.keyClick(frame.rail, Qt.Key.Key_Up)
    assert frame.place == PLACES[-1].name


def test_a_visit_shows_the_place_and_hands_over_its_payload(frame, tmp_path):
    frame.studio.visit(Visit("explore", OpenModel(tmp_path)))
    assert shown_page(frame).name == "explore"
    assert shown_page(frame).received == [OpenModel(tmp_path)]
    frame.studio.visit(Visit("data"))
    assert shown_page(frame).received == []


def test_a_place_that_cannot_open_leaves_the_others(frame, qtbot, monkeypatch):
    def broken():
        raise ImportError("No module named 'pyqtgraph'")

    object.__setattr__(frame._places["train"], "page", broken)
    frame.show()
    qtbot.waitUntil(lambda: bool(frame.notice_bar.notices), timeout=LONG_MS)
    assert "pyqtgraph" in frame.notice_bar.notices[0].text
    frame.go_to("runs")
    assert shown_page(frame).name == "runs"


def test_notices_from_anywhere_appear(frame):
    frame.studio.notices.warn("Look here.")
    assert [notice.text for notice in frame.notice_bar.notices] == ["Look here."]


def dropped(path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    return QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier), data


def test_a_dropped_folder_opens_in_data(frame, tmp_path):
    event, _ = dropped(tmp_path)
    frame.dropEvent(event)
    assert shown_page(frame).received == [UseSource(str(tmp_path))]


def test_a_dropped_stranger_is_refused_with_the_reason(frame, tmp_path):
    event, _ = dropped(tmp_path / "notes.docx")
    frame.dropEvent(event)
    assert "notes.docx" in frame.notice_bar.notices[0].text


def test_a_text_dragged_over_the_window_is_left_alone(frame):
    data = QMimeData()
    data.setText("hello")
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier)
    frame.dropEvent(event)
    assert frame.notice_bar.notices == []


def test_the_palette_offers_the_window_s_and_the_page_s_actions(frame, qtbot):
    frame.show()
    frame.go_to("data")
    action(frame, "Command Palette…").trigger()
    texts = [frame.palette_popup.list.item(row).text() for row in range(frame.palette_popup.list.count())]
    assert "Do data things" in texts
    assert {"Go to Explore", "Theme: Dark", "Show the Runs Folder", "Start Training"} <= set(texts)
    assert "Stop Training" not in texts
    frame.palette_popup.hide()


def test_start_presses_the_train_page_s_button(frame):
    pressed = []
    frame.page("train").start.clicked.connect(lambda: pressed.append(True))
    action(frame, "Start Training").trigger()
    assert pressed == [True]
    assert frame.place == "train"


def test_a_disabled_start_button_is_not_pressed(frame):
    pressed = []
    frame.page("train").start.clicked.connect(lambda: pressed.append(True))
    frame.page("train").start.setEnabled(False)
    action(frame, "Start Training").trigger()
    assert pressed == []


def test_training_actions_follow_the_state(training_frame, qtbot):
    names = (
        "Start Training",
        "Pause Training",
        "Continue Training",
        "Save a Checkpoint Now",
        "Stop Training",
    )

    def enabled():
        return [action(training_frame, name).isEnabled() for name in names]

    assert enabled() == [False, True, False, True, True]
    action(training_frame, "Pause Training").trigger()
    assert enabled() == [False, False, True, True, True]
    action(training_frame, "Continue Training").trigger()
    action(training_frame, "Stop Training").trigger()
    qtbot.waitUntil(lambda: enabled() == [True, False, False, False, False], timeout=LONG_MS)


@pytest.mark.parametrize("name", ["Dark", "Light"])
def test_the_theme_is_changed_from_the_menu_and_kept(frame, qapp, name):
    action(frame, f"Theme: {name}").trigger()
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == theme.scheme().window
    assert frame.studio.preferences.theme == name.lower()
    assert (theme.scheme() is theme.DARK) == (name == "Dark")
    theme.apply_theme(qapp, "light")


def test_the_place_and_size_are_remembered(qtbot, frame):
    frame.show()
    frame.go_to("data")
    frame.showNormal()
    frame.resize(700, 500)
    assert frame.close()
    again = MainWindow(frame.studio, tuple(frame._places.values()))
    qtbot.addWidget(again)
    assert again.place == "data"
    assert (again.width(), again.height()) == (frame.width(), frame.height())


def test_every_control_of_the_frame_has_a_name_and_a_tooltip(frame):
    controls = [
        widget
        for widget in frame.findChildren(QAbstractButton)
        if not widget.objectName().startswith("qt_") and not isinstance(widget.parent(), QLineEdit)
    ]
    assert len(controls) >= 4
    for widget in controls:
        assert widget.objectName(), widget
        assert widget.toolTip(), widget.objectName()
        assert widget.accessibleName() or widget.objectName() == "notices.action", widget.objectName()


def test_the_tab_key_reaches_rail_page_and_status(frame, qtbot):
    frame.show()
    frame.go_to("train")
    reached, widget = set(), frame.rail
    for _ in range(200):
        widget = widget.nextInFocusChain()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            reached.add(widget.objectName())
    assert {"nav.runs", "nav.train", "train.start", "status.job"} <= reached


def test_no_menu_entry_is_empty(frame):
    for menu in frame.menuBar().actions():
        assert [each for each in menu.menu().actions() if not each.isSeparator()]
    assert all(each.text() and each.receivers("2triggered(bool)") for each in frame._actions.all())


def test_training_starts_and_saves_by_key(frame):
    assert action(frame, "Start Training").shortcut() == QKeySequence("Ctrl+R")
    assert action(frame, "Save a Checkpoint Now").shortcut() == QKeySequence("Ctrl+S")


def test_shortcuts_are_listed_and_unambiguous(frame):
    action(frame, "Keyboard Shortcuts").trigger()
    dialog = next(
        child for child in frame.findChildren(QWidget) if child.windowTitle() == "Keyboard shortcuts"
    )
    assert dialog.isVisible()
    dialog.close()
    keys = [
        each.shortcut().toString() for each in frame.findChildren(QAction) if not each.shortcut().isEmpty()
    ]
    assert len(keys) == len(set(keys))
