"""Going through the moments of a run: its checkpoints, and copies of what is being trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from render_sessions import opened_in, request_of
from tiny_models import write_model, write_run

from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import PictureRequest, seed_page
from gan_studio.core.run_folder import RunFolder
from gan_studio.session.held_model import HeldModel
from gan_studio.session.render_messages import Opening
from gan_studio.session.render_session import Frame, RenderSession


def test_another_moment_of_a_run_keeps_what_was_wished_for(qtbot, session: RenderSession, tmp_path: Path):
    opened_in(qtbot, session, write_run(tmp_path / "my-run", seed=1))
    later = write_run(tmp_path / "my-run", images_seen=128, seed=2)
    grids = []
    session.picture_ready.connect(lambda answer: answer.is_complete and grids.append(answer))
    with qtbot.waitSignal(session.passed) as answer:
        session.draw(Frame.SEEDS, seed_page(PictureRequest(), 0, 64))
        session.pass_by(later)
    assert (answer.args[0].facts.path, session.facts) == (later, answer.args[0].facts)
    qtbot.waitUntil(lambda: len(grids) > 0)
    assert grids[-1].facts is session.facts
    assert np.array_equal(grids[-1].images[:8], draw(open_model(later)[0], seed_page(PictureRequest(), 0, 8)))


def test_checkpoints_that_are_passed_again_are_not_read_again(qtbot, tmp_path: Path):
    read = []

    def opener(path: Path):
        read.append(path)
        return open_model(path)

    session = RenderSession(opener=opener)
    first, second = (write_run(tmp_path / "my-run", images_seen=count, seed=count) for count in (64, 128))
    opened_in(qtbot, session, first)
    for path in (second, first, second):
        with qtbot.waitSignal(session.passed):
            session.pass_by(path)
    session.end()
    assert read == [first, second]


def test_how_quickly_a_model_in_between_was_drawn_says_nothing_of_the_next_moment(tmp_path: Path):
    first, second = (write_run(tmp_path / "my-run", images_seen=count, seed=count) for count in (64, 128))
    held = HeldModel(None, None)
    shown = held.opened(Opening(1, None, model=first)).facts
    held.opened(Opening(2, shown, model=second, is_passing=True))
    of_the_run = held.painter.pace
    held.opened(Opening(3, shown, model=first, is_passing=True))
    assert held.painter.pace is of_the_run
    held.opened(Opening(4, shown, model=write_model(tmp_path / "other.pt")))
    of_the_other = held.painter.pace
    held.opened(Opening(5, shown, model=first, is_passing=True))
    assert held.painter.pace not in (of_the_run, of_the_other)


def test_a_copy_out_of_a_training_is_drawn_with(qtbot, session: RenderSession, tmp_path: Path):
    copies = [open_model(write_model(tmp_path / f"{seed}.pt", seed=seed))[0] for seed in (1, 2)]
    with qtbot.waitSignal(session.opened) as answer:
        session.follow(copies[0], RunFolder(tmp_path / "my-run").now_path)
    facts = answer.args[0].facts
    assert (facts.name, facts.has_file) == ("my-run", False)
    with qtbot.waitSignal(session.passed):
        session.follow(copies[1], facts.path)
    assert np.array_equal(_draw(qtbot, session, request_of(7)), draw(copies[1], [request_of(7)]))


def _draw(qtbot, session: RenderSession, request: PictureRequest) -> np.ndarray:
    with qtbot.waitSignal(session.picture_ready) as answer:
        session.draw(Frame.PICTURE, [request])
    return answer.args[0].images
