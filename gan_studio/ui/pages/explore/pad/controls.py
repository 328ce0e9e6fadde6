"""The controls beside the latent pad: which plane, where on it, and how much of it is seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.config import Setting, SettingField
from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.planes import CHOSEN, CORNERS, KINDS, PRINCIPAL, RANDOM, PlaneChoice, Point
from gan_studio.core.latent.requests import MAX_AMOUNT, Latent
from gan_studio.core.latent.vectors import Direction
from gan_studio.ui import theme
from gan_studio.ui.widgets.labelled_slider import LabelledSlider, SliderScale
from gan_studio.ui.widgets.setting_number import NumberBox

_EXTENT = SliderScale(minimum=0.05, maximum=20.0, default=2.0, log=True)
_SEED = SettingField("seed", int, 0, Setting("Seed", "A corner's seed.", minimum=0, maximum=MAX_SEED))
_TIPS = {
    RANDOM: "Two random directions, through the picture that is shown.",
    PRINCIPAL: "The two directions in which the model's styles differ most, through the picture shown.",
    CHOSEN: "Two of the directions that were found or saved, through the picture shown.",
    CORNERS: "The plane through three pictures; between them everything is a mixture of the three.",
}


class PadControls(QScrollArea):
    """Shows a PlaneChoice and tells what a person wants to change about it.

    Signals:
        kind_chosen: a key of KINDS.
        new_asked: another random plane; no argument.
        directions_chosen: the two Directions of a chosen plane.
        corner_typed: (which corner, seed).
        corner_asked: which corner the picture shown should become.
        point_typed: (x, y).
        extent_changed: how far the plane is seen.
    """

    kind_chosen = Signal(object)
    new_asked = Signal()
    directions_chosen = Signal(object)
    corner_typed = Signal(object)
    corner_asked = Signal(object)
    point_typed = Signal(object)
    extent_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._directions: tuple[Direction, ...] = ()
        self._kinds: tuple[str, ...] = ()
        self.kind = _combo("Plane", "Which plane of latent space the pad shows.")
        self.new = QPushButton(theme.icon("random"), "New")
        self.across = _combo("Direction across", "The direction from left to right.")
        self.up = _combo("Direction upwards", "The direction from below to above.")
        self.corners = [_corner_box(number) for number in range(3)]
        self.takes = [_take_button(number) for number in range(3)]
        self.x, self.y = _coordinate("x", "right"), _coordinate("y", "up")
        self.home = theme.as_quiet(QPushButton(theme.icon("reset"), "Middle"))
        self.extent = LabelledSlider(
            "Shown",
            _EXTENT,
            "How far the plane is seen: less shows small changes, more goes to where pictures break. "
            "The wheel on the pad does the same.",
        )
        self.note = theme.as_note(QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText))
        self._describe()
        self._lay_out()
        self._connect()

    def show_kinds(self, kinds: Sequence[str]) -> None:
        """Offer these kinds of planes."""
        if tuple(kinds) == self._kinds:
            return
        self._kinds = tuple(kinds)
        with QSignalBlocker(self.kind):
            self.kind.clear()
            for index, kind in enumerate(self._kinds):
                self.kind.addItem(KINDS[kind], kind)
                self.kind.setItemData(index, _TIPS[kind], Qt.ItemDataRole.ToolTipRole)

    def show_choice(self, choice: PlaneChoice, directions: tuple[Direction, ...]) -> None:
        """Show a choice.

        Args:
            directions: those that can be chosen.
        """
        with QSignalBlocker(self.kind):
            self.kind.setCurrentIndex(self.kind.findData(choice.kind))
        self.kind.setToolTip(_TIPS[choice.kind])
        self.new.setVisible(choice.kind == RANDOM)
        page = {CHOSEN: 1, CORNERS: 2}.get(choice.kind, 0)
        self._extra.setCurrentIndex(page)
        self._extra.setMaximumHeight(self._extra.currentWidget().sizeHint().height() if page else 0)
        self._show_directions(choice, directions)
        for box, corner in zip(self.corners, choice.corners, strict=False):
            if not box.is_typing():
                box.set_value(corner.seed)

    def show_point(self, point: Point | None) -> None:
        """Show where the picture is, or that it is nowhere on the plane."""
        for box, value in zip((self.x, self.y), point or (0.0, 0.0), strict=True):
            if not box.lineEdit().isModified():
                with QSignalBlocker(box):
                    box.setValue(value)
        self.home.setEnabled(point != (0.0, 0.0))

    def set_usable(self, is_usable: bool) -> None:
        """Allow or forbid moving on the plane."""
        for widget in (self.x, self.y, self.home):
            widget.setEnabled(is_usable)

    def _show_directions(self, choice: PlaneChoice, directions: tuple[Direction, ...]) -> None:
        listed = (*directions, *(one for one in choice.directions if one not in directions))
        if listed != self._directions:
            self._directions = listed
            for box in (self.across, self.up):
                with QSignalBlocker(box):
                    box.clear()
                    box.addItems([direction.name or "Unnamed" for direction in listed])
        for box, direction in zip((self.across, self.up), choice.directions, strict=False):
            with QSignalBlocker(box):
                box.setCurrentIndex(listed.index(direction))

    def _describe(self) -> None:
        self.kind.setObjectName("explore.pad.kind")
        self.extent.setObjectName("explore.pad.extent")
        self.x.setObjectName("explore.pad.x")
        self.y.setObjectName("explore.pad.y")
        self.new.setAccessibleName("New random plane")
        self.new.setToolTip("Two other random directions through the picture that is shown.")
        self.home.setAccessibleName("Middle of the plane")
        self.home.setToolTip("Take the picture to the middle of the plane (Home, on the pad).")

    def _lay_out(self) -> None:
        kinds = QHBoxLayout()
        kinds.setSpacing(theme.spacing())
        kinds.addWidget(self.kind, 1)
        kinds.addWidget(self.new)
        self._extra = QStackedWidget()
        for page in (QWidget(), self._directions_page(), self._corners_page()):
            self._extra.addWidget(page)
        place = QHBoxLayout()
        place.setSpacing(theme.spacing())
        for name, box in (("&x", self.x), ("&y", self.y)):
            label = QLabel(name)
            label.setBuddy(box)
            place.addWidget(label)
            place.addWidget(box, 1)
        place.addWidget(self.home)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.spacing(), 0)
        column.setSpacing(theme.spacing())
        column.addLayout(kinds)
        column.addWidget(self._extra)
        column.addLayout(place)
        column.addWidget(self.extent)
        column.addWidget(self.note)
        column.addStretch()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(theme.spacing(40))
        self.setMaximumWidth(theme.spacing(46))

    def _directions_page(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(theme.spacing(0.5))
        form.addRow("Across", self.across)
        form.addRow("Upwards", self.up)
        return page

    def _corners_page(self) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.spacing(0.5))
        for column, (box, button) in enumerate(zip(self.corners, self.takes, strict=True)):
            grid.addWidget(box, 0, column)
            grid.addWidget(button, 1, column)
        return page

    def _connect(self) -> None:
        self.kind.activated.connect(self._choose_kind)
        self.new.clicked.connect(self.new_asked)
        for box in (self.across, self.up):
            box.activated.connect(self._choose_directions)
        for box in self.corners:
            box.edited.connect(self._type_corner)
        for button in self.takes:
            button.clicked.connect(self._ask_corner)
        for box in (self.x, self.y):
            box.valueChanged.connect(self._type_point)
        self.home.clicked.connect(self._go_home)
        self.extent.changed.connect(self.extent_changed)

    def _choose_kind(self, index: int) -> None:
        self.kind_chosen.emit(self.kind.itemData(index))

    def _choose_directions(self) -> None:
        if self._directions:
            indices = (self.across.currentIndex(), self.up.currentIndex())
            self.directions_chosen.emit(tuple(self._directions[index] for index in indices))

    def _type_corner(self, seed: int) -> None:
        self.corner_typed.emit((self.corners.index(self.sender()), seed))

    def _ask_corner(self) -> None:
        self.corner_asked.emit(self.takes.index(self.sender()))

    def _type_point(self) -> None:
        for box in (self.x, self.y):
            box.lineEdit().setModified(False)
        self.point_typed.emit((self.x.value(), self.y.value()))

    def _go_home(self) -> None:
        self.point_typed.emit((0.0, 0.0))


def corner_name(number: int, latent: Latent) -> str:
    """What stands beside a corner of the plane."""
    is_plain = latent.stored is None and latent.walk is None and not latent.overrides
    return f"{number + 1}: {latent.seed if is_plain else f'{latent.seed}*'}"


def _combo(name: str, tip: str) -> QComboBox:
    box = QComboBox(accessibleName=name, toolTip=tip)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    return box


def _corner_box(number: int) -> NumberBox:
    box = NumberBox(_SEED)
    box.setAccessibleName(f"Seed of picture {number + 1}")
    box.setToolTip(f"The seed of corner {number + 1} of the plane.")
    return box


def _take_button(number: int) -> QPushButton:
    button = theme.as_quiet(QPushButton("Use shown"))
    button.setAccessibleName(f"Use the picture shown as corner {number + 1}")
    button.setToolTip(f"Make the picture that is shown corner {number + 1} of the plane.")
    return button


def _coordinate(name: str, way: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox(decimals=2, singleStep=0.1, keyboardTracking=False)
    box.setRange(-MAX_AMOUNT, MAX_AMOUNT)
    box.setAccessibleName(f"{name} on the pad")
    box.setToolTip(
        f"How far the picture is to the {way} of the plane's middle."
        if way == "right"
        else "How far the picture is above the plane's middle."
    )
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box
