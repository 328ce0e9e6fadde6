"""The bar above the page that tells what happened, one notice at a time."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, Qt, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from gan_studio.session.notices import Notice
from gan_studio.ui import theme

_INFO_STAYS_MS = 8000
_TRACE_HEIGHT = 160
_EDGE = 4


@dataclass
class _Told:
    notice: Notice
    times: int = 1


class NoticeBar(QWidget):
    """Shows notices in the order they came; each stays until dismissed, plain good news goes by itself.

    The same notice posted again while it waits is counted rather than repeated.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notices")
        self._queue: list[_Told] = []
        self._fade = QTimer(self, singleShot=True, interval=_INFO_STAYS_MS)
        self._fade.timeout.connect(self.dismiss)
        self._make_widgets()
        self._lay_out()
        self.hide()

    @property
    def notices(self) -> list[Notice]:
        """The notice on show and those that wait behind it."""
        return [told.notice for told in self._queue]

    def show_notice(self, notice: Notice) -> None:
        """Show a notice, or let it wait for its turn; the status line shows the brief ones."""
        if notice.is_brief:
            return
        known = next((told for told in self._queue if told.notice == notice), None)
        if known:
            known.times += 1
        else:
            if self._queue and _is_fleeting(self._queue[0].notice):
                self._queue.pop(0)
            self._queue.append(_Told(notice))
        self._show_first()

    def dismiss(self) -> None:
        """Take the notice on show away and show the next."""
        if self._queue:
            self._queue.pop(0)
        self._show_first()

    def changeEvent(self, event: QEvent) -> None:
        """Redraw in the new theme's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._queue:
            self._show_kind(self._queue[0].notice.kind)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a raised ground with the kind's colour at the left edge."""
        colours, painter = theme.scheme(), QPainter(self)
        painter.fillRect(self.rect(), colours.raised)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), colours.border)
        if self._queue:
            painter.fillRect(0, 0, _EDGE, self.height(), _ink(self._queue[0].notice.kind))

    def _make_widgets(self) -> None:
        self._icon = QLabel()
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._text.setObjectName("notices.text")
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._more = theme.as_note(QLabel())
        self._action = _button("notices.action", "", "Does what the label says.")
        self._details = _button("notices.details", "Details", "Shows the technical details.")
        self._details.setCheckable(True)
        self._copy = _button("notices.copy", "Copy", "Copies this message with its technical details.")
        self._close = _button("notices.dismiss", "", "Takes this message away.")
        self._close.setIcon(theme.icon("close"))
        self._close.setAccessibleName("Dismiss")
        self._trace = QPlainTextEdit(readOnly=True)
        self._trace.setObjectName("notices.trace")
        self._trace.setAccessibleName("Technical details")
        self._trace.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._trace.setFixedHeight(_TRACE_HEIGHT)
        self._action.clicked.connect(self._act)
        self._details.toggled.connect(self._trace.setVisible)
        self._copy.clicked.connect(self._copy_all)
        self._close.clicked.connect(self.dismiss)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.spacing())
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        for widget in (self._more, self._action, self._details, self._copy, self._close):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.spacing(2), theme.spacing(), theme.spacing(), theme.spacing())
        column.addLayout(row)
        column.addWidget(self._trace)

    def _show_first(self) -> None:
        self._fade.stop()
        if not self._queue:
            self.hide()
            return
        told = self._queue[0]
        notice = told.notice
        times = f" ({told.times} times)" if told.times > 1 else ""
        self._text.setText(f"{notice.text}{times} {notice.advice}".strip())
        self.setAccessibleName(f"{notice.kind}: {self._text.text()}")
        self._show_kind(notice.kind)
        waiting = len(self._queue) - 1
        self._more.setText(f"{waiting} more" if waiting else "")
        self._action.setVisible(notice.action is not None)
        self._action.setText(notice.action.label if notice.action else "")
        self._action.setAccessibleName(self._action.text())
        has_trace = bool(notice.trace)
        self._details.setVisible(has_trace)
        self._details.setChecked(self._details.isChecked() and has_trace)
        self._copy.setVisible(has_trace)
        self._trace.setPlainText(notice.trace)
        self._trace.setVisible(self._details.isChecked())
        self.show()  # only now: with parts that this notice does not need, it might make the window grow
        if _is_fleeting(notice):
            self._fade.start()

    def _show_kind(self, kind: str) -> None:
        self._icon.setPixmap(theme.icon(kind, QPalette.ColorRole.WindowText).pixmap(16, 16))
        self._icon.setAccessibleName(kind)
        self.update()

    def _act(self) -> None:
        action = self._queue[0].notice.action
        self.dismiss()
        action.act()

    def _copy_all(self) -> None:
        notice = self._queue[0].notice
        parts = (notice.text, notice.advice, notice.trace)
        QGuiApplication.clipboard().setText("\n".join(part for part in parts if part))


def _is_fleeting(notice: Notice) -> bool:
    return notice.kind == "info" and notice.action is None


def _ink(kind: str) -> str:
    colours = theme.scheme()
    return {"error": colours.error, "warning": colours.warning}.get(kind, colours.accent)


def _button(name: str, text: str, tooltip: str) -> QPushButton:
    button = theme.as_quiet(QPushButton(text))
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setToolTip(tooltip)
    return button
