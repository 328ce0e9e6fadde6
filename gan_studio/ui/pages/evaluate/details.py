"""What can be looked at below the table of scores: a plot, class shares, pictures, notes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from gan_studio.core.scores import Detail, Histogram, PicturePairs
from gan_studio.ui import theme
from gan_studio.ui.pages.evaluate.notes import NotesTab
from gan_studio.ui.widgets.picture_pairs import PairGrid
from gan_studio.ui.widgets.scatter_plot import ScatterPlot, ScatterPoint
from gan_studio.ui.widgets.score_table_model import ScoreTableModel
from gan_studio.ui.widgets.share_bars import ShareBars

FIDELITY, VARIETY = "fidelity", "variety"
_MOST_MISSING = 12


class DetailTabs(QTabWidget):
    """Follows the table's current model; tabs that would be empty are left out.

    Signals:
        model_chosen: the row of the model that a person picked in the corner.
    """

    model_chosen = Signal(object)

    def __init__(self, scores: ScoreTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scores = scores
        self._row = 0
        self._is_chosen = False
        self.setDocumentMode(True)
        self.setObjectName("evaluate.details")
        self.setAccessibleName("Details of the scores")
        self.scatter = ScatterTab()
        self.classes = ClassesTab()
        self.pictures = PicturesTab()
        self.notes = NotesTab()
        self.addTab(self.scatter, "Fidelity and variety")
        self.addTab(self.classes, "Classes")
        self.addTab(self.pictures, "Pictures")
        self.addTab(self.notes, "Notes")
        self.models = QComboBox()
        self.models.setObjectName("evaluate.model")
        self.models.setAccessibleName("Model")
        self.models.setToolTip("Whose classes and pictures are shown; the table's current cell chooses too.")
        self.models.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.models.setMinimumContentsLength(20)
        self.models.activated.connect(self._tell_model)
        self.setCornerWidget(self.models)
        self.tabBarClicked.connect(self._keep_tab)
        self.currentChanged.connect(self._show_corner)

    def begin(self) -> None:
        """Show nothing of the models that are about to be scored."""
        with QSignalBlocker(self.models):
            self.models.clear()
            self.models.addItems([model.label for model in self._scores.models])
        self._row = 0
        self._is_chosen = False
        self.refresh()

    def show_row(self, row: int) -> None:
        """Show the classes and pictures of another model."""
        self._row = row
        with QSignalBlocker(self.models):
            self.models.setCurrentIndex(row)
        self._show_model()

    def refresh(self) -> None:
        """Show what was found since the last time."""
        self.scatter.show_scores(self._scores)
        self.notes.show_scores(self._scores)
        self.setTabVisible(0, self.scatter.has_points)
        self._show_model()

    def _tell_model(self, row: int) -> None:
        self.model_chosen.emit(row)

    def _show_model(self) -> None:
        scores = self._scores.scores_of(self._row)
        details = [detail for score in scores for detail in score.measured.details]
        self.classes.show_details([detail for detail in details if isinstance(detail, Histogram)])
        self.pictures.show_details([detail for detail in details if isinstance(detail, PicturePairs)])
        self.setTabVisible(1, self.classes.has_details)
        self.setTabVisible(2, self.pictures.has_details)
        if not self._is_chosen:
            self.setCurrentIndex(next(tab for tab in range(self.count()) if self.isTabVisible(tab)))
        self._show_corner()

    def _keep_tab(self, _: int) -> None:
        """Stay where a person went, whatever else is found."""
        self._is_chosen = True

    def _show_corner(self, _: int = 0) -> None:
        self.models.setVisible(self.currentWidget() in (self.classes, self.pictures))


class ScatterTab(QWidget):
    """One score that tells of fidelity against one that tells of variety, a mark per model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scores = ScoreTableModel()
        self.across = _combo("evaluate.across", "Variety", "The score of variety that is drawn to the right.")
        self.up = _combo("evaluate.up", "Fidelity", "The score of fidelity that is drawn upwards.")
        self.plot = ScatterPlot()
        self.plot.setObjectName("evaluate.scatter")
        self.plot.setAccessibleName("Fidelity against variety")
        row = QHBoxLayout()
        for text, combo in (("Upwards", self.up), ("To the right", self.across)):
            label = QLabel(text)
            label.setBuddy(combo)
            row.addWidget(label)
            row.addWidget(combo)
            row.addSpacing(theme.spacing())
            combo.activated.connect(self._draw)
        row.addStretch(1)
        column = _column(self)
        column.addLayout(row)
        column.addWidget(self.plot, 1)

    @property
    def has_points(self) -> bool:
        """Whether there is anything to compare along both axes."""
        return self.up.count() > 0 and self.across.count() > 0

    def show_scores(self, scores: ScoreTableModel) -> None:
        """Show what was found so far."""
        self._scores = scores
        found = [score for row in range(len(scores.models)) for score in scores.scores_of(row)]
        order = [column.metric for column in scores.columns]
        for combo, aspect in ((self.up, FIDELITY), (self.across, VARIETY)):
            names = {score.metric: score.label for score in found if score.aspect == aspect}
            _offer(combo, [(names[name], name) for name in order if name in names])
        self._draw()

    def _draw(self, _: object = None) -> None:
        points = []
        for row, model in enumerate(self._scores.models):
            by_name = {score.metric: score for score in self._scores.scores_of(row)}
            x, y = by_name.get(self.across.currentData()), by_name.get(self.up.currentData())
            if x and y and x.value is not None and y.value is not None:
                points.append(ScatterPoint(model.label, x.value, y.value, x.spread, y.spread))
        self.plot.show_points(points, self.across.currentText(), self.up.currentText())


class _DetailTab(QWidget):
    """Lets a person choose among details of one kind, and shows the one chosen."""

    def __init__(self, name: str, tooltip: str, view: QWidget) -> None:
        super().__init__()
        self._details: Sequence[Detail] = ()
        self.choice = _combo(f"{name}.choice", "What is shown", tooltip)
        self.choice.activated.connect(self._show)
        self.said = theme.as_note(QLabel(wordWrap=True))
        self.view = view
        view.setObjectName(name)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(view)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row = QHBoxLayout()
        row.addWidget(self.choice)
        row.addWidget(self.said, 1)
        column = _column(self)
        column.addLayout(row)
        column.addWidget(area, 1)

    @property
    def has_details(self) -> bool:
        """Whether there is anything to show."""
        return bool(self._details)

    def show_details(self, details: Sequence[Detail]) -> None:
        """Show one of these; the one with the same title as before, if there is one."""
        if list(details) == list(self._details):
            return
        self._details = details
        _offer(self.choice, [(detail.title, detail.title) for detail in details])
        self._show()

    def current(self) -> Detail | None:
        """What is shown."""
        index = self.choice.currentIndex()
        return self._details[index] if 0 <= index < len(self._details) else None

    def _show(self, _: object = None) -> None:
        raise TypeError(f"{type(self).__name__} does not show its details.")


class ClassesTab(_DetailTab):
    """How many pictures of each class there are, and which classes are missing."""

    def __init__(self) -> None:
        self.bars = ShareBars()
        self.bars.setAccessibleName("Shares of the classes")
        super().__init__("evaluate.classes", "Which shares of classes are shown.", self.bars)

    def _show(self, _: object = None) -> None:
        shown = self.current()
        self.bars.show_histogram(shown)
        self.said.setText(missing_text(shown) if shown else "")


class PicturesTab(_DetailTab):
    """Pictures side by side: what is nearest to what."""

    def __init__(self) -> None:
        self.pairs = PairGrid()
        self.pairs.setAccessibleName("Pairs of pictures")
        super().__init__("evaluate.pairs", "Which pairs of pictures are shown.", self.pairs)

    def _show(self, _: object = None) -> None:
        self.pairs.show_pairs(self.current())


def missing_text(histogram: Histogram) -> str:
    """Which classes are missing, as a sentence."""
    missing = histogram.missing
    if not missing:
        return "No class is missing."
    more = f" and {len(missing) - _MOST_MISSING} more" if len(missing) > _MOST_MISSING else ""
    return f"Missing: {', '.join(missing[:_MOST_MISSING])}{more}."


def _combo(name: str, accessible: str, tooltip: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(accessible)
    combo.setToolTip(tooltip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return combo


def _offer(combo: QComboBox, items: Sequence[tuple[str, str]]) -> None:
    """Offer other items; what was chosen stays chosen where it is still offered."""
    chosen = combo.currentData()
    with QSignalBlocker(combo):
        combo.clear()
        for label, value in items:
            combo.addItem(label, value)
        combo.setCurrentIndex(max(combo.findData(chosen), 0) if items else -1)


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, theme.spacing(), 0, 0)
    column.setSpacing(theme.spacing())
    return column
