"""A model that was opened too late makes way again for the one that the window shows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from render_sessions import opened_in, request_of
from tiny_models import write_model

from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import ModelFacts, PictureRequest, seed_page
from gan_studio.core.run_folder import RunFolder
from gan_studio.session.held_model import HeldModel
from gan_studio.session.render_messages import Opening
from gan_studio.session.render_session import Frame, RenderSession


class LateModel:
    """Opens checkpoints; one of them only once it may."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reached, self.may_go = threading.Event(), threading.Event()

    def open(self, path: Path) -> tuple[object, ModelFacts]:
        if path == self.path:
            self.reached.set()
            assert self.may_go.wait(10)
        return open_model(path)


@pytest.fixture
def shown(tmp_path: Path) -> Path:
    return write_model(tmp_path / "shown" / "shown.pt")


@pytest.fixture
def late(tmp_path: Path) -> LateModel:
    return LateModel(write_model(tmp_path / "late" / "late.pt", seed=1))


@pytest.fixture
def session(qtbot, late: LateModel) -> Iterator[RenderSession]:
    session = RenderSession(opener=late.open)
    yield session
    late.may_go.set()
    session.end()


def _stray(qtbot, session: RenderSession, late: LateModel, gone: Path) -> None:
    """Open one model too late and then none."""
    session.open(late.path)
    assert late.reached.wait(10)
    with qtbot.waitSignal(session.open_failed):
        session.open(gone)
        late.may_go.set()


def _picture(qtbot, session: RenderSession, seed: int) -> np.ndarray:
    with qtbot.waitSignal(session.picture_ready) as answer:
        session.draw(Frame.PICTURE, [request_of(seed)])
    return answer.args[0].images


def test_a_model_whose_file_is_gone_is_come_back_to_with_one_failure_told(
    qtbot, session: RenderSession, shown: Path, late: LateModel, tmp_path: Path
):
    expected = draw(open_model(shown)[0], [request_of(7)])
    opened_in(qtbot, session, shown)
    failures = []
    session.open_failed.connect(failures.append)
    shown.unlink()
    _stray(qtbot, session, late, tmp_path / "gone.pt")
    assert np.array_equal(_picture(qtbot, session, 7), expected)
    assert len(failures) == 1


def test_a_training_that_is_followed_is_come_back_to(qtbot, session, shown, late, tmp_path: Path):
    copy = open_model(shown)[0]
    with qtbot.waitSignal(session.opened) as answer:
        session.follow(copy, RunFolder(tmp_path / "my-run").now_path)
    _stray(qtbot, session, late, tmp_path / "gone.pt")
    assert np.array_equal(_picture(qtbot, session, 7), draw(copy, [request_of(7)]))
    assert session.facts is answer.args[0].facts


def test_what_was_wished_for_is_drawn_after_coming_back(qtbot, session, shown, late, tmp_path: Path):
    opened_in(qtbot, session, shown)
    grids, opened = [], []
    session.picture_ready.connect(lambda answer: answer.is_complete and grids.append(answer))
    session.opened.connect(opened.append)
    session.draw(Frame.SEEDS, seed_page(PictureRequest(), 0, 64))
    _stray(qtbot, session, late, tmp_path / "gone.pt")
    qtbot.waitUntil(lambda: len(grids) > 0)
    assert np.array_equal(grids[-1].images[:8], draw(open_model(shown)[0], seed_page(PictureRequest(), 0, 8)))
    assert opened == []  # nothing that is shown begins anew


def test_only_the_model_that_was_told_of_is_kept_to_come_back_to(shown: Path, late: LateModel):
    late.may_go.set()
    held = HeldModel(late.open, None)
    told = held.opened(Opening(1, None, model=shown)).facts
    stray = held.opened(Opening(2, told, model=late.path)).facts
    held.opened(Opening(3, told, model=late.path))
    assert held.come_back_to(told)
    assert held.facts is told
    assert not held.come_back_to(told)
    held.opened(Opening(4, told, model=late.path))
    held.let_go()
    assert not held.come_back_to(told)
    assert stray is held.facts
