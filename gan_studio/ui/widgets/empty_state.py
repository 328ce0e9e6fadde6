"""What a place shows while it has nothing: what goes there, and the one click that fills it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gan_studio.ui import theme

_ICON = 48
_TEXT_WIDTH = 420


class EmptyState(QWidget):
    """A picture, a sentence or two, and a button, in the middle.

    Signals:
        pressed: the button was pressed; no argument.
    """

    pressed = Signal()

    def __init__(
        self, icon: str, title: str, text: str, button: str = "", parent: QWidget | None = None
    ) -> None:
        """Make it.

        Args:
            icon: name of an icon.
            text: what goes here and how.
            button: the button's label; "" for none.
        """
        super().__init__(parent)
        self._icon = theme.icon(icon)
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.title = theme.as_title(QLabel(title, alignment=Qt.AlignmentFlag.AlignCenter))
        self.text = QLabel(text, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.text.setFixedWidth(_TEXT_WIDTH)
        self.button = theme.as_primary(QPushButton(button))
        self.button.setAccessibleName(button)
        self.button.setVisible(bool(button))
        self.button.clicked.connect(self.pressed)
        column = QVBoxLayout(self)
        column.setSpacing(theme.spacing(2))
        column.addStretch(2)
        for widget in (self._picture, self.title):
            column.addWidget(widget, alignment=Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()  # an alignment would give the text the height of fewer lines than it has
        row.addStretch(1)
        row.addWidget(self.text)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._draw_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the picture in the new theme's colour."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        self._picture.setPixmap(self._icon.pixmap(_ICON, _ICON))
