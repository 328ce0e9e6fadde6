"""What the studio tells a person, from anywhere, before or after there is a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True)
class NoticeAction:
    """A button on a notice: its label and what pressing it does."""

    label: str
    act: Callable[[], None]


@dataclass(frozen=True)
class Notice:
    """One thing to tell.

    Attributes:
        kind: "info", "warning" or "error".
        text: what happened.
        advice: what to try, or "".
        trace: technical details, shown on demand, or "".
        action: one thing to do about it, such as to undo, or None.
        is_brief: whether it only confirms what a person just did, and may go unseen.
    """

    kind: str
    text: str
    advice: str = ""
    trace: str = ""
    action: NoticeAction | None = None
    is_brief: bool = False


class Notices(QObject):
    """The one channel of messages; what is posted before a view attaches waits for it.

    Signals:
        posted: a Notice.
    """

    posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Notice] = []
        self._has_view = False

    def info(self, text: str, action: NoticeAction | None = None) -> None:
        """Tell that something went as it should."""
        self.post(Notice("info", text, action=action))

    def confirm(self, text: str) -> None:
        """Tell in passing that something small was done: it moves nothing on the screen."""
        self.post(Notice("info", text, is_brief=True))

    def warn(self, text: str, advice: str = "", action: NoticeAction | None = None) -> None:
        """Tell of something to look at; work goes on."""
        self.post(Notice("warning", text, advice, action=action))

    def error(self, text: str, advice: str = "", trace: str = "") -> None:
        """Tell of something that failed."""
        self.post(Notice("error", text, advice, trace))

    def post(self, notice: Notice) -> None:
        """Tell, or keep until a view attaches."""
        if not self._has_view:
            self._waiting.append(notice)
        self.posted.emit(notice)

    def attach(self, show: Callable[[Notice], None]) -> None:
        """Connect a view's method to `posted`, after showing it what waited."""
        self._has_view = True
        self.posted.connect(show)
        waiting, self._waiting = self._waiting, []
        for notice in waiting:
            show(notice)
