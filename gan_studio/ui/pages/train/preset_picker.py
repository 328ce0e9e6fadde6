"""The list of presets: by the networks they train, with what they learn from, found by typing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gan_studio.core.config import DEFAULT_PRESET, Preset
from gan_studio.core.data.shipped_sets import SHIPPED_SETS
from gan_studio.ui import theme
from gan_studio.ui.widgets.fuzzy import best_matches
from gan_studio.ui.widgets.search_popup import SearchPopup, paint_at_right

_WIDTH, _HEIGHT = 480, 520
_PRESET_ROLE = Qt.ItemDataRole.UserRole
_FACTS_ROLE = Qt.ItemDataRole.UserRole + 1
_BEGIN_WITH = "To begin with"
_GPU = "graphics card advised"


class PresetPicker(SearchPopup):
    """A line to type in above the presets; what the chosen one is stands below.

    Signals:
        picked: the Preset that a person chose.
    """

    picked = Signal(object)

    def __init__(self, presets: Sequence[Preset], parent: QWidget) -> None:
        super().__init__(parent, "train.presets", "Presets", "Presets")
        self._presets = presets
        self._families: dict[str, str] = {}
        self._make_widgets()
        self.column.setSpacing(theme.spacing())
        self.column.addWidget(self.about)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._pick_current)
        self.list.currentItemChanged.connect(self._tell_about)
        self.list.itemClicked.connect(self._pick)

    def open_below(self, widget: QWidget, families: dict[str, str], current: str) -> None:
        """Show the list below a widget, within its window.

        Args:
            families: labels of the networks by their registered name, in the order of the list.
            current: name of the preset that is chosen now, or other words.
        """
        self._families = families
        self.search.clear()
        self._filter("")
        self._make_current(current)
        window = widget.window()
        top = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        bottom = window.mapToGlobal(QPoint(0, window.height())).y()
        room = max(theme.spacing(30), bottom - top.y() - theme.spacing())
        self.resize(min(_WIDTH, window.width() - theme.spacing(4)), min(_HEIGHT, room))
        self.move(top)
        self.show()
        self.list.scrollToItem(self.list.currentItem(), QListWidget.ScrollHint.PositionAtCenter)
        self.search.setFocus()

    def _make_widgets(self) -> None:
        self.search.setPlaceholderText("Search presets")
        self.search.setAccessibleName("Search presets")
        self.search.setToolTip("Type a few letters of a name, a network or a data set; Enter takes it")
        self.list.setItemDelegate(_PresetDelegate(self.list))
        self.about = theme.as_note(QLabel(wordWrap=True))
        self.about.setObjectName("train.presets.about")
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.about.setMinimumHeight(4 * self.about.fontMetrics().lineSpacing())

    def _filter(self, typed: str) -> None:
        self.list.clear()
        if typed.strip():
            for preset in best_matches(typed, self._presets, self._words):
                self._add(preset)
        else:
            self._add_groups()
        self._make_current(typed.strip())
        if not self.list.count():
            self.about.setText("No preset matches; try fewer letters.")

    def _add_groups(self) -> None:
        groups: dict[str, list[Preset]] = {_BEGIN_WITH: []}
        groups |= {label: [] for label in self._families.values()}
        for preset in self._presets:
            is_default = preset.name == DEFAULT_PRESET
            family = self._families.get(preset.family, preset.family)
            groups.setdefault(_BEGIN_WITH if is_default else family, []).append(preset)
        for label, presets in groups.items():
            if presets:
                heading = QListWidgetItem(label, self.list)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
            for preset in presets:
                self._add(preset)

    def _add(self, preset: Preset) -> None:
        item = QListWidgetItem(preset.label, self.list)
        item.setData(_PRESET_ROLE, preset)
        item.setData(_FACTS_ROLE, facts_of(preset))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{preset.label}, {facts_of(preset)}")
        item.setToolTip(f"<p>{preset.summary}</p>")

    def _make_current(self, name: str) -> None:
        """Put the cursor on the preset of that name, else on the first."""
        rows = [row for row in range(self.list.count()) if self._preset_at(row)]
        named = [row for row in rows if self._preset_at(row).name == name]
        if rows:
            self.list.setCurrentRow((named or rows)[0])

    def _preset_at(self, row: int) -> Preset | None:
        return self.list.item(row).data(_PRESET_ROLE)

    def _words(self, preset: Preset) -> str:
        family = self._families.get(preset.family, preset.family)
        return f"{preset.label} {preset.name} {family} {facts_of(preset)}"

    def _tell_about(self, item: QListWidgetItem | None) -> None:
        preset = item.data(_PRESET_ROLE) if item else None
        if preset is not None:
            self.about.setText(preset.summary)

    def _pick_current(self) -> None:
        if item := self.list.currentItem():
            self._pick(item)

    def _pick(self, item: QListWidgetItem) -> None:
        preset = item.data(_PRESET_ROLE)
        if preset is not None:
            self.hide()
            self.picked.emit(preset)


class _PresetDelegate(QStyledItemDelegate):
    """Draws headings in bold, and at a preset's right what it learns from."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """A row with room to press it; a heading keeps away from what is above."""
        return QSize(0, theme.spacing(3.5 if index.data(_PRESET_ROLE) else 4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw as usual, then the facts."""
        facts = index.data(_FACTS_ROLE)
        if facts is None:
            _paint_heading(painter, option, index)
            return
        shown = QStyleOptionViewItem(option)
        shown.rect = option.rect
        super().paint(painter, shown, index)
        taken = option.fontMetrics.horizontalAdvance(index.data()) + theme.spacing(3)
        paint_at_right(painter, option, facts, option.rect.width() - theme.spacing() - taken)


def facts_of(preset: Preset) -> str:
    """What a preset learns from, at which size, and what it needs."""
    shipped = SHIPPED_SETS.get(preset.data)
    facts = [shipped.label if shipped else preset.data, f"{preset.resolution} px"]
    return ", ".join([*facts, *([_GPU] if preset.wants_gpu else [])])


def _paint_heading(painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
    font = theme.text_font(1.0)
    font.setBold(True)
    painter.save()
    painter.setFont(font)
    painter.setPen(option.palette.color(QPalette.ColorRole.Text))
    place = option.rect.adjusted(theme.spacing(0.5), 0, 0, -theme.spacing(0.5))
    text = QFontMetrics(font).elidedText(index.data(), Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, text)
    painter.restore()
