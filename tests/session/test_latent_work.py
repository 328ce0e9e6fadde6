"""Work on the open model: which weights it is done with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_models import write_model, write_run, write_styled_model

from gan_studio.core.errors import InputError
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.planes import CORNERS, PRINCIPAL, PlaneChoice
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.core.run_folder import RunFolder
from gan_studio.session.latent_work import OwnModel, PlaneWork, activations_of, effects_of


def _result(work):
    try:
        while True:
            next(work)
    except StopIteration as end:
        return end.value


def test_a_model_is_opened_once_and_another_in_its_place(tmp_path: Path):
    own = OwnModel()
    facts = [open_model(write_model(tmp_path / f"{seed}.pt", seed=seed))[1] for seed in (0, 1)]
    with own.of(facts[0]) as first:
        pass
    with own.of(facts[0]) as again:
        assert again is first
    with own.of(facts[1]) as other:
        assert other is not first


def test_a_run_that_is_learning_is_seen_through_its_newest_checkpoint(tmp_path: Path):
    run = RunFolder(tmp_path / "run")
    _, facts = open_model(write_run(run.path, 64))
    learning = replace(facts, path=run.now_path, checksum="")
    own = OwnModel()
    with own.of(learning) as model:
        assert model.images_seen == 64
    write_run(run.path, 128, seed=1)
    with own.of(learning) as model:
        assert model.images_seen == 128
    for checkpoint in run.numbered_checkpoints():
        checkpoint.unlink()
    with pytest.raises(InputError, match="no checkpoint yet"), own.of(learning):
        pass


def test_planes_are_made_of_the_model_and_asked_of_it_once(tmp_path: Path):
    path = write_styled_model(tmp_path / "a.pt")
    _, facts = open_model(path)
    work = PlaneWork(OwnModel())
    random = _result(work.parts(facts, PlaneChoice(seed=3), ()))
    path.unlink()
    principal = _result(work.parts(facts, PlaneChoice(PRINCIPAL), ()))
    assert {one.space for one in (*random, *principal)} == {"w"}
    assert random[0].vector.shape == principal[0].vector.shape == (facts.w_dim,)
    corners = tuple(PictureRequest(Latent(seed)) for seed in range(3))
    points = _result(work.parts(facts, PlaneChoice(CORNERS), corners))
    assert len(points) == 3


def test_layers_and_maps_are_those_of_the_open_model(tmp_path: Path):
    _, facts = open_model(write_styled_model(tmp_path / "a.pt"))
    own = OwnModel()
    effects = _result(effects_of(own, facts, PictureRequest(), 0.5))
    assert len(effects.layers) == facts.num_ws
    found = _result(activations_of(own, facts, PictureRequest(), 0))
    assert np.isfinite(found.maps).all()
