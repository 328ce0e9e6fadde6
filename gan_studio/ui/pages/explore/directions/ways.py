"""The ways to find directions: what each asks of a person, and the plan that it makes of the answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.errors import InputError
from gan_studio.core.latent.class_words import class_text
from gan_studio.core.latent.directions.plans import (
    FEWEST_SAMPLES,
    MOST_DIRECTIONS,
    MOST_FEATURE_SAMPLES,
    MOST_SAMPLES,
    DifferencePlan,
    FactorPlan,
    Plan,
    PrincipalPlan,
)
from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.copying import fixed_request
from gan_studio.ui.pages.explore.directions.layers import LayersBox
from gan_studio.ui.pages.explore.frames import latent_text
from gan_studio.ui.pages.explore.state import Exploration

_COUNT = 10
_STYLE_SAMPLES, _FEATURE_SAMPLES = 10_000, 2000
_SMALLEST_SIDE = 4


class Way(QWidget):
    """One way to find directions.

    Attributes:
        title: what it is called in the choice of ways.
        help: what it finds, a sentence or two.
    """

    title = ""
    help = ""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.exploration = exploration
        self.form = QFormLayout()
        self.form.setSpacing(theme.spacing())
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.spacing())
        self.column.addWidget(theme.as_note(QLabel(self.help, wordWrap=True)))
        self.column.addLayout(self.form)

    def take_model(self, facts: ModelFacts) -> None:
        """Offer what another model has."""

    def follow(self) -> None:
        """Show what the view holds, while it can be seen."""

    def plan(self) -> Plan:
        """What to look for; InputError where the answers do not do."""
        raise TypeError(f"{type(self).__name__} does not say what to look for.")

    def ask(self, label: str, widget: QWidget, tooltip: str) -> None:
        """Add a question to the form."""
        name = QLabel(label)
        name.setBuddy(widget)
        widget.setAccessibleName(label)
        widget.setToolTip(tooltip)
        self.form.addRow(name, widget)

    def like(self) -> PictureRequest:
        """A picture of the class that is shown, and nothing else about it."""
        request = self.exploration.view.request.nearest
        return PictureRequest(label=request.label, classes=request.classes)


class PrincipalWay(Way):
    """Asks where to look and at how many samples."""

    title = "What varies most (GANSpace)"
    help = (
        "Looks at many pictures' styles, or at features on their way, and finds the directions in which "
        "they vary most [Härkönen 2020]."
    )

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(exploration, parent)
        self.where = _PlainCombo()
        self.count = _count_box()
        self.samples = QSpinBox(minimum=FEWEST_SAMPLES, maximum=MOST_SAMPLES, singleStep=500)
        self.samples.setGroupSeparatorShown(True)
        self.ask(
            "Look at",
            self.where,
            "Styles are quick and clear. Features of a small side decide pose and shape, those of a large "
            "side details; they take longer, for every sample is drawn. In Z itself all directions vary "
            "alike, so nothing can be found there.",
        )
        self.ask("Directions", self.count, "How many to find, the strongest first.")
        self.ask("Samples", self.samples, "How many are looked at: more is steadier, and slower.")
        self.where.currentIndexChanged.connect(self._suit)
        self.among = theme.as_note(QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText))
        self.column.addWidget(self.among)

    def follow(self) -> None:
        """Say of which class the pictures are that are looked at."""
        named = class_text(self.like(), self.exploration.facts)
        self.among.setText(f"Looks at pictures of the class shown: {named}." if named else "")

    def take_model(self, facts: ModelFacts) -> None:
        """Offer styles where there are any, and the sides that a picture is drawn through."""
        self.where.clear()
        if facts.num_ws:
            self.where.addItem("Styles (W)", None)
        side = facts.sample_shape[1]
        sides = [side]
        while side % 2 == 0 and side // 2 >= _SMALLEST_SIDE:
            side //= 2
            sides.insert(0, side)
        for side in sides:
            self.where.addItem(f"Features near {side} px", side)

    def plan(self) -> PrincipalPlan:
        """The plan as asked for."""
        return PrincipalPlan(
            self.count.value(), self.samples.value(), 0, self.where.currentData(), self.like()
        )

    def _suit(self) -> None:
        is_of_features = self.where.currentData() is not None
        self.samples.setMaximum(MOST_FEATURE_SAMPLES if is_of_features else MOST_SAMPLES)
        self.samples.setValue(_FEATURE_SAMPLES if is_of_features else _STYLE_SAMPLES)


class FactorWay(Way):
    """Asks which layers count."""

    title = "From the weights (SeFa)"
    help = (
        "Reads from the weights alone which directions change most of what the layers get [Shen 2021]. "
        "It takes no time; choose few layers to change few things."
    )

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(exploration, parent)
        self.layers = LayersBox()
        self.layers.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.count = _count_box()
        self.ask("Layers", self.layers, self.layers.toolTip())
        self.ask("Directions", self.count, "How many to find, the strongest first.")

    def take_model(self, facts: ModelFacts) -> None:
        """Offer layers where there are several."""
        self.layers.take_model(facts)
        self.form.setRowVisible(self.layers, facts.num_ws > 1)

    def plan(self) -> FactorPlan:
        """The plan as asked for."""
        return FactorPlan(self.count.value(), self.layers.layers(), self.like())


class DifferenceWay(Way):
    """Asks for two pictures."""

    title = "From picture A to picture B"
    help = (
        "Subtracts one picture's latent from another's: at 1 the direction leads all the way from A to B, "
        "and from any other picture it goes the same way."
    )

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(exploration, parent)
        self.start, self.end = _PlainCombo(), _PlainCombo()
        self.name = QLineEdit(clearButtonEnabled=True)
        self.ask("From A", self.start, "Where the direction begins: a bookmark, a stop, or what is shown.")
        self.ask("To B", self.end, "Where the direction leads: a bookmark, a stop, or what is shown.")
        self.ask("Name", self.name, "What to call the direction; it can be renamed later.")
        self.name.setPlaceholderText("A to B")
        self._offered: list[tuple[str, PictureRequest]] = []

    def follow(self) -> None:
        """Offer the pictures that the view holds now."""
        offered = _pictures(self.exploration)
        if [name for name, _ in offered] != [name for name, _ in self._offered]:
            for place, combo in enumerate((self.start, self.end)):
                _refill(combo, [name for name, _ in offered], place)
        self._offered = offered

    def plan(self) -> DifferencePlan:
        """The plan as asked for."""
        self.follow()
        places = self.start.currentIndex(), self.end.currentIndex()
        if len(set(places)) < 2 or min(places) < 0:
            raise InputError(
                "A and B are the same picture; bookmark another one, or add a stop, and choose it."
            )
        (first, start), (last, end) = (self._offered[place] for place in places)
        return DifferencePlan(start, end, self.name.text().strip() or f"{first} to {last}"[:200])


class _PlainCombo(QComboBox):
    """A choice whose width does not follow its longest entry."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)


def _count_box() -> QSpinBox:
    return QSpinBox(minimum=1, maximum=MOST_DIRECTIONS, value=_COUNT)


def _pictures(exploration: Exploration) -> list[tuple[str, PictureRequest]]:
    """What a difference can be taken of, by name: what is shown, bookmarks, stops."""
    view = exploration.view
    found = [("What is shown now", fixed_request(exploration))]
    found += [(mark.name or "Bookmark", mark.request) for mark in view.bookmarks]
    for place, anchor in enumerate(view.walk.anchors, 1):
        request = view.request.nearest
        stop = PictureRequest(anchor, request.psi, request.cutoff, request.label, request.classes)
        found.append((f"Stop {place}: {latent_text(anchor)}", stop))
    return found


def _refill(combo: QComboBox, names: Sequence[str], otherwise: int) -> None:
    """List other names; what was chosen stays so where it is still there."""
    chosen = combo.currentText()
    combo.clear()
    combo.addItems(list(names))
    place = combo.findText(chosen) if chosen else -1
    combo.setCurrentIndex(place if place >= 0 else min(otherwise, len(names) - 1))
