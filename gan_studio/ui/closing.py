"""Closing the window while a run trains: the question, and what is shown until the run is saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QProgressBar, QVBoxLayout, QWidget

from gan_studio.ui import theme


def wants_to_stop(parent: QWidget, run: Path | None) -> bool:
    """Ask whether to stop the run and close; the run is saved either way."""
    box = QMessageBox(parent)
    box.setWindowTitle("A run is training")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"{run.name if run else 'A run'} is still training.")
    box.setInformativeText("It can be saved and stopped now; Resume goes on from there the next time.")
    stop = box.addButton("Stop and Save", QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(stop)
    box.exec()
    return box.clickedButton() is stop


def wants_to_abandon(parent: QWidget) -> bool:
    """Ask whether to close although the run is still being saved."""
    answer = QMessageBox.warning(
        parent,
        "The run is still being saved",
        "The run is still being saved. Closing now loses what it learned since its last checkpoint.",
        QMessageBox.StandardButton.Close | QMessageBox.StandardButton.Cancel,
        QMessageBox.StandardButton.Cancel,
    )
    return answer == QMessageBox.StandardButton.Close


class ClosingView(QWidget):
    """Says that the run is being saved and that the window closes by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        bar = QProgressBar(minimum=0, maximum=0, textVisible=False)
        bar.setFixedWidth(theme.spacing(30))
        bar.setAccessibleName("Saving")
        column = QVBoxLayout(self)
        column.setSpacing(theme.spacing(2))
        column.addStretch()
        for widget in (
            theme.as_title(QLabel("Saving the run…")),
            QLabel("The window closes by itself as soon as everything is on disk."),
            bar,
        ):
            column.addWidget(widget, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
