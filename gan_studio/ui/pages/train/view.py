"""Where everything on the Train page stands: settings at the left, pictures and plots in the rest."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.train.controls import RunControls
from gan_studio.ui.pages.train.form import FormArea
from gan_studio.ui.pages.train.log import RunLog
from gan_studio.ui.pages.train.outcome import Outcome
from gan_studio.ui.pages.train.presets import PresetBar
from gan_studio.ui.pages.train.samples import SamplesPanel
from gan_studio.ui.pages.train.status import RunStatus
from gan_studio.ui.widgets.live_plot import LivePlot

_FORM_WIDTH = 336
_SAMPLES_WIDTH, _PLOTS_WIDTH = 480, 340
_STATUS_HEIGHT = 52
_NO_PLOTS = "Losses, scores and speed are plotted here\nfrom the first report of a run on."


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
        self.outcome.setMinimumHeight(_STATUS_HEIGHT)
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
        watched.addWidget(self._pictures())
        watched.addWidget(self._numbers())
        watched.setSizes([_SAMPLES_WIDTH, _PLOTS_WIDTH])
        watched.setStretchFactor(0, 3)
        watched.setStretchFactor(1, 2)
        column = QVBoxLayout()
        column.setSpacing(theme.spacing())
        column.addWidget(self.controls)
        column.addWidget(self.status)
        column.addWidget(self.outcome)
        column.addWidget(watched, 1)
        return column

    def _pictures(self) -> QWidget:
        pictures = QWidget()
        column = QVBoxLayout(pictures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addWidget(self.samples, 1)
        column.addWidget(self.log)
        return pictures

    def _numbers(self) -> QWidget:
        """The plots, or what is said in their place until there is something to plot."""
        self._no_plots = theme.as_note(
            QLabel(_NO_PLOTS, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        )
        self._plots_or_words = QStackedWidget()
        self._plots_or_words.addWidget(self._no_plots)
        self._plots_or_words.addWidget(self.plots)
        return self._plots_or_words

    def show_plots(self, is_any: bool) -> None:
        """Show the plots, or that there is nothing to plot yet."""
        self._plots_or_words.setCurrentWidget(self.plots if is_any else self._no_plots)
