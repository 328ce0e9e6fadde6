"""Looking for directions: the choice of a way, and the work with its progress."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.directions.plans import Plan
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.vectors import Direction
from gan_studio.session.direction_search import directions_of
from gan_studio.session.failure import Failure
from gan_studio.session.studio import Studio
from gan_studio.session.task import BackgroundTask
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.directions.tags import TaggedWay
from gan_studio.ui.pages.explore.directions.ways import DifferenceWay, FactorWay, PrincipalWay, Way
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.taking_turns import hand_on_focus

_POSITIONS = 1000


class Finder(QWidget):
    """Asks how to look for directions, and looks with a copy of the model.

    Signals:
        found: the Directions of the open model that were found.
    """

    found = Signal(object)

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._studio = studio
        self._order: tuple[ModelFacts, Plan] | None = None
        self.tagged = TaggedWay(exploration)
        self.ways: list[Way] = [
            PrincipalWay(exploration),
            FactorWay(exploration),
            self.tagged,
            DifferenceWay(exploration),
        ]
        self.way = QComboBox()
        self.start = theme.as_primary(QPushButton("Find"))
        self.cancel = QPushButton("Cancel")
        self.progress = QProgressBar(textVisible=False)
        self.news = theme.as_note(QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText))
        self.task = BackgroundTask(self._work, self)
        self._is_refused = False  # whether the news tells what is missing
        self._pages = QStackedWidget()
        self._name_for_readers()
        self._lay_out()
        self._connect()
        self._set_running(False)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        self._follow()

    def choose(self, way: Way) -> None:
        """Turn to one of the ways."""
        self.way.setCurrentIndex(self.ways.index(way))

    def begin(self) -> None:
        """Look for what is asked for."""
        facts = self._exploration.facts
        if facts is None or self.task.is_running:
            return
        try:
            self._order = facts, self.ways[self.way.currentIndex()].plan()
        except InputError as error:
            self._is_refused = True
            self.news.setText(str(error))
            return
        self._set_running(True)
        self.task.start()

    def end(self) -> None:
        """End the work."""
        self.task.end()

    def _name_for_readers(self) -> None:
        self.way.setObjectName("explore.directions.way")
        self.way.setAccessibleName("Way to find directions")
        self.way.setToolTip("How to look for directions; each way says below what it does.")
        self.start.setObjectName("explore.directions.find")
        self.start.setAccessibleName("Find directions")
        self.start.setToolTip("Looks for directions and adds them to the list.")
        self.cancel.setObjectName("explore.directions.cancel")
        self.cancel.setAccessibleName("Cancel")
        self.cancel.setToolTip("Stops looking; the list stays as it is.")
        self.progress.setAccessibleName("Progress of finding directions")
        self.progress.setToolTip("How much is done.")

    def _lay_out(self) -> None:
        for way in self.ways:
            self.way.addItem(way.title)
            page = QScrollArea(widgetResizable=True)
            page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            inside = QWidget()
            column = QVBoxLayout(inside)
            column.setContentsMargins(0, 0, theme.spacing(0.5), 0)
            column.addWidget(way)
            column.addStretch()
            page.setWidget(inside)
            self._pages.addWidget(page)
        buttons = QHBoxLayout()
        buttons.addWidget(self.progress, 1)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addWidget(self.way)
        column.addWidget(self._pages, 1)
        column.addWidget(self.news)
        column.addLayout(buttons)
        self.progress.setRange(0, _POSITIONS)

    def _connect(self) -> None:
        self.way.currentIndexChanged.connect(self._turn)
        self.start.clicked.connect(self.begin)
        self.cancel.clicked.connect(self._cancel)
        self.task.progressed.connect(self._show_progress)
        self.task.finished.connect(self._take)
        self.task.failed.connect(self._fail)
        self.task.cancelled.connect(self._give_up)
        self._exploration.model_changed.connect(self._take_model)
        self._exploration.view_changed.connect(self._follow)

    def _work(self) -> Generator[Preparing, None, tuple[Direction, ...]]:
        return (yield from directions_of(*self._order))

    def _turn(self, place: int) -> None:
        self._is_refused = False
        self._pages.setCurrentIndex(place)
        self.news.clear()
        self._follow()

    def _follow(self) -> None:
        if self.isVisible():
            self.ways[self.way.currentIndex()].follow()
            self._follow_refusal()

    def _follow_refusal(self) -> None:
        """Say what is missing now, where something was; nothing, once it is there."""
        if not self._is_refused:
            return
        try:
            self.ways[self.way.currentIndex()].plan()
        except InputError as error:
            self.news.setText(str(error))
        else:
            self._is_refused = False
            self.news.clear()

    def _take_model(self, facts: ModelFacts) -> None:
        self.task.cancel()
        self._is_refused = False
        self.news.clear()
        for way in self.ways:
            way.take_model(facts)

    def _cancel(self) -> None:
        self.news.setText("Cancelling…")  # the button stays enabled, or the focus would go elsewhere
        self.task.cancel()

    def _show_progress(self, news: Preparing) -> None:
        self.news.setText(f"{news.what}…")
        self.progress.setRange(0, 0 if news.share is None else _POSITIONS)
        self.progress.setValue(round(_POSITIONS * (news.share or 0)))

    def _take(self, found: tuple[Direction, ...]) -> None:
        self._set_running(False)
        (facts, _), now = self._order, self._exploration.facts
        if now is not None and paths.exploration_of(now.path) == paths.exploration_of(facts.path):
            self.found.emit(found)

    def _fail(self, failure: Failure) -> None:
        self._set_running(False)
        self._studio.tell_failure(failure)

    def _give_up(self) -> None:
        self._set_running(False)
        self.news.setText("Cancelled; the list is as it was.")

    def _set_running(self, is_running: bool) -> None:
        if is_running:
            self.cancel.show()
            hand_on_focus(self.start, self.cancel)
            self.start.setEnabled(False)
        else:
            self.start.setEnabled(True)
            hand_on_focus(self.cancel, self.start)
            self.cancel.hide()
        self.progress.setVisible(is_running)
        self._is_refused = False
        self.news.clear()
