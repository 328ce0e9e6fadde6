"""Icons: the SVG files of resources/icons, drawn in the palette's colours."""

from __future__ import annotations

import functools

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gan_studio import paths


class _SvgEngine(QIconEngine):
    """Draws an SVG whose `currentColor` is the palette's, as it is at the moment of drawing."""

    def __init__(self, name: str, role: QPalette.ColorRole) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw into the largest square in the middle of the rectangle."""
        side = min(rect.width(), rect.height())
        place = QRectF(0, 0, side, side)
        place.moveCenter(QRectF(rect).center())
        _renderer(self._name, self._colour(mode).name()).render(painter, place)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon at a size in device pixels."""
        pixmap = QPixmap(size)
        if pixmap.isNull():  # a button squeezed to nothing asks for an icon of no size
            return pixmap
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """The icon for a screen of that scale.

        Newer Qt gives the size in the screen's own units, older Qt in pixels; where it is in pixels
        already, this draws finer than needed, and Qt shows it at the right size all the same.
        """
        return self.pixmap(size * scale, mode, state)

    def clone(self) -> QIconEngine:
        """Another engine that draws the same."""
        return _SvgEngine(self._name, self._role)

    def isNull(self) -> bool:
        """Whether there is nothing to draw."""
        return False

    def _colour(self, mode: QIcon.Mode) -> QColor:
        is_disabled = mode == QIcon.Mode.Disabled
        group = QPalette.ColorGroup.Disabled if is_disabled else QPalette.ColorGroup.Normal
        is_selected = mode == QIcon.Mode.Selected
        role = QPalette.ColorRole.HighlightedText if is_selected else self._role
        return QGuiApplication.palette().color(group, role)


def icon(name: str, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """The icon of resources/icons/<name>.svg; it changes colour with the theme by itself.

    Args:
        role: the palette's colour it is drawn in.
    """
    return QIcon(_SvgEngine(name, role))


@functools.lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    text = (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))
