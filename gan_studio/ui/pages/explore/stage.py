"""Where Explore shows the picture: alone, beside another one, or on the whole screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from gan_studio.session.render_messages import Rendered
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.actions import page_action, tell, tool_button
from gan_studio.ui.pages.explore.compare import Comparison
from gan_studio.ui.pages.explore.compare_bar import CompareBar
from gan_studio.ui.pages.explore.full_screen import FullScreen
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.latent_image import LatentImage
from gan_studio.ui.widgets.picture_pair import PicturePair

_SMOOTH = "explore/smooth"


class PictureStage(QWidget):
    """The picture with what it is compared with, and how both are looked at.

    Attributes:
        image: the picture.
        comparison: what is beside it, if anything.
    """

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._preferences = studio.preferences
        self._page_actions: list[QAction] = []
        self.comparison = Comparison(exploration, studio.notices, self)
        self.bar = CompareBar(self.comparison, exploration, studio)
        self.image = LatentImage("The picture appears here.")
        self.image.setObjectName("explore.image")
        self.image.setAccessibleName("Picture")
        self.pair = PicturePair(self.image, LatentImage("The picture beside it appears here."))
        self.pair.other.setObjectName("explore.compare.image")
        self.pair.other.setAccessibleName("Picture beside it")
        self.full_screen = FullScreen(self)
        self._make_actions()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.spacing())
        self._column.addWidget(self.bar)
        self._column.addWidget(self.pair, 1)
        self.bar.hide()
        exploration.pictured.connect(self._show)
        exploration.opening.connect(self._show_opening)
        exploration.view_changed.connect(self._show_captions)
        self.comparison.changed.connect(self._show_comparison)
        self.comparison.pictured.connect(self._show_beside)
        self.full_screen.left.connect(self._take_back)
        studio.notices.posted.connect(self.full_screen.show_notice)

    def actions_of_page(self) -> list[QAction]:
        """Every action, for the page to offer."""
        return [self.zoom_in, self.zoom_out, self.fit, self.smooth, self.compare, self.fill]

    def buttons(self) -> tuple[list[QToolButton], list[QToolButton]]:
        """Buttons for how large the picture is, and for how it is shown."""
        zooming = [tool_button(action) for action in (self.zoom_out, self.zoom_in, self.fit)]
        showing = [tool_button(action) for action in (self.compare, self.fill)]
        for button, name in zip(showing, ("explore.compare", "explore.fill_screen"), strict=True):
            button.setObjectName(name)
        return zooming, showing

    def offer_on_full_screen(self, actions: Sequence[QAction]) -> None:
        """Let actions of the page work on the whole screen too."""
        self._page_actions = list(actions)

    def show_full_screen(self) -> None:
        """Show the picture, or both that are compared, alone on the whole screen; or come back."""
        if self.full_screen.isVisible():
            self.full_screen.close()
        elif self._exploration.picture is not None:
            self.full_screen.fill_with(self.pair, self._page_actions)
            self.image.setFocus()

    def _make_actions(self) -> None:
        self.zoom_in = page_action(self, "Zoom In", "zoom-in", self.image.zoom_in, "Ctrl++")
        self.zoom_out = page_action(self, "Zoom Out", "zoom-out", self.image.zoom_out, "Ctrl+-")
        self.fit = page_action(self, "Fit Picture", "image", self.image.fit, "Ctrl+0")
        self.smooth = page_action(self, "Smooth Pixels", "image", self._choose_smooth)
        self.compare = page_action(self, "Compare", "compare", self._toggle_comparison, "Alt+C")
        self.fill = page_action(self, "Picture on the Whole Screen", "full-screen", self.show_full_screen)
        tell(self.smooth, "Let enlarged pixels blend into each other, instead of showing each as a square.")
        tell(self.compare, "Keep the picture as A and see changes beside it, or compare two models.")
        tell(self.fill, "Show the picture alone on the whole screen; Escape leaves. (F11)")
        for action in (self.smooth, self.compare):
            action.setCheckable(True)
        for action in (self.compare, self.fill):
            action.setEnabled(False)
        self.smooth.setChecked(self._preferences.recall(_SMOOTH, False))
        self._smoothen(self.smooth.isChecked())

    def _show(self, answer: Rendered) -> None:
        self.image.set_image(answer.images[0])
        for action in (self.compare, self.fill):
            action.setEnabled(True)

    def _show_opening(self, is_opening: bool) -> None:
        self.image.set_empty_text("Opening the model…" if is_opening else "The picture appears here.")

    def _choose_smooth(self, is_smooth: bool) -> None:
        self._smoothen(is_smooth)
        self._preferences.remember(_SMOOTH, is_smooth)

    def _smoothen(self, is_smooth: bool) -> None:
        for image in (self.image, self.pair.other):
            image.set_smooth(is_smooth)

    def _toggle_comparison(self, is_wanted: bool) -> None:
        if is_wanted:
            self.comparison.keep_current()
        else:
            self.comparison.close()

    def _show_comparison(self) -> None:
        is_open = self.comparison.is_open
        self.compare.setChecked(is_open)
        self.bar.setVisible(is_open)
        if is_open:
            self.pair.show_other(is_left=self.comparison.kept is not None)
            self._show_captions()
        else:
            self.pair.hide_other()

    def _show_captions(self) -> None:
        if self.comparison.is_open:
            self.pair.set_captions(*self.comparison.captions())

    def _show_beside(self, answer: Rendered) -> None:
        if self.comparison.is_open:
            self.pair.other.set_image(answer.images[0])
            self.pair.other.look_where(self.image)

    def _take_back(self) -> None:
        self._column.addWidget(self.pair, 1)
        self.image.setFocus()
