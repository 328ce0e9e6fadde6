"""The directions panel of Explore: finding directions of latent space, and moving pictures along them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.errors import InputError
from gan_studio.core.latent.direction_files import (
    directions_folder,
    read_direction,
    save_direction,
)
from gan_studio.core.latent.requests import PictureRequest
from gan_studio.core.latent.vectors import Direction
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.actions import page_action
from gan_studio.ui.pages.explore.directions.files import Removal
from gan_studio.ui.pages.explore.directions.finder import Finder
from gan_studio.ui.pages.explore.directions.list import DirectionsList
from gan_studio.ui.pages.explore.directions.view import (
    listed,
    with_more,
    without,
    without_amounts,
)
from gan_studio.ui.pages.explore.panel import ExplorePanel
from gan_studio.ui.pages.explore.seeds import SeedsPanel
from gan_studio.ui.pages.explore.state import Exploration


class DirectionsPanel(ExplorePanel):
    """Turns between the list of directions and the search for more."""

    title = "Directions"
    icon = "directions"
    tip = "Find what changes a picture in one way, and move along it."

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(exploration, studio, parent)
        self.setObjectName("explore.directions")
        self.setAccessibleName("Directions")
        self.list = DirectionsList(exploration)
        self.finder = Finder(exploration, studio)
        self.show_list = theme.as_quiet(QPushButton("List", checkable=True))
        self.show_finder = theme.as_quiet(QPushButton(theme.icon("plus"), "Find", checkable=True))
        self.load = QToolButton(autoRaise=True)
        self.reset = QToolButton(autoRaise=True)
        self.empty = _Empty()
        self._pages = QStackedWidget()
        self._name_for_readers()
        self._lay_out()
        self._connect()
        self.turn_to(is_finding=False)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        self._follow()

    def end(self) -> None:
        """End the search."""
        self.finder.end()

    def turn_to(self, *, is_finding: bool) -> None:
        """Show the search, or the list."""
        self._is_finding = is_finding
        self.show_list.setChecked(not is_finding)
        self.show_finder.setChecked(is_finding)
        self._follow()

    def tag(self, is_positive: bool, request: PictureRequest | None = None) -> None:
        """Tag a picture, the one that is shown if none is given, and show the tags."""
        tabs = self.parentWidget().parentWidget() if self.parentWidget() else None
        if isinstance(tabs, QTabWidget):
            tabs.setCurrentWidget(self)
        self.finder.choose(self.finder.tagged)
        self.turn_to(is_finding=True)
        self.finder.tagged.tag(is_positive, request)

    def tag_pointed_at(self, is_positive: bool) -> None:
        """Tag the seed that the keyboard has selected, or else the picture that is shown."""
        focused = QApplication.focusWidget()
        seeds = focused.parentWidget() if focused is not None else None
        self.tag(is_positive, seeds.selected_request() if isinstance(seeds, SeedsPanel) else None)

    def load_from(self, path: Path) -> None:
        """List the direction in a file, or say why it cannot be."""
        exploration = self.exploration
        if exploration.facts is None:
            return
        try:
            direction = read_direction(path, exploration.facts)
        except InputError as error:
            self.studio.notices.error(str(error))
            return
        before = listed(exploration.view)
        exploration.commit(with_more(exploration.view, [direction]), f"Load {direction.name}")
        if listed(exploration.view) == before:
            self.studio.notices.info(f"“{direction.name}” is listed already.")
        self._show_last()

    def _name_for_readers(self) -> None:
        for button, name, tooltip in (
            (self.show_list, "List of directions", "The directions of this model, to move along."),
            (self.show_finder, "Find more directions", "Ways to find more directions."),
            (self.load, "Load a direction", "Lists a direction from a file that was saved with this model."),
            (self.reset, "Reset all amounts", "Takes every direction back to 0."),
        ):
            button.setAccessibleName(name)
            button.setToolTip(tooltip)
        self.load.setIcon(theme.icon("folder"))
        self.reset.setIcon(theme.icon("reset"))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.spacing(0.5))
        row.addWidget(self.show_list)
        row.addWidget(self.show_finder)
        row.addStretch()
        row.addWidget(self.load)
        row.addWidget(self.reset)
        for page in (self.empty, self.list, self.finder):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.spacing(), 0, 0)
        column.setSpacing(theme.spacing())
        column.addLayout(row)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.show_list.clicked.connect(self._turn_to_list)
        self.show_finder.clicked.connect(self._turn_to_finder)
        self.empty.button.clicked.connect(self._turn_to_finder)
        self.load.clicked.connect(self._ask_for_file)
        self.reset.clicked.connect(self._reset)
        self.finder.found.connect(self._take)
        self.list.save_asked.connect(self._save)
        self.list.remove_asked.connect(self._remove)
        self.exploration.view_changed.connect(self._follow)
        for text, icon, keys, act in (
            ("Tag as Example", "plus", "+", self._tag_positive),
            ("Tag as Counterexample", "minus", "-", self._tag_negative),
            ("Reset Directions", "reset", "", self._reset),
        ):
            self.addAction(page_action(self, text, icon, act, keys))

    def _tag_positive(self) -> None:
        self.tag_pointed_at(True)

    def _tag_negative(self) -> None:
        self.tag_pointed_at(False)

    def _follow(self) -> None:
        view = self.exploration.view
        self.reset.setEnabled(bool(view.request.steps))
        if self._is_finding:
            self._pages.setCurrentWidget(self.finder)
        else:
            self._pages.setCurrentWidget(self.list if listed(view) else self.empty)

    def _turn_to_list(self) -> None:
        self.turn_to(is_finding=False)

    def _turn_to_finder(self) -> None:
        self.turn_to(is_finding=True)

    def _take(self, found: tuple[Direction, ...]) -> None:
        exploration = self.exploration
        if not found:
            self.studio.notices.info("No direction was found: what the model draws does not vary there.")
            return
        before = len(listed(exploration.view))
        name = found[0].name if len(found) == 1 else f"{len(found)} directions"
        exploration.commit(with_more(exploration.view, found), f"Find {name}")
        if len(listed(exploration.view)) == before:
            self.studio.notices.info("What was found is listed already.")
        self.turn_to(is_finding=False)
        self.show_list.setFocus()  # the button that was pressed is gone, and so would the focus be
        self.list.reveal(min(before, max(0, len(listed(exploration.view)) - 1)))

    def _show_last(self) -> None:
        self.turn_to(is_finding=False)
        self.list.reveal(max(0, len(self.list.directions()) - 1))

    def _reset(self) -> None:
        self.exploration.commit(without_amounts(self.exploration.view), "Reset all directions")

    def _save(self, direction: Direction) -> None:
        try:
            path = save_direction(direction, self.exploration.facts)
        except InputError as error:
            self.studio.notices.error(str(error))
            return
        self.studio.notices.info(f"Saved “{direction.name}” as {path.name} in {path.parent}.")

    def _remove(self, direction: Direction) -> None:
        exploration = self.exploration
        removal = Removal(direction, exploration.facts, self.studio.notices)
        exploration.commit(without(exploration.view, direction), f"Remove {direction.name}", effect=removal)

    def _ask_for_file(self) -> None:
        if self.exploration.facts is None:
            return
        folder = directions_folder(self.exploration.facts)
        start = str(folder if folder.is_dir() else Path.home())
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Load a direction", start, "Directions (*.json);;All files (*)"
        )
        if chosen:
            self.load_from(Path(chosen))


class _Empty(QWidget):
    """What a person sees before there is any direction."""

    def __init__(self) -> None:
        super().__init__()
        text = QLabel(
            "A direction changes pictures in one way: turns, ages, brightens. Find some, then move "
            "sliders to go along them.",
            wordWrap=True,
            alignment=Qt.AlignmentFlag.AlignCenter,
        )
        self.button = theme.as_primary(QPushButton("Find directions"))
        self.button.setAccessibleName("Find directions")
        self.button.setToolTip("Shows the ways to find directions.")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(2)] * 4)
        column.setSpacing(theme.spacing(2))
        column.addStretch(1)
        column.addWidget(text)
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
