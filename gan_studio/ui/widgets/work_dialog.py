"""WorkDialog: a dialog that asks how, then works in the background and can be cancelled at any time."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gan_studio.core.events import Preparing
from gan_studio.session.failure import Failure
from gan_studio.session.task import BackgroundTask
from gan_studio.ui import theme


class WorkDialog(QDialog):
    """Progress, news and the two buttons of a dialog whose work goes on while the window stays usable.

    A dialog of this kind fills `column` from the top, says what its `_work` is and what becomes of its
    result in `_finish`.

    Args:
        prefix: what the object names of its parts begin with.
        what: the work in a word, which is on the button that begins it.

    Attributes:
        column: everything in the dialog, from top to bottom.
        progress: how much of the work is done; hidden while there is none.
        news: what goes on, or what went wrong.
        start_button, cancel_button: to begin, and to cancel or close.
    """

    _cancelling = "Cancelling; nothing will be left behind…"

    def __init__(self, prefix: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task = BackgroundTask(self._work, self)
        self.progress = QProgressBar(textVisible=False, accessibleName=what)
        self.progress.setRange(0, 1000)
        self.news = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.start_button = theme.as_primary(QPushButton(what))
        self.cancel_button = QPushButton("Cancel")
        self.news.setObjectName(f"{prefix}news")
        self.start_button.setObjectName(f"{prefix}start")
        self.cancel_button.setObjectName(f"{prefix}cancel")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*[theme.spacing(3)] * 4)
        self.column.setSpacing(theme.spacing(2))
        self.progress.hide()
        self.cancel_button.clicked.connect(self.reject)
        self._task.progressed.connect(self._show_progress)
        self._task.finished.connect(self._finish)
        self._task.failed.connect(self._show_failure)
        self._task.cancelled.connect(self._show_cancelled)

    @property
    def is_running(self) -> bool:
        """Whether the work goes on."""
        return self._task.is_running

    def end(self) -> None:
        """Give up the work, and wait until nothing is left of it."""
        self._task.end()

    def reject(self) -> None:
        """Cancel the work; without any, close."""
        if self._task.is_running:
            self.cancel_button.setEnabled(False)
            self.news.setText(self._cancelling)
            self._task.cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Do not close before the work has ended."""
        if self._task.is_running:
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

    def _work(self) -> Iterator[Preparing]:
        """The generator of the work; called on the worker's thread."""
        raise TypeError(f"{type(self).__name__} does not say what its work is.")

    def _finish(self, result: object) -> None:
        """Take what the work came to."""
        raise TypeError(f"{type(self).__name__} does not say what becomes of its work.")

    def _begin(self, news: str) -> None:
        self._set_running(True)
        self.news.setText(news)
        self._task.start()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.start_button)
        return row

    def _set_running(self, is_running: bool) -> None:
        self.start_button.setEnabled(not is_running)
        self.cancel_button.setEnabled(True)
        self.progress.setVisible(is_running)
        self.progress.setValue(0)

    def _show_progress(self, event: Preparing) -> None:
        self.progress.setValue(round(1000 * (event.share or 0)))
        self.news.setText(self._progress_text(event))

    def _progress_text(self, event: Preparing) -> str:
        return event.what

    def _show_failure(self, failure: Failure) -> None:
        self._set_running(False)
        self.news.setText(f"{failure.message} {failure.advice}".strip())

    def _show_cancelled(self) -> None:
        self._set_running(False)
        self.news.setText(self._cancelled_text())

    def _cancelled_text(self) -> str:
        return "Cancelled; nothing was written."
