"""ConfigForm: edits a RunConfig with controls made from the settings themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gan_studio.core.config import Problem, RunConfig, sections, value_at, with_value
from gan_studio.ui.theme import spacing
from gan_studio.ui.widgets.config_form_bar import FormBar
from gan_studio.ui.widgets.config_form_draft import Draft, Origin
from gan_studio.ui.widgets.config_form_history import EditCommand, LiveEdits, Snapshot
from gan_studio.ui.widgets.config_form_list import Sieve
from gan_studio.ui.widgets.config_form_parts import panel_for
from gan_studio.ui.widgets.config_form_row import FieldRow, ProblemLabel
from gan_studio.ui.widgets.config_form_section import SectionPanel
from gan_studio.ui.widgets.setting_editors import Offer, OfferEditor


class ConfigForm(QWidget):
    """A panel per section, a row per setting, built from what the sections and registries declare.

    Every edit can be undone. Values that differ from the origin (a preset, as a rule) are marked and
    can go back one by one. Making a form discovers every part, so it waits until they are loaded.

    Signals:
        changed: the new RunConfig, after every edit, undo and load.
        origin_changed: the new Origin, when one was loaded, or came back by undoing.
        live_edited: (path, value) of a live setting edited while a run trains, once it settles.
        folds_changed: a section was folded or unfolded by a person; no argument.
    """

    changed = Signal(object)
    origin_changed = Signal(object)
    live_edited = Signal(object)
    folds_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = Draft(Origin("", RunConfig()))
        self._panels: dict[str, SectionPanel] = {}
        self._offers: dict[str, Offer] = {}
        self._problems: dict[str, str] = {}
        self._is_running = False
        self._sieve = Sieve()
        self._undo = QUndoStack(self)
        self._live = LiveEdits(self)
        self._live.settled.connect(self.live_edited)
        self._bar = FormBar(self)
        self._general = ProblemLabel()
        self._lay_out()
        self._bar.sieve_changed.connect(self._sift)
        self._bar.undo_asked.connect(self.undo)
        self._bar.redo_asked.connect(self.redo)
        self._undo.indexChanged.connect(self._offer_undo)
        self._show()

    def value(self) -> RunConfig:
        """The config as edited, with what is typed and not yet finished."""
        for row in self.rows().values():
            if row.editor.isEnabled():
                row.editor.commit()
        return self._draft.config

    def set_value(self, config: RunConfig) -> None:
        """Show another config beside the same origin; undo begins anew."""
        self._undo.clear()
        self._restore(Snapshot(self._draft.origin, config))

    def load(self, origin: Origin, config: RunConfig | None = None) -> None:
        """Replace everything by an origin, or by a config edited from it; this can be undone."""
        new = Snapshot(origin, config or origin.config)
        self._push(f"Load {origin.name}".strip(), "", new)

    def origin(self) -> Origin:
        """What the values are compared with."""
        return self._draft.origin

    def set_offer(self, kind: str, offer: Offer) -> None:
        """Say what settings with `options_of=kind` can be picked from."""
        self._offers[kind] = offer
        for row in self.rows().values():
            self._make_offer(row, kind)

    def set_problems(self, problems: Iterable[Problem]) -> None:
        """Say beside each setting what is wrong with it; what newly is wrong is unfolded."""
        found: dict[str, str] = {}
        for problem in problems:
            place = self._place_of(problem.path)
            found[place] = f"{found[place]} {problem.why}" if place in found else problem.why
        for path in found.keys() - self._problems.keys():
            self._unfold(path)
        self._problems = found
        self._show_problems()

    def set_running(self, is_running: bool) -> None:
        """While a run trains, let only live settings be changed."""
        if is_running == self._is_running:
            return
        self._is_running = is_running
        self._live.clear()
        self._bar.set_running(is_running)
        for row in self.rows().values():
            self._allow(row)
        self._offer_undo()

    def follow(self, path: str, value: Any) -> None:
        """Show a change that a run reports, unless it only confirms or lags behind what was typed."""
        if self._live.is_news(path, value) and value_at(self._draft.config, path) != value:
            config = with_value(self._draft.config, path, value)
            self._undo.clear()
            self._draft.take(config)
            self._show()
            self.changed.emit(config)

    def reveal(self, path: str) -> None:
        """Bring the row of a path into view and give it the focus."""
        self._bar.clear()
        self._unfold(path)
        row = self.rows().get(self._place_of(path))
        if row is not None:
            row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll_to(row)

    def rows(self) -> dict[str, FieldRow]:
        """The row of every setting that the config has, by path."""
        return {path: row for panel in self._panels.values() for path, row in panel.rows().items()}

    def folded(self) -> list[str]:
        """Names of the folded sections."""
        return [name for name, panel in self._panels.items() if panel.is_folded]

    def set_folded(self, names: Iterable[str]) -> None:
        """Fold these sections and unfold the others."""
        names = set(names)
        for name, panel in self._panels.items():
            panel.set_folded(name in names)

    def undo(self) -> None:
        """Take the last edit back; while a run trains, only edits of live settings."""
        if self._may_step(self._undo.index() - 1):
            self._undo.undo()

    def redo(self) -> None:
        """Make the edit again that was taken back."""
        if self._may_step(self._undo.index()):
            self._undo.redo()

    def _lay_out(self) -> None:
        inner = QWidget()
        panels = QVBoxLayout(inner)
        panels.setContentsMargins(0, 0, spacing(1), spacing(1))
        panels.setSpacing(0)
        panels.addWidget(self._general)
        for name, section in sections().items():
            panel = panel_for(name, section)
            panel.edited.connect(self._edit)
            panel.folded.connect(self.folds_changed)
            panels.addWidget(panel)
            self._panels[name] = panel
        panels.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inner)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing(1))
        column.addWidget(self._bar)
        column.addWidget(self._scroll, 1)

    def _edit(self, edit: tuple[str, Any]) -> None:
        path, value = edit
        config = self._draft.edited(path, value)
        if config != self._draft.config:
            row = self.rows().get(path)
            self._push(row.field.setting.label if row else path, path, Snapshot(self._draft.origin, config))

    def _push(self, text: str, path: str, new: Snapshot) -> None:
        old = Snapshot(self._draft.origin, self._draft.config)
        self._undo.push(EditCommand(text, path, (old, new), self._restore))

    def _restore(self, snapshot: Snapshot, path: str = "") -> None:
        is_new_origin = snapshot.origin != self._draft.origin
        before = self._draft.config
        self._draft.origin = snapshot.origin
        self._draft.take(snapshot.config)
        self._show()
        if self._is_running:
            self._note_live(before)
        if is_new_origin:
            self.origin_changed.emit(snapshot.origin)
        self.changed.emit(snapshot.config)
        if path in self.rows() and not self.rows()[path].isVisible() and self._sieve.is_open:
            self._unfold(path)

    def _show(self) -> None:
        for panel in self._panels.values():
            panel.show_draft(self._draft)
        for row in self.rows().values():
            self._allow(row)
            for kind in self._offers:
                self._make_offer(row, kind)
        self._show_problems()
        self._sift(self._sieve)

    def _sift(self, sieve: Sieve) -> None:
        self._sieve = sieve
        shown = [panel.sift(sieve) for panel in self._panels.values()]
        self._bar.tell_found(any(shown))

    def _note_live(self, before: RunConfig) -> None:
        for path, row in self.rows().items():
            if row.field.setting.live:
                value = value_at(self._draft.config, path)
                if value_at(before, path) != value:
                    self._live.note(path, value)

    def _may_step(self, index: int) -> bool:
        command = self._undo.command(index) if 0 <= index < self._undo.count() else None
        if command is None:
            return False
        row = self.rows().get(command.path)
        return not self._is_running or (row is not None and row.field.setting.live)

    def _offer_undo(self) -> None:
        index = self._undo.index()
        texts = (self._undo.undoText(), self._undo.redoText())
        self._bar.offer(self._may_step(index - 1), self._may_step(index), texts)

    def _allow(self, row: FieldRow) -> None:
        row.set_editable(row.field.setting.live or not self._is_running)

    def _make_offer(self, row: FieldRow, kind: str) -> None:
        if row.field.setting.options_of == kind and isinstance(row.editor, OfferEditor):
            row.editor.set_offer(self._offers[kind])

    def _show_problems(self) -> None:
        rows = self.rows()
        for path, row in rows.items():
            row.set_problem(self._problems.get(path, ""))
        lost = [why for path, why in self._problems.items() if path not in rows]
        self._general.tell(" ".join(lost))

    def _place_of(self, path: str) -> str:
        """The path of the row nearest to a path: itself, the part's choice, or "" for the whole form."""
        rows = self.rows()
        while path:
            for place in (path, f"{path}.name"):
                if place in rows:
                    return place
            path = path.rpartition(".")[0]
        return ""

    def _unfold(self, path: str) -> None:
        panel = self._panels.get(path.split(".")[0])
        if panel is not None:
            panel.reveal(path)

    def _scroll_to(self, row: QWidget) -> None:
        QTimer.singleShot(0, row, lambda: self._scroll.ensureWidgetVisible(row, 0, spacing(6)))
