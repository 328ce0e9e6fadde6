"""BookmarkList: named pictures in rows, to click, rename and drag into another order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

_SIDE = 72
_CELL = QSize(104, 104)
_PLACE = Qt.ItemDataRole.UserRole


class _NameBelow(QStyledItemDelegate):
    """Shows an item's name below its picture rather than beside it."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.decorationPosition = QStyleOptionViewItem.Position.Top
        option.decorationAlignment = Qt.AlignmentFlag.AlignCenter
        option.displayAlignment = Qt.AlignmentFlag.AlignCenter
        option.textElideMode = Qt.TextElideMode.ElideRight

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Leave what is typed as it is when the item's picture comes meanwhile."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return _CELL


def thumbnail(picture: QImage) -> QPixmap:
    """A picture as large as a bookmark shows it, with square pixels where it is enlarged."""
    is_enlarged = max(picture.width(), picture.height()) <= _SIDE
    mode = Qt.TransformationMode.FastTransformation
    if not is_enlarged:
        mode = Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(picture.scaled(_SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio, mode))


class BookmarkList(QListWidget):
    """Pictures with names below; a click visits, F2 renames, Delete removes, dragging reorders.

    Signals:
        visited: the place of one that was clicked, or entered by keyboard.
        renamed: the place and the new name.
        remove_asked: the place of the chosen one.
        reordered: the old places in their new order, such as (1, 0, 2).
        menu_asked: the place of one, and where on the screen its menu is wanted.
    """

    visited = Signal(object)
    renamed = Signal(object, object)
    remove_asked = Signal(object)
    reordered = Signal(object)
    menu_asked = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_NameBelow(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setUniformItemSizes(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.model().rowsMoved.connect(self._tell_order)
        self.itemClicked.connect(self._tell_visit)
        self.itemChanged.connect(self._tell_name)

    def set_names(self, names: Sequence[str], tooltips: Sequence[str]) -> None:
        """List other pictures by their names; the pictures follow, the chosen place stays."""
        chosen = self.currentRow()
        with QSignalBlocker(self):
            self.clear()
            for place, (name, tooltip) in enumerate(zip(names, tooltips, strict=True)):
                item = QListWidgetItem(name)
                item.setData(_PLACE, place)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
                item.setToolTip(f"{name}: {tooltip}\nClick to go there, F2 renames, drag to move.")
                self.addItem(item)
            self.setCurrentRow(min(chosen, len(names) - 1))

    def set_picture(self, place: int, picture: QPixmap) -> None:
        """Show the thumbnail of one."""
        icon = QIcon(picture)
        icon.addPixmap(picture, QIcon.Mode.Selected)  # a chosen picture keeps its colours
        with QSignalBlocker(self):
            self.item(place).setIcon(icon)
        self.viewport().update()

    def rename(self, place: int) -> None:
        """Let a person type another name."""
        self.setCurrentRow(place)
        self.editItem(self.item(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove with Delete, go there with Enter, ask for the menu with its key."""
        place = self.currentRow()
        if place >= 0 and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_asked.emit(place)
        elif place >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.visited.emit(place)
        else:
            super().keyPressEvent(event)

    def _ask_menu(self, point: object) -> None:
        item = self.itemAt(point) or self.currentItem()
        if item is not None:
            self.menu_asked.emit(self.row(item), self.viewport().mapToGlobal(point))

    def _tell_order(self) -> None:
        self.reordered.emit(tuple(self.item(place).data(_PLACE) for place in range(self.count())))

    def _tell_visit(self, item: QListWidgetItem) -> None:
        self.visited.emit(self.row(item))

    def _tell_name(self, item: QListWidgetItem) -> None:
        self.renamed.emit(self.row(item), item.text())
