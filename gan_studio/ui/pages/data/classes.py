"""The classes of a data set as bars: which there are, and how many pictures each has."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QItemSelection, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gan_studio.ui import theme
from gan_studio.ui.pages.data.tables import Index, RowsModel, RowTable

_BAR = 8


class ClassBars(RowTable):
    """A row for every class: its name, a bar, its count; selecting one asks to see only its pictures.

    Signals:
        chosen: the name of the selected class, or "" if none is.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._rows = RowsModel(("Class", "Share of the largest", "Pictures"))
        super().__init__(self._rows, "Classes", parent)
        self._rows.setParent(self)
        self.setObjectName("data.classes")
        self.setToolTip("Select a class to see only its pictures; press Escape to see all again")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegateForColumn(1, _Bar(self))
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(240)

    def set_classes(self, classes: Mapping[str, int]) -> None:
        """Show the classes and their counts."""
        largest = max(classes.values(), default=1)
        self._rows.set_rows([(name, round(1000 * count / largest), count) for name, count in classes.items()])

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell which class is selected now."""
        super().selectionChanged(selected, deselected)
        rows = self.selectionModel().selectedRows()
        self.chosen.emit(rows[0].data() if rows else "")

    def keyPressEvent(self, event: object) -> None:
        """Select nothing on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
        else:
            super().keyPressEvent(event)


class _Bar(QStyledItemDelegate):
    """Draws a number from 0 to 1000 as a bar."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        area = QRectF(option.rect).adjusted(4, 0, -4, 0)
        share = index.data(Qt.ItemDataRole.UserRole) / 1000
        bar = QRectF(area.left(), area.center().y() - _BAR / 2, max(2.0, area.width() * share), _BAR)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = option.palette.highlightedText() if is_selected else theme.plot_colours()[0]
        painter.setBrush(ink)
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, _BAR + 8)
