"""How a run ended, in a sentence, and what can be done next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from gan_studio.ui import theme

_ICON = 20


class Outcome(QFrame):
    """A card that stays until it is dismissed or another run begins.

    Signals:
        explore_asked: what was trained should be opened in Explore; no argument.
        longer_asked: the limit should be raised and the run go on; no argument.
        go_on_asked: the run should go on where it was stopped; no argument.
        dismissed: it was closed; no argument.
    """

    explore_asked = Signal()
    longer_asked = Signal()
    go_on_asked = Signal()
    dismissed = Signal()
    _kind = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.as_card(self)
        self.setObjectName("train.outcome")
        self._picture = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setObjectName("train.outcome.text")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.explore = _button("explore", "Explore", "Open what was trained in Explore")
        self.longer = _button("longer", "Train longer", "Double the run's limit and go on")
        self.go_on = _button("go_on", "Continue", "Go on where this run was saved")
        close = QToolButton(autoRaise=True)
        close.setObjectName("train.outcome.close")
        close.setIcon(theme.icon("close"))
        close.setAccessibleName("Dismiss")
        close.setToolTip("Dismiss")
        row = QHBoxLayout(self)
        row.setContentsMargins(*[theme.spacing()] * 4)
        row.setSpacing(theme.spacing())
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        for button in (self.longer, self.go_on, self.explore, close):
            row.addWidget(button)
        self.explore.clicked.connect(self.explore_asked)
        self.longer.clicked.connect(self.longer_asked)
        self.go_on.clicked.connect(self.go_on_asked)
        close.clicked.connect(self._dismiss)
        self.hide()

    def tell(self, kind: str, text: str, *offers: QPushButton) -> None:
        """Show a sentence and some of the buttons.

        Args:
            kind: "check", "warning" or "error", the icon.
            offers: which of `explore`, `longer` and `go_on` to show.
        """
        self._kind = kind
        self._paint_icon()
        self._text.setText(text)
        for button in (self.explore, self.longer, self.go_on):
            button.setVisible(button in offers)
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the theme's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._kind:
            self._paint_icon()

    def _paint_icon(self) -> None:
        self._picture.setPixmap(theme.icon(self._kind).pixmap(_ICON, _ICON))

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()

    def text(self) -> str:
        """The sentence."""
        return self._text.text()


def _button(name: str, text: str, tooltip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(f"train.{name}")
    button.setAccessibleName(text)
    button.setToolTip(tooltip)
    return button
