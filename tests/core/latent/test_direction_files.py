"""Directions in files: what is written comes back, and what is wrong is told in a sentence."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.latent.direction_files import (
    bring_back,
    directions_folder,
    directions_from,
    directions_values,
    files_of,
    forget_direction,
    read_direction,
    save_direction,
    saved_directions,
)
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.vectors import Direction, Vector

FACTS = ModelFacts(Path("/models/faces.pt"), "faces", "abc", 4, (3, 16, 16), num_ws=3, w_dim=2)
Z = Direction("Older / greyer", "z", Vector.of([1, 0, 0.5, 2]), "Linear SVM")
W = Direction("A smile", "w", Vector.of(np.arange(6).reshape(3, 2)), "Difference", (0, 2))


@pytest.fixture
def run(tmp_path: Path) -> ModelFacts:
    """Facts of a checkpoint of a run."""
    (tmp_path / "a run" / "checkpoints").mkdir(parents=True)
    (tmp_path / "a run" / "config.toml").write_text("", encoding="utf-8")
    return dataclasses.replace(FACTS, path=tmp_path / "a run" / "checkpoints" / "best.pt", name="a run")


def test_directions_come_back_from_their_values():
    values = json.loads(json.dumps(directions_values([Z, W])))
    assert directions_from(values) == (Z, W)


@pytest.mark.parametrize("wrong", [None, {}, [1], [{}], [{"name": "a"}], [{}] * 1001])
def test_anything_else_is_refused_as_a_list_of_directions(wrong):
    with pytest.raises(ValueError):
        directions_from(wrong)


def test_values_that_are_out_of_bounds_are_refused():
    values = directions_values([W])[0]
    for wrong in ({"layers": [-1]}, {"space": "x"}, {"name": 3}, {"vector": {"shape": [2], "float32": "?"}}):
        with pytest.raises(ValueError):
            directions_from([{**values, **wrong}])


def test_saved_directions_are_listed_by_name():
    assert saved_directions(FACTS) == ((), ())
    save_direction(Z, FACTS)
    save_direction(W, FACTS)
    assert saved_directions(FACTS) == ((W, Z), ())
    assert [path.name for path in sorted(directions_folder(FACTS).iterdir())] == [
        "A-smile.json",
        "Older-greyer.json",
    ]
    assert directions_folder(FACTS) == paths.home() / "explore" / "faces" / "directions"


def test_saving_a_renamed_direction_replaces_it_and_a_namesake_stays():
    save_direction(W, FACTS)
    renamed = dataclasses.replace(W, name="A grin")
    save_direction(renamed, FACTS)
    other = dataclasses.replace(Z, name="A grin")
    save_direction(other, FACTS)
    assert set(saved_directions(FACTS)[0]) == {renamed, other}
    forget_direction(renamed, FACTS)
    assert saved_directions(FACTS)[0] == (other,)


def test_a_file_that_is_brought_back_takes_no_other_ones_place():
    path = save_direction(W, FACTS)
    files = files_of(W, FACTS)
    assert list(files) == [path]
    forget_direction(W, FACTS)
    namesake = dataclasses.replace(Z, name=W.name)
    assert save_direction(namesake, FACTS) == path
    for _ in range(2):  # a file that is there already is left alone
        bring_back(files)
        assert set(saved_directions(FACTS)[0]) == {W, namesake}
        files = files_of(W, FACTS)
    assert len(list(directions_folder(FACTS).iterdir())) == 2


def test_a_direction_of_another_model_is_refused_by_its_name():
    path = save_direction(Z, FACTS)
    other = dataclasses.replace(FACTS, checksum="def", name="cats")
    with pytest.raises(InputError, match=r"another model, faces; open that model"):
        read_direction(path, other)
    assert saved_directions(dataclasses.replace(FACTS, checksum="def")) == ((), ())


def test_the_checkpoints_of_a_run_share_their_directions(run: ModelFacts):
    path = save_direction(Z, run)
    assert path.parent == run.path.parent.parent / "explore" / "directions"
    later = dataclasses.replace(run, checksum="def")
    (found,), _ = saved_directions(later)
    assert found.vector == Z.vector
    assert found.origin == "Linear SVM; found in another checkpoint"
    grown = dataclasses.replace(later, z_dim=8)
    assert saved_directions(grown) == ((), ())


@pytest.mark.parametrize("content", ["", "{", "[]", '{"kind": 1}', '{"kind": "direction of GAN Studio"}'])
def test_a_damaged_file_is_one_sentence_and_the_others_are_listed(content: str):
    save_direction(W, FACTS)
    damaged = directions_folder(FACTS) / "bad.json"
    damaged.write_text(content, encoding="utf-8")
    found, troubles = saved_directions(FACTS)
    assert found == (W,)
    assert troubles == ("bad.json is no direction of GAN Studio, or it is damaged; choose another file.",)
    assert damaged.exists()


def test_a_file_of_a_newer_studio_is_told_from_a_damaged_one():
    path = save_direction(W, FACTS)
    values = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**values, "format": 2}), encoding="utf-8")
    with pytest.raises(InputError, match="newer"):
        read_direction(path, FACTS)


def test_a_place_that_cannot_be_written_is_told():
    folder = directions_folder(FACTS)
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be saved"):
        save_direction(W, FACTS)
