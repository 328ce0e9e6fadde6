"""The bookmarks panel of Explore: pictures to come back to."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QPixmap, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gan_studio.core.latent.bookmarks import LONGEST_NAME, MAX_BOOKMARKS, Bookmark
from gan_studio.core.latent.fitting import fitted_latent, fitted_request
from gan_studio.core.latent.requests import PictureRequest
from gan_studio.session.render_messages import Frame, Rendered
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.copying import copy_latent, fixed_request
from gan_studio.ui.pages.explore.panel import ExplorePanel
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.wording import request_text
from gan_studio.ui.widgets.bookmark_list import BookmarkList, thumbnail
from gan_studio.ui.widgets.image_grid_layout import picture_of

_PAUSE_MS = 40


class BookmarksPanel(ExplorePanel):
    """Shows the view's bookmarks as the open model draws them, in an order that a person chooses."""

    title = "Bookmarks"
    icon = "bookmark"
    tip = "Pictures to come back to: keep, name and sort them."

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(exploration, studio, parent)
        self.setObjectName("explore.bookmarks")
        self.setAccessibleName("Bookmarks")
        self._shown: tuple[Bookmark, ...] | None = None
        self._drawn: dict[PictureRequest, QPixmap] = {}
        self._wished: tuple[PictureRequest, ...] = ()
        self._is_outdated = False
        self.list = BookmarkList()
        self.count = theme.as_note(QLabel())
        self.add_button = theme.as_quiet(QPushButton(theme.icon("plus"), "Bookmark this picture"))
        self.first_button = theme.as_primary(QPushButton("Bookmark this picture"))
        self.add_action = QAction(theme.icon("bookmark"), "Bookmark This Picture", self)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._name_for_readers()
        self._lay_out()
        self._connect()
        self._enable(False)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was not drawn while it could not be seen."""
        self._follow()
        self._timer.start()

    def add(self) -> None:
        """Keep the picture that is shown, called by what it is."""
        bookmarks = self.exploration.view.bookmarks
        if self.exploration.picture is None:
            return
        if len(bookmarks) >= MAX_BOOKMARKS:
            self.studio.notices.error(f"There are {MAX_BOOKMARKS:,} bookmarks already; remove one first.")
            return
        request = fixed_request(self.exploration)
        name = request_text(self.exploration.view.request, self.exploration.facts)[:LONGEST_NAME]
        self._commit((*bookmarks, Bookmark(name, request)), "Add a bookmark")
        if self.isVisible():
            self.list.setCurrentRow(len(bookmarks))
            self.list.scrollToBottom()
        self.studio.notices.confirm(f"Bookmarked “{name}”.")

    def menu(self, place: int) -> QMenu:
        """What can be done with a bookmark."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Go There", lambda: self._visit(place))
        menu.addAction("Rename", lambda: self.list.rename(place))
        menu.addSeparator()
        menu.addAction(theme.icon("compare"), "Use as A", lambda: self._use_as_a(place))
        menu.addAction("Use as B", lambda: self._use_as_b(place))
        request = self.exploration.view.bookmarks[place].request
        is_latent = request.blend is None and request.latent.walk is None
        menu.addAction("Add to Interpolation", lambda: self._add_stop(place)).setEnabled(is_latent)
        copy = menu.addAction(theme.icon("copy"), "Copy Latent", lambda: self._copy(place))
        copy.setEnabled(is_latent)
        menu.addSeparator()
        menu.addAction(theme.icon("trash"), "Remove", lambda: self._remove(place))
        return menu

    def _name_for_readers(self) -> None:
        self.list.setObjectName("explore.bookmarks.list")
        self.list.setAccessibleName("Bookmarks")
        self.list.setToolTip("Click a bookmark to go there, F2 renames it, Delete removes it, drag to sort.")
        keys = QKeySequence("Alt+B")
        self.add_action.setShortcut(keys)
        self.add_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        tip = f"Keep the picture that is shown, to come back to it ({keys.toString()})."
        for thing in (self.add_action, self.add_button, self.first_button):
            thing.setToolTip(tip)
        for button in (self.add_button, self.first_button):
            button.setAccessibleName("Bookmark this picture")
        self.add_button.setObjectName("explore.bookmarks.add")
        self.addAction(self.add_action)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addWidget(self.count)
        row.addStretch()
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.5))
        column.addLayout(row)
        column.addWidget(self.list, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(_empty(self.first_button))
        self._stack.addWidget(filled)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, theme.spacing(), 0, 0)
        whole.addWidget(self._stack)

    def _connect(self) -> None:
        for button in (self.add_button, self.first_button):
            button.clicked.connect(self.add)
        self.add_action.triggered.connect(self.add)
        self.list.visited.connect(self._visit)
        self.list.renamed.connect(self._rename)
        self.list.remove_asked.connect(self._remove)
        self.list.reordered.connect(self._reorder)
        self.list.menu_asked.connect(self._show_menu)
        self._timer.timeout.connect(self._draw)
        self.exploration.model_changed.connect(self._forget)
        self.exploration.passed.connect(self._draw_anew)
        self.exploration.view_changed.connect(self._follow)
        self.exploration.rendered.connect(self._show)
        self.exploration.pictured.connect(self._enable)

    def _commit(self, bookmarks: tuple[Bookmark, ...], what: str) -> None:
        self.exploration.commit(replace(self.exploration.view, bookmarks=bookmarks), what)

    def _visit(self, place: int) -> None:
        bookmark = self.exploration.view.bookmarks[place]
        request = fitted_request(bookmark.request, self.exploration.facts)
        self.exploration.commit_request(request, f"Go to “{bookmark.name}”")

    def _rename(self, place: int, name: str) -> None:
        bookmarks = list(self.exploration.view.bookmarks)
        name = " ".join(name.split())[:LONGEST_NAME] or bookmarks[place].name
        bookmarks[place] = replace(bookmarks[place], name=name)
        self._shown = None  # what was typed may not be what it is called now
        self._commit(tuple(bookmarks), "Rename a bookmark")
        QTimer.singleShot(0, self, self._follow)  # the list is still closing its editor

    def _remove(self, place: int) -> None:
        bookmarks = self.exploration.view.bookmarks
        self._commit((*bookmarks[:place], *bookmarks[place + 1 :]), "Remove a bookmark")

    def _reorder(self, order: tuple[int, ...]) -> None:
        bookmarks = self.exploration.view.bookmarks
        self._commit(tuple(bookmarks[place] for place in order), "Reorder the bookmarks")

    def _use_as_a(self, place: int) -> None:
        self.exploration.comparison_asked.emit(self.exploration.view.bookmarks[place].request)

    def _use_as_b(self, place: int) -> None:
        self.exploration.comparison_asked.emit(fixed_request(self.exploration))
        self._visit(place)

    def _add_stop(self, place: int) -> None:
        view = self.exploration.view
        latent = fitted_latent(view.bookmarks[place].request.latent, self.exploration.facts)
        walk = replace(view.walk, anchors=(*view.walk.anchors, latent))
        self.exploration.commit(view.with_walk(walk), "Add to the interpolation")

    def _copy(self, place: int) -> None:
        copy_latent(self.exploration.view.bookmarks[place].request.latent, self.exploration.facts)

    def _show_menu(self, place: int, point: QPoint) -> None:
        self.menu(place).popup(point)

    def _enable(self, answer: object) -> None:
        for thing in (self.add_button, self.first_button, self.add_action):
            thing.setEnabled(bool(answer))

    def _forget(self) -> None:
        self._drawn, self._wished, self._shown = {}, (), None

    def _draw_anew(self) -> None:
        """Ask for every picture again; those of the moment before stay until then."""
        self._is_outdated = True
        self._timer.start()

    def _follow(self) -> None:
        bookmarks = self.exploration.view.bookmarks
        if bookmarks == self._shown or not self.isVisible():
            return
        self._shown = bookmarks
        facts = self.exploration.facts
        names = [bookmark.name for bookmark in bookmarks]
        self.list.set_names(names, [request_text(bookmark.request, facts) for bookmark in bookmarks])
        self.count.setText(f"{len(bookmarks):,} bookmark{'s' if len(bookmarks) != 1 else ''}")
        self._stack.setCurrentIndex(1 if bookmarks else 0)
        self._paint()
        self._timer.start()

    def _paint(self) -> None:
        for place, bookmark in enumerate(self._shown or ()):
            if bookmark.request in self._drawn:
                self.list.set_picture(place, self._drawn[bookmark.request])

    def _draw(self) -> None:
        """Ask for the pictures that are missing."""
        facts, drawn = self.exploration.facts, {} if self._is_outdated else self._drawn
        missing = tuple(
            dict.fromkeys(kept.request for kept in self._shown or () if kept.request not in drawn)
        )
        if facts is not None and missing and self.isVisible():
            self._wished, self._is_outdated = missing, False
            self.exploration.draw(Frame.KEPT, [fitted_request(request, facts) for request in missing])

    def _show(self, answer: Rendered) -> None:
        if answer.frame != Frame.KEPT or len(answer.requests) != len(self._wished):
            return
        for index in range(len(answer.images)):
            self._drawn[self._wished[index]] = thumbnail(picture_of(answer.images, index))
        self._paint()


def _empty(button: QPushButton) -> QWidget:
    """What is said while there is no bookmark."""
    page = QWidget()
    text = theme.as_note(QLabel("Keep pictures here to come back to them, name them and compare them."))
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text.setWordWrap(True)
    column = QVBoxLayout(page)
    column.setSpacing(theme.spacing())
    column.addStretch()
    column.addWidget(text)
    column.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
    column.addStretch()
    return page
