"""The picture of Explore with its tools: undo, zoom, comparing, copying, saving, recipes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.errors import InputError
from gan_studio.core.latent.pace import Quality
from gan_studio.core.latent.recipe import recipe_of, save_picture, to_text
from gan_studio.core.latent.requests import PictureRequest
from gan_studio.session.render_messages import Rendered
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.actions import page_action, tell, tool_button
from gan_studio.ui.pages.explore.copying import Copying
from gan_studio.ui.pages.explore.exact import ExactPictures
from gan_studio.ui.pages.explore.export import ExportDialog
from gan_studio.ui.pages.explore.stage import PictureStage
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.wording import request_text
from gan_studio.ui.widgets.elided_label import ElidedLabel
from gan_studio.ui.widgets.image_grid_layout import picture_of

_NO_RECIPE = (
    "It carries no recipe: no checkpoint holds what the run has learned by now. Save a checkpoint on "
    "Train and open it to keep pictures that can be drawn again."
)


class PicturePanel(QWidget):
    """Shows the picture large; its actions also work from the keyboard and the command palette.

    Attributes:
        image: the picture.
        stage: shows it, with what it is compared with.
        copying: copies and pastes latents.
    """

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._studio = studio
        self._notices = studio.notices
        self._exact = ExactPictures(exploration, studio.notices, self)
        self.copying = Copying(exploration, studio.notices, self)
        self.stage = PictureStage(exploration, studio)
        self.image = self.stage.image
        self.caption = ElidedLabel()
        self.time = theme.as_figures(theme.as_note(QLabel()))
        self.zoom = theme.as_figures(theme.as_note(QLabel()))
        self._make_actions()
        self._lay_out()
        exploration.pictured.connect(self._show)
        self.image.zoom_changed.connect(self._show_zoom)
        exploration.history.canUndoChanged.connect(self.undo.setEnabled)
        exploration.history.canRedoChanged.connect(self.redo.setEnabled)

    def save(self) -> None:
        """Let a person save the picture with its recipe."""
        recipe, request = self._exploration.recipe(), self._exploration.view.request
        if recipe is None:
            return
        seed = request.latent.seed
        name = str(Path.home() / f"{recipe.model_name}-seed-{seed}.png")
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the picture", name, "PNG picture (*.png)")
        if chosen:
            path = Path(chosen)
            # What moves by itself has gone on while the dialog was open.
            self._save(path if path.suffix.lower() == ".png" else path.with_name(f"{path.name}.png"), request)

    def save_to(self, path: Path) -> None:
        """Save the picture that is shown, with the recipe it was drawn from."""
        self._save(path, self._exploration.view.request)

    def _save(self, path: Path, request: PictureRequest) -> None:
        self._exact.ask(request, lambda picture: self._write(path, picture))

    def _write(self, path: Path, picture: Rendered) -> None:
        has_file = picture.facts.has_file
        recipe = recipe_of(picture.facts, picture.requests[0]) if has_file else None
        try:
            save_picture(path, picture.images[0], recipe)
        except InputError as error:
            self._notices.error(str(error))
            return
        hint = "Drop it on the window to come back to this picture."
        self._notices.info(f"Saved {path.name}. {hint if has_file else _NO_RECIPE}")

    def copy(self) -> None:
        """Put the picture on the clipboard, at its own size."""
        self._exact.ask(self._exploration.view.request, self._copy)

    def _copy(self, picture: Rendered) -> None:
        QGuiApplication.clipboard().setImage(picture_of(picture.images, 0))
        self._notices.confirm("Copied the picture.")

    def copy_recipe(self) -> None:
        """Put the picture's recipe on the clipboard, as text."""
        recipe, picture = self._exploration.recipe(), self._exploration.picture
        if recipe is None or picture is None:
            return
        if picture.facts.has_file:
            QGuiApplication.clipboard().setText(to_text(recipe))
            self._notices.confirm("Copied the recipe.")
        else:
            self._notices.warn(_NO_RECIPE)

    def paste_recipe(self) -> None:
        """Show the picture of the recipe on the clipboard."""
        self._exploration.paste_recipe(QGuiApplication.clipboard().text())

    def export_seeds(self) -> None:
        """Let a person write many seeds with the settings shown."""
        if self._exploration.picture is not None:
            dialog = ExportDialog(self._exploration, self._studio, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _make_actions(self) -> None:
        undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
        self.undo = page_action(self, "Undo", "undo", self._exploration.undo, undo)
        self.redo = page_action(self, "Redo", "redo", self._exploration.redo, redo)
        save = QKeySequence.StandardKey.Save
        self.save_action = page_action(self, "Save Picture…", "save", self.save, save)
        self.copy_action = page_action(self, "Copy Picture", "copy", self.copy, "Ctrl+Shift+C")
        self.copy_recipe_action = page_action(self, "Copy Recipe", "export", self.copy_recipe)
        self.paste_action = page_action(self, "Paste Recipe", "history", self.paste_recipe, "Ctrl+Shift+V")
        self.export_action = page_action(self, "Export Seeds…", "grid", self.export_seeds, "Ctrl+Shift+E")
        tell(self.export_action, "Write many seeds with these settings: PNGs, a contact sheet, or arrays.")
        tell(self.save_action, "Save as PNG; dropping it on the window brings this picture back.")
        tell(self.copy_action, "Copy the picture, at its own size.")
        tell(self.copy_recipe_action, "Copy what the picture is drawn from, as text.")
        tell(self.paste_action, "Show the picture of a recipe that was copied.")
        for action in (self.undo, self.redo, *self._actions_on_a_picture()):
            action.setEnabled(False)

    def _actions_on_a_picture(self) -> list[QAction]:
        return [self.save_action, self.copy_action, self.copy_recipe_action, self.export_action]

    def actions_of_page(self) -> list[QAction]:
        """Every action, for the page to offer."""
        return [
            self.undo,
            self.redo,
            *self._actions_on_a_picture(),
            self.paste_action,
            *self.stage.actions_of_page(),
            *self.copying.actions(),
        ]

    def offer_on_full_screen(self, actions: Sequence[QAction]) -> None:
        """Let actions of the page work on the whole screen too."""
        self.stage.offer_on_full_screen(actions)

    def show_full_screen(self) -> None:
        """Show the picture alone on the whole screen, or come back."""
        self.stage.show_full_screen()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(theme.spacing(0.5))
        for action in (self.undo, self.redo):
            tools.addWidget(tool_button(action))
        tools.addSpacing(theme.spacing())
        tools.addWidget(self.caption, 1)
        tools.addWidget(self.time)
        tools.addSpacing(theme.spacing())
        tools.addWidget(self.zoom)
        zooming, showing = self.stage.buttons()
        for button in zooming:
            tools.addWidget(button)
        tools.addSpacing(theme.spacing())
        for button in (*showing, tool_button(self.copy_action), tool_button(self.save_action), self._more()):
            tools.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addLayout(tools)
        column.addWidget(self.stage, 1)
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.caption.setMinimumWidth(theme.spacing(4))
        self.time.setToolTip(
            "Time to draw the picture. A coarse one comes first where the whole one takes long, and a "
            "whole one in lower precision while a control moves."
        )
        self.zoom.setToolTip("How many pixels of the screen each pixel of the picture takes.")

    def _show(self, answer: Rendered) -> None:
        text = request_text(answer.requests[0], answer.facts)
        if text != self.caption.text():
            self.caption.setText(text)
            self.caption.setToolTip(text)
            self.image.setAccessibleDescription(text)
        is_coarse = answer.quality is Quality.COARSE
        self.time.setText(f"{answer.milliseconds:.1f} ms{', coarse' if is_coarse else ''}")
        for action in self._actions_on_a_picture():
            action.setEnabled(True)

    def _more(self) -> QToolButton:
        """A button for what is needed less often."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.addAction(self.export_action)
        menu.addSeparator()
        menu.addActions([self.copy_recipe_action, self.paste_action])
        menu.addSeparator()
        menu.addActions(self.copying.actions())
        menu.addSeparator()
        menu.addAction(self.stage.smooth)
        button = QToolButton()
        button.setIcon(theme.icon("more"))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setAutoRaise(True)
        button.setAccessibleName("More")
        button.setToolTip("Exporting seeds, recipes, latents, and how pixels are shown.")
        button.setObjectName("explore.more")
        return button

    def _show_zoom(self, zoom: float) -> None:
        self.zoom.setText(f"{zoom:g}×" if zoom >= 1 else f"{zoom:.2f}×")
