"""How models are scored: the data, the number of pictures, the extractor, and what chance decides."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gan_studio.core.config import SettingField, setting, setting_fields
from gan_studio.core.config.fields import faults
from gan_studio.session.preferences import Preferences
from gan_studio.ui import theme
from gan_studio.ui.widgets.config_form_row import FieldRow, in_words
from gan_studio.ui.widgets.setting_editors import Offer, OfferEditor

_PLACE = "evaluate"


@dataclass(frozen=True)
class EvaluationOptions:
    """What a person can choose besides models and metrics.

    Attributes:
        data: a SOURCE, or "" for what each model was trained on.
        extractor: as in a Plan, or "" for the one that ships.
        count, repeats, split, psi, seed: as in a Plan.
    """

    data: str = setting(
        "",
        "Data",
        "The pictures to compare with. Scores of several models can be compared where this is the same.",
        options_of="source",
    )
    split: str = setting(
        "auto",
        "Pictures of it",
        "Which pictures of the data count as real. Held-out pictures were not learned from, and so show "
        "memorising; automatic takes them where there are enough of them.",
        choices={
            "auto": "Automatic",
            "held-out": "Held out",
            "training": "Learned from",
            "all": "All",
        },
    )
    count: int = setting(
        10_000,
        "Pictures",
        "How many pictures each model draws. More take longer and make scores steadier; a Fréchet "
        "distance of fewer than 10,000 is larger than it should be.",
        minimum=2,
        maximum=1_000_000,
        log=True,
    )
    extractor: str = setting(
        "",
        "Seen through",
        "The network that turns pictures into the features that are compared. Scores of different "
        "networks cannot be compared.",
        options_of="extractor",
    )
    repeats: int = setting(
        1,
        "Repeats",
        "How many times to draw and to score, each time with other seeds; the spread over them is shown. "
        "More take longer.",
        minimum=1,
        maximum=100,
    )
    psi: float = setting(
        1.0,
        "Truncation",
        "Truncation psi of the pictures drawn. Below 1 they become more typical and less varied; "
        "published scores use 1.",
        minimum=0.0,
        maximum=2.0,
    )
    seed: int = setting(
        0,
        "Seed",
        "The seed of the first picture; the next ones follow. The same seed gives the same scores.",
        minimum=0,
        maximum=2**32 - 1,
    )


class OptionsForm(QWidget):
    """A row per setting; what is chosen is remembered.

    Signals:
        changed: a person changed a setting; the new EvaluationOptions.
    """

    changed = Signal(object)

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._defaults = EvaluationOptions()
        self._options = self._recalled()
        self._rows = {field.name: self._row(field) for field in setting_fields(EvaluationOptions)}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.25))
        column.addWidget(theme.as_heading(QLabel("Comparison")))
        for row in self._rows.values():
            column.addWidget(row)

    def value(self) -> EvaluationOptions:
        """What is chosen, with what is typed and not yet finished."""
        for row in self._rows.values():
            row.editor.commit()
        return self._options

    def options(self) -> EvaluationOptions:
        """What is chosen, without what is being typed."""
        return self._options

    def edit(self, name: str, value: Any) -> None:
        """Give a setting another value, as a person would."""
        self._options = dataclasses.replace(self._options, **{name: value})
        self._preferences.remember(f"{_PLACE}/{name}", value)
        self._rows[name].show_value(value, getattr(self._defaults, name))
        self.changed.emit(self._options)

    def first_editor(self) -> QWidget:
        """Where the tab key enters."""
        return next(iter(self._rows.values())).editor

    def set_offer(self, name: str, offer: Offer) -> None:
        """Say what the data or the extractor can be picked from."""
        editor = self._rows[name].editor
        if isinstance(editor, OfferEditor):
            editor.set_offer(offer)

    def set_note(self, name: str, text: str) -> None:
        """Say something in small letters under a setting; "" takes it away."""
        self._rows[name].set_note(text)

    def _recalled(self) -> EvaluationOptions:
        names = [field.name for field in setting_fields(EvaluationOptions)]
        recalled = {
            name: self._preferences.recall(f"{_PLACE}/{name}", getattr(self._defaults, name))
            for name in names
        }
        options = EvaluationOptions(**recalled)
        return options if _is_allowed(options) else self._defaults

    def _row(self, field: SettingField) -> FieldRow:
        row = FieldRow(field.name, field)
        about = field.setting
        default = "" if about.options_of else f"<p>Default: {in_words(field, field.default)}</p>"
        row.setToolTip(f"<p>{about.help}</p>{default}")
        row.setObjectName(f"{_PLACE}.row.{field.name}")
        row.editor.setObjectName(f"{_PLACE}.{field.name}")
        row.reset_button.setObjectName(f"{_PLACE}.reset.{field.name}")
        row.editor.setToolTip(row.toolTip())
        row.show_value(getattr(self._options, field.name), field.default)
        row.edited.connect(self._take)
        return row

    def _take(self, edit: tuple[str, Any]) -> None:
        self.edit(*edit)


def _is_allowed(options: EvaluationOptions) -> bool:
    return not list(faults(options))
