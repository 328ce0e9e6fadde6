"""Where everything on the Train page stands: settings at the left, pictures and plots in the rest."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.train_controls import RunControls
from gan_studio.ui.pages.train_form import FormArea
from gan_studio.ui.pages.train_log import RunLog
from gan_studio.ui.pages.train_outcome import Outcome
from gan_studio.ui.pages.train_presets import PresetBar
from gan_studio.ui.pages.train_samples import SamplesPanel
from gan_studio.ui.pages.train_status import RunStatus
from gan_studio.ui.widgets.live_plot import LivePlot

_FORM_WIDTH = 340
_SAMPLES_WIDTH, _PLOTS_WIDTH = 480, 380
_STATUS_HEIGHT = 52


class TrainView:
    """Makes the widgets of the page and lays them out; knows nothing of what they do.

    Attributes:
        presets, form: the left column.
        controls, status, outcome: the rows above the pictures.
        samples, plots, log: what is watched.
    """

    def __init__(self, page: QWidget, studio: Studio) -> None:
        self.presets = PresetBar()
        self.form = FormArea(studio)
        self.controls = RunControls()
        self.status = RunStatus()
        self.outcome = Outcome()
        self.samples = SamplesPanel()
        self.plots = LivePlot()
        self.log = RunLog()
        self.plots.setObjectName("train.plots")
        self.plots.setAccessibleName("Plots of the run")
        self.status.setFixedHeight(_STATUS_HEIGHT)
        row = QHBoxLayout(page)
        row.setContentsMargins(*[theme.spacing(2)] * 4)
        row.setSpacing(theme.spacing(2))
        row.addWidget(self._settings())
        row.addLayout(self._run(), 1)

    def _settings(self) -> QWidget:
        settings = QWidget()
        settings.setFixedWidth(_FORM_WIDTH)
        column = QVBoxLayout(settings)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(1.5))
        column.addWidget(self.presets)
        column.addWidget(self.form, 1)
        return settings

    def _run(self) -> QVBoxLayout:
        watched = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        watched.setHandleWidth(theme.spacing(2))
        watched.addWidget(self.samples)
        watched.addWidget(self._numbers())
        watched.setSizes([_SAMPLES_WIDTH, _PLOTS_WIDTH])
        watched.setStretchFactor(0, 1)
        watched.setStretchFactor(1, 1)
        column = QVBoxLayout()
        column.setSpacing(theme.spacing())
        column.addWidget(self.controls)
        column.addWidget(self.status)
        column.addWidget(self.outcome)
        column.addWidget(watched, 1)
        return column

    def _numbers(self) -> QWidget:
        numbers = QWidget()
        column = QVBoxLayout(numbers)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addWidget(self.plots, 1)
        column.addWidget(self.log)
        return numbers
