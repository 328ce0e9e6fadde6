from __future__ import annotations

import json
from pathlib import Path

import pytest

from gan_studio.core.latent.mixing_grid import MOST_ACROSS, MixingGrid, fitted_grid, grid_from, grid_values
from gan_studio.core.latent.requests import Latent, MixedStyle, ModelFacts, PictureRequest
from gan_studio.core.latent.vectors import StoredPoint, Vector

_STORED = Latent(3, stored=StoredPoint("w", Vector.of([0.5, -1.0]), "found"))
_GRID = MixingGrid((Latent(1), Latent(2).with_component(4, 1.5)), (_STORED,), (0, 3))
_FACTS = ModelFacts(
    Path("model.pt"), "model", "", 8, (3, 16, 16), latent_spaces=("z", "w"), num_ws=4, w_dim=2
)


def test_a_grid_comes_back_from_its_values():
    values = json.loads(json.dumps(grid_values(_GRID)))
    assert grid_from(values) == _GRID
    assert grid_from(grid_values(MixingGrid())) == MixingGrid()


@pytest.mark.parametrize(
    "damage",
    [
        {"layers": [-1]},
        {"layers": [0.5]},
        {"layers": None},
        {"sources": 5},
        {"sources": [None]},
        {"destinations": [{"seed": -1}]},
        {"destinations": [{"seed": 1}] * (MOST_ACROSS + 1)},
    ],
)
def test_nonsense_is_a_value_error(damage: dict):
    with pytest.raises(ValueError):
        grid_from({**grid_values(_GRID), **damage})
    with pytest.raises(ValueError):
        grid_from(None)


def test_sources_come_first_then_destinations_then_the_cells_row_by_row():
    request = PictureRequest(Latent(9), psi=0.5, style_overrides=((0, 1, 2.0),))
    drawn = _GRID.requests(request)
    assert [wanted.latent for wanted in drawn] == [*_GRID.sources, _STORED, _STORED, _STORED]
    assert [wanted.mixing for wanted in drawn[:3]] == [(), (), ()]
    assert drawn[4] == PictureRequest(_STORED, psi=0.5, mixing=(MixedStyle(_GRID.sources[1], (0, 3)),))


def test_another_model_gets_what_it_has_layers_and_room_for():
    smaller = ModelFacts(Path("b.pt"), "b", "", 4, (3, 16, 16), latent_spaces=("z",), num_ws=2, w_dim=2)
    assert fitted_grid(_GRID, _FACTS) == _GRID
    assert fitted_grid(_GRID, smaller) == MixingGrid((Latent(1), Latent(2)), (Latent(3),), (0,))
