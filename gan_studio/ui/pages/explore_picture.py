"""The picture of Explore with its tools: zoom, copy, save, recipes, undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gan_studio.core.errors import InputError
from gan_studio.core.latent.recipe import save_picture, to_text
from gan_studio.session.notices import Notices
from gan_studio.session.render_messages import Rendered
from gan_studio.ui import theme
from gan_studio.ui.pages.explore_frames import latent_text
from gan_studio.ui.pages.explore_state import Exploration
from gan_studio.ui.widgets.latent_image import LatentImage


class PicturePanel(QWidget):
    """Shows the picture large; its actions also work from the keyboard and the command palette."""

    def __init__(self, exploration: Exploration, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._notices = notices
        self.image = LatentImage("The picture appears here.")
        self.image.setObjectName("explore.image")
        self.image.setAccessibleName("Picture")
        self.caption = QLabel()
        self.time = theme.as_figures(theme.as_note(QLabel()))
        self.zoom = theme.as_figures(theme.as_note(QLabel()))
        self._make_actions()
        self._lay_out()
        exploration.pictured.connect(self._show)
        exploration.opening.connect(self._show_opening)
        self.image.zoom_changed.connect(self._show_zoom)
        exploration.history.canUndoChanged.connect(self.undo.setEnabled)
        exploration.history.canRedoChanged.connect(self.redo.setEnabled)

    def save(self) -> None:
        """Let a person save the picture with its recipe."""
        recipe = self._exploration.recipe()
        if recipe is None:
            return
        seed = recipe.request.latent.seed
        name = str(Path.home() / f"{recipe.model_name}-seed-{seed}.png")
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the picture", name, "PNG picture (*.png)")
        if chosen:
            path = Path(chosen)
            self.save_to(path if path.suffix.lower() == ".png" else path.with_name(f"{path.name}.png"))

    def save_to(self, path: Path) -> None:
        """Save the picture that is shown, with the recipe it was drawn from."""
        recipe, picture = self._exploration.recipe(), self._exploration.picture
        if recipe is None or picture is None:
            return
        try:
            save_picture(path, picture.images[0], recipe)
        except InputError as error:
            self._notices.error(str(error))
        else:
            self._notices.info(f"Saved {path.name}. Drop it on the window to come back to this picture.")

    def copy(self) -> None:
        """Put the picture on the clipboard, at its own size."""
        if self._exploration.picture is not None:
            QGuiApplication.clipboard().setImage(self.image.picture())

    def copy_recipe(self) -> None:
        """Put the picture's recipe on the clipboard, as text."""
        recipe = self._exploration.recipe()
        if recipe is not None:
            QGuiApplication.clipboard().setText(to_text(recipe))

    def paste_recipe(self) -> None:
        """Show the picture of the recipe on the clipboard."""
        self._exploration.paste_recipe(QGuiApplication.clipboard().text())

    def _make_actions(self) -> None:
        undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
        self.undo = self._action("Undo", "undo", self._exploration.undo, undo)
        self.redo = self._action("Redo", "redo", self._exploration.redo, redo)
        self.save_action = self._action("Save Picture…", "save", self.save, QKeySequence.StandardKey.Save)
        self.copy_action = self._action("Copy Picture", "copy", self.copy, QKeySequence("Ctrl+Shift+C"))
        self.copy_recipe_action = self._action("Copy Recipe", "export", self.copy_recipe)
        self.paste_action = self._action(
            "Paste Recipe", "history", self.paste_recipe, QKeySequence("Ctrl+Shift+V")
        )
        self.zoom_in = self._action("Zoom In", "zoom-in", self.image.zoom_in, QKeySequence("Ctrl++"))
        self.zoom_out = self._action("Zoom Out", "zoom-out", self.image.zoom_out, QKeySequence("Ctrl+-"))
        self.fit = self._action("Fit Picture", "image", self.image.fit, QKeySequence("Ctrl+0"))
        tips = {
            self.save_action: "Save as PNG; dropping it on the window brings this picture back.",
            self.copy_action: "Copy the picture, at its own size.",
            self.copy_recipe_action: "Copy what the picture is drawn from, as text.",
            self.paste_action: "Show the picture of a recipe that was copied.",
        }
        for action, tip in tips.items():
            action.setToolTip(_with_keys(tip, action))
        for action in (self.undo, self.redo, self.save_action, self.copy_action, self.copy_recipe_action):
            action.setEnabled(False)

    def _action(
        self,
        text: str,
        icon: str,
        act: Callable[[], None],
        keys: QKeySequence | QKeySequence.StandardKey | None = None,
    ) -> QAction:
        action = QAction(theme.icon(icon), text, self)
        if keys is not None:
            action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(_with_keys(f"{text}.", action))
        action.triggered.connect(act)
        return action

    def actions_of_page(self) -> list[QAction]:
        """Every action, for the page to offer."""
        return [
            self.undo,
            self.redo,
            self.save_action,
            self.copy_action,
            self.copy_recipe_action,
            self.paste_action,
            self.zoom_in,
            self.zoom_out,
            self.fit,
        ]

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(theme.spacing(0.5))
        for action in (self.undo, self.redo):
            tools.addWidget(_tool(action))
        tools.addSpacing(theme.spacing())
        tools.addWidget(self.caption)
        tools.addStretch()
        tools.addWidget(self.time)
        tools.addSpacing(theme.spacing())
        tools.addWidget(self.zoom)
        for action in (self.zoom_out, self.zoom_in, self.fit):
            tools.addWidget(_tool(action))
        tools.addSpacing(theme.spacing())
        for action in (self.copy_recipe_action, self.paste_action, self.copy_action, self.save_action):
            tools.addWidget(_tool(action))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addLayout(tools)
        column.addWidget(self.image, 1)
        self.time.setToolTip("Time to draw the picture.")
        self.zoom.setToolTip("How many pixels of the screen each pixel of the picture takes.")

    def _show(self, answer: Rendered) -> None:
        self.image.set_image(answer.images[0])
        text = latent_text(answer.requests[0].latent)
        if text != self.caption.text():
            self.caption.setText(text)
            self.image.setAccessibleDescription(text)
        self.time.setText(f"{answer.milliseconds:.1f} ms")
        for action in (self.save_action, self.copy_action, self.copy_recipe_action):
            action.setEnabled(True)

    def _show_opening(self, is_opening: bool) -> None:
        self.image.set_empty_text("Opening the model…" if is_opening else "The picture appears here.")

    def _show_zoom(self, zoom: float) -> None:
        self.zoom.setText(f"{zoom:g}×" if zoom >= 1 else f"{zoom:.2f}×")


def _tool(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setAccessibleName(action.text())
    return button


def _with_keys(text: str, action: QAction) -> str:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{text} ({keys})" if keys else text
