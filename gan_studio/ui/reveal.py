"""Showing a file where it lies, in the desktop's own file manager."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from gan_studio.session.notices import NoticeAction


def show_action(path: Path) -> NoticeAction:
    """Opens a folder, or the one that a file lies in."""
    url = QUrl.fromLocalFile(str(path if path.is_dir() else path.parent))
    return NoticeAction("Show", lambda: QDesktopServices.openUrl(url))
