"""Panels of sections that consist of registered parts: one of them, or any number."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from gan_studio.core.config import Section, Setting, SettingField
from gan_studio.core.registry import Entry
from gan_studio.ui.theme import icon, spacing
from gan_studio.ui.widgets.config_form_draft import CHOICE, Draft
from gan_studio.ui.widgets.config_form_list import FieldList, Sieve
from gan_studio.ui.widgets.config_form_row import FieldRow
from gan_studio.ui.widgets.config_form_section import SectionPanel


class ChoicePanel(SectionPanel):
    """A section that consists of one part: the list of parts, then the chosen one's settings."""

    def __init__(self, name: str, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(name, section, parent)
        self._entries = {entry.name: entry for entry in section.registry.entries()}
        self._chosen = ""
        self._choice = FieldRow(f"{name}.{CHOICE}", _choice_field(section, self._entries))
        self._choice.edited.connect(self.edited)
        self._choice.setToolTip(_choice_tip(section, self._entries))
        self.column.addWidget(self._choice)

    def show_draft(self, draft: Draft) -> None:
        """Show which part is chosen, and its settings."""
        (self._chosen,), (original,) = draft.chosen(self.name), draft.chosen(self.name, of_origin=True)
        self._choice.show_value(self._chosen, original)
        self._choice.set_note(self._entries[self._chosen].summary)
        options = draft.options(self.name, self._chosen)
        self.show_list(self._chosen, self.name, options, draft.original(self.name, self._chosen))
        for part in self._entries:
            if rows := self.list_of(part):
                rows.setVisible(part == self._chosen)

    def rows(self) -> dict[str, FieldRow]:
        """The choice, and the rows of the chosen part."""
        return {self._choice.path: self._choice, **super().rows()}

    def active_lists(self) -> list[FieldList]:
        """The rows of the chosen part."""
        rows = self.list_of(self._chosen)
        return [rows] if rows else []

    def sift_rows(self, sieve: Sieve) -> bool:
        """Show the choice also where only settings of the chosen part pass."""
        context = f"{self.section.label} {self._entries[self._chosen].label}"
        shown = [rows.sift(sieve, context) for rows in self.active_lists()]
        shown.append(sieve.passes(self._choice, context))
        self._choice.setVisible(any(shown))
        return any(shown)

    def is_empty(self) -> bool:
        """Whether there is one part only, and nothing to set of it."""
        return len(self._entries) == 1 and not any(rows.rows for rows in self.active_lists())


_SHORT = 6
"""So many parts are shown in full; of more, those that are off wait behind a button."""


class PartsPanel(SectionPanel):
    """A section of any number of parts: a check box for each, its settings below while it is on.

    In a long section, only parts that are on, here or in what the form began with, are there at once.
    """

    def __init__(self, name: str, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(name, section, parent)
        self._entries = {entry.name: entry for entry in section.registry.entries()}
        self._on: list[str] = []
        self._kept: set[str] = set()
        self._sieve = Sieve()
        self._switches = {entry.name: self._switch(entry) for entry in self._entries.values()}
        self.others = _others_button(name)
        self.others.toggled.connect(self._unfold_others)
        self.column.addWidget(self.others)

    def show_draft(self, draft: Draft) -> None:
        """Show which parts are on, and their settings."""
        self._on, original = draft.chosen(self.name), draft.chosen(self.name, of_origin=True)
        # What was just switched off stays where it is, so that it can be switched on again.
        is_same_origin = set(original) <= self._kept
        self._kept = {*self._on, *original, *(self._kept if is_same_origin else ())}
        for part, switch in self._switches.items():
            is_on = part in self._on
            switch.show_value(is_on, part in original)
            switch.set_note(self._entries[part].summary if is_on else "")
            if is_on:
                place = f"{self.name}.{part}"
                self.show_list(part, place, draft.options(self.name, part), draft.original(self.name, part))
            if rows := self.list_of(part):
                rows.setVisible(is_on)

    def rows(self) -> dict[str, FieldRow]:
        """The check boxes, and the rows of the parts that are on."""
        return {switch.path: switch for switch in self._switches.values()} | super().rows()

    def active_lists(self) -> list[FieldList]:
        """The rows of the parts that are on."""
        return [rows for part in self._on if (rows := self.list_of(part))]

    def place_list(self, part: str, rows: FieldList) -> None:
        """Put a part's settings under its check box, a little to the right."""
        rows.layout().setContentsMargins(spacing(2), 0, 0, spacing(0.5))
        self.column.insertWidget(self.column.indexOf(self._switches[part]) + 1, rows)

    def sift_rows(self, sieve: Sieve) -> bool:
        """Show a check box also where only settings of its part pass."""
        self._sieve = sieve
        shown = False
        for part, switch in self._switches.items():
            context = f"{self.section.label} {self._entries[part].label}"
            rows = self.list_of(part) if part in self._on else None
            passes = rows.sift(sieve, context) if rows else False
            passes = sieve.passes(switch, context) or passes
            switch.setVisible(passes and not self._waits(part))
            shown = shown or passes
        self._offer_others()
        return shown

    def reveal(self, path: str) -> None:
        """Unfold what hides a path."""
        if any(self._waits(part) and path == switch.path for part, switch in self._switches.items()):
            self.others.setChecked(True)
        super().reveal(path)

    def is_empty(self) -> bool:
        """Whether no such part exists."""
        return not self._entries

    def _waits(self, part: str) -> bool:
        """Whether a part is behind the button."""
        is_long = len(self._entries) > _SHORT
        return is_long and self._sieve.is_open and part not in self._kept and not self.others.isChecked()

    def _offer_others(self) -> None:
        rest = len(self._entries) - len(self._kept)
        self.others.setVisible(len(self._entries) > _SHORT and rest > 0 and self._sieve.is_open)
        what = f"{rest} others" if self._kept else f"all {rest}"
        self.others.setText(f"Hide the {rest} that are off" if self.others.isChecked() else f"Show {what}")

    def _unfold_others(self, is_unfolded: bool) -> None:
        self.others.setIcon(icon("chevron-down" if is_unfolded else "chevron-right"))
        self.sift_rows(self._sieve)

    def _switch(self, entry: Entry) -> FieldRow:
        about = Setting(entry.label, entry.summary)
        row = FieldRow(f"{self.name}.{entry.name}", SettingField(entry.name, bool, False, about))
        row.setToolTip(f"<p>{entry.summary}</p>")
        row.edited.connect(self.edited)
        self.column.addWidget(row)
        return row


def _others_button(name: str) -> QToolButton:
    button = QToolButton(checkable=True, autoRaise=True)
    button.setObjectName(f"others.{name}")
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setIcon(icon("chevron-right"))
    button.setIconSize(QSize(14, 14))
    button.setToolTip("Parts that are off; rest the pointer on one to read what it does")
    return button


def panel_for(name: str, section: Section) -> SectionPanel:
    """A new panel for a section."""
    if section.registry is None:
        return SectionPanel(name, section)
    return PartsPanel(name, section) if section.many else ChoicePanel(name, section)


def _choice_field(section: Section, entries: dict[str, Entry]) -> SettingField:
    labels = {entry.name: entry.label for entry in entries.values()}
    about = Setting(section.registry.kind.capitalize(), section.help, choices=labels)
    return SettingField(CHOICE, str, next(iter(labels), ""), about)


def _choice_tip(section: Section, entries: dict[str, Entry]) -> str:
    lines = [f"<p><b>{entry.label}</b>: {entry.summary}</p>" for entry in entries.values()]
    return f"<p>{section.help}</p>{''.join(lines)}"
