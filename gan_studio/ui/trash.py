"""Emptying the trash of deleted runs, which is the one deletion that cannot be undone."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from gan_studio.core.run_folder import empty_trash, trashed_runs
from gan_studio.session.notices import Notices


def wants_to_empty(parent: QWidget, count: int) -> bool:
    """Ask whether to delete that many runs for good."""
    what = "The deleted run" if count == 1 else f"The {count} deleted runs"
    answer = QMessageBox.question(
        parent,
        "Empty the trash",
        f"{what} cannot be restored afterwards.",
        QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
        QMessageBox.StandardButton.Cancel,
    )
    return answer == QMessageBox.StandardButton.Discard


def empty_trash_if_wanted(parent: QWidget, notices: Notices) -> None:
    """Empty the trash after asking, and say how much room that made."""
    count = len(trashed_runs())
    if count == 0:
        notices.info("The trash is empty.")
        return
    if not wants_to_empty(parent, count):
        return
    try:
        freed = empty_trash()
    except OSError as error:
        notices.warn(f"The trash could not be emptied ({error.strerror or error}); try again.")
        return
    notices.info(f"The trash is empty; {freed / 2**20:,.0f} MiB are free again.")
