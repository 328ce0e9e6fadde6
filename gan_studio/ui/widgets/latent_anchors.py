"""LatentAnchors: the stops of an interpolation as small pictures, to drag into another order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QWidget

_SIDE = 48


class LatentAnchors(QListWidget):
    """A row of pictures with names; dragging reorders, Delete removes.

    Signals:
        reordered: the old places in their new order, such as (1, 0, 2).
        remove_asked: the place of the chosen one.
        visited: the place of one that was clicked, or entered by keyboard.
    """

    reordered = Signal(object)
    remove_asked = Signal(object)
    visited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setViewMode(QListView.ViewMode.ListMode)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setSpacing(2)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFixedHeight(_SIDE + 20)
        self.model().rowsMoved.connect(self._tell_order)
        self.itemClicked.connect(self._tell_visit)

    def set_anchors(self, names: Sequence[str]) -> None:
        """List other anchors; pictures follow, the chosen place stays."""
        chosen = self.currentRow()
        self.clear()
        for place, name in enumerate(names):
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, place)
            item.setToolTip(f"{name}: click to go there, drag to move it, Delete removes it.")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
            self.addItem(item)
        self.setCurrentRow(min(chosen, len(names) - 1))

    def set_pictures(self, pictures: Sequence[QPixmap]) -> None:
        """Show the anchors' pictures, in order."""
        for place, picture in enumerate(pictures[: self.count()]):
            self.item(place).setIcon(
                QIcon(picture.scaled(self.iconSize(), Qt.AspectRatioMode.KeepAspectRatio))
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove with Delete, go there with Enter."""
        if self.currentRow() >= 0 and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_asked.emit(self.currentRow())
        elif self.currentRow() >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.visited.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def _tell_order(self) -> None:
        order = tuple(self.item(place).data(Qt.ItemDataRole.UserRole) for place in range(self.count()))
        self.reordered.emit(order)

    def _tell_visit(self, item: QListWidgetItem) -> None:
        self.visited.emit(self.row(item))
