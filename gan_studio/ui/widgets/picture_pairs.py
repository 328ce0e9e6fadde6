"""PairGrid: pairs of pictures side by side, with what is to be said of each below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gan_studio.core.scores import PicturePairs
from gan_studio.ui import theme
from gan_studio.ui.widgets.image_grid_layout import picture_of

_WANTED_SIDE, _MOST_SIDE, _BETWEEN = 88, 128, 2


class PairGrid(QWidget):
    """Paints pairs in rows that fit the width. For a scroll area."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: PicturePairs | None = None
        self._images: list[tuple[QImage, QImage]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)

    def show_pairs(self, pairs: PicturePairs | None) -> None:
        """Show other pairs, or none."""
        self._pairs = pairs
        self._images = []
        if pairs is not None:
            count = len(pairs.captions)
            self._images = [(picture_of(pairs.left, n), picture_of(pairs.right, n)) for n in range(count)]
            said = "; ".join(f"pair {n + 1}: {caption}" for n, caption in enumerate(pairs.captions))
            self.setAccessibleDescription(f"{pairs.title}. {pairs.sides[0]} beside {pairs.sides[1]}: {said}")
        self._fit()
        self.update()

    def pairs(self) -> PicturePairs | None:
        """What is shown."""
        return self._pairs

    def pair_rect(self, index: int) -> QRect:
        """Where a pair is, with its caption."""
        across, size, gap = self._across(), self._pair_size(), theme.spacing(2)
        row, column = divmod(index, across)
        top = self._top() + row * (size.height() + gap)
        return QRect(column * (size.width() + gap), top, size.width(), size.height())

    def sizeHint(self) -> QSize:
        """Room for every pair at the present width."""
        if not self._images:
            return QSize(320, 0)
        return QSize(320, self.pair_rect(len(self._images) - 1).bottom() + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as much height as the new width needs."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the new theme's colours."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what either side is, then every pair."""
        if self._pairs is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.text_font(theme.SMALL, is_tabular=True))
        painter.setPen(QColor(theme.scheme().muted))
        left, right = self._pairs.sides
        painter.drawText(0, painter.fontMetrics().ascent(), f"Left: {left} · Right: {right}")
        for index, (first, second) in enumerate(self._images):
            place = self.pair_rect(index)
            if place.intersects(event.rect()):
                self._paint_pair(painter, place, first, second, self._pairs.captions[index])

    def _paint_pair(
        self, painter: QPainter, place: QRect, first: QImage, second: QImage, caption: str
    ) -> None:
        size = self._size()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, first.width() > size.width())
        for number, image in enumerate((first, second)):
            left = place.left() + number * (size.width() + _BETWEEN)
            painter.drawImage(QRect(QPoint(left, place.top()), size), image)
        painter.setPen(QColor(theme.scheme().text))
        below = place.adjusted(0, size.height(), 0, 0)
        words = painter.fontMetrics().elidedText(caption, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), words)

    def _size(self) -> QSize:
        """The size of each picture: small ones are enlarged by a whole factor, large ones fitted."""
        own = self._images[0][0].size() if self._images else QSize(_WANTED_SIDE, _WANTED_SIDE)
        longest = max(own.width(), own.height())
        if longest > _MOST_SIDE:
            return own.scaled(_MOST_SIDE, _MOST_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        return own * max(1, round(_WANTED_SIDE / longest))

    def _pair_size(self) -> QSize:
        size = self._size()
        return QSize(2 * size.width() + _BETWEEN, size.height() + self.fontMetrics().height() + 4)

    def _across(self) -> int:
        gap = theme.spacing(2)
        return max(1, (self.width() + gap) // (self._pair_size().width() + gap))

    def _top(self) -> int:
        return self.fontMetrics().height() + theme.spacing()

    def _fit(self) -> None:
        self.setMinimumHeight(self.sizeHint().height())
