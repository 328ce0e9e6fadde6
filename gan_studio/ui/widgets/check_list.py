"""CheckList: rows that can be ticked, with a picture or without."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gan_studio.ui import theme
from gan_studio.ui.schemes import Scheme, mixed

PICTURE_SIDE = 32
_BOX, _PAD, _GAP, _ROUND = 16, 6, 8, 3
_KEY_ROLE = Qt.ItemDataRole.UserRole
_NOTE_ROLE = Qt.ItemDataRole.UserRole + 1
_PICTURE_ROLE = Qt.ItemDataRole.UserRole + 2
_STATE_ROLE = Qt.ItemDataRole.CheckStateRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class CheckRow:
    """A row.

    Attributes:
        key: what the program calls it; unique.
        label: what a person calls it.
        note: what is read second.
        tooltip: more about it.
        picture: shown at the left, or None.
    """

    key: str
    label: str
    note: str = ""
    tooltip: str = ""
    picture: QImage | None = None


class CheckList(QListWidget):
    """A click or the space bar ticks a row; all rows have pictures, or none has.

    Signals:
        ticked_changed: a person ticked a row or took a tick away; no argument.
    """

    ticked_changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, has_pictures: bool = False) -> None:
        super().__init__(parent)
        self._has_pictures = has_pictures
        self.setItemDelegate(_RowDelegate(self, has_pictures))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.itemChanged.connect(self._tell)

    def set_rows(self, rows: Sequence[CheckRow]) -> None:
        """Show other rows; those that were ticked stay so where they still exist."""
        ticked, current = self.ticked(), self.currentRow()
        with QSignalBlocker(self):
            self.clear()
            for row in rows:
                item = QListWidgetItem(row.label, self)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
                item.setData(_KEY_ROLE, row.key)
                item.setData(_NOTE_ROLE, row.note)
                item.setData(_PICTURE_ROLE, row.picture)
                item.setToolTip(row.tooltip)
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, row.note)
                item.setCheckState(Qt.CheckState.Unchecked)
        self.set_ticked(ticked)
        if 0 <= current < self.count():
            self.setCurrentRow(current)

    def ticked(self) -> list[str]:
        """The keys of the ticked rows, from top to bottom."""
        items = [self.item(row) for row in range(self.count())]
        return [item.data(_KEY_ROLE) for item in items if item.checkState() == Qt.CheckState.Checked]

    def set_ticked(self, keys: Iterable[str]) -> None:
        """Tick these rows and no others, without a signal."""
        wanted = set(keys)
        with QSignalBlocker(self):
            for row in range(self.count()):
                item = self.item(row)
                is_wanted = item.data(_KEY_ROLE) in wanted
                item.setCheckState(Qt.CheckState.Checked if is_wanted else Qt.CheckState.Unchecked)
        self.viewport().update()

    def show_row(self, key: str) -> None:
        """Scroll to a row."""
        for row in range(self.count()):
            if self.item(row).data(_KEY_ROLE) == key:
                self.setCurrentRow(row)
                self.scrollToItem(self.item(row))

    def sizeHint(self) -> QSize:
        """No higher than it must be, so that a scroll area around it shows what stands below."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def row_height(self) -> int:
        """The height of each row."""
        return row_height(self.font(), self._has_pictures)

    def _tell(self, _: QListWidgetItem) -> None:
        self.ticked_changed.emit()


class _RowDelegate(QStyledItemDelegate):
    """Paints a row, and ticks it wherever on it a person clicks."""

    def __init__(self, parent: QWidget, has_pictures: bool) -> None:
        super().__init__(parent)
        self._has_pictures = has_pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, row_height(option.font, self._has_pictures))

    def editorEvent(self, event: QEvent, model: object, option: QStyleOptionViewItem, index: Index) -> bool:
        is_click = (
            event.type() == QEvent.Type.MouseButtonRelease and event.button() == Qt.MouseButton.LeftButton
        )
        is_key = event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)
        if not (is_key or (is_click and option.rect.contains(event.position().toPoint()))):
            return False
        is_ticked = Qt.CheckState(index.data(_STATE_ROLE)) == Qt.CheckState.Checked
        model.setData(index, Qt.CheckState.Unchecked if is_ticked else Qt.CheckState.Checked, _STATE_ROLE)
        return True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours, area = theme.scheme(), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, mixed(QColor(colours.base), QColor(colours.text), 0.06))
        box = QRect(area.left() + _PAD, area.center().y() - _BOX // 2 + 1, _BOX, _BOX)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        is_ticked = Qt.CheckState(index.data(_STATE_ROLE)) == Qt.CheckState.Checked
        _draw_box(painter, box, colours, is_ticked=is_ticked, is_lit=has_focus)
        words = area.adjusted(_PAD + _BOX + _GAP, 0, -_PAD, 0)
        if self._has_pictures:
            place = QRect(words.left(), area.center().y() - PICTURE_SIDE // 2 + 1, PICTURE_SIDE, PICTURE_SIDE)
            _draw_picture(painter, place, index.data(_PICTURE_ROLE))
            words.setLeft(place.right() + 1 + _GAP)
            _draw_below(painter, words, index, colours)
        else:
            _draw_beside(painter, words, index, colours)
        if has_focus:
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.restore()


def row_height(font: object, has_pictures: bool) -> int:
    """The height of a row in that font."""
    return PICTURE_SIDE + 8 if has_pictures else max(24, QFontMetrics(font).height() + 6)


def _draw_box(painter: QPainter, box: QRect, colours: Scheme, *, is_ticked: bool, is_lit: bool) -> None:
    border = mixed(QColor(colours.muted), QColor(colours.base), 0.3)
    painter.setPen(QPen(QColor(colours.accent) if is_ticked or is_lit else border, 1))
    painter.setBrush(QColor(colours.accent if is_ticked else colours.base))
    painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)
    if is_ticked:
        theme.icon("check", QPalette.ColorRole.HighlightedText).paint(painter, box.adjusted(1, 1, -1, -1))


def _draw_picture(painter: QPainter, place: QRect, picture: QImage | None) -> None:
    if picture is None:
        theme.icon("image", QPalette.ColorRole.PlaceholderText).paint(painter, place.adjusted(6, 6, -6, -6))
    else:
        painter.drawImage(place, picture)


def _draw_below(painter: QPainter, words: QRect, index: Index, colours: Scheme) -> None:
    """The label, and the note on a second line."""
    normal, small = QFontMetrics(theme.text_font()), QFontMetrics(theme.text_font(theme.SMALL))
    note = index.data(_NOTE_ROLE)
    top = words.center().y() - (normal.height() + (small.height() if note else 0)) // 2 + 1
    line = QRect(words.left(), top, words.width(), normal.height())
    painter.setFont(theme.text_font())
    _draw_text(painter, line, index.data(), colours.text, Qt.TextElideMode.ElideMiddle)
    painter.setFont(theme.text_font(theme.SMALL))
    line = QRect(line.left(), line.bottom() + 1, line.width(), small.height())
    _draw_text(painter, line, note, colours.muted)


def _draw_beside(painter: QPainter, words: QRect, index: Index, colours: Scheme) -> None:
    """The label, and the note at the right."""
    label, note = index.data(), index.data(_NOTE_ROLE)
    painter.setFont(theme.text_font())
    wide = min(painter.fontMetrics().horizontalAdvance(label) + _GAP, words.width())
    _draw_text(painter, QRect(words.topLeft(), QSize(wide, words.height())), label, colours.text)
    painter.setFont(theme.text_font(theme.SMALL))
    rest = words.adjusted(wide, 0, 0, 0)
    _draw_text(painter, rest, note, colours.muted, side=Qt.AlignmentFlag.AlignRight)


def _draw_text(
    painter: QPainter,
    place: QRect,
    text: str,
    colour: str,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    painter.setPen(QColor(colour))
    painter.drawText(
        place,
        int(side | Qt.AlignmentFlag.AlignVCenter),
        painter.fontMetrics().elidedText(text, elide, place.width()),
    )
