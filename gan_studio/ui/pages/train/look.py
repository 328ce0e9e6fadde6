"""How plots are looked at, kept from one launch to the next."""

from __future__ import annotations

import dataclasses

from gan_studio.session.preferences import Preferences
from gan_studio.ui.widgets.live_plot import PlotLook

_AXIS, _SMOOTHING = "train/axis", "train/smoothing"
_MOST_SMOOTHING = 0.99


def remember_look(preferences: Preferences, look: PlotLook) -> None:
    """Begin with the same look next time."""
    for name, value in zip((_AXIS, _SMOOTHING), dataclasses.astuple(look), strict=True):
        preferences.remember(name, value)


def recalled_look(preferences: Preferences, usual: PlotLook) -> PlotLook:
    """The look that was remembered, and the usual one where nothing was."""
    smoothing = preferences.recall(_SMOOTHING, usual.smoothing)
    return PlotLook(preferences.recall(_AXIS, usual.axis), min(_MOST_SMOOTHING, max(0.0, smoothing)))
