"""A panel of a form: one section of a RunConfig under a heading that folds it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from gan_studio.core.config import Section
from gan_studio.ui.theme import spacing
from gan_studio.ui.widgets.config_form_draft import Draft
from gan_studio.ui.widgets.config_form_heading import SectionHeading
from gan_studio.ui.widgets.config_form_list import FieldList, Sieve
from gan_studio.ui.widgets.config_form_row import FieldRow


class SectionPanel(QFrame):
    """A section of plain settings; panels of registered parts build on it.

    Signals:
        edited: (path, value) from any row.
        folded: the section was folded or unfolded; no argument.
    """

    edited = Signal(object)
    folded = Signal()

    def __init__(self, name: str, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.section = section
        self._lists: dict[str, FieldList] = {}
        self._heading = SectionHeading(name, section)
        self._body = QWidget()
        self.column = QVBoxLayout(self._body)
        self.column.setContentsMargins(0, spacing(0.5), 0, spacing(1))
        self.column.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heading)
        column.addWidget(self._body)
        self._heading.toggled.connect(self._fold)

    def show_draft(self, draft: Draft) -> None:
        """Show what the draft holds of this section."""
        self.show_list("", self.name, draft.options(self.name), draft.original(self.name))

    def rows(self) -> dict[str, FieldRow]:
        """The rows of what is chosen now, by path."""
        return {path: row for rows in self.active_lists() for path, row in rows.rows.items()}

    def active_lists(self) -> list[FieldList]:
        """The rows of the parts that are chosen now."""
        return list(self._lists.values())

    def sift(self, sieve: Sieve) -> bool:
        """Show only the rows that pass, unfolded; whether any does."""
        shown = self.sift_rows(sieve)
        self.setVisible(shown and not self.is_empty())
        self._body.setVisible(not self.is_folded or not sieve.is_open)
        return shown

    def sift_rows(self, sieve: Sieve) -> bool:
        """Show only the rows that pass; whether any does, or nothing is sieved out."""
        shown = [rows.sift(sieve, self.section.label) for rows in self.active_lists()]
        return any(shown) or sieve.is_open

    def reveal(self, path: str) -> None:
        """Unfold what hides a path."""
        self._heading.setChecked(True)
        for rows in self.active_lists():
            rows.reveal(path)

    @property
    def is_folded(self) -> bool:
        """Whether only the heading shows."""
        return not self._heading.isChecked()

    def set_folded(self, is_folded: bool) -> None:
        """Show the heading alone, or everything."""
        self._heading.setChecked(not is_folded)

    def is_empty(self) -> bool:
        """Whether there is nothing to choose or to set."""
        return False

    def show_list(self, part: str, place: str, options: object, original: object) -> FieldList:
        """Show an options object in the rows of a part, which are made when first needed."""
        if part not in self._lists:
            self._lists[part] = FieldList(place, type(options))
            self._lists[part].edited.connect(self.edited)
            self.place_list(part, self._lists[part])
        self._lists[part].show_options(options, original)
        return self._lists[part]

    def list_of(self, part: str) -> FieldList | None:
        """The rows of a part, if they were made."""
        return self._lists.get(part)

    def place_list(self, part: str, rows: FieldList) -> None:
        """Put newly made rows where they belong."""
        self.column.addWidget(rows)

    def _fold(self, is_unfolded: bool) -> None:
        self._body.setVisible(is_unfolded)
        self.folded.emit()
