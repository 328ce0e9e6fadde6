"""Opening the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from gan_studio import paths
from gan_studio.process import prepare_process
from gan_studio.session.error_catcher import ErrorCatcher
from gan_studio.session.housekeeping import Housekeeping
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.main_window import MainWindow


def create_window(argv: Sequence[str]) -> MainWindow:
    """The window, not yet shown, and the QApplication where there is none yet.

    Nothing heavy is imported here: the first page and torch load once the window has been painted.

    Args:
        argv: the program's name and arguments, of which Qt takes its own.
    """
    prepare_process()
    app = QApplication.instance() or _new_application(argv)
    studio = Studio()
    theme.apply_theme(app, studio.preferences.theme)
    window = MainWindow(studio)
    studio.setParent(window)
    Housekeeping(window).begin()
    return window


def main() -> int:
    """Open the window and return the exit code once it is closed."""
    window = create_window(sys.argv)
    catcher = ErrorCatcher(window.studio.notices, window)
    catcher.install()
    window.show()
    return QApplication.exec()


def _new_application(argv: Sequence[str]) -> QApplication:
    app = QApplication(list(argv))
    app.setApplicationName("GAN Studio")
    app.setDesktopFileName("gan-studio")
    app.setWindowIcon(QIcon(str(paths.resources() / "icons" / "app.svg")))
    return app
