"""How points to drag and a painted area look on a picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from gan_studio.core.latent.dragging.messages import Place
from gan_studio.core.latent.dragging.plan import DragPlan, PointId
from gan_studio.ui import theme
from gan_studio.ui.widgets.latent_image import LatentImage

_HANDLE, _TARGET = QColor("#d5001c"), QColor("#0057d9")
_EDGE = QColor("#ffffff")
_RADIUS = 7.0
_AREA_ALPHA = 110


class DragLook:
    """Paints handles as red discs, targets as blue diamonds, and the area as a tint.

    Args:
        image: what it paints on.
    """

    def __init__(self, image: LatentImage) -> None:
        self._image = image
        self._mask: np.ndarray | None = None
        self._colour = QColor()
        self._tint = QImage()

    def paint_area(self, painter: QPainter, mask: np.ndarray) -> None:
        """Tint the pixels where bool [H, W] is true; a mask is one and the same while it is not changed."""
        colour = theme.accent()
        if mask is not self._mask or colour != self._colour:
            self._mask, self._colour = mask, colour
            pixels = np.zeros((*mask.shape, 4), np.uint8)
            pixels[mask] = (colour.red(), colour.green(), colour.blue(), _AREA_ALPHA)
            height, width = mask.shape
            tint = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
            self._tint = tint.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        painter.drawImage(self._image.image_rect(), self._tint)

    def paint_points(self, painter: QPainter, plan: DragPlan, selected: PointId | None) -> None:
        """Paint every pair with its number and the way between."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.text_font(theme.SMALL, is_bold=True))
        for pair in plan.pairs:
            self._paint_way(painter, self._spot(pair.handle), self._spot(pair.target))
        for point, place in plan.points().items():
            self._paint_point(painter, self._spot(place), point, point == selected)

    def _spot(self, place: Place) -> QPointF:
        """Where the middle of a pixel is on the widget."""
        return self._image.position_of(QPointF(place[0] + 0.5, place[1] + 0.5))

    def _paint_way(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        for colour, width in ((_EDGE, 4.0), (_TARGET, 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(start, end)

    def _paint_point(self, painter: QPainter, spot: QPointF, point: PointId, is_selected: bool) -> None:
        radius = _RADIUS + (2 if is_selected else 0)
        painter.setPen(QPen(theme.accent() if is_selected else _EDGE, 3.0 if is_selected else 2.0))
        painter.setBrush(_TARGET if point.is_target else _HANDLE)
        if point.is_target:
            corners = [QPointF(0, -1.3), QPointF(1.3, 0), QPointF(0, 1.3), QPointF(-1.3, 0)]
            painter.drawPolygon(QPolygonF([spot + corner * radius for corner in corners]))
        else:
            painter.drawEllipse(spot, radius, radius)
        painter.setPen(_EDGE)
        box = QRectF(spot.x() - 2 * radius, spot.y() - radius, 4 * radius, 2 * radius)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(point.pair + 1))
