"""The big picture of a slow network: coarse at once, then live, and exact once the hand rests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from render_sessions import opened_in, request_of
from tiny_models import write_styled_model
from torch import Tensor

from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.pace import Quality
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import PictureRequest, seed_page
from gan_studio.session.render_session import Frame, RenderSession


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every network that was drawn twice counts as slow, on a machine with a fast lower precision."""
    monkeypatch.setattr("gan_studio.core.latent.pace._AT_ONCE_MS", 0.0)
    monkeypatch.setattr("gan_studio.core.latent.pace.IN_TIME_MS", 0.0)
    monkeypatch.setattr("gan_studio.core.latent.pace._COARSE_MS", 1e9)
    monkeypatch.setattr("gan_studio.core.latent.live.chosen_precision", lambda *_: torch.bfloat16)


@pytest.fixture
def rehearsed(qtbot, slow, session: RenderSession, tmp_path: Path) -> tuple[RenderSession, list]:
    """A session whose slow network knows its pace, and what it shows from now on."""
    opened_in(qtbot, session, write_styled_model(tmp_path / "styled.pt", side=64))
    shown = []
    session.picture_ready.connect(shown.append)
    for seed in range(100, 105):
        shown.clear()
        session.draw(Frame.PICTURE, [request_of(seed)])
        qtbot.waitUntil(lambda: bool(shown) and shown[-1].is_exact)
        if shown[0].quality is Quality.COARSE:
            break
    shown.clear()
    return session, shown


def test_a_slow_picture_comes_coarse_then_live_then_exact(qtbot, rehearsed, tmp_path: Path):
    session, shown = rehearsed
    session.draw(Frame.PICTURE, [request_of(7)])
    qtbot.waitUntil(lambda: bool(shown) and shown[-1].is_exact)
    assert [answer.quality for answer in shown] == [Quality.COARSE, Quality.LIVE, Quality.EXACT]
    model, _ = open_model(tmp_path / "styled.pt")
    assert np.array_equal(shown[-1].images, draw(model, [request_of(7)]))
    assert all(answer.images.shape == (1, 64, 64, 3) and answer.milliseconds > 0 for answer in shown)
    assert all(np.array_equal(answer.styles, shown[-1].styles) for answer in shown)


def test_a_moving_hand_sees_every_answer_in_order_and_the_last_one_exactly(qtbot, rehearsed):
    session, shown = rehearsed
    seeds = list(range(30))
    for seed in seeds:
        session.draw(Frame.PICTURE, [request_of(seed)])
        qtbot.waitUntil(lambda: bool(shown))
    qtbot.waitUntil(lambda: shown[-1].is_exact and shown[-1].requests == (request_of(29),))
    drawn = [answer.requests[0].latent.seed for answer in shown]
    assert drawn == sorted(drawn)
    assert {answer.requests[0].latent.seed for answer in shown if answer.is_exact} <= {drawn[0], 29}


def test_a_quality_that_fails_is_told_and_the_next_picture_is_drawn(qtbot, rehearsed, monkeypatch):
    session, shown = rehearsed
    with monkeypatch.context() as broken, qtbot.waitSignal(session.draw_failed):
        broken.setattr("gan_studio.core.latent.live.LivePainter._small", _fail)
        session.draw(Frame.PICTURE, [request_of(1)])
    session.draw(Frame.PICTURE, [request_of(2)])
    qtbot.waitUntil(lambda: bool(shown) and shown[-1].is_exact)


def _fail(*_: object) -> Tensor:
    raise RuntimeError("no memory")


def test_a_grid_makes_way_for_a_hand_and_is_drawn_afterwards(qtbot, rehearsed):
    session, shown = rehearsed
    session.draw(Frame.SEEDS, seed_page(PictureRequest(), 0, 24))
    for seed in (6, 7):
        session.draw(Frame.PICTURE, [request_of(seed)])
    qtbot.waitUntil(lambda: any(answer.frame is Frame.SEEDS and answer.is_complete for answer in shown))
    qualities = [answer.quality for answer in shown if answer.requests == (request_of(7),)]
    assert qualities == [Quality.COARSE, Quality.LIVE, Quality.EXACT]
    assert all(answer.frame is Frame.PICTURE for answer in shown[: len(qualities)])
    (grid,) = (answer for answer in shown if answer.frame is Frame.SEEDS and answer.is_complete)
    assert len(grid.images) == 24


def test_a_picture_to_save_does_not_wait_until_what_plays_stops(qtbot, rehearsed):
    session, shown = rehearsed
    played = iter(range(200, 100_000))

    def is_saved_while_playing() -> bool:
        session.draw(Frame.PICTURE, [request_of(next(played))])
        return any(answer.frame is Frame.ASKED for answer in shown)

    is_saved_while_playing()
    session.draw(Frame.ASKED, [request_of(7)])
    qtbot.waitUntil(is_saved_while_playing)
    (answer,) = (answer for answer in shown if answer.frame is Frame.ASKED)
    assert answer.is_exact
