"""Where a preset is chosen, with what it does and where it comes from, and configurations kept as files."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from gan_studio.core.config import Preset, presets
from gan_studio.core.registry import ARCHITECTURES
from gan_studio.ui import theme
from gan_studio.ui.pages.train.preset_picker import PresetPicker, facts_of


class PresetCombo(QComboBox):
    """A combo box whose list is a place of its own, with headings and a search.

    Signals:
        list_asked: someone wants to see the list; no argument.
    """

    list_asked = Signal()

    def showPopup(self) -> None:
        """Ask for the list, which is not the usual one."""
        self.list_asked.emit()


class PresetBar(QWidget):
    """A list of presets, and a menu to reset, save and load what the form holds.

    Attributes:
        reset, save, load: the menu's actions; whoever owns the form connects them.

    Signals:
        chosen: the Preset that a person picked.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets = {preset.name: preset for preset in presets()}
        self.reset = QAction(theme.icon("reset"), "Reset to Preset", self)
        self.save = QAction(theme.icon("save"), "Save Configuration as TOML…", self)
        self.load = QAction(theme.icon("folder"), "Load Configuration from TOML…", self)
        self._make_widgets()
        self._lay_out()
        self.picker = PresetPicker(tuple(self._presets.values()), self)
        self.combo.activated.connect(self._choose)
        self.combo.list_asked.connect(self.open_list)
        self.picker.picked.connect(self.chosen)

    def show_origin(self, name: str) -> None:
        """Show where the form's values come from: a preset's name, or other words."""
        preset = self._presets.get(name)
        with QSignalBlocker(self.combo):
            self.combo.setPlaceholderText(name or "Choose a preset")
            self.combo.setCurrentIndex(self.combo.findData(name))
        self._summary.setText(preset.summary if preset else "Settings of a run or a file.")
        self._source.setText(f"{facts_of(preset)}. Source: {preset.source}" if preset else "")
        self._source.setVisible(preset is not None)
        self.reset.setText("Reset to Preset" if preset else "Reset to What Was Loaded")

    def open_list(self) -> None:
        """Show every preset, by the networks it trains."""
        families = {entry.name: entry.label for entry in ARCHITECTURES.entries()}
        self.picker.open_below(self.combo, families, self.combo.currentData() or "")

    def set_enabled(self, is_enabled: bool) -> None:
        """Whether the form may be replaced."""
        for part in (self.combo, self.reset, self.load):
            part.setEnabled(is_enabled)

    def _make_widgets(self) -> None:
        self.combo = PresetCombo()
        self.combo.setObjectName("train.preset")
        self.combo.setAccessibleName("Preset")
        self.combo.setToolTip("A ready composition to start from; what it sets can be changed below")
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for preset in self._presets.values():
            self.combo.addItem(preset.label, preset.name)
        self._summary = QLabel(wordWrap=True)
        self._source = theme.as_note(QLabel(wordWrap=True))
        self._more = QToolButton(autoRaise=True)
        self._more.setObjectName("train.menu")
        self._more.setIcon(theme.icon("more"))
        self._more.setAccessibleName("More for this configuration")
        self._more.setToolTip("Reset, save or load the whole configuration")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._more)
        menu.addActions([self.reset, self.save, self.load])
        self._more.setMenu(menu)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.spacing(0.5))
        line.addWidget(self.combo, 1)
        line.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.spacing(), 0)
        column.setSpacing(theme.spacing(0.5))
        column.addLayout(line)
        column.addWidget(self._summary)
        column.addWidget(self._source)

    def _choose(self) -> None:
        preset: Preset = self._presets[self.combo.currentData()]
        self.chosen.emit(preset)
