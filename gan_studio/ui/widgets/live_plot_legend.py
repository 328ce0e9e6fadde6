"""The legend of a plot: one button a curve, which shows its line, its value, and hides it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLayout, QLayoutItem, QSizePolicy, QWidget

from gan_studio.ui.theme import SMALL, scheme, text_font

_LINE = 20
_GAP = 6
_STYLES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)


def pen_of(number: int, width: float = 1.0) -> QPen:
    """The pen of the n-th curve of a plot: another colour and another pattern than its neighbours'.

    One pixel, because Qt draws wider curves of many points a hundred times slower.
    """
    colours = scheme().plots
    pen = QPen(QColor(colours[number % len(colours)]), width, _STYLES[number % len(_STYLES)])
    pen.setCosmetic(True)
    return pen


class LegendEntry(QAbstractButton):
    """A curve's line, its label and its value; checked while the curve shows."""

    def __init__(self, number: int, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._value = ""
        self.setText(label)
        self.setFont(text_font(SMALL, is_tabular=True))
        self.setCheckable(True)
        self.setChecked(True)
        self.setAccessibleName(f"Show {label}")
        self.setToolTip(f"{label}: press to hide or show this curve")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_value(self, text: str) -> None:
        """Print a value after the label."""
        if text != self._value:
            grows = len(text) > len(self._value)
            self._value = text
            if grows:
                self.updateGeometry()
            self.update()

    def value_text(self) -> str:
        """The value that is printed."""
        return self._value

    def sizeHint(self) -> QSize:
        """Room for the line, the label and a value."""
        metrics = QFontMetrics(self.font())
        value = metrics.horizontalAdvance("0" * max(6, len(self._value)))
        width = _LINE + _GAP + metrics.horizontalAdvance(self.text()) + _GAP + value
        return QSize(width, metrics.height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line as it is drawn in the plot, then the words; a hidden curve's are faint."""
        painter = QPainter(self)
        painter.setOpacity(1.0 if self.isChecked() else 0.4)
        middle = self.height() // 2
        painter.setPen(pen_of(self._number, 2))
        painter.drawLine(0, middle, _LINE, middle)
        words = self.rect().adjusted(_LINE + _GAP, 0, 0, 0)
        painter.setPen(QColor(scheme().muted))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.text())
        words.setLeft(words.left() + QFontMetrics(self.font()).horizontalAdvance(self.text()) + _GAP)
        painter.setPen(QColor(scheme().text))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self._value)
        if self.hasFocus():
            painter.setPen(QPen(QColor(scheme().accent), 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 3, 3)


class LegendLayout(QLayout):
    """Puts widgets beside each other and begins another line where they no longer fit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Put one more at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The one at an index."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give up the one at an index."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines."""
        return self._place(QRect(0, 0, width, 0), is_real=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put every widget in its place."""
        super().setGeometry(rect)
        self._place(rect, is_real=True)

    def sizeHint(self) -> QSize:
        """The smallest size will do."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest of all."""
        size = QSize(0, 0)
        for item in self._items:
            size = size.expandedTo(item.sizeHint())
        return size

    def _place(self, rect: QRect, *, is_real: bool) -> int:
        corner, line = rect.topLeft(), 0
        for item in self._items:
            size = item.sizeHint()
            if corner.x() > rect.left() and corner.x() + size.width() > rect.right() + 1:
                corner, line = QPoint(rect.left(), corner.y() + line), 0
            if is_real:
                item.setGeometry(QRect(corner, size))
            corner.setX(corner.x() + size.width() + 2 * _GAP)
            line = max(line, size.height())
        return corner.y() + line - rect.top()
