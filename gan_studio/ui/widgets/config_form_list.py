"""The rows of one options object, the rarely needed ones folded away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from gan_studio.core.config import setting_fields
from gan_studio.ui.theme import icon
from gan_studio.ui.widgets.config_form_row import FieldRow


@dataclass(frozen=True)
class Sieve:
    """Which rows of a form show.

    Attributes:
        words: lower-case words that a row must contain; empty to show all.
        only_live: whether rows that cannot change while a run trains are left out.
    """

    words: tuple[str, ...] = ()
    only_live: bool = False

    @property
    def is_open(self) -> bool:
        """Whether every row passes."""
        return not self.words and not self.only_live

    def passes(self, row: FieldRow, context: str) -> bool:
        """Whether a row shows; words in its context, such as its section's label, count too."""
        left = [word for word in self.words if word not in context.lower()]
        return row.matches(left) and (row.field.setting.live or not self.only_live)


class FieldList(QWidget):
    """A row per setting of an options class; advanced ones unfold with a button.

    Signals:
        edited: (path, value) from any row.
    """

    edited = Signal(object)

    def __init__(self, place: str, options: type, parent: QWidget | None = None) -> None:
        """Make the rows.

        Args:
            place: what stands before the field's name in a path, such as "optimizer".
            options: the options dataclass.
        """
        super().__init__(parent)
        fields = setting_fields(options)
        self.rows = {f"{place}.{field.name}": FieldRow(f"{place}.{field.name}", field) for field in fields}
        self.more = _more_button(place)
        self._sieve, self._context = Sieve(), ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        advanced = [row for row in self.rows.values() if row.field.setting.advanced]
        for row in self.rows.values():
            row.edited.connect(self.edited)
            if row not in advanced:
                column.addWidget(row)
        column.addWidget(self.more)
        for row in advanced:
            column.addWidget(row)
        self.more.toggled.connect(self._fold)
        self._show_rows()

    def show_options(self, options: Any, original: Any) -> None:
        """Show the values of an options object beside those it started from."""
        for row in self.rows.values():
            row.show_value(getattr(options, row.field.name), getattr(original, row.field.name))
        self._count_changed()

    def sift(self, sieve: Sieve, context: str) -> bool:
        """Show only the rows that pass; whether any does."""
        self._sieve, self._context = sieve, context
        return self._show_rows()

    def reveal(self, path: str) -> None:
        """Unfold the rarely needed rows if the path is one of them."""
        if path in self.rows and self.rows[path].field.setting.advanced:
            self.more.setChecked(True)

    def _fold(self, is_unfolded: bool) -> None:
        self.more.setIcon(icon("chevron-down" if is_unfolded else "chevron-right"))
        self._show_rows()

    def _show_rows(self) -> bool:
        shown = 0
        for row in self.rows.values():
            passes = self._sieve.passes(row, self._context)
            folded = row.field.setting.advanced and not self.more.isChecked() and self._sieve.is_open
            row.setVisible(passes and not folded)
            shown += passes
        has_advanced = any(row.field.setting.advanced for row in self.rows.values())
        self.more.setVisible(has_advanced and self._sieve.is_open)
        return shown > 0

    def _count_changed(self) -> None:
        changed = sum(row.is_changed for row in self.rows.values() if row.field.setting.advanced)
        self.more.setText(f"More settings ({changed} changed)" if changed else "More settings")


def _more_button(place: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(f"more.{place}")
    button.setText("More settings")
    button.setAccessibleName(f"More settings of {place}")
    button.setToolTip("Show or hide the settings that are rarely needed")
    button.setCheckable(True)
    button.setAutoRaise(True)
    button.setIcon(icon("chevron-right"))
    button.setIconSize(QSize(12, 12))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
