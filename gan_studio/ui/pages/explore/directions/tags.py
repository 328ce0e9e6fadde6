"""Tagging pictures as examples and counterexamples, and the direction between them."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)

from gan_studio.core.errors import InputError
from gan_studio.core.latent.directions.plans import FEWEST_TAGS, MOST_TAGS, SEPARATIONS, Tag, TaggedPlan
from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.session.render_messages import Frame, Rendered
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.copying import fixed_request
from gan_studio.ui.pages.explore.directions.view import with_tag
from gan_studio.ui.pages.explore.directions.ways import Way
from gan_studio.ui.pages.explore.frames import latent_text, padded
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.latent_grid import LatentGrid

_GRID_HEIGHT = 72
_PAUSE_MS = 40
_SEPARATION_HELP = (
    "Difference of means goes from the average counterexample to the average example, and needs few "
    "pictures. A linear SVM looks for the way that tells them apart best, and gains from many."
)


class TaggedWay(Way):
    """Lists the tagged pictures, and asks how to tell them apart."""

    title = "From pictures I tag"
    help = (
        "Tag pictures that show something with +, and pictures that do not with −; also with the keys + "
        "and − on the seeds below. The direction leads from − to +."
    )

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(exploration, parent)
        self._wished: tuple[PictureRequest, ...] = ()
        self.grids = {True: TagGrid("+"), False: TagGrid("−")}
        self.counts = {True: theme.as_note(QLabel()), False: theme.as_note(QLabel())}
        self.buttons = {True: QPushButton("+ This picture"), False: QPushButton("− This picture")}
        self.clear = theme.as_quiet(QPushButton("Clear"))
        self.separation = QComboBox()
        self.name = QLineEdit(clearButtonEnabled=True, placeholderText="My direction")
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._connect()

    def tag(self, is_positive: bool, request: PictureRequest | None = None) -> None:
        """Tag a picture, the one that is shown if none is given."""
        exploration = self.exploration
        if exploration.facts is None or exploration.picture is None:
            return
        tags = exploration.view.tags
        if len(tags) >= MOST_TAGS:
            return
        tag = Tag(fixed_request(exploration) if request is None else request, is_positive)
        exploration.commit(with_tag(exploration.view, tag), f"Tag as {'+' if is_positive else '−'}")

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was not drawn while it could not be seen."""
        super().showEvent(event)
        self.follow()

    def take_model(self, facts: ModelFacts) -> None:
        """Draw the tagged pictures as another model, or another moment of its run, does."""
        self._wished = ()
        self._timer.start()

    def follow(self) -> None:
        """Show the view's tags."""
        if not self.isVisible():
            return
        tags = self.exploration.view.tags
        for is_positive, label in self.counts.items():
            label.setText(f"{sum(tag.is_positive is is_positive for tag in tags)}")
        self.clear.setEnabled(bool(tags))
        for button in self.buttons.values():
            button.setEnabled(self.exploration.facts is not None and len(tags) < MOST_TAGS)
        if not self._timer.isActive():
            self._timer.start()

    def plan(self) -> TaggedPlan:
        """The plan as asked for."""
        tags = self.exploration.view.tags
        counts = [len(self._requests(is_positive)) for is_positive in (True, False)]
        if min(counts) < FEWEST_TAGS:
            raise InputError(
                f"Tag {FEWEST_TAGS} pictures with + and {FEWEST_TAGS} with − or more; there are "
                f"{counts[0]} and {counts[1]}."
            )
        name = self.name.text().strip() or self.name.placeholderText()
        return TaggedPlan(tags, self.separation.currentData(), name)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(theme.spacing(0.5))
        for row, is_positive in enumerate((True, False)):
            word = "example" if is_positive else "counterexample"
            button, pictures = self.buttons[is_positive], self.grids[is_positive]
            button.setAccessibleName(f"Tag the picture as {word}")
            button.setToolTip(f"Makes the picture that is shown large an {word}".replace("an c", "a c") + ".")
            pictures.setObjectName(f"explore.directions.{word}s")
            pictures.setAccessibleName(f"{word.capitalize()}s")
            pictures.setToolTip("Click one to see it large; Delete, or its menu, takes the tag off.")
            pictures.setFixedHeight(_GRID_HEIGHT)
            grid.addWidget(button, 2 * row, 0)
            grid.addWidget(self.counts[is_positive], 2 * row, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(pictures, 2 * row + 1, 0, 1, 2)
        self.column.insertLayout(1, grid)
        for key, label in SEPARATIONS.items():
            self.separation.addItem(label, key)
        self.ask("Tell apart by", self.separation, _SEPARATION_HELP)
        self.ask("Name", self.name, "What to call the direction, such as what the examples show.")
        self.clear.setAccessibleName("Clear all tags")
        self.clear.setToolTip("Takes every tag off.")
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.clear)
        self.column.addLayout(row)

    def _connect(self) -> None:
        self.buttons[True].clicked.connect(self._tag_positive)
        self.buttons[False].clicked.connect(self._tag_negative)
        self.clear.clicked.connect(self._clear)
        self._timer.timeout.connect(self._draw)
        self.exploration.rendered.connect(self._show)
        self.exploration.passed.connect(self.take_model)
        for pictures in self.grids.values():
            pictures.clicked.connect(self._visit)
            pictures.remove_asked.connect(self._remove)

    def _tag_positive(self) -> None:
        self.tag(True)

    def _tag_negative(self) -> None:
        self.tag(False)

    def _clear(self) -> None:
        self.exploration.commit(replace(self.exploration.view, tags=()), "Clear tags")

    def _requests(self, is_positive: bool) -> tuple[PictureRequest, ...]:
        tags = self.exploration.view.tags
        return tuple(tag.request for tag in tags if tag.is_positive is is_positive)

    def _of_sender(self, index: int) -> PictureRequest | None:
        """The picture of a grid's cell, or None where its tag is gone and the cell not yet."""
        requests = self._requests(self.sender() is self.grids[True])
        return requests[index] if index < len(requests) else None

    def _visit(self, index: int) -> None:
        request = self._of_sender(index)
        if request is not None:
            self.exploration.commit_request(request, "Show a tagged picture")

    def _remove(self, index: int) -> None:
        gone, view = self._of_sender(index), self.exploration.view
        tags = tuple(tag for tag in view.tags if tag.request != gone)
        self.exploration.commit(replace(view, tags=tags), "Take a tag off")

    def _draw(self) -> None:
        requests = (*self._requests(True), *self._requests(False))
        if not self.isVisible() or self.exploration.facts is None or requests == self._wished:
            return
        self._wished = requests
        self.exploration.draw(Frame.TAGS, requests)
        if not requests:
            self._show_pictures(np.zeros((0, 1, 1, 1), np.uint8))

    def _show(self, answer: Rendered) -> None:
        if answer.frame == Frame.TAGS and answer.requests == self._wished:
            self._show_pictures(padded(answer))

    def _show_pictures(self, pictures: np.ndarray) -> None:
        count = len(self._requests(True))
        for is_positive, some in ((True, pictures[:count]), (False, pictures[count:])):
            captions = [latent_text(request.latent) for request in self._requests(is_positive)]
            self.grids[is_positive].set_images(some, 0, captions)


class TagGrid(LatentGrid):
    """The pictures that bear one tag.

    Signals:
        remove_asked: the index of the picture whose tag is to be taken off.
    """

    remove_asked = Signal(object)

    def __init__(self, sign: str) -> None:
        super().__init__(f"Nothing is tagged {sign} yet.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the tag off with Delete."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.current() is not None:
            self.remove_asked.emit(self.current())
        else:
            super().keyPressEvent(event)

    def context_menu(self, index: int | None) -> QMenu:
        """The grid's menu, with taking the tag off before everything else."""
        menu = super().context_menu(index)
        if index is not None:
            remove = QAction(theme.icon("trash"), "Take Tag Off", menu)
            remove.triggered.connect(functools.partial(self.remove_asked.emit, index))
            menu.insertAction(menu.actions()[0], remove)
        return menu
