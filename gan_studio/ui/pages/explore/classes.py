"""The blend of classes in Explore: a weight for every class of the model."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.labelled_slider import LabelledSlider, SliderScale

_WEIGHT = SliderScale(minimum=0.0, maximum=1.0, default=0.0)
_MOST_ROWS = 24
_NAME_WIDTH = 88
_ROW_HEIGHT = 28
_FEWEST_IN_SIGHT, _ROWS_IN_SIGHT = 2.5, 4.5


class ClassBlend(QWidget):
    """Weighs the classes of the view's picture; few rows are lent to many classes."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("explore.classes")
        self.setAccessibleName("Blend of classes")
        self._exploration = exploration
        self._names: tuple[str, ...] = ()
        self.search = QLineEdit(placeholderText="Find a class", clearButtonEnabled=True)
        self.clear = QPushButton(theme.icon("reset"), "Clear")
        self.note = theme.as_note(QLabel(wordWrap=True))
        self.rows: list[ClassRow] = []
        self._lay_out()
        self.search.textChanged.connect(self._list)
        self.clear.clicked.connect(self._end)
        exploration.model_changed.connect(self._take_model)
        exploration.view_changed.connect(self._follow)

    def row(self, index: int) -> ClassRow:
        """The row of a listed class."""
        return next(row for row in self.rows if row.index == index and not row.isHidden())

    def listed(self) -> list[int]:
        """The classes that are listed."""
        return [row.index for row in self.rows if not row.isHidden()]

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(theme.spacing())
        tools.addWidget(self.search, 1)
        tools.addWidget(self.note, 1)
        tools.addWidget(self.clear)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, theme.spacing(), 0)
        self._column.setSpacing(0)
        self._column.addStretch()
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addLayout(tools)
        column.addWidget(self._scroll)
        self.search.setAccessibleName("Find a class")
        self.search.setToolTip("Lists only the classes with this in their name, or of this number.")
        self.clear.setAccessibleName("Clear the blend")
        self.clear.setToolTip("Ends the blend; the class chosen above is drawn alone.")

    def _take_model(self, facts: ModelFacts) -> None:
        self._names = facts.classes
        is_long = facts.num_classes > _MOST_ROWS
        self.search.setVisible(is_long)
        self.note.setVisible(not is_long)
        rows = max(1, facts.num_classes)
        self._scroll.setMinimumHeight(round(min(_FEWEST_IN_SIGHT, rows) * _ROW_HEIGHT))
        self._scroll.setMaximumHeight(round(min(_ROWS_IN_SIGHT, rows) * _ROW_HEIGHT))
        self.search.clear()
        self._list()

    def _follow(self) -> None:
        weighed = set(_weights(self._exploration.view.request))
        is_hidden = not weighed <= set(self.listed()) and len(weighed) <= _MOST_ROWS
        if is_hidden and not self.search.text().strip():
            self._list()
        else:
            self._show()

    def _list(self) -> None:
        """Lend the rows to the classes that are looked for, those with a weight first."""
        text = self.search.text().strip().casefold()
        weights = _weights(self._exploration.view.request)
        found = [
            index for index, name in enumerate(self._names) if text in name.casefold() or text == str(index)
        ]
        if len(found) > _MOST_ROWS:
            found = sorted(found, key=lambda index: index not in weights)[:_MOST_ROWS]
        while len(self.rows) < len(found):
            self._add_row()
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(found))
            if place < len(found):
                row.lend_to(found[place], self._names[found[place]])
        self._show()

    def _add_row(self) -> None:
        row = ClassRow()
        row.changed.connect(self._move)
        row.released.connect(self._release)
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)

    def _show(self) -> None:
        request = self._exploration.view.request
        weights = _weights(request)
        for row in self.rows:
            if not row.isHidden() and not row.slider.isSliderDown():
                row.set_value(weights.get(row.index, 0.0))
        self.clear.setEnabled(bool(request.classes))
        self.note.setText(f"{len(request.classes)} classes" if request.classes else "Move a class up.")

    def _move(self) -> None:
        view = self._exploration.view
        self._exploration.show(replace(view, request=self._weighed(view.request)))

    def _release(self) -> None:
        row = self.sender()
        request = self._weighed(self._exploration.view.request)
        self._exploration.commit_request(request, "Blend classes", f"class {row.index}")

    def _weighed(self, request: PictureRequest) -> PictureRequest:
        """The request with the weight of the row that was moved."""
        row = self.sender()
        weights = {**_weights(request), row.index: row.value()}
        classes = tuple(sorted((index, weight) for index, weight in weights.items() if weight > 0))
        is_one = [index for index, _ in classes] in ([], [request.label])
        return replace(request, classes=() if is_one else classes)

    def _end(self) -> None:
        request = replace(self._exploration.view.request, classes=())
        self._exploration.commit_request(request, "Clear the blend of classes")


class ClassRow(LabelledSlider):
    """The weight of one class after another.

    Attributes:
        index: the class it stands for.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", _WEIGHT, "", parent)
        self.index = -1
        self.label.setFixedWidth(_NAME_WIDTH)
        self.setFixedHeight(_ROW_HEIGHT)

    def lend_to(self, index: int, name: str) -> None:
        """Stand for a class from now on."""
        self.index = index
        name = name or str(index)
        self.label.setText(
            self.label.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _NAME_WIDTH)
        )
        self.setAccessibleName(name)
        self.slider.setAccessibleName(f"Weight of {name}")
        self.number.setAccessibleName(f"Weight of {name}, number")
        self.setToolTip(
            f"How much of {name} the picture shows, compared with the weights of the other classes.\n"
            "Double-click to reset."
        )


def blend_text(request: PictureRequest) -> str:
    """What stands in place of the class while classes are blended."""
    count = len(request.classes)
    return f"Blend of {count} classes" if count > 1 else "Blend of 1 class"


def _weights(request: PictureRequest) -> dict[int, float]:
    """The weight of each class that has one, the largest at most 1."""
    if not request.classes:
        return {} if request.label is None else {request.label: 1.0}
    most = max(1.0, *(weight for _, weight in request.classes))
    weights: dict[int, float] = {}
    for index, weight in request.classes:
        weights[index] = weights.get(index, 0.0) + weight / most
    return weights
