"""How a timeline is painted."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygon

from gan_studio.ui import theme
from gan_studio.ui.widgets.timeline_places import RULER, TimelinePlaces

_FAINT = 0.4


def paint_timeline(track: TimelinePlaces) -> None:
    """Paint all of a timeline on its viewport."""
    _Look(track).paint()


class _Look:
    def __init__(self, track: TimelinePlaces) -> None:
        self._track = track

    def paint(self) -> None:
        """Paint everything."""
        track = self._track
        painter = QPainter(track.viewport())
        painter.fillRect(track.viewport().rect(), track.palette().color(QPalette.ColorRole.Base))
        if not track.keys:
            painter.setPen(track.palette().color(QPalette.ColorRole.PlaceholderText))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(track.viewport().rect().adjusted(16, 0, -16, 0), int(flags), track.empty_text)
        else:
            self._paint_ruler(painter)
            self._paint_ways(painter)
            self._paint_pictures(painter)
            self._paint_playhead(painter)
        if track.hasFocus():
            painter.setPen(track.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(track.viewport().rect().adjusted(0, 0, -1, -1))

    def _paint_ruler(self, painter: QPainter) -> None:
        track = self._track
        width = track.viewport().width()
        painter.setFont(theme.text_font(theme.SMALL, is_tabular=True))
        muted = track.palette().color(QPalette.ColorRole.PlaceholderText)
        end = track.x_of(track.duration)
        beyond = QRect(end, 0, max(0, width - end), track.viewport().height())
        painter.fillRect(beyond, _faint(track.palette().color(QPalette.ColorRole.Window), 0.6))
        for seconds, text in track.scale.ticks(track.seconds_at(0), track.seconds_at(width)):
            x = track.x_of(seconds)
            painter.setPen(_faint(muted))
            painter.drawLine(x, RULER - 5, x, RULER)
            painter.setPen(muted)
            painter.drawText(QRect(x - 30, 0, 60, RULER - 5), int(Qt.AlignmentFlag.AlignCenter), text)
        painter.setPen(_faint(muted))
        painter.drawLine(0, RULER, width, RULER)

    def _paint_ways(self, painter: QPainter) -> None:
        """The lines between pictures; dashed where one is held."""
        track = self._track
        colour = track.palette().color(QPalette.ColorRole.PlaceholderText)
        count = len(track.keys) + (1 if track.loops else 0)
        for place in range(count - 1):
            start, end = track.key_rect(place), track.key_rect(place + 1)
            style = Qt.PenStyle.DotLine if track.keys[place].is_held else Qt.PenStyle.SolidLine
            painter.setPen(QPen(colour, 2, style))
            painter.drawLine(start.center(), end.center())

    def _paint_pictures(self, painter: QPainter) -> None:
        track = self._track
        if track.loops:
            painter.setOpacity(_FAINT)
            self._paint_picture(painter, 0, track.key_rect(len(track.keys)))
            painter.setOpacity(1)
        places = [*range(len(track.keys))]
        if track.chosen is not None:
            places.append(track.chosen)
        for place in places:
            self._paint_picture(painter, place, track.key_rect(place))
        if track.chosen is not None:
            painter.setPen(QPen(theme.accent(), 2))
            painter.drawRect(track.key_rect(track.chosen).adjusted(-2, -2, 1, 1))
        if track.dragged is not None:
            self._paint_moment(painter, track.key_rect(track.dragged[0]), f"{track.dragged[1]:.2f} s")

    def _paint_picture(self, painter: QPainter, place: int, rect: QRect) -> None:
        palette = self._track.palette()
        painter.fillRect(rect, palette.color(QPalette.ColorRole.Window))
        picture = self._track.pictures.get(place)
        if picture is not None:
            is_reduced = picture.width() > rect.width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_reduced)
            size = picture.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
            spot = QRectF(0, 0, size.width(), size.height())
            spot.moveCenter(QRectF(rect).center())
            painter.drawPixmap(spot.toRect(), picture)
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _paint_moment(self, painter: QPainter, rect: QRect, text: str) -> None:
        palette = self._track.palette()
        painter.setFont(theme.text_font(theme.SMALL, is_tabular=True))
        label = painter.fontMetrics().boundingRect(text).adjusted(-6, -2, 6, 2)
        label.moveCenter(QPoint(rect.center().x(), rect.bottom() - label.height() // 2 - 4))
        painter.fillRect(label, palette.color(QPalette.ColorRole.ToolTipBase))
        painter.setPen(palette.color(QPalette.ColorRole.ToolTipText))
        painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_playhead(self, painter: QPainter) -> None:
        track = self._track
        if track.playhead is None:
            return
        x = track.x_of(track.playhead)
        painter.setPen(QPen(theme.accent(), 2))
        painter.drawLine(x, RULER - 4, x, track.viewport().height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent())
        painter.drawPolygon(
            QPolygon([QPoint(x - 6, RULER - 12), QPoint(x + 6, RULER - 12), QPoint(x, RULER)])
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _faint(colour: QColor, alpha: float = 0.5) -> QColor:
    fainter = QColor(colour)
    fainter.setAlphaF(alpha)
    return fainter
