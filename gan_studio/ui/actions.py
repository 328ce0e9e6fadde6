"""The window's actions: what its menus, its shortcuts and the command palette offer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu

from gan_studio import paths
from gan_studio.session.preferences import THEMES
from gan_studio.ui import theme
from gan_studio.ui.about import show_about, show_shortcuts
from gan_studio.ui.drops import opened_patterns
from gan_studio.ui.pages import PLACES
from gan_studio.ui.trash import empty_trash_if_wanted

if TYPE_CHECKING:
    from gan_studio.ui.main_window import MainWindow

_THEME_WORDS = {"system": "Like the Desktop", "light": "Light", "dark": "Dark"}
_THEME_ICONS = {"system": "settings", "light": "sun", "dark": "moon"}


class WindowActions(QObject):
    """Makes the menus of a window; the actions of training follow its state."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._studio = window.studio
        self._all: list[QAction] = []
        self._make_file_menu(window.menuBar().addMenu("&File"))
        self._make_view_menu(window.menuBar().addMenu("&View"))
        self._make_training_menu(window.menuBar().addMenu("&Training"))
        self._make_help_menu(window.menuBar().addMenu("&Help"))
        self._studio.training.state_changed.connect(self._follow_state)
        self._studio.preferences.theme_changed.connect(self._follow_theme)
        self._follow_state(self._studio.training.state)
        self._follow_theme(self._studio.preferences.theme)

    def all(self) -> list[QAction]:
        """Every action, in the order of the menus."""
        return list(self._all)

    def _make_file_menu(self, menu: QMenu) -> None:
        self._add(menu, "&Open File…", "file", self._open_file, QKeySequence(QKeySequence.StandardKey.Open))
        self._add(menu, "Open &Data Folder…", "folder", self._open_folder)
        self._add(menu, "Show the &Runs Folder", "folder", self._show_runs_folder)
        self._add(menu, "&Empty the Trash…", "trash", self._empty_trash)
        menu.addSeparator()
        quit_action = self._add(menu, "&Quit", "close", self._window.close, QKeySequence("Ctrl+Q"))
        quit_action.setMenuRole(QAction.MenuRole.QuitRole)

    def _make_view_menu(self, menu: QMenu) -> None:
        for number, place in enumerate(PLACES, start=1):
            go = self._add(menu, f"Go to {place.label}", place.icon, self._go, QKeySequence(f"Ctrl+{number}"))
            go.setData(place.name)
            go.setToolTip(place.summary)
        menu.addSeparator()
        self._add(menu, "&Command Palette…", "search", self._window.open_palette, QKeySequence("Ctrl+K"))
        themes = menu.addMenu("&Theme")
        group = QActionGroup(self)
        self._themes: dict[str, QAction] = {}
        for name in THEMES:
            action = self._add(themes, f"Theme: {_THEME_WORDS[name]}", _THEME_ICONS[name], self._choose_theme)
            action.setData(name)
            action.setCheckable(True)
            group.addAction(action)
            self._themes[name] = action
        full = self._add(
            menu, "&Full Screen", "zoom-in", self._window.toggle_full_screen, QKeySequence("F11")
        )
        full.setCheckable(True)

    def _make_training_menu(self, menu: QMenu) -> None:
        training = self._studio.training
        self._start = self._add(
            menu, "&Start Training", "play", self._window.start_training, QKeySequence("Ctrl+R")
        )
        self._pause = self._add(menu, "&Pause Training", "pause", training.pause)
        self._go_on = self._add(menu, "&Continue Training", "resume", training.go_on)
        keys = QKeySequence(QKeySequence.StandardKey.Save)
        self._save = self._add(menu, "S&ave a Checkpoint Now", "save", training.save_now, keys)
        self._stop = self._add(menu, "S&top Training", "stop", training.stop)

    def _make_help_menu(self, menu: QMenu) -> None:
        self._add(menu, "&Keyboard Shortcuts", "help", self._show_shortcuts)
        about = self._add(menu, "&About GAN Studio", "info", self._show_about)
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _add(
        self, menu: QMenu, text: str, icon: str, act: Callable[[], object], keys: QKeySequence | None = None
    ) -> QAction:
        action = QAction(theme.icon(icon), text, self._window)
        action.setIconVisibleInMenu(False)
        if keys:
            action.setShortcut(keys)
        action.triggered.connect(act)
        menu.addAction(action)
        self._all.append(action)
        return action

    def _follow_state(self, state: str) -> None:
        self._start.setEnabled(state == "idle")
        self._pause.setEnabled(state == "running")
        self._go_on.setEnabled(state == "paused")
        self._save.setEnabled(state in ("running", "paused"))
        self._stop.setEnabled(state in ("preparing", "running", "paused"))

    def _follow_theme(self, name: str) -> None:
        self._themes[name].setChecked(True)

    def _choose_theme(self) -> None:
        self._studio.preferences.theme = self.sender().data()

    def _go(self) -> None:
        self._window.go_to(self.sender().data())

    def _open_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            "Open",
            str(paths.home()),
            f"What the studio opens ({opened_patterns()});;All files (*)",
        )
        if chosen:
            self._window.open_path(Path(chosen))

    def _open_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self._window, "Open a folder of images", str(Path.home()))
        if chosen:
            self._window.open_path(Path(chosen))

    def _show_runs_folder(self) -> None:
        paths.runs().mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.runs())))

    def _empty_trash(self) -> None:
        empty_trash_if_wanted(self._window, self._studio.notices)

    def _show_shortcuts(self) -> None:
        show_shortcuts(self._window, [*self._all, *self._window.page_actions()])

    def _show_about(self) -> None:
        show_about(self._window, self._studio.parts.device)
