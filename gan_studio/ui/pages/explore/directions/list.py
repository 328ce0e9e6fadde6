"""The list of directions, and what the chosen one does to the picture."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gan_studio.core.latent.requests import PictureRequest
from gan_studio.core.latent.vectors import Direction
from gan_studio.session.render_messages import Frame, Rendered
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.directions.row import DirectionRow
from gan_studio.ui.pages.explore.directions.view import (
    amount_of,
    listed,
    moved,
    with_amount,
    with_other,
)
from gan_studio.ui.pages.explore.frames import padded
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.latent_grid import LatentGrid

AMOUNTS = (-3.0, -1.5, 0.0, 1.5, 3.0)
_CAPTIONS = ("−3", "−1.5", "0", "+1.5", "+3")
_STRIP_HEIGHT = 72
_PAUSE_MS = 40


class DirectionsList(QWidget):
    """Shows the view's directions and moves the picture along them.

    Signals:
        save_asked, remove_asked: the Direction.
    """

    save_asked = Signal(object)
    remove_asked = Signal(object)

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._directions: tuple[Direction, ...] = ()
        self._chosen = 0
        self._wished: tuple[PictureRequest, ...] = ()
        self.rows: list[DirectionRow] = []
        self.strip = LatentGrid("What the chosen direction does appears here.")
        self.about = theme.as_note(QLabel(wordWrap=True))
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._draw)
        self._lay_out()
        exploration.model_changed.connect(self._forget)
        exploration.passed.connect(self._draw_anew)
        exploration.view_changed.connect(self._follow)
        exploration.rendered.connect(self._show)
        self.strip.clicked.connect(self._go_to)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep captions below their pictures."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._place_captions)  # the strip has its new size only then

    def directions(self) -> tuple[Direction, ...]:
        """Those that are listed."""
        return self._directions

    def chosen(self) -> Direction | None:
        """The direction that the strip is about."""
        return self._directions[self._chosen] if self._chosen < len(self._directions) else None

    def choose(self, place: int) -> None:
        """Let the strip be about another direction."""
        if place != self._chosen:
            self._chosen = place
            self._mark()

    def reveal(self, place: int) -> None:
        """Choose a direction and scroll to it."""
        self.choose(place)
        QTimer.singleShot(0, self, self._scroll_to_chosen)  # new rows have no place before

    def _scroll_to_chosen(self) -> None:
        if self._chosen < len(self.rows):
            self._scroll.widget().adjustSize()
            self._scroll.ensureWidgetVisible(self.rows[self._chosen])

    def _lay_out(self) -> None:
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, theme.spacing(0.5), 0)
        self._column.setSpacing(theme.spacing(0.5))
        self._column.addStretch()
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.5))
        column.addWidget(self._scroll, 1)
        column.addWidget(self.about)
        column.addWidget(self.strip)
        self._captions = QHBoxLayout()
        self._captions.setSpacing(0)
        for text in _CAPTIONS:
            caption = QLabel(text, alignment=Qt.AlignmentFlag.AlignHCenter)
            self._captions.addWidget(theme.as_note(caption), 1)
        column.addLayout(self._captions)
        self.strip.setFixedHeight(_STRIP_HEIGHT)
        self.strip.setObjectName("explore.directions.strip")
        self.strip.setAccessibleName("The picture along the chosen direction")
        self.strip.setToolTip(
            "The picture at −3, −1.5, 0, 1.5 and 3 of the chosen direction; click one to go there."
        )

    def _forget(self) -> None:
        self._let_go(self.rows)
        self.rows, self._directions, self._wished, self._chosen = [], (), (), 0
        self.strip.set_images(self.strip.images()[:0])

    def _draw_anew(self) -> None:
        """Another moment of the same run draws the strip otherwise."""
        self._wished = ()
        self._timer.start()

    def _follow(self) -> None:
        if not self.isVisible() or self._exploration.facts is None:
            return
        view = self._exploration.view
        directions = listed(view)
        if directions != self._directions:
            self._list(directions)
        for row, direction in zip(self.rows, self._directions, strict=True):
            row.show_amount(amount_of(view.request, direction))
        if not self._timer.isActive():
            self._timer.start()

    def _list(self, directions: tuple[Direction, ...]) -> None:
        self._directions = directions
        self._let_go(self.rows[len(directions) :])
        del self.rows[len(directions) :]
        while len(self.rows) < len(directions):
            self._add_row()
        for row, direction in zip(self.rows, directions, strict=True):
            row.lend_to(direction)
        self._chosen = max(0, min(self._chosen, len(directions) - 1))
        self._mark()

    @staticmethod
    def _let_go(rows: list[DirectionRow]) -> None:
        """Remove rows; a number that was being typed there is not taken any more."""
        for row in rows:
            row.blockSignals(True)
            row.hide()
            row.deleteLater()

    def _add_row(self) -> None:
        row, place = DirectionRow(self._exploration.facts), len(self.rows)
        row.setObjectName(f"explore.directions.{place}")
        row.chosen.connect(self._choose_sender)
        row.moved.connect(self._move)
        row.released.connect(self._release)
        row.renamed.connect(self._rename)
        row.layers_chosen.connect(self._choose_layers)
        row.save_asked.connect(self._ask_save)
        row.remove_asked.connect(self._ask_remove)
        row.row_asked.connect(self._go_to_row)
        self.rows.append(row)
        self._column.insertWidget(place, row)

    def _go_to_row(self, by: int) -> None:
        place = self._place() + by
        if 0 <= place < len(self.rows):
            self.rows[place].slider.setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(self.rows[place])

    def _place(self) -> int:
        """The place of the row that a signal came from."""
        return self.rows.index(self.sender())

    def _choose_sender(self) -> None:
        self.choose(self._place())

    def _move(self, amount: float) -> None:
        exploration, place = self._exploration, self._place()
        self.choose(place)
        exploration.show(with_amount(exploration.view, self._directions[place], amount))

    def _release(self, amount: float) -> None:
        self._commit_amount(self._place(), amount)

    def _go_to(self, index: int) -> None:
        if self.chosen() is not None:
            self._commit_amount(self._chosen, AMOUNTS[index])

    def _commit_amount(self, place: int, amount: float) -> None:
        exploration, direction = self._exploration, self._directions[place]
        view = with_amount(exploration.view, direction, amount)
        exploration.commit(view, f"Move along {direction.name}", f"direction {place}")

    def _rename(self, name: str) -> None:
        old = self._directions[self._place()]
        self._replace(old, replace(old, name=name), f"Rename {old.name}")

    def _choose_layers(self, layers: tuple[int, ...]) -> None:
        old = self._directions[self._place()]
        self._replace(old, replace(old, layers=layers), f"Layers of {old.name}")

    def _replace(self, old: Direction, new: Direction, what: str) -> None:
        self._exploration.commit(with_other(self._exploration.view, old, new), what)

    def _ask_save(self) -> None:
        self.save_asked.emit(self._directions[self._place()])

    def _ask_remove(self) -> None:
        self.remove_asked.emit(self._directions[self._place()])

    def _mark(self) -> None:
        for place, row in enumerate(self.rows):
            row.set_chosen(place == self._chosen)
        direction = self.chosen()
        self.about.setText("" if direction is None else direction.origin)
        self.about.setVisible(bool(direction is not None and direction.origin))
        self._timer.start()

    def _draw(self) -> None:
        """Wish for the strip; a movement along the chosen direction does not change it."""
        direction, view = self.chosen(), self._exploration.view
        if direction is None or self._exploration.facts is None:
            self.strip.set_images(self.strip.images()[:0])
            self._wished = ()
            return
        requests = tuple(moved(view.request.nearest, direction, amount) for amount in AMOUNTS)
        if self.isVisible() and requests != self._wished:
            self._wished = requests
            self._exploration.draw(Frame.DIRECTIONS, requests)
        self._select()

    def _show(self, answer: Rendered) -> None:
        if answer.frame == Frame.DIRECTIONS and answer.requests == self._wished:
            self.strip.set_images(padded(answer), len(AMOUNTS), _CAPTIONS)
            self._select()
            self._place_captions()

    def _place_captions(self) -> None:
        """Put each caption below its picture."""
        if len(self.strip.images()):
            left, right = self.strip.cell_rect(0).left(), self.strip.cell_rect(len(AMOUNTS) - 1).right()
            self._captions.setContentsMargins(left, 0, max(0, self.strip.width() - right - 1), 0)

    def _select(self) -> None:
        """Point out the picture of the strip that is on screen."""
        direction = self.chosen()
        amount = None if direction is None else amount_of(self._exploration.view.request, direction)
        self.strip.select(AMOUNTS.index(amount) if amount in AMOUNTS else None)
