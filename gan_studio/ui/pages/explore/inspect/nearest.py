"""Near training pictures: the view of Inspect that looks for what the model may have memorised."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gan_studio.core.latent.findings import WAYS_TO_SEE, Neighbours
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.session.latent_work import OwnModel, TrainingWork
from gan_studio.session.newest_task import Work
from gan_studio.session.render_messages import Rendered
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.inspect.view import InspectView
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.captioned_pictures import CaptionedPictures
from gan_studio.ui.widgets.latent_image import LatentImage

_INVITATION = (
    "Looks for the training pictures most like the one shown, and says whether any is so near that the "
    "model may repeat it from memory. The first search prepares the training pictures, which takes a while."
)


class NearestView(InspectView):
    """The picture beside the training picture nearest to it, and the next nearest below.

    It begins when it is asked to, for the first search may take long, and follows from then on.
    """

    def __init__(
        self, exploration: Exploration, studio: Studio, own: OwnModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(exploration, studio, parent)
        self.setObjectName("explore.inspect.nearest")
        self._search = TrainingWork(own)
        self._found: Neighbours | None = None
        self._looked_at: np.ndarray | None = None
        self.way = QComboBox(accessibleName="How pictures are compared")
        self.find = QPushButton(theme.icon("search"), "Find nearest")
        self.reading = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.shown = LatentImage()
        self.nearest = LatentImage()
        self.caption = theme.as_note(QLabel())
        self.pictures = CaptionedPictures()
        self._pair = QWidget()
        self._describe()
        self._lay_out()
        self.way.activated.connect(self._choose_way)
        self.find.clicked.connect(self.ask_again)
        self.pictures.selected.connect(self._show_one)
        self.forget()

    def may_follow(self) -> bool:
        """Only once the training pictures are known: finding out about them is asked for."""
        facts = self.exploration.facts
        is_known = facts is not None and self._search.is_ready(facts, self.way.currentData())
        return super().may_follow() and is_known

    def wanted(self, picture: Rendered) -> tuple[object, ...]:
        """The picture and how it is compared."""
        return (*picture.requests, self.way.currentData())

    def work(self, facts: ModelFacts, picture: Rendered) -> Work:
        """Search the training pictures."""
        way, pixels = self.way.currentData(), picture.images[0].copy()
        self._looked_at = pixels
        return lambda: self._search.nearest(facts, way, pixels)

    def show_found(self, found: object) -> None:
        """Show the nearest training pictures and what their distances say."""
        self._found = found
        self.find.hide()
        self._pair.show()
        self.reading.setText(found.reading())
        self.shown.set_image(self._looked_at)
        self.pictures.set_pictures(found.pictures, [found.said(distance) for distance in found.distances])
        self._show_one(0)

    def forget(self) -> None:
        """Invite to search."""
        self._found = None
        self._pair.hide()
        self.find.show()
        self.reading.setText(_INVITATION)
        self.pictures.set_pictures(np.zeros((0, 1, 1, 1), np.uint8), ())

    def _describe(self) -> None:
        for way, words in WAYS_TO_SEE.items():
            self.way.addItem(words, way)
        self.way.setToolTip(
            "By content sees what is shown, wherever and however bright it is, through a small network; "
            "by pixels compares every pixel with the one at the same place."
        )
        self.find.setToolTip("Look for the training pictures most like the one that is shown.")
        self.find.setObjectName("explore.inspect.find")
        self.shown.setAccessibleName("Picture that was looked for")
        self.nearest.setAccessibleName("Training picture")
        self.shown.setToolTip("The picture that was looked for.")
        self.nearest.setToolTip("The chosen training picture.")
        self.pictures.setAccessibleName("Nearest training pictures")
        self.pictures.setToolTip(
            "The training pictures nearest to the picture, with their distances. Click one to see it large."
        )

    def _lay_out(self) -> None:
        self._head.insertWidget(2, self.way)
        pair = QHBoxLayout(self._pair)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(theme.spacing())
        for image, label in (
            (self.shown, theme.as_note(QLabel("The picture"))),
            (self.nearest, self.caption),
        ):
            column = QVBoxLayout()
            column.setSpacing(theme.spacing(0.5))
            image.setFixedHeight(theme.spacing(20))
            column.addWidget(image)
            column.addWidget(label)
            pair.addLayout(column, 1)
        self.column.addWidget(self.reading)
        self.column.addWidget(self.find)
        self.column.addWidget(self._pair)
        self.column.addWidget(self.pictures)
        self.column.addStretch()

    def _choose_way(self) -> None:
        if self._found is not None:
            self.ask()

    def _show_one(self, index: int) -> None:
        self.nearest.set_image(self._found.pictures[index])
        said, name = self.pictures.captions()[index], self._found.classes[index]
        self.caption.setText(f"{said} away{f' · {name}' if name else ''}")
