"""The Runs page: every run and shipped model as a card, and what can be done with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from gan_studio import paths
from gan_studio.session.studio import OpenModel, ResumeRun, Studio, UseConfig, Visit
from gan_studio.session.visits import EvaluateModels
from gan_studio.ui import theme
from gan_studio.ui.pages.runs.actions import RunsActions, button_for
from gan_studio.ui.pages.runs.cards import RunCard
from gan_studio.ui.pages.runs.list import RunsList
from gan_studio.ui.pages.runs.reading import RunsReading
from gan_studio.ui.pages.runs.trash import RunsTrash
from gan_studio.ui.pages.runs.watch import RunsWatch
from gan_studio.ui.widgets.empty_state import EmptyState

_FILTER_WIDTH = 200


class RunsPage(QWidget):
    """The cards, or the comparison of some of them, or what to do while there are none."""

    place = "runs"
    title = "Runs"
    icon = "runs"

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._compare_view: QWidget | None = None
        self.reading = RunsReading(studio, self)
        self.trash = RunsTrash(studio.notices, self)
        self.watch = RunsWatch(studio.training, self)
        self.list = RunsList()
        self.actions_of_runs = RunsActions(self, self.list)
        self._make_widgets()
        self._lay_out()
        self._connect()
        self._follow_choice()

    def receive(self, payload: object) -> None:
        """Show the cards; nothing else can be asked of this place."""
        self._show_cards()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for runs, and go on looking while the page is seen."""
        super().showEvent(event)
        self.watch.begin()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop looking."""
        super().hideEvent(event)
        self.watch.end()

    def refresh(self) -> None:
        """Read the cards again, off the window's thread."""
        self.reading.read_cards(self.devicePixelRatioF())

    def _make_widgets(self) -> None:
        self._title = theme.as_title(QLabel("Runs"))
        self._where = theme.as_note(QLabel())
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._filter = QLineEdit(placeholderText="Filter", clearButtonEnabled=True)
        self._filter.setObjectName("runs.filter")
        self._filter.setAccessibleName("Filter")
        self._filter.setToolTip("Show only runs whose name, preset or state contains these words.")
        self._filter.setFixedWidth(_FILTER_WIDTH)
        self._empty = EmptyState(
            "runs",
            "No runs yet",
            "Every training becomes a card here, with its pictures, its curves and its score.",
            "Train the First One",
        )
        self._empty.button.setObjectName("runs.train")
        self._empty.button.setToolTip("Go to Train, where a preset is ready to start.")
        self._none_found = EmptyState(
            "search", "Nothing matches", "No name, preset or state has these words."
        )
        self._stack = QStackedWidget()
        for widget in (QWidget(), self.list, self._empty, self._none_found):
            self._stack.addWidget(widget)

    def _lay_out(self) -> None:
        actions = self.actions_of_runs
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing())
        row.addWidget(self._filter)
        names = ("resume", "fork", "compare", "folder", "delete")
        for action, name in zip(actions.for_buttons(), names, strict=True):
            row.addWidget(button_for(action, f"runs.{name}"))
        row.addWidget(button_for(actions.explore, "runs.explore", is_primary=True))
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(2)] * 4)
        column.setSpacing(theme.spacing())
        column.addLayout(top)
        column.addWidget(self._where)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        actions, reading = self.actions_of_runs, self.reading
        actions.explore.triggered.connect(self._explore)
        actions.evaluate.triggered.connect(self._evaluate)
        actions.resume.triggered.connect(self._resume)
        actions.fork.triggered.connect(self._fork)
        actions.compare.triggered.connect(self._compare)
        actions.open_folder.triggered.connect(self._open_folder)
        actions.trash.triggered.connect(self._delete)
        actions.undo.triggered.connect(self.trash.undo)
        actions.refresh.triggered.connect(self.refresh)
        self.list.chosen_changed.connect(self._follow_choice)
        self.list.doubleClicked.connect(actions.explore.trigger)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self._filter.textChanged.connect(self._set_filter)
        self._empty.pressed.connect(self._train)
        self.trash.changed.connect(self.refresh)
        self.watch.changed.connect(self.refresh)
        self._studio.training.state_changed.connect(self._mark_job)
        reading.cards_read.connect(self._show_read_cards)
        reading.config_read.connect(self._train_with)
        reading.comparison_read.connect(self._show_comparison)
        reading.busy_changed.connect(self._follow_choice)

    def _show_read_cards(self, cards: list[RunCard]) -> None:
        self._where.setText(f"{_count(cards)} in {paths.runs()}")
        self.list.runs.set_cards([self._with_job_state(card) for card in cards])
        self.watch.follow(cards)
        self._choose_view()
        self._follow_choice()

    def _mark_job(self, _: str) -> None:
        self.list.runs.set_cards([self._with_job_state(card) for card in self.list.runs.all_cards])

    def _with_job_state(self, card: RunCard) -> RunCard:
        """What this window knows better than the files: how its own run is."""
        training = self._studio.training
        if card.path != training.run_folder:
            return card
        if training.is_busy:
            return replace(card, state=training.state)
        return replace(card, state="stopped") if card.is_busy else card

    def _choose_view(self) -> None:
        if self._stack.currentWidget() is self._compare_view and self._compare_view is not None:
            return
        runs = self.list.runs
        found = self.list if runs.cards else self._none_found
        self._stack.setCurrentWidget(found if runs.all_cards else self._empty)

    def _show_cards(self) -> None:
        self._stack.setCurrentWidget(self.list)
        self._buttons.show()
        self._title.setText("Runs")
        self._choose_view()
        self.list.setFocus()

    def _set_filter(self, typed: str) -> None:
        self.list.runs.set_filter(typed)
        self._choose_view()

    def _follow_choice(self, *_: object) -> None:
        self.actions_of_runs.follow(
            self.list.chosen, can_undo=self.trash.can_undo, is_reading=self.reading.is_busy
        )

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for action in self.actions_of_runs.for_menu():
            menu.addAction(action)
        menu.popup(self.list.viewport().mapToGlobal(place))

    def _explore(self) -> None:
        self._studio.visit(Visit("explore", OpenModel(self.list.chosen[0].path)))

    def _evaluate(self) -> None:
        chosen = tuple(card.path for card in self.list.chosen)
        self._studio.visit(Visit("evaluate", EvaluateModels(chosen)))

    def _resume(self) -> None:
        self._studio.visit(Visit("train", ResumeRun(self.list.chosen[0].path)))

    def _train(self) -> None:
        self._studio.visit(Visit("train"))

    def _fork(self) -> None:
        self.reading.read_config(self.list.chosen[0].path)

    def _train_with(self, config: object) -> None:
        self._studio.visit(Visit("train", UseConfig(config)))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.list.chosen[0].folder)))

    def _delete(self) -> None:
        self.trash.delete([card.path for card in self.list.chosen])

    def _compare(self) -> None:
        self.reading.read_comparison([(card.title, card.path) for card in self.list.chosen])

    def _show_comparison(self, comparison: object) -> None:
        from gan_studio.ui.pages.runs.compare import CompareView  # pyqtgraph; loaded by the reading

        known: dict[Path, RunCard] = {card.path: card for card in self.list.runs.all_cards}
        left = tuple(run for run in comparison.runs if run.path in known)
        if not left:  # they were deleted meanwhile
            return
        if self._compare_view is None:
            self._compare_view = CompareView()
            self._compare_view.left.connect(self._show_cards)
            self._stack.addWidget(self._compare_view)
        self._compare_view.show_comparison(replace(comparison, runs=left), [known[run.path] for run in left])
        self._title.setText("Compare")
        self._buttons.hide()
        self._stack.setCurrentWidget(self._compare_view)
        self._compare_view.setFocus()


def _count(cards: list[RunCard]) -> str:
    runs = sum(not card.is_shipped for card in cards)
    return f"{runs} run{'' if runs == 1 else 's'}"
