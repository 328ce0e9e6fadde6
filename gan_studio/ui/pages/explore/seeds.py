"""The seeds panel of Explore: a page of neighbouring seeds, to pick one from."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.requests import Latent, PictureRequest, seed_page
from gan_studio.session.render_messages import Frame, Rendered
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.frames import frames_that_fit, padded
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.latent_grid import LatentGrid

_PAUSE_MS = 40


class SeedsPanel(QWidget):
    """Draws as many seeds as fit, with the truncation and class of the view, while it can be seen."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._first = 0
        self._wished: tuple[PictureRequest, ...] = ()
        self._marked: int | None = None
        self.grid = LatentGrid("The pictures of neighbouring seeds appear here.")
        self.title = theme.as_note(QLabel())
        self.back = _button("previous", "Earlier seeds")
        self.forth = _button("next", "Later seeds")
        self.here = theme.as_quiet(QPushButton("Show the current seed"))
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._connect()

    def first(self) -> int:
        """The first seed of the page."""
        return self._first

    def selected_request(self) -> PictureRequest | None:
        """The picture of the selected cell, or None."""
        index, requests = self.grid.current(), self._requests()
        return None if index is None or index >= len(requests) else requests[index]

    def show_from(self, seed: int) -> None:
        """Page to where a seed is the first."""
        self._first = min(max(0, seed), MAX_SEED)
        self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was not drawn while it could not be seen."""
        self._timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw as many as fit now."""
        self._timer.start()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.spacing(0.5))
        for widget in (self.back, self.forth, self.title):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self.here)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.spacing(), 0, 0)
        column.setSpacing(theme.spacing(0.5))
        column.addLayout(row)
        column.addWidget(self.grid, 1)
        self.grid.setObjectName("explore.seeds")
        self.grid.setAccessibleName("Pictures of neighbouring seeds")
        self.grid.setToolTip("Click a picture to explore its seed.")
        self.here.setToolTip("Pages to the seed that is shown large.")
        self.here.setAccessibleName("Show the current seed")

    def _connect(self) -> None:
        self._timer.timeout.connect(self._draw)
        self.grid.clicked.connect(self._pick)
        self.back.clicked.connect(self._page_back)
        self.forth.clicked.connect(self._page_on)
        self.here.clicked.connect(self._page_here)
        self._exploration.model_changed.connect(self._forget)
        self._exploration.view_changed.connect(self._follow)
        self._exploration.rendered.connect(self._show)

    def _page_size(self) -> int:
        facts = self._exploration.facts
        columns, rows = (
            (1, 1) if facts is None else frames_that_fit(self.grid.width(), self.grid.height(), facts)
        )
        return columns * rows

    def _requests(self) -> tuple[PictureRequest, ...]:
        return seed_page(self._exploration.view.request, self._first, self._page_size())

    def _follow(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _forget(self) -> None:
        self._wished = ()
        self._timer.start()

    def _draw(self) -> None:
        requests = self._requests()
        if self.isVisible() and requests != self._wished and self._exploration.facts is not None:
            self._wished = requests
            self._exploration.draw(Frame.SEEDS, requests)
        self._name_page()
        if self._seed_shown() != self._marked:  # else the keyboard's place stays where it is
            self._mark()

    def _name_page(self) -> None:
        last = self._first + len(self._requests()) - 1
        self.title.setText(f"Seeds {self._first:,} to {last:,}")
        self.back.setEnabled(self._first > 0)
        self.forth.setEnabled(last < MAX_SEED)

    def _mark(self) -> None:
        """Point out the seed that is shown large."""
        self._marked = seed = self._seed_shown()
        self.grid.select(seed - self._first if seed is not None and seed >= self._first else None)

    def _seed_shown(self) -> int | None:
        """The seed that is shown large as it is; None for a point found, moved to, or between others."""
        request = self._exploration.view.request
        latent = request.latent
        is_plain = request.blend is None and latent.walk is None and latent.stored is None
        return latent.seed if is_plain and not latent.overrides else None

    def _show(self, answer: Rendered) -> None:
        if answer.frame == Frame.SEEDS and answer.requests[0].latent.seed == self._first:
            captions = [f"Seed {wanted.latent.seed:,}" for wanted in answer.requests]
            self.grid.set_images(padded(answer), 0, captions)
            self._mark()

    def _pick(self, index: int) -> None:
        seed = self._first + index
        self._exploration.commit_latent(Latent(seed), f"Seed {seed}")

    def _page_back(self) -> None:
        self.show_from(self._first - self._page_size())

    def _page_on(self) -> None:
        self.show_from(self._first + self._page_size())

    def _page_here(self) -> None:
        size = self._page_size()
        self.show_from(self._exploration.view.latent.seed // size * size)


def _button(icon: str, name: str) -> QPushButton:
    button = theme.as_quiet(QPushButton(theme.icon(icon), ""))
    button.setFixedWidth(theme.spacing(4))
    button.setAccessibleName(name)
    button.setToolTip(f"{name}, one page on.")
    return button
