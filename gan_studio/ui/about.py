"""The two dialogs of the help menu."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from gan_studio import __version__, paths
from gan_studio.ui import theme
from gan_studio.ui.widgets.command_palette import plain_text


def show_about(parent: QWidget, device: str) -> None:
    """Say what this is, its version, what it computes on, and where a person's files are."""
    lines = (
        f"Version {__version__}, MIT licence",
        f"Networks compute on: {device or 'not known yet, PyTorch is still loading'}",
        f"Your runs are kept in: {paths.runs()}",
    )
    dialog, column = _dialog(parent, "About GAN Studio")
    column.addWidget(theme.as_title(QLabel("GAN Studio")))
    column.addWidget(
        QLabel("Train generative adversarial networks, watch them learn, explore what they learned.")
    )
    for line in lines:
        label = QLabel(line)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(label)
    _finish(dialog, column)


def show_shortcuts(parent: QWidget, actions: Iterable[QAction]) -> None:
    """List every action that has a shortcut."""
    dialog, column = _dialog(parent, "Keyboard shortcuts")
    column.addWidget(theme.as_title(QLabel("Keyboard shortcuts")))
    table = QGridLayout()
    table.setHorizontalSpacing(theme.spacing(3))
    for row, action in enumerate(action for action in actions if not action.shortcut().isEmpty()):
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        table.addWidget(theme.as_figures(QLabel(keys)), row, 0)
        table.addWidget(QLabel(plain_text(action)), row, 1)
    column.addLayout(table)
    _finish(dialog, column)


def _dialog(parent: QWidget, title: str) -> tuple[QDialog, QVBoxLayout]:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(*[theme.spacing(3)] * 4)
    column.setSpacing(theme.spacing())
    return dialog, column


def _finish(dialog: QDialog, column: QVBoxLayout) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column.addSpacing(theme.spacing())
    column.addWidget(buttons)
    dialog.open()
