"""What each layer does: the view of Inspect that changes one layer after another."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gan_studio.core.latent.findings import Effects
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.session.latent_work import OwnModel, effects_of
from gan_studio.session.newest_task import Work
from gan_studio.session.render_messages import Rendered
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.inspect.view import InspectView
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.check_box import CheckBox
from gan_studio.ui.widgets.effect_rows import EffectRows, most_difference
from gan_studio.ui.widgets.heat import heat_picture
from gan_studio.ui.widgets.labelled_slider import LabelledSlider, SliderScale
from gan_studio.ui.widgets.latent_image import LatentImage

_STRENGTH = SliderScale(minimum=0.05, maximum=1.0, default=0.5)
_TOLD = 3


class LayersView(InspectView):
    """A row for every layer: the picture, the picture with that layer changed, and the difference."""

    def __init__(
        self, exploration: Exploration, studio: Studio, own: OwnModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(exploration, studio, parent)
        self.setObjectName("explore.inspect.layers")
        self._own = own
        self._effects: Effects | None = None
        self.strength = LabelledSlider(
            "Strength",
            _STRENGTH,
            "How much a layer is changed: of a network with styles, how far its style goes to those of "
            "other seeds; of another, how much noise is added to its maps. Little shows fine effects, "
            "much shows what the layer decides.",
        )
        self.by_effect = CheckBox("Strongest first")
        self.summary = theme.as_note(QLabel(wordWrap=True))
        self.rows = EffectRows()
        self.changed = LatentImage("Choose a layer to see it large.")
        self.difference = LatentImage()
        self._large = QWidget()
        self._lay_out()
        self.strength.released.connect(self.ask)
        self.by_effect.toggled.connect(self._show_rows)
        self.rows.selected.connect(self._show_large)

    def wanted(self, picture: Rendered) -> tuple[object, ...]:
        """The picture and the strength."""
        return (*picture.requests, self.strength.value())

    def work(self, facts: ModelFacts, picture: Rendered) -> Work:
        """Change every layer."""
        request, strength = picture.requests[0], float(self.strength.value())
        return lambda: effects_of(self._own, facts, request, strength)

    def show_progress(self, event: object) -> None:
        """Show how far it is; the rows of the picture before stay until all are there."""
        if isinstance(event, Effects):
            self.progress.setRange(0, max(1, event.total))
            self.progress.setValue(len(event.layers))

    def show_found(self, found: object) -> None:
        """Show every layer."""
        self._effects = found
        ranking = found.ranking()
        told = [f"{found.layers[n].name} ({100 * found.layers[n].amount:.1f} %)" for n in ranking[:_TOLD]]
        words = f"Matter most here: {', '.join(told)}. Mean change of a pixel; the difference's brightest "
        self.summary.setText(f"{words}colour is {100 * most_difference(found):.0f} %.")
        if not found.layers:
            self.summary.setText("This network makes its pictures at once: it has no layers to change.")
        self._show_rows()

    def forget(self) -> None:
        """Show no layers."""
        self._effects = None
        self.summary.setText("")
        self.rows.select(None)
        self.rows.show_effects(None)
        self._show_large()

    def _lay_out(self) -> None:
        self._head.insertWidget(2, self.by_effect)
        area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rows)
        column.addStretch()
        area.setWidget(inside)
        pair = QHBoxLayout(self._large)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(theme.spacing())
        for image, name in ((self.changed, "Changed picture"), (self.difference, "Difference")):
            image.setAccessibleName(name)
            image.setFixedHeight(theme.spacing(20))
            pair.addWidget(image)
        self.changed.setToolTip("The picture with the chosen layer changed.")
        self.difference.setToolTip(
            "How much every pixel changes, on average over four changes: black not at all."
        )
        for widget in (self.strength, self.summary):
            self.column.addWidget(widget)
        self.column.addWidget(area, 1)
        self.column.addWidget(self._large)
        self.by_effect.setToolTip("Sort the layers by how much they change; if not, as the network has them.")
        self.rows.setAccessibleName("Effect of each layer")
        self.rows.setToolTip("The picture, the picture with this layer changed, and the difference.")

    def _show_rows(self) -> None:
        if self._effects is None:
            return
        indices = range(len(self._effects.layers))
        self.rows.show_effects(
            self._effects, self._effects.ranking() if self.by_effect.isChecked() else indices
        )
        self._show_large()

    def _show_large(self) -> None:
        layer = self.rows.current()
        if self._effects is None or layer is None or layer >= len(self._effects.layers):
            self.changed.set_image(None)
            self.difference.set_image(None)
            return
        effect = self._effects.layers[layer]
        self.changed.set_image(effect.changed)
        self.difference.set_image(heat_picture(effect.difference / most_difference(self._effects)))
