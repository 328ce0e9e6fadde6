"""The Data page: picking, previewing, examining, repairing, and handing over to Train."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from picture_files import broken_files, png, special_files, write_files, write_zip
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QTableView, QWidget

from gan_studio.core.data import doctor, prepare
from gan_studio.core.data.shipped_sets import SHIPPED_SETS
from gan_studio.core.events import Preparing
from gan_studio.session.studio import Studio, UseSource, Visit
from gan_studio.ui.pages.data.page import DataPage
from gan_studio.ui.pages.data.repair import RepairDialog

WAIT = 20_000


@pytest.fixture
def studio(qapp):
    made = Studio()
    yield made
    made.deleteLater()


@pytest.fixture
def page(qtbot, studio):
    widget = DataPage(studio)
    qtbot.addWidget(widget)
    widget.resize(1200, 760)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


@pytest.fixture
def mixed(tmp_path) -> Path:
    files = {f"good/{name}": data for name, data in special_files().items()}
    files |= {f"bad/{name}": data for name, data in broken_files().items()}
    return write_files(tmp_path / "mixed", {**files, "good/again.png": special_files()["plain.png"]})


@pytest.fixture
def classes(tmp_path) -> Path:
    files = {f"{'cat' if number % 3 else 'dog'}/{number}.png": png(number, side=20) for number in range(12)}
    return write_files(tmp_path / "pets", files)


def found(page: QWidget, name: str, kind: type = QWidget):
    widget = page.findChild(kind, name)
    assert widget is not None, name
    return widget


def text_of(page: QWidget, name: str) -> str:
    return found(page, name, QLabel).text()


def open_and_examine(qtbot, page: DataPage, path: object) -> None:
    with qtbot.waitSignal(page.work.examined, timeout=WAIT):
        page.receive(UseSource(str(path)))


def rows_of(table: QTableView) -> list[list[str]]:
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_an_empty_page_offers_one_click_that_fills_it(qtbot, page):
    assert not found(page, "data.train").isEnabled()
    with qtbot.waitSignal(page.work.examined, timeout=WAIT):
        qtbot.mouseClick(found(page, "data.open_first"), Qt.MouseButton.LeftButton)
    assert page.work.source.name == next(iter(SHIPPED_SETS))
    assert found(page, "data.train").isEnabled()


def test_a_folder_shows_pictures_and_the_report(qtbot, page, mixed):
    open_and_examine(qtbot, page, mixed)
    assert page.preview.grid.images().shape[1:] == (32, 32, 3)
    assert len(page.preview.grid.images()) == len(special_files()) + 1
    left_out = f"{len(broken_files())} files are left out"
    assert left_out in text_of(page, "data.verdict")
    assert "1 picture is a double" in text_of(page, "data.verdict")
    files = {row[0] for row in rows_of(found(page, "data.problems", QTableView))}
    assert {f"bad/{name}" for name in broken_files()} <= files


def test_pictures_are_shown_before_the_examination_has_ended(qtbot, page, classes, monkeypatch):
    going_on = endless_examination(monkeypatch)
    with qtbot.waitSignals([page.work.looked, page.work.examining], timeout=WAIT):
        page.open(str(classes))
    assert len(page.preview.grid.images()) == 12
    assert found(page, "data.train").isEnabled()
    with qtbot.waitSignal(page.work.interrupted, timeout=WAIT):
        found(page, "data.stop_examination", QAbstractButton).click()
    assert "stopped" in text_of(page, "data.verdict")
    going_on.set()
    monkeypatch.undo()
    with qtbot.waitSignal(page.work.examined, timeout=WAIT):
        found(page, "data.examine", QAbstractButton).click()


def endless_examination(monkeypatch) -> threading.Event:
    """Let the doctor go on until the event is set or its work is closed."""
    ended = threading.Event()

    def examine(source):
        while not ended.wait(0.01):
            yield Preparing("Examining", 0.5)

    monkeypatch.setattr(doctor, "examine", examine)
    return ended


def test_another_data_set_replaces_the_one_being_opened(qtbot, page, classes, mixed):
    opened = []
    page.work.opened.connect(opened.append)
    page.open(str(mixed))
    page.open("emoji-noto")
    open_and_examine(qtbot, page, classes)
    assert [source.name for source in opened] == ["pets"]
    assert text_of(page, "data.verdict") == "Every file can be used as it is."


def test_train_with_this_hands_the_data_set_over(qtbot, page, studio, classes):
    open_and_examine(qtbot, page, classes)
    with qtbot.waitSignal(studio.visit_requested) as visit:
        found(page, "data.train", QAbstractButton).click()
    assert visit.args == [Visit("train", UseSource(str(classes)))]


def test_what_was_chosen_for_the_preview_is_handed_over_too(qtbot, page, studio, classes):
    open_and_examine(qtbot, page, classes)
    side = found(page, "data.resolution", QComboBox)
    side.lineEdit().setText("64")
    with qtbot.waitSignal(page.work.looked, timeout=WAIT):
        qtbot.keyClick(side.lineEdit(), Qt.Key.Key_Return)
    with qtbot.waitSignal(studio.visit_requested) as visit:
        found(page, "data.train", QAbstractButton).click()
    assert visit.args[0].payload.settings == (("data.resolution", 64),)


def test_a_data_set_that_cannot_be_opened_says_why(qtbot, page, studio, tmp_path):
    posted = []
    studio.notices.attach(posted.append)
    with qtbot.waitSignal(page.work.failed, timeout=WAIT):
        page.open(str(tmp_path / "nowhere"))
    assert "There is no folder or file" in text_of(page, "data.refusal")
    assert not found(page, "data.train").isEnabled()
    assert posted == []


def test_an_unexpected_failure_is_posted_with_its_trace(qtbot, page, studio, monkeypatch, caplog):
    def opening(text):
        raise RuntimeError("a fault of the program")
        yield

    posted = []
    studio.notices.attach(posted.append)
    monkeypatch.setattr(prepare, "opening", opening)
    with qtbot.waitSignal(page.work.failed, timeout=WAIT):
        page.open("emoji-noto")
    assert "a fault of the program" in posted[0].trace


def test_a_set_without_a_readable_picture_is_shown_with_its_problems(qtbot, page, tmp_path):
    write_files(tmp_path / "bad", broken_files())
    open_and_examine(qtbot, page, tmp_path / "bad")
    assert "no picture to train on" in text_of(page, "data.verdict")
    assert not found(page, "data.train").isEnabled()
    assert len(rows_of(found(page, "data.problems", QTableView))) == len(broken_files())


def test_typing_a_name_and_return_opens_it(qtbot, page, classes):
    line = found(page, "data.source", QComboBox).lineEdit()
    line.clear()
    qtbot.keyClicks(line, str(classes))
    with qtbot.waitSignal(page.work.examined, timeout=WAIT):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert page.work.source.text == str(classes)


def test_typing_a_label_opens_the_shipped_set(qtbot, page):
    line = found(page, "data.source", QComboBox).lineEdit()
    line.clear()
    qtbot.keyClicks(line, SHIPPED_SETS["emoji-noto"].label)
    with qtbot.waitSignal(page.work.opened, timeout=WAIT):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert page.work.source.text == "emoji-noto"


def test_recent_data_sets_are_remembered_newest_first(qtbot, page, studio, classes, mixed):
    for path in (classes, mixed, classes):
        open_and_examine(qtbot, page, path)
    another = DataPage(studio)
    qtbot.addWidget(another)
    box = found(another, "data.source", QComboBox)
    texts = [box.itemData(index) for index in range(box.count()) if box.itemData(index)]
    assert texts == [*SHIPPED_SETS, str(classes), str(mixed)]


def test_remarks_can_be_filtered_by_words_and_kind(qtbot, page, mixed):
    open_and_examine(qtbot, page, mixed)
    table = found(page, "data.problems", QTableView)
    found(page, "data.filter", QLineEdit).setText("cut LEFT")
    assert {row[0] for row in rows_of(table)} == {"bad/cut.png", "bad/cut.jpg"}
    found(page, "data.filter", QLineEdit).clear()
    kinds = found(page, "data.kind", QComboBox)
    kinds.setCurrentIndex(kinds.findData("CMYK colours, for print"))
    kinds.activated.emit(kinds.currentIndex())
    assert [row[0] for row in rows_of(table)] == ["good/print.jpg"]


def test_selected_remarks_can_be_copied(qtbot, page, mixed):
    open_and_examine(qtbot, page, mixed)
    table = found(page, "data.problems", QTableView)
    found(page, "data.filter", QLineEdit).setText("empty.png")
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "bad/empty.png\tempty file (0 bytes)\tleft out"


def test_choosing_a_class_shows_only_its_pictures(qtbot, page, classes):
    open_and_examine(qtbot, page, classes)
    bars = found(page, "data.classes", QTableView)
    assert [row[0] for row in rows_of(bars)] == ["cat", "dog"]
    with qtbot.waitSignal(page.work.looked, timeout=WAIT):
        bars.selectRow(1)
    assert len(page.preview.grid.images()) == 4
    with qtbot.waitSignal(page.work.looked, timeout=WAIT):
        qtbot.keyClick(bars, Qt.Key.Key_Escape)
    assert len(page.preview.grid.images()) == 12


def test_the_preview_follows_resolution_colour_and_fit(qtbot, page, classes):
    open_and_examine(qtbot, page, classes)
    side = found(page, "data.resolution", QComboBox)
    side.lineEdit().setText("17")
    with qtbot.waitSignal(page.work.looked, timeout=WAIT):
        qtbot.keyClick(side.lineEdit(), Qt.Key.Key_Return)
    assert page.preview.grid.images().shape[1:] == (17, 17, 3)
    colour = found(page, "data.colour", QComboBox)
    colour.setCurrentIndex(colour.findData("grey"))
    with qtbot.waitSignal(page.work.looked, timeout=WAIT):
        colour.activated.emit(colour.currentIndex())
    assert page.preview.grid.images().shape[1:] == (17, 17, 1)


@pytest.mark.parametrize("text", ["", "0", "4096"])
def test_a_resolution_that_is_not_allowed_is_taken_back(qtbot, page, text):
    side = found(page, "data.resolution", QComboBox)
    side.lineEdit().setText(text)
    side.lineEdit().editingFinished.emit()
    assert side.currentText() == "32"
    assert page.preview.options().resolution == 32


def test_other_pictures_are_other_pictures(qtbot, page):
    open_and_examine(qtbot, page, "emoji-noto")
    before = page.preview.grid.images().copy()
    with qtbot.waitSignal(page.work.looked, timeout=WAIT):
        found(page, "data.others", QAbstractButton).click()
    assert (page.preview.grid.images() != before).any()


def test_a_smaller_grid_shows_fewer_pictures(qtbot, page):
    open_and_examine(qtbot, page, "emoji-noto")
    before = len(page.preview.grid.images())
    page.resize(700, 400)
    qtbot.waitUntil(lambda: len(page.preview.grid.images()) < before)


def test_repair_writes_a_copy_that_can_be_opened_from_the_notice(qtbot, page, studio, mixed):
    posted = []
    studio.notices.attach(posted.append)
    open_and_examine(qtbot, page, mixed)
    found(page, "data.repair", QAbstractButton).click()
    dialog = page.findChild(RepairDialog)
    out = Path(found(dialog, "data.repair_folder", QLineEdit).text())
    assert out == mixed.parent / "mixed-repaired"
    with qtbot.waitSignal(dialog.repaired, timeout=WAIT):
        found(dialog, "data.repair_start", QAbstractButton).click()
    assert len(list(out.rglob("*.png"))) == len(special_files())
    with qtbot.waitSignal(page.work.examined, timeout=WAIT):
        posted[0].action.act()
    assert page.work.source.text == str(out)


def test_repair_says_why_it_cannot(qtbot, page, classes):
    open_and_examine(qtbot, page, classes)
    found(page, "data.repair", QAbstractButton).click()
    dialog = page.findChild(RepairDialog)
    found(dialog, "data.repair_folder", QLineEdit).setText(str(classes))
    found(dialog, "data.repair_start", QAbstractButton).click()
    qtbot.waitUntil(lambda: "not empty" in text_of(dialog, "data.repair_news"), timeout=WAIT)
    assert found(dialog, "data.repair_start").isEnabled()
    found(dialog, "data.repair_folder", QLineEdit).clear()
    assert not found(dialog, "data.repair_start").isEnabled()


def test_repair_can_be_cancelled_and_leaves_nothing(qtbot, page, tmp_path):
    files = {f"{seed}.png": png(seed, side=200) for seed in range(60)}
    open_and_examine(qtbot, page, write_files(tmp_path / "set", files))
    found(page, "data.repair", QAbstractButton).click()
    dialog = page.findChild(RepairDialog)
    found(dialog, "data.repair_start", QAbstractButton).click()
    dialog.reject()
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=WAIT)
    assert text_of(dialog, "data.repair_news") == "Cancelled; nothing was written."
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


def test_dropping_a_folder_or_a_zip_opens_it(qtbot, page, classes, tmp_path):
    zipped = write_zip(tmp_path / "set.zip", {"1.png": png(1)})
    for path in (classes, zipped):
        with qtbot.waitSignal(page.work.opened, timeout=WAIT):
            drop(page, path)
        assert page.work.source.text == str(path)


def test_a_picture_is_left_to_the_window(page, tmp_path):
    write_files(tmp_path, {"1.png": png(1)})
    mime = mime_of(tmp_path / "1.png")
    event = QDragEnterEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    page.dragEnterEvent(event)
    assert not event.isAccepted()


def mime_of(path: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


def drop(page: DataPage, path: Path) -> None:
    mime = mime_of(path)
    page.dropEvent(
        QDropEvent(
            QPointF(9, 9),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_every_control_has_a_name_and_a_tooltip(qtbot, page, classes):
    open_and_examine(qtbot, page, classes)
    controls = [
        widget
        for kind in (QAbstractButton, QComboBox, QLineEdit)
        for widget in page.findChildren(kind)
        if widget.objectName().startswith("data.")
    ]
    assert len(controls) >= 10
    for control in controls:
        assert control.toolTip(), control.objectName()
        assert control.accessibleName() or control.text(), control.objectName()


def test_the_promised_names_are_there(page):
    assert found(page, "data.source", QComboBox)
    assert found(page, "data.report")
