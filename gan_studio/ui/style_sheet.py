"""What Fusion alone does not draw as calmly as wanted, as a Qt style sheet."""

from __future__ import annotations

from PySide6.QtGui import QColor

from gan_studio.ui.schemes import Scheme, mixed


def style_sheet(scheme: Scheme) -> str:
    """The style sheet of a scheme; it styles kinds of widgets and the `look` property, no names."""
    hover = mixed(QColor(scheme.raised), QColor(scheme.text), 0.07).name()
    pressed = mixed(QColor(scheme.raised), QColor(scheme.text), 0.14).name()
    accent_hover = mixed(QColor(scheme.accent), QColor(scheme.text), 0.15).name()
    faint = mixed(QColor(scheme.text), QColor(scheme.window), 0.5).name()
    return f"""
QPushButton {{
    background: {scheme.raised}; color: {scheme.text}; border: 1px solid {scheme.border};
    border-radius: 4px; padding: 4px 12px; min-height: 20px;
}}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {pressed}; }}
QPushButton:focus {{ border-color: {scheme.accent}; }}
QPushButton:disabled {{ color: {faint}; }}
QPushButton[look="primary"] {{
    background: {scheme.accent}; color: {scheme.accent_text}; border-color: {scheme.accent};
    font-weight: 600;
}}
QPushButton[look="primary"]:hover {{ background: {accent_hover}; }}
QPushButton[look="primary"]:focus {{ border-color: {scheme.text}; }}
QPushButton[look="primary"]:disabled {{
    background: {hover}; color: {faint}; border-color: {scheme.border};
}}
QPushButton[look="quiet"] {{ background: transparent; border-color: transparent; }}
QPushButton[look="quiet"]:hover {{ background: {hover}; }}
QPushButton[look="quiet"]:pressed, QPushButton[look="quiet"]:checked {{ background: {pressed}; }}
QPushButton[look="quiet"]:focus {{ border-color: {scheme.accent}; }}
QToolButton:focus {{ border: 1px solid {scheme.accent}; border-radius: 4px; }}
QToolButton:focus:checked, QToolButton:focus:pressed {{ background: {pressed}; }}
QFrame[look="card"] {{
    background: {scheme.raised}; border: 1px solid {scheme.border}; border-radius: 6px;
}}
QTabBar[look="narrow"]::tab {{
    color: {scheme.muted}; padding: 4px 6px; border: none; border-bottom: 2px solid transparent;
}}
QTabBar[look="narrow"]::tab:hover {{ background: {hover}; }}
QTabBar[look="narrow"]::tab:focus {{ background: {pressed}; }}
QTabBar[look="narrow"]::tab:selected {{ color: {scheme.text}; border-bottom-color: {scheme.accent}; }}
QDialog[look="popup"] {{ border: 1px solid {scheme.border}; }}
QLabel[look="note"] {{ color: {scheme.muted}; }}
QToolTip {{
    background: {scheme.raised}; color: {scheme.text}; border: 1px solid {scheme.border}; padding: 4px;
}}
QStatusBar::item {{ border: none; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QSplitter::handle {{ background: {scheme.window}; }}
QScrollArea {{ border: none; }}
"""
