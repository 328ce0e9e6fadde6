"""Writing what was found to a file."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from gan_studio.session.evaluation_session import EvaluationSession, ReportTask
from gan_studio.session.failure import Failure
from gan_studio.session.notices import NoticeAction
from gan_studio.session.studio import Studio
from gan_studio.ui import theme

_KINDS = {
    "A page with plots and pictures (*.html)": ".html",
    "A table (*.csv)": ".csv",
    "Everything, for programs (*.json)": ".json",
}
_FOLDER = "evaluate/folder"


class Exporter(QWidget):
    """Asks for a file's name, writes off the window's thread, and offers to open what was written."""

    def __init__(self, studio: Studio, session: EvaluationSession, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._studio = studio
        self._session = session
        self._orders: deque[tuple[Any, Path]] = deque()
        self.task = ReportTask(self)
        self.task.finished.connect(self._tell)
        self.task.failed.connect(self._tell_failure)
        self.action = QAction(theme.icon("export"), "Export the Scores…", self)
        self.action.triggered.connect(self.ask)
        self.set_ready(False)

    def set_ready(self, is_ready: bool) -> None:
        """Offer it only while there are scores."""
        self.action.setEnabled(is_ready)

    def ask(self) -> None:
        """Let a person choose a file, and write it."""
        folder = self._studio.preferences.recall(_FOLDER, str(Path.home()))
        chosen, kind = QFileDialog.getSaveFileName(
            self.parentWidget(), "Export the scores", str(Path(folder) / "scores.html"), ";;".join(_KINDS)
        )
        if chosen:
            path = Path(chosen)
            self.write(path if path.suffix else path.with_suffix(_KINDS.get(kind, ".html")))

    def write(self, path: Path) -> None:
        """Write what was found so far to a file, after those that are being written; its ending says how."""
        self._studio.preferences.remember(_FOLDER, str(path.parent))
        self._orders.append((self._session.evaluation, path))
        self._write_next()

    def _write_next(self) -> None:
        if self._orders and not self.task.is_running:
            self.task.write(*self._orders.popleft())

    def _tell(self, path: Path) -> None:
        def open_it() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self._studio.notices.info(f"The scores are in {path}.", NoticeAction("Open it", open_it))
        self._write_next()

    def _tell_failure(self, failure: Failure) -> None:
        self._studio.tell_failure(failure)
        self._write_next()
