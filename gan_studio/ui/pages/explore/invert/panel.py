"""The panel of inversion: a picture from anywhere, and the latent that draws it."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.events import Preparing
from gan_studio.core.latent.inversion.options import PICTURE_ENDINGS, InversionStep
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.session.failure import Failure
from gan_studio.session.invert_order import InvertOrder, TargetOrder
from gan_studio.session.newest_task import NewestTask
from gan_studio.session.progress import duration_text
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.invert.form import InvertForm
from gan_studio.ui.pages.explore.invert.run import InvertRun
from gan_studio.ui.pages.explore.panel import ExplorePanel
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.check_box import CheckBox
from gan_studio.ui.widgets.described import describe
from gan_studio.ui.widgets.latent_image import LatentImage
from gan_studio.ui.widgets.taking_turns import show_one

_POSITIONS = 1000
_SETTLED_SECONDS = 1.0
_FILES = f"Pictures ({' '.join(f'*{ending}' for ending in PICTURE_ENDINGS)});;All files (*)"
_INVITATION = "Drop a picture here, or choose one, to find the latent that draws it."


class InvertPanel(ExplorePanel):
    """Takes a picture, finds its latent, and makes that the latent that is explored."""

    title = "Invert"
    icon = "invert"
    tip = "Find the latent of a picture from anywhere, and go on editing from there."

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(exploration, studio, parent)
        self.setObjectName("explore.invert")
        self.setAccessibleName("Invert a picture")
        self.setAcceptDrops(True)
        self.target = LatentImage("Drop a picture here.")
        self.result = LatentImage("What is found appears here.")
        self.browse = QPushButton(theme.icon("folder"), "Choose Picture…")
        self.form = InvertForm()
        self.live = CheckBox("Show it large on the way")
        self.start = theme.as_primary(QPushButton("Invert"))
        self.stop = QPushButton("Stop")
        self.use = QPushButton("Use this latent")
        self.progress = QProgressBar(textVisible=False)
        self.news = theme.as_figures(QLabel(_INVITATION, wordWrap=True))
        self.run = InvertRun(exploration, studio, self)
        self._reader = NewestTask(self)
        self._path: Path | None = None
        self._wished: Path | None = None  # until it has been read, and turned out to be a picture
        self._pixels: np.ndarray | None = None
        self._target_order: TargetOrder | None = None  # what the pixels were read by
        self._first: tuple[float, int] | None = None
        self._name_for_readers()
        self._lay_out()
        self._connect()
        self._show_state()

    def take_file(self, path: Path) -> None:
        """Take a picture to invert; the model that is opened next inverts it where none is open.

        What was taken or is inverted until now stays where the file turns out to be no picture.
        """
        self._wished = path
        self._read()

    def begin(self) -> None:
        """Invert the picture that was taken."""
        facts = self.exploration.facts
        if facts is None or self._pixels is None or self.run.is_running:
            return
        self._first = None
        self.result.set_image(None)
        self.progress.setRange(0, 0)
        self.news.setText("Opening the model…")
        self.run.begin(InvertOrder(facts, self.form.options(), self._pixels))
        self._show_state()

    def choose_file(self) -> None:
        """Let a person choose a picture."""
        folder = str(self._path.parent if self._path else Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose a picture to invert", folder, _FILES)
        if chosen:
            self.take_file(Path(chosen))

    def end(self) -> None:
        """End what goes on in threads."""
        self.run.end()
        self._reader.end()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a file, whatever it is; one that is no picture is refused in words."""
        if _dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the picture, also one whose recipe would be opened elsewhere."""
        path = _dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.take_file(path)

    def _name_for_readers(self) -> None:
        for widget, name, label, tip in (
            (self.target, "target", "Picture to invert", "The picture as the model could have drawn it."),
            (self.result, "result", "Picture of the latent", "The nearest picture that was found so far."),
            (self.browse, "browse", "Choose picture", "Choose a picture to find the latent of."),
            (self.start, "start", "Invert", "Looks for the latent that draws the picture."),
            (self.stop, "stop", "Stop inverting", "Ends here and keeps the nearest picture so far."),
            (
                self.use,
                "use",
                "Use this latent",
                "Makes the latent that was found the one that is shown and edited; undo goes back.",
            ),
            (self.progress, "progress", "Progress of inversion", "How much of the search is done."),
            (self.live, "live", "Show it large on the way", "The big picture follows the search too."),
        ):
            describe(widget, f"explore.invert.{name}", label, tip)
        self.news.setObjectName("explore.invert.news")

    def _lay_out(self) -> None:
        pictures = QGridLayout()
        pictures.setSpacing(theme.spacing(0.5))
        pictures.setHorizontalSpacing(theme.spacing())
        for column, (title, image) in enumerate((("Picture", self.target), ("Found", self.result))):
            pictures.addWidget(theme.as_note(QLabel(title)), 0, column)
            pictures.addWidget(image, 1, column)
            image.setFixedHeight(theme.spacing(19))
            image.setMinimumWidth(theme.spacing(15))  # so that both fit beside a scroll bar
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.spacing())
        buttons.addWidget(self.progress, 1)
        buttons.addStretch()
        buttons.addWidget(self.stop)
        buttons.addWidget(self.start)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, theme.spacing(), theme.spacing(0.5), 0)
        column.setSpacing(theme.spacing())
        column.addLayout(pictures)
        column.addWidget(self.browse)
        column.addWidget(self.form)
        column.addWidget(self.live)
        column.addLayout(buttons)
        column.addWidget(self.news)
        column.addWidget(self.use)
        column.addStretch(1)
        self.progress.setFixedHeight(theme.spacing(0.75))
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _connect(self) -> None:
        self.browse.clicked.connect(self.choose_file)
        self.form.fit_chosen.connect(self._read)
        self.start.clicked.connect(self.begin)
        self.stop.clicked.connect(self._stop)
        self.use.clicked.connect(self.run.use)
        self.live.toggled.connect(self._choose_live)
        self._reader.finished.connect(self._show_target)
        self._reader.failed.connect(self._refuse_target)
        self.run.preparing.connect(self._show_preparing)
        self.run.stepped.connect(self._show_step)
        self.run.ended.connect(self._show_end)
        self.exploration.model_changed.connect(self._take_model)

    def _take_model(self, facts: ModelFacts) -> None:
        self.form.take_model(facts)
        if self.run.found is None:
            self.result.set_image(None)
        if self._target_order is not None and self._target_order.sample_shape != facts.sample_shape:
            self._pixels = None  # until it has been read for this model
        self._read()
        self._show_state()

    def _read(self) -> None:
        """Read the picture for the model that is open."""
        order = self._order()
        if order is not None:
            self._reader.start(order.work)
            self._show_state()

    def _order(self) -> TargetOrder | None:
        facts, path = self.exploration.facts, self._wished or self._path
        if facts is None or path is None:
            return None
        return TargetOrder(path, facts.sample_shape, self.form.chosen_fit())

    def _show_target(self, read: tuple[TargetOrder, np.ndarray]) -> None:
        order, self._pixels = read
        self._target_order = order
        if self._wished is not None:
            self._path, self._wished = self._wished, None
            self.run.abandon()
            self.result.set_image(None)
        self.target.set_image(self._pixels)
        self.target.setAccessibleDescription(order.path.name)
        if not self.run.is_running:
            self.news.setText(f"{order.path.name} is ready to be inverted.")
        self._show_state()

    def _refuse_target(self, failure: Failure) -> None:
        is_new, self._wished = self._wished is not None, None
        self.studio.tell_failure(failure)
        if is_new and self._path is not None:
            if self._order() != self._target_order:
                self._read()  # the model or the fit changed meanwhile
            self._show_state()
            return
        self._path = self._pixels = self._target_order = None
        self.target.set_image(None)
        self.news.setText(_INVITATION)
        self._show_state()

    def _choose_live(self, is_live: bool) -> None:
        self.run.is_live = is_live

    def _stop(self) -> None:
        self.news.setText("Stopping…")  # the button stays enabled, or the focus would go elsewhere
        self.run.stop()

    def _show_preparing(self, news: Preparing) -> None:
        self.news.setText(f"{news.what}…")
        if news.share is not None:
            self.progress.setRange(0, _POSITIONS)
            self.progress.setValue(round(_POSITIONS * news.share))

    def _show_step(self, step: InversionStep) -> None:
        self.result.set_image(step.image)
        self.progress.setRange(0, _POSITIONS)
        self.progress.setValue(round(_POSITIONS * step.step / step.steps))
        words = f"Step {step.step:,} of {step.steps:,} · {_nearness(step)}"
        self.news.setText(words + self._time_left(step))

    def _time_left(self, step: InversionStep) -> str:
        now = time.monotonic()
        self._first = self._first or (now, step.step)
        took, made = now - self._first[0], step.step - self._first[1]
        if took < _SETTLED_SECONDS or not made or step.step == step.steps:
            return ""
        return f" · {duration_text(took * (step.steps - step.step) / made)} left"

    def _show_end(self, words: str) -> None:
        found = self.run.found
        self.news.setText(words if found is None else f"{_nearness(found)}. {words}")
        self._show_state()

    def _show_state(self) -> None:
        """Offer what can be done now."""
        is_running = self.run.is_running
        self.progress.setVisible(is_running)
        show_one(*((self.stop, self.start) if is_running else (self.start, self.stop)))
        # While a picture is read in another way, the pixels are still those of before.
        self.start.setEnabled(self._pixels is not None and self._order() == self._target_order)
        self.form.setEnabled(not is_running)
        self.use.setEnabled(not is_running and self.run.found is not None)


def _nearness(step: InversionStep) -> str:
    return "Every pixel is right" if step.psnr == float("inf") else f"PSNR {step.psnr:.1f} dB"


def _dropped_file(event: QDropEvent) -> Path | None:
    local = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return local[0] if local and local[0].is_file() else None
