"""Layer effects, activations, spectra and near training pictures, against answers known by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_models import write_model, write_styled_model

from gan_studio.core.errors import InputError
from gan_studio.core.evidence import PictureSet
from gan_studio.core.latent.activations import activations
from gan_studio.core.latent.findings import FEATURES, PIXELS, Effects, LayerEffect, Neighbours, grey_pictures
from gan_studio.core.latent.layer_effects import layer_effects
from gan_studio.core.latent.nearest import nearest_pictures, training_pictures, training_search
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Blend, Latent, PictureRequest
from gan_studio.core.latent.spectrum import log_power, ring_means


def _result(work):
    """What a generator returns, and all that it yielded."""
    told = []
    while True:
        try:
            told.append(next(work))
        except StopIteration as end:
            return end.value, told


@pytest.fixture
def styled(tmp_path: Path):
    model, _ = open_model(write_styled_model(tmp_path / "styled.pt"))
    return model


@pytest.fixture
def plain(tmp_path: Path):
    model, _ = open_model(write_model(tmp_path / "plain.pt", classes=("boot", "bag")))
    return model


def test_without_strength_no_layer_changes_anything(styled, plain):
    for model, request in ((styled, PictureRequest()), (plain, PictureRequest(label=1))):
        effects, _ = _result(layer_effects(model, request, 0.0))
        assert effects.total == len(effects.layers) > 0
        assert [layer.amount for layer in effects.layers] == [0.0] * effects.total
        assert all(np.array_equal(layer.changed, effects.picture) for layer in effects.layers)


def test_every_layer_of_the_styled_model_is_changed_alone(styled):
    effects, told = _result(layer_effects(styled, PictureRequest(Latent(4)), 1.0))
    assert [layer.name for layer in effects.layers] == [
        f"Layer {n} · {side} px" for n, side in enumerate(styled.module.layer_sides)
    ]
    assert np.array_equal(effects.picture, draw(styled, [PictureRequest(Latent(4))])[0])
    assert all(layer.amount > 0 for layer in effects.layers)
    assert all(layer.amount == pytest.approx(layer.difference.mean(), rel=1e-4) for layer in effects.layers)
    assert [len(known.layers) for known in told] == list(range(effects.total))


def test_a_layer_that_does_nothing_has_no_effect(styled):
    affines = [module for name, module in styled.module.named_modules() if name.endswith("affine")]
    with torch.no_grad():
        affines[0].weight.zero_()  # whatever the style, its layer is steered alike
    effects, _ = _result(layer_effects(styled, PictureRequest(), 1.0))
    assert effects.layers[effects.ranking()[0]].amount > 0
    assert min(layer.amount for layer in effects.layers) == 0.0
    assert effects.layers[effects.ranking()[-1]].difference.max() == 0.0


def test_stages_of_a_model_without_styles_are_changed_too(plain):
    effects, _ = _result(layer_effects(plain, PictureRequest(label=0), 0.5))
    assert all(0 < layer.amount < 1 for layer in effects.layers)
    again, _ = _result(layer_effects(plain, PictureRequest(label=0), 0.5))
    assert [layer.amount for layer in again.layers] == [layer.amount for layer in effects.layers]


def test_a_picture_between_two_has_effects_as_well(styled, plain):
    for model, label in ((styled, None), (plain, 1)):
        ends = [PictureRequest(Latent(seed), label=label) for seed in (1, 2)]
        effects, _ = _result(layer_effects(model, PictureRequest(blend=Blend(*ends, 0.5)), 1.0))
        assert all(layer.amount > 0 for layer in effects.layers)


def test_layers_are_ranked_by_what_they_change():
    nothing = np.zeros((2, 2))
    effects = Effects(nothing, (), 3)
    layer = LayerEffect("Layer", np.zeros((2, 2, 1), np.uint8), nothing, 0.0)
    layers = tuple(replace(layer, amount=amount) for amount in (0.1, 0.3, 0.2))
    assert replace(effects, layers=layers).ranking() == [1, 2, 0]


def test_activations_are_the_stages_channels_the_liveliest_first(styled, plain):
    for model, request in ((styled, PictureRequest()), (plain, PictureRequest(label=1))):
        found = activations(model, request, 0)
        spread = found.maps.std(axis=(1, 2))
        assert np.all(np.diff(spread) <= 1e-6)
        assert sorted(found.channels.tolist()) == list(range(len(found.maps)))
        assert f"{found.maps.shape[1]} × {found.maps.shape[2]}, {len(found.maps)} channels" == found.stages[0]
        last = activations(model, request, 99)
        assert last.index == len(last.stages) - 1


def test_maps_are_shown_from_black_to_white_and_even_ones_grey():
    maps = np.stack([np.array([[0.0, 1.0], [2.0, 4.0]]), np.full((2, 2), 7.0)])
    pictures = grey_pictures(maps)
    assert pictures.shape == (2, 2, 2, 1)
    assert pictures[0, ..., 0].tolist() == [[0, 64], [128, 255]]
    assert set(pictures[1].ravel().tolist()) == {128}


@pytest.mark.parametrize(("down", "across"), [(0, 3), (5, 0), (2, 4)])
def test_the_spectrum_of_a_wave_peaks_at_its_frequency(down, across):
    side = 16
    y, x = np.indices((side, side))
    spectrum = log_power(3 + np.cos(2 * np.pi * (down * y + across * x) / side))
    peaks = {tuple(place) for place in np.argwhere(spectrum > -1).tolist()}
    middle = side // 2
    assert peaks == {(middle + down, middle + across), (middle - down, middle - across)}
    assert spectrum.max() == pytest.approx(0)
    assert int(np.argmax(ring_means(spectrum)[1:])) + 1 == round(np.hypot(down, across))


def test_an_even_map_has_no_spectrum():
    assert log_power(np.full((8, 8), 0.3, np.float32)).max() == pytest.approx(-12)


def test_rings_average_all_that_is_equally_fine():
    spectrum = np.zeros((4, 4))
    spectrum[2, 2], spectrum[1, 2], spectrum[2, 1] = 5, 4, 8  # ring 0, and two of the eight of ring 1
    assert ring_means(spectrum).tolist() == [5, 12 / 8, 0]


def _set(pictures: np.ndarray, labels: np.ndarray | None = None) -> PictureSet:
    return PictureSet("mine", "training", len(pictures), lambda rows: pictures[rows], labels, ("boot", "bag"))


@pytest.fixture
def pictures() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (40, 1, 8, 8), dtype=np.uint8)


@pytest.mark.parametrize("way", [FEATURES, PIXELS])
def test_a_training_picture_is_found_as_its_own_equal(pictures, way):
    search, _ = _result(training_search(_set(pictures, np.arange(40) % 2), way))
    found, _ = _result(nearest_pictures(search, pictures[7].transpose(1, 2, 0), 3))
    assert np.array_equal(found.pictures[0], pictures[7].transpose(1, 2, 0))
    assert found.distances[0] == pytest.approx(0)
    assert list(found.distances) == sorted(found.distances)
    assert found.classes[0] == "bag"
    assert found.searched == 40


def test_pixel_distances_are_root_mean_squares_of_the_range():
    even = np.zeros((3, 1, 2, 2), np.uint8)
    even[1], even[2] = 51, 255
    search, _ = _result(training_search(_set(even), PIXELS))
    found, _ = _result(nearest_pictures(search, np.zeros((2, 2, 1), np.uint8), 3))
    assert found.distances == pytest.approx((0, 0.2, 1))
    assert search.typical == pytest.approx(0.2)  # of 0.2, 0.2 and 0.8


def _neighbours(nearest: float, typical: float = 1.0, limit: float = 0.2) -> Neighbours:
    return Neighbours(
        FEATURES, np.zeros((1, 2, 2, 1), np.uint8), (nearest,), ("",), typical, limit, 40, "mine"
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (_neighbours(0.0), "An equal of this picture is among the 40"),
        (_neighbours(0.1), "0.10 times .* likely to be a near-copy"),
        (_neighbours(0.5), "0.50 times .* no near-copy"),
        (_neighbours(1.7), "1.70 times .* No near-copy by this measure"),
        (_neighbours(0.5, 0.0, 0.0), "says little"),
    ],
)
def test_the_reading_says_what_a_distance_means(found: Neighbours, words: str):
    assert re.search(words, found.reading())


@pytest.mark.parametrize(
    ("distance", "words"), [(0.0, "0"), (0.0512, "0.0512"), (3.4, "3.40"), (12.0, "12.0"), (345.6, "346")]
)
def test_distances_have_as_many_figures_side_by_side(distance: float, words: str):
    found = Neighbours(FEATURES, np.zeros((1, 2, 2, 1), np.uint8), (distance,), ("",), 1.0, 0.1, 9, "dots")
    assert found.said(distance) == words


def test_a_model_that_names_no_data_that_is_there_is_told_in_a_sentence(plain):
    gone = replace(
        plain, config=replace(plain.config, data=replace(plain.config.data, source="/nowhere/at/all"))
    )
    with pytest.raises(InputError, match="/nowhere/at/all"):
        _result(training_pictures(gone))
    unnamed = replace(plain, config=replace(plain.config, data=replace(plain.config.data, source="")))
    with pytest.raises(InputError, match="does not say"):
        _result(training_pictures(unnamed))
