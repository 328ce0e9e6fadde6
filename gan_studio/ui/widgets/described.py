"""What every control says of itself."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def describe(widget: QWidget, name: str, label: str, tip: str) -> None:
    """Give a control its object name, what a screen reader calls it, and its tooltip."""
    widget.setObjectName(name)
    widget.setAccessibleName(label)
    widget.setToolTip(tip)
