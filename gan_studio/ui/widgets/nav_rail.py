"""The rail at the left: one button per place, with a picture and a word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from gan_studio.ui import theme
from gan_studio.ui.pages import Place
from gan_studio.ui.schemes import Scheme, mixed

_WIDTH = 80
_BUTTON_HEIGHT = 64
_ICON = 24
_BAR = 3


class NavRail(QWidget):
    """Buttons of which exactly one is chosen; up and down move between them.

    Signals:
        place_chosen: the name of the place whose button was pressed.
    """

    place_chosen = Signal(object)

    def __init__(self, places: Sequence[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName("Places")
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QAbstractButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.spacing(1), 0, theme.spacing(1))
        column.setSpacing(theme.spacing(0.5))
        for number, place in enumerate(places, start=1):
            button = _PlaceButton(place, f"Ctrl+{number}", self)
            button.clicked.connect(self._tell)
            self._group.addButton(button)
            self._buttons[place.name] = button
            column.addWidget(button)
        column.addStretch()

    def show_place(self, name: str) -> None:
        """Mark a place as the one shown, without a signal."""
        self._buttons[name].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between the places with the arrow keys."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        checked = self._group.checkedButton()
        if step is None or checked is None:
            super().keyPressEvent(event)
            return
        buttons = list(self._buttons.values())
        chosen = buttons[(buttons.index(checked) + step) % len(buttons)]
        chosen.setFocus()
        chosen.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rail's ground and the line to the page."""
        colours, painter = theme.scheme(), QPainter(self)
        painter.fillRect(self.rect(), colours.raised)
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), colours.border)

    def _tell(self) -> None:
        chosen = self._group.checkedButton()
        self.place_chosen.emit(next(name for name, button in self._buttons.items() if button is chosen))


class _PlaceButton(QAbstractButton):
    """A picture above a word; the chosen one has a bar at its edge, besides its colour."""

    def __init__(self, place: Place, keys: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = theme.icon(place.icon)
        self.setCheckable(True)
        self.setText(place.label)
        self.setObjectName(f"nav.{place.name}")
        self.setAccessibleName(place.label)
        self.setAccessibleDescription(place.summary)
        self.setToolTip(f"{place.summary} ({keys})")
        self.setFont(theme.text_font(theme.SMALL))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """As wide as the rail, high enough for picture and word."""
        return QSize(_WIDTH, _BUTTON_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, picture, word, and the focus frame."""
        colours, painter = theme.scheme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            strength = 0.1 if self.isChecked() else 0.05
            painter.fillRect(self.rect().adjusted(0, 0, -1, 0), _lifted(colours, strength))
        if self.isChecked():
            painter.fillRect(0, 0, _BAR, self.height(), colours.accent)
        block = _ICON + theme.spacing(0.5) + self.fontMetrics().height()
        top = (self.height() - block) // 2
        self._icon.paint(painter, (self.width() - _ICON) // 2, top, _ICON, _ICON)
        painter.setPen(colours.text if self.isChecked() else colours.muted)
        words = QRect(0, top + _ICON + theme.spacing(0.5), self.width(), self.fontMetrics().height())
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter, self.text())
        if self.hasFocus():
            painter.setPen(colours.accent)
            painter.drawRoundedRect(self.rect().adjusted(4, 2, -5, -3), 4, 4)


def _lifted(colours: Scheme, share: float) -> QColor:
    return mixed(QColor(colours.raised), QColor(colours.text), share)
