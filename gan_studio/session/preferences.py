"""Choices that the studio remembers from one launch to the next."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from gan_studio import paths

THEMES = ("system", "light", "dark")
Value = TypeVar("Value", bool, int, float, str, bytes, list[str])


class Preferences(QObject):
    """Remembered choices in an ini file beside a person's runs.

    Signals:
        theme_changed: the new theme, one of THEMES.
    """

    theme_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = QSettings(str(paths.home() / "preferences.ini"), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """One of THEMES; "system" follows the desktop."""
        theme = self.recall("window/theme", "system")
        return theme if theme in THEMES else "system"

    @theme.setter
    def theme(self, theme: str) -> None:
        if theme not in THEMES:
            raise ValueError(f"The theme is {theme!r} but must be one of {THEMES}.")
        if theme != self.theme:
            self.remember("window/theme", theme)
            self.theme_changed.emit(theme)

    def recall(self, name: str, default: Value) -> Value:
        """The value remembered as `name` ("page/choice"), of the default's type, or the default."""
        stored = self._settings.value(name)
        try:
            return default if stored is None else _as_type_of(default, stored)
        except (TypeError, ValueError):
            return default

    def remember(self, name: str, value: Value) -> None:
        """Keep a value under a name such as "train/smoothing"."""
        self._settings.setValue(name, QByteArray(value) if isinstance(value, bytes) else value)

    def save(self) -> None:
        """Write to disk now rather than when Qt next has time."""
        self._settings.sync()


def _as_type_of(default: Value, stored: object) -> Value:
    """A value read from an ini file, where most are texts, as the default's type."""
    if isinstance(default, bool):
        return str(stored).lower() == "true"
    if isinstance(default, bytes):
        return bytes(stored.data()) if isinstance(stored, QByteArray) else default
    if isinstance(default, list):
        return [str(stored)] if isinstance(stored, str) else [str(item) for item in stored]
    return type(default)(stored)
