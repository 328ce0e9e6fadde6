"""The window's frame: rail, notices, pages, status; going places, dropping files, closing safely."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.session.failure import Failure
from gan_studio.session.studio import Studio, Visit
from gan_studio.session.task import BackgroundTask
from gan_studio.ui import theme
from gan_studio.ui.actions import WindowActions
from gan_studio.ui.closing import ClosingView, wants_to_abandon, wants_to_stop
from gan_studio.ui.drops import visit_for
from gan_studio.ui.pages import FIRST_PLACE, PLACES, Place
from gan_studio.ui.widgets.command_palette import CommandPalette
from gan_studio.ui.widgets.nav_rail import NavRail
from gan_studio.ui.widgets.notice_bar import NoticeBar
from gan_studio.ui.widgets.status_line import StatusLine

_FIRST_SIZE = QSize(1280, 800)
_IMPORT_OTHERS_MS = 1000  # so that the first page's form has the processor to itself


class MainWindow(QMainWindow):
    """Everything but the pages, which are made when first visited and live as long as the window.

    Signals:
        painted: the window was drawn for the first time; no argument.
    """

    painted = Signal()

    def __init__(self, studio: Studio, places: tuple[Place, ...] = PLACES) -> None:
        super().__init__()
        self.studio = studio
        self.ask_to_stop = wants_to_stop
        self.ask_to_abandon = wants_to_abandon
        self._places = {place.name: place for place in places}
        self._pages: dict[str, QWidget] = {}
        self._was_painted = False
        self._is_closing = False
        self._stop_failed = False
        self.setWindowTitle("GAN Studio")
        self.setAcceptDrops(True)
        self._make_widgets()
        self._actions = WindowActions(self)
        self._connect()
        self._restore()

    @property
    def place(self) -> str:
        """The name of the place that is shown or about to be."""
        return self._place

    def page(self, name: str) -> QWidget:
        """The page of a place, made if it was never visited."""
        if name not in self._pages:
            page = self._places[name].page()(self.studio)
            self._pages[name] = page
            self._stack.addWidget(page)
        return self._pages[name]

    def go_to(self, name: str) -> None:
        """Show a place."""
        try:
            page = self.page(name)
            self._place = name
        finally:
            self.rail.show_place(self._place)  # also where the page cannot be made
        if not self._is_closing:
            self._stack.setCurrentWidget(page)
            page.setFocus()

    def page_actions(self) -> list[QAction]:
        """The actions of the page that is shown."""
        return self._stack.currentWidget().actions()

    def open_palette(self) -> None:
        """Open the command palette with every action that works now."""
        self.palette_popup.open_with([*self.page_actions(), *self._actions.all()])

    def open_path(self, path: Path) -> None:
        """Open a file or folder in the place it belongs to."""
        try:
            self.studio.visit(visit_for(path))
        except InputError as error:
            self.studio.notices.warn(str(error))

    def toggle_full_screen(self) -> None:
        """Fill the screen, or stop filling it."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def start_training(self) -> None:
        """Go to Train and press its start button, if the form allows."""
        self.go_to("train")
        button = self.page("train").findChild(QAbstractButton, "train.start")
        if button is not None and button.isEnabled():
            button.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw; the first time, say so, for the heavy work to begin afterwards."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a file or folder, and say where it would go."""
        path = _dropped_path(event)
        if path is not None:
            event.acceptProposedAction()
            self.statusBar().showMessage(_welcome(path))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget the welcome."""
        self.statusBar().clearMessage()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped in its place, or say why it cannot be."""
        self.statusBar().clearMessage()
        path = _dropped_path(event)
        if path is not None:
            event.acceptProposedAction()
            self.open_path(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once if nothing trains; else ask, stop, wait for the run to be saved, then close."""
        training, was_closing = self.studio.training, self._is_closing
        if not training.is_busy or (was_closing and self._may_close_now()):
            self._remember()
            event.accept()
            return
        event.ignore()
        if not was_closing and self.ask_to_stop(self, training.run_folder):
            self._begin_closing()

    def _make_widgets(self) -> None:
        self.rail = NavRail(tuple(self._places.values()))
        self.notice_bar = NoticeBar()
        self._stack = QStackedWidget()
        self._opening = QWidget(focusPolicy=Qt.FocusPolicy.StrongFocus)
        self._stack.addWidget(self._opening)
        self._closing_view = ClosingView()
        self._stack.addWidget(self._closing_view)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.notice_bar)
        column.addWidget(self._stack, 1)
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.setCentralWidget(centre)
        self.status_line = StatusLine(self.studio.training, self.studio.parts)
        self.setStatusBar(self.status_line)
        self.palette_popup = CommandPalette(self)

    def _connect(self) -> None:
        studio = self.studio
        self.rail.place_chosen.connect(self.go_to)
        self.status_line.job_pressed.connect(self._go_to_job)
        self.painted.connect(self._open_first_place)
        self._import_later = QTimer(self, singleShot=True, interval=_IMPORT_OTHERS_MS)
        self._import_later.timeout.connect(self._import_soon)
        studio.parts.ready.connect(self._import_later.start)
        studio.notices.attach(self.notice_bar.show_notice)
        studio.notices.posted.connect(self.status_line.show_notice)
        studio.visit_requested.connect(self._receive_visit)
        studio.training.state_changed.connect(self._go_on_closing)
        studio.training.failed.connect(self._keep_open)
        studio.preferences.theme_changed.connect(self._apply_theme)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply_theme)

    def _open_first_place(self) -> None:
        # Both at once: half a second less until Start can be pressed than one after the other.
        self.studio.parts.start()
        if self._pages:  # someone was quicker
            return
        self._import = BackgroundTask(self._import_place, self, is_quiet=False)
        self._import.finished.connect(self._show_first_place)
        self._import.failed.connect(self.studio.tell_failure)
        self._import.start()

    def _import_place(self) -> Generator[Preparing, None, None]:
        yield Preparing("Opening")
        self._places[self._place].page()

    def _import_others(self) -> Generator[Preparing, None, None]:
        for place in self._places.values():
            yield Preparing(f"Opening {place.label}")
            place.page()

    def _show_first_place(self, _: object) -> None:
        if not self._pages:
            self.go_to(self._place)

    def _import_soon(self) -> None:
        """Import the other pages' modules, so that the first visit of each is quick."""
        self._others = BackgroundTask(self._import_others, self)
        self._others.start()

    def _receive_visit(self, visit: Visit) -> None:
        self.go_to(visit.place)
        if visit.payload is not None:
            self.page(visit.place).receive(visit.payload)

    def _go_to_job(self) -> None:
        self.go_to("train")

    def _apply_theme(self, _: object = None) -> None:
        theme.apply_theme(QApplication.instance(), self.studio.preferences.theme)

    def _may_close_now(self) -> bool:
        """Whether a person gives the run up, or it was saved while the question stood."""
        return self.ask_to_abandon(self) or not (self.studio.training.is_busy or self._stop_failed)

    def _begin_closing(self) -> None:
        self._is_closing, self._stop_failed = True, False
        self.rail.setEnabled(False)
        self._stack.setCurrentWidget(self._closing_view)
        self.studio.training.stop()
        self._go_on_closing(self.studio.training.state)  # it may have ended while the question stood

    def _go_on_closing(self, state: str) -> None:
        if self._is_closing and state == "idle":
            # A failure to save is told right after the state; only then is it known how to go on.
            QTimer.singleShot(0, self, self._end_closing)

    def _keep_open(self, _: Failure) -> None:
        self._stop_failed = True

    def _end_closing(self) -> None:
        self._is_closing = False
        self.rail.setEnabled(True)
        if self._stop_failed:
            self.go_to(self._place)
        else:
            self.close()

    def _restore(self) -> None:
        preferences = self.studio.preferences
        place = preferences.recall("window/place", FIRST_PLACE)
        self._place = place if place in self._places else next(iter(self._places))
        if FIRST_PLACE in self._places and place not in self._places:
            self._place = FIRST_PLACE
        self.rail.show_place(self._place)
        geometry = preferences.recall("window/geometry", b"")
        if not (geometry and self.restoreGeometry(QByteArray(geometry))):
            room = QGuiApplication.primaryScreen().availableSize()
            self.resize(_FIRST_SIZE.boundedTo(room))
            if room.width() <= _FIRST_SIZE.width() or room.height() <= _FIRST_SIZE.height():
                self.setWindowState(Qt.WindowState.WindowMaximized)

    def _remember(self) -> None:
        preferences = self.studio.preferences
        preferences.remember("window/place", self._place)
        preferences.remember("window/geometry", self.saveGeometry().data())
        preferences.save()


def _dropped_path(event: QDropEvent) -> Path | None:
    local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return Path(local[0]) if local else None


def _welcome(path: Path) -> str:
    try:
        place = visit_for(path).place
    except InputError as error:
        return str(error)
    return f"Drop to open in {next(known.label for known in PLACES if known.name == place)}"
