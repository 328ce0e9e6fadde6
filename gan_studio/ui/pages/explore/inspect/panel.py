"""The Inspect panel of Explore: near training pictures, what layers do, and the maps inside."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from gan_studio.session.latent_work import OwnModel
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.inspect.layers import LayersView
from gan_studio.ui.pages.explore.inspect.maps import MapsView
from gan_studio.ui.pages.explore.inspect.nearest import NearestView
from gan_studio.ui.pages.explore.inspect.view import InspectView
from gan_studio.ui.pages.explore.panel import ExplorePanel
from gan_studio.ui.pages.explore.state import Exploration


class InspectPanel(ExplorePanel):
    """Three views of the picture that is shown, which share one copy of the model."""

    title = "Inspect"
    icon = "inspect"
    tip = "See what each layer does to the picture, the maps inside, and whether it was memorised."

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(exploration, studio, parent)
        self.setObjectName("explore.inspect")
        self.setAccessibleName("Inspect the picture")
        own = OwnModel()
        self.layers = LayersView(exploration, studio, own)
        self.maps = MapsView(exploration, studio, own)
        self.nearest = NearestView(exploration, studio, own)
        self.views = QTabWidget()
        self.views.setDocumentMode(True)
        self.views.setAccessibleName("What to look at")
        for view, name, tip in (
            (self.layers, "Layers", "What becomes of the picture when one layer is changed."),
            (self.maps, "Maps", "What the network makes on the way to the picture, and its frequencies."),
            (
                self.nearest,
                "Nearest",
                "The training pictures nearest to this one: was it learned by heart?",
            ),
        ):
            self.views.setTabToolTip(self.views.addTab(view, name), tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.spacing(), 0, 0)
        column.addWidget(self.views)

    def end(self) -> None:
        """End what the views do in threads."""
        for view in self.views.findChildren(InspectView):
            view.end()
