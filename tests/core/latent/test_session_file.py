"""Sessions of Explore on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.latent.bookmarks import Bookmark
from gan_studio.core.latent.directions.plans import Tag
from gan_studio.core.latent.dragging.messages import DragPair
from gan_studio.core.latent.dragging.plan import DragArea, DragPlan
from gan_studio.core.latent.mixing_grid import MixingGrid
from gan_studio.core.latent.planes import RANDOM, PlaneChoice
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest, Walk
from gan_studio.core.latent.session_file import FORMAT, NAME, Session, kept_session, write_session
from gan_studio.core.latent.timeline import Keyframe, Timeline
from gan_studio.core.latent.vectors import Direction, Vector

AREA = np.zeros((5, 7), bool)
AREA[1:4, 2:6] = True
FULL = Session(
    PictureRequest(Latent(5, ((3, -1.5),)), psi=0.7),
    Walk((Latent(1), Latent(2)), "lerp", closed=True),
    MixingGrid((Latent(1),), (Latent(2), Latent(3)), (0, 1)),
    (Direction("smile", "z", Vector.of(np.ones(12)), "tagged"),),
    Timeline((Keyframe(0.0, PictureRequest(Latent(1))), Keyframe(1.5, PictureRequest(Latent(2))))),
    (Bookmark("best", PictureRequest(Latent(8))),),
    (Tag(PictureRequest(Latent(1)), True), Tag(PictureRequest(Latent(2)), False)),
    PlaneChoice(RANDOM, 4, (Direction("up", "z", Vector.of(np.ones(12))),), (Latent(1),), Latent(2)),
    DragPlan((DragPair((1, 2.5), (6, 4)),), (3, 0), DragArea.of(AREA)),
)


def facts_of(checkpoint: Path, checksum: str = "a") -> ModelFacts:
    return ModelFacts(checkpoint, "a model", checksum * 64, 12, (1, 8, 8))


@pytest.fixture
def facts(tmp_path: Path) -> ModelFacts:
    """A model in no run."""
    return facts_of(tmp_path / "dots.pt")


@pytest.fixture
def run_facts(tmp_path: Path) -> ModelFacts:
    """A checkpoint of a run."""
    (tmp_path / "run" / "checkpoints").mkdir(parents=True)
    (tmp_path / "run" / "config.toml").touch()
    return facts_of(tmp_path / "run" / "checkpoints" / "000000064.pt")


def kept(facts: ModelFacts, session: Session = FULL) -> Path:
    path = kept_session(facts).path
    write_session(path, facts, session)
    return path


def test_everything_comes_back(facts: ModelFacts):
    path = kept(facts)
    assert path == paths.home() / "explore" / "dots" / NAME
    found = kept_session(facts)
    assert (found.session, found.is_of_same, found.warning) == (FULL, True, "")
    assert [child.name for child in path.parent.iterdir()] == [NAME]


def test_a_session_of_an_earlier_studio_has_nothing_set_to_drag(facts: ModelFacts):
    path = kept(facts)
    values = json.loads(path.read_text(encoding="utf-8"))
    del values["drag"]
    path.write_text(json.dumps(values), encoding="utf-8")
    found = kept_session(facts)
    assert (found.session, found.warning) == (replace(FULL, drag=DragPlan()), "")


def test_nothing_is_kept_at_first(facts: ModelFacts):
    found = kept_session(facts)
    assert (found.session, found.warning) == (None, "")
    assert not found.path.parent.exists()


def test_another_checkpoint_of_the_run_finds_the_runs_session(run_facts: ModelFacts):
    path = kept(run_facts)
    assert path == run_facts.path.parent.parent / "explore" / NAME
    found = kept_session(facts_of(run_facts.path.with_name("000000128.pt"), "b"))
    assert (found.session, found.is_of_same) == (FULL, False)


def test_a_model_of_the_same_name_elsewhere_has_a_session_of_its_own(facts: ModelFacts, tmp_path: Path):
    first = kept(facts)
    other = facts_of(tmp_path / "elsewhere" / "dots.pt", "b")
    assert kept_session(other).session is None
    second = kept(other, Session())
    assert first != second
    assert kept_session(facts).session == FULL
    assert kept_session(other).session == Session()


def test_a_model_that_was_moved_keeps_its_session(facts: ModelFacts, tmp_path: Path):
    kept(facts)
    assert kept_session(facts_of(tmp_path / "elsewhere" / "dots.pt")).session == FULL


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: text.replace('"psi": 0.7', '"psi": NaN'),
        lambda text: text.replace('"psi": 0.7', '"psi": 700'),
        lambda text: text.replace('"format": 1', '"format": "1"'),
        lambda text: "[" * 100_000,
        lambda text: text.replace('"bookmarks": [', '"bookmarks": [3, '),
        lambda text: text.replace('"tags": [', '"tags": [3, '),
        lambda text: text.replace('"pairs": [', '"pairs": [3, '),
        lambda text: text.replace('"pending": [3,', '"pending": [-3,'),
        lambda text: text.replace('"size": [5, 7]', '"size": [50, 70]'),
        lambda text: text.replace('"size": [5, 7]', '"size": [1, 7]'),
        lambda text: text.replace('"bits": "', '"bits": "AAAA'),
        lambda text: text.replace('"plane": {', '"plane": {"corners": 3, "was": {') + "}",
    ],
)
def test_a_damaged_session_is_told_and_put_aside(facts: ModelFacts, damage):
    path = kept(facts)
    damaged = damage(path.read_text(encoding="utf-8"))
    path.write_text(damaged, encoding="utf-8")
    found = kept_session(facts)
    assert found.session is None
    assert found.warning == (
        "What was kept of exploring a model cannot be read; it may be damaged. "
        "It is put aside as session.json.damaged, and a fresh one begins."
    )
    assert path.with_name(f"{NAME}.damaged").read_text(encoding="utf-8") == damaged
    assert not path.exists()


def test_bytes_that_are_no_text_are_damage_and_older_damage_stays(facts: ModelFacts):
    path = kept(facts)
    for number in ("", ".2"):
        path.write_bytes(b"\xff\x00\xfe")
        assert f"put aside as session.json.damaged{number}," in kept_session(facts).warning
    assert len(list(path.parent.iterdir())) == 2


def newer(path: Path, **changes: object) -> str:
    """Make a kept session a newer studio's; returns what it says."""
    values = json.loads(path.read_text(encoding="utf-8")) | {"format": FORMAT + 1, "studio": "9.0"} | changes
    path.write_text(json.dumps(values), encoding="utf-8")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("changes", [{}, {"model": "told otherwise"}, {"request": None}])
def test_a_newer_session_stays_and_this_studio_keeps_its_own_beside_it(facts: ModelFacts, changes: dict):
    path = kept(facts)
    written = newer(path, **changes)
    found = kept_session(facts)
    assert (found.session, found.is_of_same) == (None, True)
    assert found.warning == (
        "What was kept of exploring a model was written by a newer GAN Studio (9.0): it stays as it is, "
        "and what you make now is kept beside it."
    )
    write_session(found.path, facts, FULL)
    assert path.read_text(encoding="utf-8") == written
    again = kept_session(facts)
    assert (again.path, again.session, again.warning) == (found.path, FULL, found.warning)
    assert len(list(path.parent.iterdir())) == 2


def test_a_newer_session_of_a_namesake_is_none_of_this_models_concern(facts: ModelFacts, tmp_path: Path):
    newer(kept(facts))
    other = facts_of(tmp_path / "elsewhere" / "dots.pt", "b")
    kept(other)
    assert (kept_session(other).session, kept_session(other).warning) == (FULL, "")


def test_the_newer_session_of_a_run_stays_too(run_facts: ModelFacts):
    path = kept(run_facts)
    written = newer(path)
    beside = kept(run_facts)
    assert beside != path
    assert path.read_text(encoding="utf-8") == written
    later = facts_of(run_facts.path.with_name("000000128.pt"), "b")
    assert (kept_session(later).path, kept_session(later).session) == (beside, FULL)


def test_a_run_that_was_deleted_is_not_brought_back(run_facts: ModelFacts, tmp_path: Path):
    path = kept(run_facts)
    (tmp_path / "run").rename(tmp_path / "trash")
    with pytest.raises(InputError, match="cannot be kept in"):
        write_session(path, run_facts, FULL)
    assert not (tmp_path / "run").exists()


def test_what_cannot_be_written_says_so_and_leaves_the_old_file(facts: ModelFacts, monkeypatch):
    path = kept(facts)

    def refuse(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full_disk:
        full_disk.setattr("os.replace", refuse)
        with pytest.raises(InputError, match=r"cannot be kept in .*No space left"):
            write_session(path, facts, replace(FULL, bookmarks=()))
    assert [child.name for child in path.parent.iterdir()] == [NAME]
    assert kept_session(facts).session == FULL
