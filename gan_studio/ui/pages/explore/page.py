"""Explore: moving through what a trained model can draw."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.events import Event, Finished, Saved
from gan_studio.core.latent.film.names import FILM_ENDINGS
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.session.studio import OpenModel, OpenRecipe, Studio, Visit
from gan_studio.session.visits import EvaluateModels, InvertPicture
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.actions import page_action
from gan_studio.ui.pages.explore.controls import ControlsPanel
from gan_studio.ui.pages.explore.dimensions import DimensionsPanel
from gan_studio.ui.pages.explore.invert.panel import InvertPanel
from gan_studio.ui.pages.explore.models import ModelChoice
from gan_studio.ui.pages.explore.picker import ModelPicker
from gan_studio.ui.pages.explore.picture import PicturePanel
from gan_studio.ui.pages.explore.seeds import SeedsPanel
from gan_studio.ui.pages.explore.session import SessionKeeper
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.tabs import BELOW_PANELS, SIDE_PANELS, ExploreTabs
from gan_studio.ui.pages.explore.timeline.panel import TimelinePanel
from gan_studio.ui.pages.explore.walk import WalkPanel
from gan_studio.ui.widgets.empty_state import EmptyState

_LAST_MODEL = "explore/model"
_SIDE_WIDTH = 344


class ExplorePage(QWidget):
    """The picture first, what it is drawn from beside it, its neighbours below."""

    place = "explore"
    title = "Explore"
    icon = "explore"

    def __init__(self, studio: Studio, exploration: Exploration | None = None) -> None:
        super().__init__()
        self._studio = studio
        self._wanted: OpenModel | OpenRecipe | None = None
        self.exploration = exploration or Exploration(studio.notices, self)
        self.keeper = SessionKeeper(self.exploration, studio.notices, self)
        self.picker = ModelPicker(studio, self.exploration)
        self.controls = ControlsPanel(self.exploration)
        self.dimensions = DimensionsPanel(self.exploration)
        self.picture = PicturePanel(self.exploration, studio)
        self.seeds = SeedsPanel(self.exploration)
        self.walk = WalkPanel(self.exploration)
        self.empty = EmptyState(
            "explore",
            "Nothing to explore yet",
            "A model appears here as soon as a run has saved its first checkpoint. You can also drop a "
            "checkpoint (.pt), or a picture saved here, on the window.",
            "Train a model",
        )
        self._lay_out()
        self._make_actions()
        self._connect()

    def receive(self, payload: object) -> None:
        """Open a model, a recipe, or a picture to invert, that someone asked for."""
        if isinstance(payload, InvertPicture):
            self._beside.bring_forward(InvertPanel)
            self.findChild(InvertPanel).take_file(payload.path)
        elif isinstance(payload, OpenModel | OpenRecipe):
            self._wanted = payload
            self._studio.parts.when_ready(self._open_wanted)

    def show_interpolation(self) -> None:
        """Bring the interpolation to the front."""
        self._below.setCurrentWidget(self.walk)

    def showEvent(self, event: QShowEvent) -> None:
        """Look for models that are new."""
        super().showEvent(event)
        self.picker.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was made, as the window may be closing."""
        super().hideEvent(event)
        self.keeper.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the picture on the whole screen with F11."""
        if event.key() == Qt.Key.Key_F11:
            self.picture.show_full_screen()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a text field from claiming undo where it has nothing to undo."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_F11:
            event.accept()  # it is the picture's here, the window's elsewhere
            return True
        if event.type() == QEvent.Type.ShortcutOverride and _is_idle_undo(watched, event):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(theme.spacing(), 0, 0, 0)
        column.setSpacing(theme.spacing(2))
        column.addWidget(self.picker)
        column.addWidget(self._tabs_beside(), 1)
        side.setMinimumWidth(theme.spacing(36))
        self._below = ExploreTabs()
        self._below.add(self.seeds, "grid", "Seeds", "Pictures of neighbouring seeds.")
        self._below.add(self.walk, "explore", "Interpolation", "What lies between pictures.")
        self._below.add_panels(BELOW_PANELS, self.exploration, self._studio)
        self._below.setMinimumHeight(theme.spacing(20))
        middle = _splitter(Qt.Orientation.Vertical, self.picture, self._below, (520, 224))
        whole = _splitter(Qt.Orientation.Horizontal, middle, side, (900, _SIDE_WIDTH))
        whole.setContentsMargins(theme.spacing(2), theme.spacing(2), theme.spacing(2), theme.spacing(2))
        self._stack = QStackedWidget()
        self._stack.addWidget(whole)
        self._stack.addWidget(self.empty)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._stack)

    def _tabs_beside(self) -> ExploreTabs:
        latent = QWidget()
        column = QVBoxLayout(latent)
        column.setContentsMargins(0, theme.spacing(), 0, 0)
        column.setSpacing(theme.spacing(2))
        column.addWidget(self.controls)
        column.addWidget(self.dimensions, 1)
        self._beside = ExploreTabs(is_narrow=True)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(latent)
        self._beside.add(scroll, "sliders", "Latent", "Seed, class, truncation and single dimensions.")
        self._beside.add_panels(SIDE_PANELS, self.exploration, self._studio)
        return self._beside

    def _make_actions(self) -> None:
        self.addActions(self.picture.actions_of_page())
        for panel in (*self._below.panels, *self._beside.panels):
            self.addActions(panel.actions())
        for text, icon, keys, act in (
            ("Previous Seed", "previous", "Alt+Left", self._previous_seed),
            ("Next Seed", "next", "Alt+Right", self._next_seed),
            ("Random Seed", "random", "Alt+R", self.controls.choose_random_seed),
            ("Randomise Dimensions", "sliders", "Alt+Shift+R", self.dimensions.randomize_all),
            ("Reset Dimensions", "reset", "Alt+0", self.dimensions.reset_all),
            ("Add to Interpolation", "plus", "Alt+A", self._add_to_interpolation),
            ("Begin Afresh", "reset", "", self.keeper.begin_afresh),
            ("Open Model File…", "folder", "", self.picker.open_file),
            ("Evaluate This Model", "evaluate", "", self._evaluate),
        ):
            self.addAction(page_action(self, text, icon, act, keys))
        self.picture.offer_on_full_screen(self.actions())

    def _connect(self) -> None:
        self.empty.pressed.connect(self._go_to_train)
        self.picker.listed.connect(self._take_choices)
        self.exploration.opening.connect(self._show_or_invite)
        self.exploration.model_changed.connect(self._take_model)
        self._studio.training.events_ready.connect(self._follow_training)
        QApplication.instance().focusChanged.connect(self._watch)

    def _take_choices(self, choices: list[ModelChoice]) -> None:
        self._show_or_invite()
        if choices and not self._has_model():
            last = Path(self._studio.preferences.recall(_LAST_MODEL, "") or choices[0].path)
            known = [choice.path for choice in choices]
            self.receive(OpenModel(last if last in known or last.is_file() else known[0]))

    def _has_model(self) -> bool:
        exploration = self.exploration
        return exploration.facts is not None or exploration.is_opening or self._wanted is not None

    def _show_or_invite(self) -> None:
        is_empty = not self.picker.choices() and not self._has_model()
        self._stack.setCurrentIndex(1 if is_empty else 0)

    def _open_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        if isinstance(wanted, OpenModel):
            self.exploration.open_model(wanted.path)
        elif isinstance(wanted, OpenRecipe):
            self.exploration.open_recipe(wanted.path)
            if wanted.path.is_dir() or wanted.path.suffix.lower() in FILM_ENDINGS:
                self._below.bring_forward(TimelinePanel)

    def _take_model(self, facts: ModelFacts) -> None:
        self._studio.preferences.remember(_LAST_MODEL, str(facts.path))

    def _follow_training(self, events: list[Event]) -> None:
        if self.isVisible() and any(isinstance(event, Saved | Finished) for event in events):
            self.picker.refresh()

    def _watch(self, _: QWidget | None, focused: QWidget | None) -> None:
        if focused is not None and self.isAncestorOf(focused):
            focused.installEventFilter(self)

    def _go_to_train(self) -> None:
        self._studio.visit(Visit("train"))

    def _evaluate(self) -> None:
        if self.exploration.facts is not None:
            self._studio.visit(Visit("evaluate", EvaluateModels((self.exploration.facts.path,))))

    def _add_to_interpolation(self) -> None:
        self.show_interpolation()
        self.walk.add_current()

    def _previous_seed(self) -> None:
        self.controls.step_seed(-1)

    def _next_seed(self) -> None:
        self.controls.step_seed(1)


def _is_idle_undo(watched: QObject, event: QKeyEvent) -> bool:
    """Whether a text field is asked to undo or redo though nothing was typed there."""
    field = watched.lineEdit() if isinstance(watched, QAbstractSpinBox) else watched
    keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
    is_idle = isinstance(field, QLineEdit) and not field.isUndoAvailable() and not field.isRedoAvailable()
    return is_idle and any(event.matches(key) for key in keys)


def _splitter(
    orientation: Qt.Orientation, first: QWidget, second: QWidget, sizes: tuple[int, int]
) -> QSplitter:
    splitter = QSplitter(orientation, childrenCollapsible=False)
    splitter.addWidget(first)
    splitter.addWidget(second)
    splitter.setStretchFactor(0, 1)
    splitter.setSizes(list(sizes))
    splitter.setHandleWidth(theme.spacing())
    return splitter
