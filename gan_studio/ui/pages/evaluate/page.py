"""Evaluate: scoring models against data and against each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from gan_studio.core.events import Event, Saved
from gan_studio.core.run_folder import RunFolder
from gan_studio.session.evaluation_session import EvaluationSession
from gan_studio.session.studio import Studio, Visit
from gan_studio.session.visits import EvaluateModels, OpenModel, UseSource
from gan_studio.ui import theme
from gan_studio.ui.pages.evaluate.form import EvaluationForm
from gan_studio.ui.pages.evaluate.results import ResultsView
from gan_studio.ui.pages.evaluate.status import EvaluationStatus
from gan_studio.ui.widgets.empty_state import EmptyState
from gan_studio.ui.widgets.score_table_model import ScoredModel

_FORM_WIDTH = 344
_DATA_ENDINGS = (".zip", ".npz", ".gz", ".idx", "-ubyte")


class EvaluatePage(QWidget):
    """What is scored and how at the left, the scores at the right."""

    place = "evaluate"
    title = "Evaluate"
    icon = "evaluate"

    def __init__(self, studio: Studio, session: EvaluationSession | None = None) -> None:
        super().__init__()
        self._studio = studio
        self.session = session or EvaluationSession(self)
        self.form = EvaluationForm(studio, self.session)
        self.results = ResultsView(studio, self.session)
        self.status = EvaluationStatus(studio, self.session, self)
        self.setAcceptDrops(True)
        self._make_empty()
        self._lay_out()
        self._make_actions()
        self.form.start_asked.connect(self.start)
        self.form.changed.connect(self._show_offer)
        self.session.failed.connect(studio.tell_failure)
        self.session.ended.connect(self._leave_empty_table)
        studio.training.events_ready.connect(self._follow_training)
        self._show_offer()

    def receive(self, payload: object) -> None:
        """Tick the models of a visit, or compare with its data set."""
        if isinstance(payload, EvaluateModels):
            self.form.models.choose(payload.paths)
        elif isinstance(payload, OpenModel):
            self.form.models.choose([payload.path])
        elif isinstance(payload, UseSource):
            self.form.take_data(payload.text)

    def start(self) -> None:
        """Score what is ticked; the last table is replaced."""
        if self.form.problem or self.session.is_running:
            return
        wanted = self.form.wanted()
        models = [
            ScoredModel(offer.candidate.label, offer.choice.summary, offer.choice.preview)
            for offer in self.form.models.chosen()
        ]
        self.results.begin(models, self.form.metrics.chosen())
        self._stack.setCurrentWidget(self.results)
        self.session.start(wanted)

    def showEvent(self, event: QShowEvent) -> None:
        """Look for models that are new."""
        super().showEvent(event)
        self.form.models.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome checkpoints, runs and data sets; the window takes the others."""
        models, data = _dropped(event)
        if models or data:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tick the models, or compare with the data set, that was dropped."""
        models, data = _dropped(event)
        event.acceptProposedAction()
        if models:
            self.form.models.add(models)
        if data:
            self.form.take_data(data)

    def _make_empty(self) -> None:
        self._empty = EmptyState(
            "evaluate",
            "No scores yet",
            "Tick models and metrics at the left; a row per model appears here, with what each number was "
            "computed from. Checkpoints and data sets can also be dropped here.",
            "Score a model",
        )
        self._empty.button.setObjectName("evaluate.first")
        self._empty.pressed.connect(self._score_first)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.results)
        self.form.setFixedWidth(_FORM_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(*[theme.spacing(2)] * 4)
        row.setSpacing(theme.spacing(2))
        row.addWidget(self.form)
        row.addWidget(self._stack, 1)

    def _make_actions(self) -> None:
        self._start = QAction(theme.icon("evaluate"), "Evaluate the Ticked Models", self)
        self._start.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        self._start.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._start.triggered.connect(self.start)
        copy = QAction(theme.icon("copy"), "Copy the Table of Scores", self)
        copy.triggered.connect(self.results.copy_table)
        self.addActions([self._start, self.results.exporter.action, copy])

    def _show_offer(self) -> None:
        """What the empty place's button does: score the first model, or lead to training one."""
        models, button = self.form.models, self._empty.button
        offers = models.offers()
        button.setVisible(not models.chosen())
        button.setEnabled(self.form.metrics is not None)
        text = f"Score {offers[0].candidate.label}" if offers else "Train a model"
        button.setText(text)
        button.setAccessibleName(text)
        button.setToolTip(
            "Tick this model and start." if offers else "Go to Train; a model appears here once it is saved."
        )

    def _score_first(self) -> None:
        offers = self.form.models.offers()
        if offers:
            self.form.models.tick([offers[0].candidate.text])
            self.start()
        else:
            self._studio.visit(Visit("train"))

    def _leave_empty_table(self, _: str) -> None:
        """Go back to the empty place where nothing at all was found."""
        if all(cell is None for row in self.session.table().rows for cell in row.cells):
            self._stack.setCurrentWidget(self._empty)

    def _follow_training(self, events: Sequence[Event]) -> None:
        if self.isVisible() and any(isinstance(event, Saved) for event in events):
            self.form.models.refresh()


def _dropped(event: QDropEvent) -> tuple[list[Path], str]:
    """The checkpoints and runs, and the data set, among what is dropped."""
    local = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    models = [path for path in local if _is_model(path)]
    rest = [path for path in local if path not in models]
    data = [path for path in rest if path.is_dir() or path.name.lower().endswith(_DATA_ENDINGS)]
    return models, str(data[0]) if data else ""


def _is_model(path: Path) -> bool:
    if path.is_dir():
        return RunFolder(path).config_path.is_file() or (path / "model.pt").is_file()
    return path.suffix.lower() == ".pt"
