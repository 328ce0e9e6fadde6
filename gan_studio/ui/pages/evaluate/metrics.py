"""Which metrics are computed: a list, and sets of them that go together."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gan_studio.core.registry import METRICS, Entry
from gan_studio.session.evaluation_session import default_metrics
from gan_studio.session.preferences import Preferences
from gan_studio.ui import theme
from gan_studio.ui.widgets.check_list import CheckList, CheckRow
from gan_studio.ui.widgets.score_table_model import DIRECTIONS, MetricColumn

_CHOSEN = "evaluate/metrics"
_NEEDS = {
    "labels": ("classes", "a data set with classes"),
    "asked labels": ("classes", "a model that is told the class"),
    "probabilities": ("a classifier", "an extractor with classes of its own"),
    "training": ("training data", "the pictures that the model learned from"),
}
_LEAST_ROWS = 5
_OWN = "Own choice"


class MetricsPanel(QWidget):
    """Made when the parts are loaded; ticks are remembered.

    Signals:
        changed: other metrics are ticked; no argument.
    """

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._entries = _in_order()
        self._make_widgets()
        self._restore()
        self.sets.activated.connect(self._take_set)
        self.list.ticked_changed.connect(self._tell)

    def chosen(self) -> list[MetricColumn]:
        """The ticked metrics, those computed by default first."""
        ticked = self.list.ticked()
        return [column_of(entry) for entry in self._entries if entry.name in ticked]

    def _make_widgets(self) -> None:
        self.sets = QComboBox()
        self.sets.setObjectName("evaluate.preset")
        self.sets.setAccessibleName("Set of metrics")
        self.sets.setToolTip("Ticks metrics that go together; more metrics take longer.")
        for label, belongs in _sets().items():
            names = [entry.name for entry in self._entries if belongs(entry)]
            if names:
                self.sets.addItem(label, names)
        self.list = CheckList()
        self.list.setObjectName("evaluate.metrics")
        self.list.setAccessibleName("Metrics")
        self.list.setToolTip("Tick what to compute; the space bar ticks too.")
        self.list.setMinimumHeight(_LEAST_ROWS * self.list.row_height() + 4)
        self.list.set_rows([_row(entry) for entry in self._entries])
        top = QHBoxLayout()
        top.addWidget(theme.as_heading(QLabel("Metrics")), 1)
        top.addWidget(self.sets)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.5))
        column.addLayout(top)
        column.addWidget(self.list, 1)

    def _restore(self) -> None:
        known = {entry.name for entry in self._entries}
        remembered = [name for name in self._preferences.recall(_CHOSEN, [""]) if name in known]
        self.list.set_ticked(remembered or default_metrics())
        self._show_set()

    def _show_set(self) -> None:
        """Name the set that is ticked, if it is one."""
        ticked = self.list.ticked()
        own = self.sets.findText(_OWN)
        if own >= 0:
            self.sets.removeItem(own)
        same = [
            spot for spot in range(self.sets.count()) if sorted(self.sets.itemData(spot)) == sorted(ticked)
        ]
        if not same:
            self.sets.addItem(_OWN, ticked)
        self.sets.setCurrentIndex(same[0] if same else self.sets.count() - 1)

    def _take_set(self, index: int) -> None:
        self.list.set_ticked(self.sets.itemData(index))
        self._tell()

    def _tell(self) -> None:
        self._preferences.remember(_CHOSEN, self.list.ticked())
        self._show_set()
        self.changed.emit()


def column_of(entry: Entry) -> MetricColumn:
    """What a table's heading says of a metric."""
    return MetricColumn(entry.name, entry.label, entry.summary, entry.part.better)


def _in_order() -> list[Entry]:
    """The metrics computed by default, then the others by label."""
    defaults = list(default_metrics())
    entries = METRICS.entries()
    return sorted(
        entries, key=lambda entry: defaults.index(entry.name) if entry.name in defaults else len(defaults)
    )


def _sets() -> dict[str, Callable[[Entry], bool]]:
    """What decides whether a metric belongs to a set, by the set's label."""
    defaults = default_metrics()
    return {
        "Quick": lambda entry: entry.name in defaults,
        "Fidelity and variety": lambda entry: bool(entry.part.aspect),
        "Classes": lambda entry: bool(entry.part.needs & {"labels", "asked labels", "probabilities"}),
        "Memorisation": lambda entry: "training" in entry.part.needs,
        "Everything": lambda _: True,
    }


def _row(entry: Entry) -> CheckRow:
    needs = [words for name, words in _NEEDS.items() if name in entry.part.needs]
    note = f"needs {needs[0][0]}" if needs else ""
    lines = [entry.label, entry.summary, DIRECTIONS.get(entry.part.better, "")]
    if needs:
        lines.append(f"Needs {' and '.join(long for _, long in needs)}.")
    return CheckRow(entry.name, entry.label, note, "\n".join(line for line in lines if line))
