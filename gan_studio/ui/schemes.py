"""The colours of the window, light and dark."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True)
class Scheme:
    """The colours of one appearance, as #rrggbb.

    Attributes:
        window: behind everything.
        base: behind what is typed or listed, and behind plots.
        raised: cards, buttons, the rail.
        border: lines between areas; decoration only, never the sole sign of anything.
        text, muted: what is read, and what is read second; both at least 4.5:1 on the three above.
        accent, accent_text: the one colour that calls, and text on it.
        warning, error, success: notices; always with an icon and words too.
        plots: lines that colour-blind people can tell apart [Okabe and Ito 2008], darkened or
            lightened for the background.
    """

    window: str
    base: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    accent_text: str
    warning: str
    error: str
    success: str
    plots: tuple[str, ...]


LIGHT = Scheme(
    window="#f3f3f5",
    base="#ffffff",
    raised="#fbfbfc",
    border="#d3d4da",
    text="#1b1c20",
    muted="#5c5f69",
    accent="#4f46c8",
    accent_text="#ffffff",
    warning="#8a5300",
    error="#b3261e",
    success="#1a6b3c",
    plots=("#0072b2", "#d55e00", "#007a5a", "#b0568c", "#a87400", "#3a87b5", "#5c5f69"),
)

DARK = Scheme(
    window="#1d1e22",
    base="#151619",
    raised="#27292e",
    border="#3b3e46",
    text="#e8e9ec",
    muted="#a5a9b4",
    accent="#a39dff",
    accent_text="#14122b",
    warning="#f0b35a",
    error="#ff8f86",
    success="#74cf97",
    plots=("#56b4e9", "#e69f00", "#2fc493", "#e08cbc", "#f0e442", "#7f9cf5", "#a5a9b4"),
)


def palette_of(scheme: Scheme) -> QPalette:
    """The scheme as Qt's palette, with the disabled colours mixed half-way to the background."""
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: scheme.window,
        role.Base: scheme.base,
        role.AlternateBase: scheme.raised,
        role.Button: scheme.raised,
        role.ToolTipBase: scheme.raised,
        role.WindowText: scheme.text,
        role.Text: scheme.text,
        role.ButtonText: scheme.text,
        role.ToolTipText: scheme.text,
        role.BrightText: scheme.error,
        role.PlaceholderText: scheme.muted,
        role.Highlight: scheme.accent,
        role.Accent: scheme.accent,
        role.HighlightedText: scheme.accent_text,
        role.Link: scheme.accent,
        role.LinkVisited: scheme.accent,
        role.Light: scheme.raised,
        role.Midlight: scheme.raised,
        role.Mid: scheme.border,
        role.Dark: scheme.border,
        role.Shadow: scheme.border,
    }
    for each, colour in colours.items():
        palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        faint = mixed(QColor(scheme.text), QColor(scheme.window), 0.5)
        palette.setColor(QPalette.ColorGroup.Disabled, each, faint)
    grey = mixed(QColor(scheme.border), QColor(scheme.window), 0.3)
    for each in (role.Highlight, role.Accent):
        palette.setColor(QPalette.ColorGroup.Disabled, each, grey)
    return palette


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """The first colour with a share of the second."""
    ours, theirs = first.getRgb(), second.getRgb()
    return QColor(*(round(one + (other - one) * share) for one, other in zip(ours, theirs, strict=True)))


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of two colours, 1 to 21 [WCAG 2.2]."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    linear = [_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF())]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
