"""The small widgets of Inspect."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gan_studio.core.latent.findings import Effects, LayerEffect
from gan_studio.ui.widgets.captioned_pictures import CaptionedPictures
from gan_studio.ui.widgets.effect_rows import EffectRows, most_difference
from gan_studio.ui.widgets.heat import heat_picture
from gan_studio.ui.widgets.spectrum_curve import DECADES, SpectrumCurve


def test_heat_goes_from_black_to_nearly_white_and_ever_lighter():
    colours = heat_picture(np.array([[-1.0, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 2.0]]))[0].astype(float)
    assert colours[0].tolist() == colours[1].tolist() == [0, 0, 0]
    assert colours[-1].tolist() == colours[-2].tolist() == [255, 248, 204]
    lightness = colours @ [0.2126, 0.7152, 0.0722]
    assert np.all(np.diff(lightness)[1:-1] > 20)


@pytest.fixture
def effects() -> Effects:
    """Three layers, of which the second changes most and the first nothing."""
    picture = np.zeros((4, 4, 3), np.uint8)
    layers = tuple(
        LayerEffect(f"Layer {n}", picture, np.full((4, 4), amount), amount)
        for n, amount in enumerate((0.0, 0.5, 0.25))
    )
    return Effects(picture, layers, 3)


def test_rows_of_effects_are_in_the_order_asked_for(qtbot, effects: Effects):
    rows = EffectRows()
    qtbot.addWidget(rows)
    rows.resize(320, 200)
    rows.show_effects(effects, effects.ranking())
    tops = [rows.row_rect(layer).top() for layer in (1, 2, 0)]
    assert tops == sorted(tops)
    assert most_difference(effects) == pytest.approx(0.5)
    assert "Layer 1: 50.0 %" in rows.accessibleDescription()
    chosen = []
    rows.selected.connect(chosen.append)
    qtbot.mouseClick(rows, Qt.MouseButton.LeftButton, pos=rows.row_rect(2).center())
    qtbot.keyClick(rows, Qt.Key.Key_Up)
    qtbot.keyClick(rows, Qt.Key.Key_Up)
    assert chosen == [2, 1]
    rows.show_effects(None)
    assert rows.current() is None
    rows.grab()


def test_captioned_pictures_are_walked_through_by_keys(qtbot):
    pictures = CaptionedPictures()
    qtbot.addWidget(pictures)
    pictures.resize(320, 220)
    pictures.set_pictures(np.zeros((6, 4, 4, 1), np.uint8), [f"{n} away" for n in range(6)])
    chosen = []
    pictures.selected.connect(chosen.append)
    qtbot.keyClick(pictures, Qt.Key.Key_Right)
    qtbot.keyClick(pictures, Qt.Key.Key_Down)
    qtbot.keyClick(pictures, Qt.Key.Key_Down)
    qtbot.mouseClick(pictures, Qt.MouseButton.LeftButton, pos=pictures.cell_rect(2).center())
    assert chosen == [1, 5, 2]
    assert pictures.accessibleDescription().endswith("5 away")
    pictures.set_pictures(np.zeros((1, 4, 4, 3), np.uint8), ["alone"])
    assert pictures.current() == 0
    pictures.grab()


def test_the_curve_falls_from_the_top_by_powers_of_ten(qtbot):
    curve = SpectrumCurve()
    qtbot.addWidget(curve)
    curve.resize(108, curve.height())
    curve.set_means(np.array([-12.0, 0.0, -DECADES / 2, -DECADES, -99.0]))
    heights = [point.y() for point in curve.points()]
    assert heights == [4, 30, 56, 56]
    words = curve.fontMetrics().ascent()
    assert max(heights) <= curve.height() - words  # the line stays above what its ends are called
    assert curve.accessibleDescription() == "Strongest at 1 of 4 periods across the map."
    curve.set_means(np.empty(0))
    assert curve.points() == []
