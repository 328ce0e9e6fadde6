"""Five hundred random things done to Explore, after which everything is as it should be.

GAN_STUDIO_MONKEY="1 2 3" tries other seeds, GAN_STUDIO_MONKEY_ACTIONS=2000 another number of actions.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from explore_pages import expected, new_page, opened, settle
from monkey import Monkey
from PIL import Image
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMenu, QMessageBox
from tiny_models import write_model, write_styled_model

from gan_studio.core.checkpoint import load_checkpoint, save_checkpoint
from gan_studio.session.task import BackgroundTask
from gan_studio.ui.pages.explore.page import ExplorePage

_SEEDS = [int(seed) for seed in os.environ.get("GAN_STUDIO_MONKEY", "1").split()]
_ACTIONS = int(os.environ.get("GAN_STUDIO_MONKEY_ACTIONS", "500"))
_LOOKS = 5
"""How often on the way the picture is compared with one that is drawn afresh."""

_TOLD = 40
_CLASSES = ("boot", "coat", "bag")
_AVOIDED = {
    "ModelPicker",  # opens other models, which is tested elsewhere
    "explore.compare.with",  # as do these, with whatever pictures those were trained on
    "Open Model File…",
    "Evaluate This Model",
    "Full Screen",
}
_MODELS: dict[str, Callable[[Path], Path]] = {
    "styled": lambda path: write_styled_model(path, classes=_CLASSES),
    "plain": write_model,
}


@pytest.fixture(params=list(_MODELS))
def page(request, qtbot, studio, tmp_path: Path, monkeypatch) -> Iterator[ExplorePage]:
    """A page that shows a tiny model, whose dialogs answer by themselves."""
    path = _MODELS[request.param](tmp_path / "model.pt")
    content = load_checkpoint(path)
    content["config"]["data"]["source"] = str(tmp_path / "gone")  # else 60,000 pictures are looked at
    save_checkpoint(path, content)
    names = iter(range(1_000_000))
    saved = tmp_path / "saved"
    saved.mkdir()
    save = staticmethod(lambda *_, **__: (str(saved / f"{next(names)}.png"), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", save)
    picture = tmp_path / "picture.png"  # whatever is to be opened: a model, directions, a picture
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (20, 24, 3), np.uint8)).save(picture)
    opening = staticmethod(lambda *_, **__: (str(picture), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", opening)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_, **__: ""))
    monkeypatch.setattr(QInputDialog, "getText", staticmethod(lambda *_, **__: ("A name", True)))
    for ask in ("question", "warning", "information", "critical"):
        yes = staticmethod(lambda *_, **__: QMessageBox.StandardButton.Yes)
        monkeypatch.setattr(QMessageBox, ask, yes)
    monkeypatch.setattr(QMenu, "exec", lambda *_, **__: None)
    QApplication.clipboard().clear()
    page = opened(qtbot, new_page(qtbot, studio), path)
    yield page
    for task in page.findChildren(BackgroundTask):
        task.end()


@pytest.mark.timeout(280)
@pytest.mark.parametrize("seed", _SEEDS)
def test_whatever_is_done_nothing_breaks_and_everything_can_be_undone(
    qtbot, page: ExplorePage, notices: list, seed: int
):
    exploration = page.exploration
    start, first = exploration.view, settle(qtbot, page)
    monkey = Monkey(page, seed, _AVOIDED)
    with qtbot.captureExceptions() as raised:
        try:
            for number in range(1, _ACTIONS + 1):
                monkey.act()
                QApplication.processEvents()
                _no_failure(raised, notices)
                if number % (_ACTIONS // _LOOKS) == 0:
                    _come_to_rest(qtbot, page)
                    assert np.array_equal(settle(qtbot, page), expected(page, exploration.view.request))
            _go_through(qtbot, page, exploration.redo, exploration.history.canRedo)
            end, last = exploration.view, settle(qtbot, page)
            _go_through(qtbot, page, exploration.undo, exploration.history.canUndo)
            assert exploration.view == start
            assert np.array_equal(settle(qtbot, page), first)
            _go_through(qtbot, page, exploration.redo, exploration.history.canRedo)
            assert exploration.view == end
            assert np.array_equal(settle(qtbot, page), last)
            _no_failure(raised, notices)
        except BaseException as error:
            done = "\n".join(monkey.trail[-_TOLD:])
            error.add_note(f"Seed {seed}, after {len(monkey.trail)} actions, the last of which:\n{done}")
            raise


def _no_failure(raised: list, notices: list) -> None:
    """What a person did wrong may be told; what the studio did wrong has a trace."""
    traces = ["".join(traceback.format_exception(error)) for _, error, _ in raised]
    traces += [
        f"{notice.text}\n{notice.trace}" for notice in notices if notice.kind == "error" and notice.trace
    ]
    assert not traces, traces[0]


def _come_to_rest(qtbot, page: ExplorePage) -> None:
    """Stop what plays and what is computed, and leave a movement that was not ended."""
    for player in page.findChildren(QObject):
        if getattr(player, "is_playing", False) is True:
            player.pause()
    tasks = page.findChildren(BackgroundTask)
    for task in tasks:
        task.cancel()
    qtbot.waitUntil(lambda: not any(task.is_running for task in tasks), timeout=20_000)
    qtbot.waitUntil(lambda: not page.exploration.is_opening, timeout=20_000)
    if page.exploration.view != page.exploration.history.committed:
        page.exploration.undo()


def _go_through(qtbot, page: ExplorePage, act: Callable[[], None], can: Callable[[], bool]) -> None:
    while can():
        act()
        qtbot.waitUntil(lambda: not page.exploration.is_opening, timeout=20_000)
