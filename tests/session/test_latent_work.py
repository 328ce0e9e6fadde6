"""Work on the open model: which weights it is done with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from picture_sets import noise, set_of
from tiny_models import write_model, write_run, write_styled_model

from gan_studio.core.errors import InputError
from gan_studio.core.latent.findings import PIXELS
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.planes import CORNERS, PRINCIPAL, RANDOM, PlaneChoice
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest
from gan_studio.core.run_folder import RunFolder
from gan_studio.session.latent_work import OwnModel, PlaneWork, TrainingWork, activations_of, effects_of


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


def _learning(run: RunFolder, facts: ModelFacts) -> ModelFacts:
    """What is known of a copy out of a training."""
    return replace(facts, path=run.now_path, checksum="")


def _styled_run(folder: Path, images_seen: int = 64, seed: int = 0) -> RunFolder:
    write_run(folder, images_seen)
    write_styled_model(folder / "checkpoints" / f"{images_seen:09d}.pt", seed)
    return RunFolder(folder)


def test_a_run_that_is_learning_is_seen_through_its_newest_checkpoint(tmp_path: Path):
    run = RunFolder(tmp_path / "run")
    _, facts = open_model(write_run(run.path, 64))
    learning = _learning(run, facts)
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


@pytest.mark.parametrize("kind", [RANDOM, PRINCIPAL])
def test_planes_of_a_run_that_is_learning_are_made_of_its_own_newest_weights(tmp_path: Path, kind: str):
    runs = [_styled_run(tmp_path / f"run-{seed}", seed=seed) for seed in (1, 2)]
    facts = [open_model(run.newest_checkpoint())[1] for run in runs]
    choice = PlaneChoice(kind)
    expected = [_result(PlaneWork(OwnModel()).directions(one, choice)) for one in facts]
    work = PlaneWork(OwnModel())
    learning = [_learning(run, one) for run, one in zip(runs, facts, strict=True)]
    assert [_result(work.directions(one, choice)) for one in learning] == expected
    _styled_run(runs[0].path, images_seen=128, seed=2)
    assert _result(work.directions(learning[0], choice)) == expected[1]


def test_the_training_pictures_of_each_run_that_is_learning_are_its_own(tmp_path: Path, monkeypatch):
    def pictures_of(model):
        yield
        return set_of(noise(4, side=8, seed=model.images_seen))

    monkeypatch.setattr("gan_studio.core.latent.nearest.training_pictures", pictures_of)
    work = TrainingWork(OwnModel())
    for images_seen in (64, 128):
        run = RunFolder(tmp_path / f"run-{images_seen}")
        _, facts = open_model(write_run(run.path, images_seen))
        learning = _learning(run, facts)
        assert not work.is_ready(learning, PIXELS)
        own = noise(4, side=8, seed=images_seen)[2].transpose(1, 2, 0)
        assert _result(work.nearest(learning, PIXELS, own)).distances[0] == 0
        assert work.is_ready(learning, PIXELS)


def test_layers_and_maps_are_those_of_the_open_model(tmp_path: Path):
    _, facts = open_model(write_styled_model(tmp_path / "a.pt"))
    own = OwnModel()
    effects = _result(effects_of(own, facts, PictureRequest(), 0.5))
    assert len(effects.layers) == facts.num_ws
    found = _result(activations_of(own, facts, PictureRequest(), 0))
    assert np.isfinite(found.maps).all()
