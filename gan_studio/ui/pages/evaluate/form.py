"""The left of the Evaluate page: what is scored, with what, and how."""

from __future__ import annotations

import itertools
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QScrollArea, QVBoxLayout, QWidget

from gan_studio.core.data.shipped_sets import SHIPPED_SETS
from gan_studio.session.evaluation_session import EvaluationSession, Wanted, default_extractor
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.evaluate.extractors import ExtractorChoice
from gan_studio.ui.pages.evaluate.metrics import MetricsPanel
from gan_studio.ui.pages.evaluate.models import ModelsPanel
from gan_studio.ui.pages.evaluate.options import OptionsForm
from gan_studio.ui.pages.evaluate.start import StartBar
from gan_studio.ui.widgets.setting_editors import Offer

OWN_DATA = "Each model's own"
_FILES = "Data sets (*.zip *.npz *.gz *-ubyte *.idx);;All files (*)"


class EvaluationForm(QWidget):
    """Models, metrics and settings above the start button; the metrics come once the parts are loaded.

    Signals:
        start_asked: a person wants to begin; no argument.
        changed: what is chosen changed; no argument.
    """

    start_asked = Signal()
    changed = Signal()

    def __init__(self, studio: Studio, session: EvaluationSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self.models = ModelsPanel(studio)
        self.options = OptionsForm(studio.preferences)
        self.metrics: MetricsPanel | None = None
        self.extractors: ExtractorChoice | None = None
        self.start_bar = StartBar(session, studio.training)
        self._lay_out()
        self._offer_data()
        self.models.changed.connect(self._check)
        self.options.changed.connect(self._check)
        self.start_bar.start_asked.connect(self.start_asked)
        self._check()
        studio.parts.when_ready(self.build)

    @property
    def problem(self) -> str:
        """Why one cannot start, as a sentence, or ""."""
        if self.metrics is None:
            return "The metrics are being loaded…"
        if not self.models.chosen():
            return "Tick a model to score."
        if not self.metrics.chosen():
            return "Tick a metric to compute."
        return ""

    def build(self) -> None:
        """Make what needs the registries."""
        self.metrics = MetricsPanel(self._studio.preferences)
        self.metrics.changed.connect(self._check)
        self._column.insertWidget(1, self.metrics, 3)
        self.extractors = ExtractorChoice(self._studio, self.options, self)
        stops = (self.models.list, self.models.add_file, self.metrics.sets, self.metrics.list)
        for one, following in itertools.pairwise((*stops, self.options.first_editor())):
            QWidget.setTabOrder(one, following)
        self._check()

    def wanted(self) -> Wanted:
        """What is chosen."""
        options = self.options.value()
        return Wanted(
            models=tuple(offer.candidate for offer in self.models.chosen()),
            metrics=tuple(column.metric for column in self.metrics.chosen()),
            data=options.data,
            extractor=options.extractor or default_extractor(),
            weights=self.extractors.weights(),
            count=options.count,
            split=options.split,
            repeats=options.repeats,
            psi=options.psi,
            seed=options.seed,
        )

    def take_data(self, text: str) -> None:
        """Compare with this data set."""
        if text:
            self.options.edit("data", text)

    def _lay_out(self) -> None:
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, theme.spacing(), 0)
        self._column.setSpacing(theme.spacing(1.5))
        self._column.addWidget(self.models, 2)
        self._column.addWidget(self.options)
        area = QScrollArea(widgetResizable=True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addWidget(area, 1)
        column.addWidget(self.start_bar)

    def _offer_data(self) -> None:
        recent = [text for text in self._studio.preferences.recall("data/recent", [""]) if text]
        sets = [(shipped.name, shipped.label) for shipped in SHIPPED_SETS.values()]
        folder = QAction("Choose Folder…", self)
        folder.triggered.connect(self._ask_for_folder)
        file = QAction("Choose File…", self)
        file.triggered.connect(self._ask_for_file)
        options = [("", OWN_DATA), *sets, *((text, text) for text in recent)]
        self.options.set_offer("data", Offer(options, (folder, file)))

    def _ask_for_folder(self) -> None:
        self.take_data(QFileDialog.getExistingDirectory(self, "Choose a folder of images", str(Path.home())))

    def _ask_for_file(self) -> None:
        self.take_data(QFileDialog.getOpenFileName(self, "Choose a data set", str(Path.home()), _FILES)[0])

    def _check(self, _: object = None) -> None:
        self.start_bar.set_missing(self.problem)
        self.changed.emit()
