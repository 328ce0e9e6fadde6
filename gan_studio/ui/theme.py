"""The look of the window: one scheme light, one dark, an 8-pixel grid, three text sizes.

Widgets say what they are (`as_primary(button)`, `as_title(label)`, `as_card(frame)`) and this
module says how that looks. A widget that paints with its own colours asks `scheme()` when it paints
and repaints on QEvent.PaletteChange, which every change of theme sends.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QStyleFactory, QWidget

from gan_studio.ui.icons import icon as icon
from gan_studio.ui.schemes import DARK, LIGHT, Scheme, palette_of
from gan_studio.ui.style_sheet import style_sheet

GRID = 8
SMALL, NORMAL, TITLE = 0.9, 1.0, 1.5


def apply_theme(app: QApplication, theme: str = "system") -> None:
    """Give the whole application its look.

    Args:
        theme: "light", "dark", or "system" to take what the desktop uses now.
    """
    chosen = DARK if _is_dark(app, theme) else LIGHT
    if app.style().objectName().lower() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(palette_of(chosen))
    app.setStyleSheet(style_sheet(chosen))


def scheme() -> Scheme:
    """The colours in use now."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window == QColor(DARK.window) else LIGHT


def spacing(units: float = 1) -> int:
    """A distance on the 8-pixel grid: 1 between neighbours, 2 around an area, 3 between areas."""
    return round(GRID * units)


def accent() -> QColor:
    """The one colour that calls."""
    return QColor(scheme().accent)


def plot_colours() -> list[QColor]:
    """Colours for the lines of a plot, told apart by colour-blind people too."""
    return [QColor(colour) for colour in scheme().plots]


def text_font(size: float = NORMAL, *, is_bold: bool = False, is_tabular: bool = False) -> QFont:
    """The application's font at one of the three sizes.

    Args:
        size: SMALL, NORMAL or TITLE.
        is_tabular: whether all figures are equally wide, so that changing numbers do not dance.
    """
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * size)
    if is_bold:
        font.setWeight(QFont.Weight.DemiBold)
    if is_tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def as_primary(button: QPushButton) -> QPushButton:
    """Mark the one primary action of a place."""
    button.setProperty("look", "primary")
    return button


def as_quiet(button: QPushButton) -> QPushButton:
    """Mark a button that shows its frame only when the pointer is on it."""
    button.setProperty("look", "quiet")
    return button


def as_title(label: QLabel) -> QLabel:
    """Make a label the title of a place or a card."""
    label.setFont(text_font(TITLE, is_bold=True))
    return label


def as_heading(label: QLabel) -> QLabel:
    """Make a label the heading of an area."""
    label.setFont(text_font(is_bold=True))
    return label


def as_note(label: QLabel) -> QLabel:
    """Make a label small and muted: what is read second."""
    label.setFont(text_font(SMALL))
    label.setProperty("look", "note")
    return label


def as_figures(widget: QWidget) -> QWidget:
    """Give a widget figures that are equally wide."""
    font = QFont(widget.font())
    font.setFeature(QFont.Tag("tnum"), 1)
    widget.setFont(font)
    return widget


def as_card(frame: QFrame) -> QFrame:
    """Make a frame a card: raised, with rounded corners."""
    frame.setProperty("look", "card")
    return frame


def _is_dark(app: QApplication, theme: str) -> bool:
    if theme == "system":
        return app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return theme == "dark"
