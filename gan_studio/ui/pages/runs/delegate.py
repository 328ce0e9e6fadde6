"""Painting a card of the Runs page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gan_studio.ui import theme
from gan_studio.ui.pages.runs.cards import PICTURE_SIDE, STATES, RunCard
from gan_studio.ui.pages.runs.model import CARD_ROLE
from gan_studio.ui.schemes import Scheme, mixed

_PAD = theme.spacing()
_GAP = theme.spacing()
_CORNER = 6
_ICON = 16


class RunDelegate(QStyledItemDelegate):
    """Draws a picture with the title, the state and the facts below it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """A card with the gap to its neighbours."""
        return card_size()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the card; chosen ones have a thicker frame, a mark and another ground."""
        card: RunCard = index.data(CARD_ROLE)
        colours = theme.scheme()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = option.rect.adjusted(0, 0, -_GAP, -_GAP)
        _draw_ground(painter, frame, colours, option.state)
        top_left = frame.topLeft() + QPoint(_PAD, _PAD)
        picture = QRect(top_left, QSize(PICTURE_SIDE, PICTURE_SIDE))
        _draw_picture(painter, picture, card.picture, colours)
        if is_chosen:
            _draw_mark(painter, picture, colours)
        words = QRect(picture.left(), picture.bottom() + 1 + _PAD // 2, picture.width(), 0)
        _draw_words(painter, words, card, colours)
        painter.restore()


def card_size() -> QSize:
    """The size of a card with the gap to its neighbours."""
    title, small = _metrics()
    words = title.height() + 3 * small.height() + 3 * _line_gap()
    return QSize(PICTURE_SIDE + 2 * _PAD + _GAP, PICTURE_SIDE + 2 * _PAD + _PAD + words + _GAP)


def _metrics() -> tuple[QFontMetrics, QFontMetrics]:
    return QFontMetrics(theme.text_font(is_bold=True)), QFontMetrics(theme.text_font(theme.SMALL))


def _line_gap() -> int:
    return theme.spacing(0.25)


def _draw_ground(painter: QPainter, frame: QRect, colours: Scheme, state: QStyle.StateFlag) -> None:
    is_chosen = bool(state & QStyle.StateFlag.State_Selected)
    ground = QColor(colours.raised)
    if is_chosen:
        ground = mixed(ground, QColor(colours.accent), 0.14)
    elif state & QStyle.StateFlag.State_MouseOver:
        ground = mixed(ground, QColor(colours.text), 0.05)
    painter.setBrush(ground)
    painter.setPen(QPen(QColor(colours.accent if is_chosen else colours.border), 2 if is_chosen else 1))
    painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), _CORNER, _CORNER)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.text), 1, Qt.PenStyle.DotLine))
        painter.drawRoundedRect(frame.adjusted(4, 4, -4, -4), _CORNER - 3, _CORNER - 3)


def _draw_picture(painter: QPainter, place: QRect, picture: QImage | None, colours: Scheme) -> None:
    if picture is not None:
        painter.drawImage(place, picture)
        return
    painter.fillRect(place, QColor(colours.base))
    icon = QRect(0, 0, 32, 32)
    icon.moveCenter(place.center())
    theme.icon("image", QPalette.ColorRole.PlaceholderText).paint(painter, icon)


def _draw_mark(painter: QPainter, picture: QRect, colours: Scheme) -> None:
    place = QRect(picture.right() - 24, picture.top() + 4, 20, 20)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent))
    painter.drawEllipse(place)
    icon = theme.icon("check", QPalette.ColorRole.HighlightedText)
    icon.paint(painter, place.adjusted(4, 4, -4, -4))


def _draw_words(painter: QPainter, line: QRect, card: RunCard, colours: Scheme) -> None:
    title, small = _metrics()
    icon, state = STATES[card.state]
    line = QRect(line.left(), line.top(), line.width(), title.height())
    painter.setFont(theme.text_font(is_bold=True))
    painter.setPen(QColor(colours.text))
    _draw_line(painter, line, card.title, Qt.TextElideMode.ElideMiddle)
    line = QRect(line.left(), line.bottom() + 1 + _line_gap(), line.width(), small.height())
    painter.setFont(theme.text_font(theme.SMALL, is_tabular=True))
    mark = QRect(line.left(), line.center().y() - _ICON // 2 + 1, _ICON, _ICON)
    theme.icon(icon, QPalette.ColorRole.WindowText).paint(painter, mark)
    is_preset_shown = card.preset and not card.title.startswith(card.preset)
    words = f"{state} · {card.preset}" if is_preset_shown else state
    _draw_line(painter, line.adjusted(_ICON + 4, 0, 0, 0), words)
    painter.setPen(QColor(colours.muted))
    for fact in card.facts():
        line.moveTop(line.bottom() + 1 + _line_gap())
        _draw_line(painter, line, fact)


def _draw_line(
    painter: QPainter, place: QRect, text: str, elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight
) -> None:
    fitting = painter.fontMetrics().elidedText(text, elide, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitting)
