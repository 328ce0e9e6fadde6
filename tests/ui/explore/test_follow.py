"""Following a training, with the page's real controls."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from explore_pages import new_page, opened, wait_for_checkpoint
from PIL import Image
from small_runs import small_config, write_data
from tiny_models import write_model

from gan_studio.core.commands import CopyGenerator
from gan_studio.core.events import GeneratorCopied, Started, StepDone
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.core.run_folder import RunFolder
from gan_studio.session.studio import Studio
from gan_studio.session.training_session import TrainingSession
from gan_studio.ui.pages.explore.page import ExplorePage

_SHOWN = PictureRequest(Latent(5))


class _Lesson:
    """A scripted run that hands out copies of ever another model while it trains."""

    def __init__(self, folder: Path, models: list[Path]) -> None:
        self.folder, self.models = folder, models
        self.asked = 0

    def __call__(self, config, folder, *, resume=False, commands=None) -> Iterator[object]:
        yield Started(self.folder, config, "cpu", "float32", (), 0, 0, 0.0, 0.0)
        step = 0
        while True:
            time.sleep(0.001)  # a step takes its time
            step += 1
            yield StepDone(step, step * 64, step / 10)
            if CopyGenerator() in commands.take_all():
                model, _ = open_model(self.models[self.asked % len(self.models)])
                self.asked += 1
                yield GeneratorCopied(step, step * 64, replace(model, step=step), 0.001)


@pytest.fixture
def lesson(tmp_path: Path, checkpoints: list[Path]) -> _Lesson:
    return _Lesson(tmp_path / "my-run", [write_model(tmp_path / f"{seed}.pt", seed=seed) for seed in (7, 8)])


@pytest.fixture
def following(qtbot, monkeypatch, lesson: _Lesson, checkpoints: list[Path]) -> Iterator[ExplorePage]:
    """A page that shows seed 5 of a checkpoint, while a run trains."""
    monkeypatch.setattr("gan_studio.ui.pages.explore.follow._REST_MS", 1)
    monkeypatch.setattr("gan_studio.ui.pages.explore.follow._REST_PER_WORK", 0)
    studio = Studio(training=TrainingSession(run=lesson))
    assert studio.parts.wait(60_000)
    page = opened(qtbot, new_page(qtbot, studio), checkpoints[0])
    page.exploration.commit_request(_SHOWN, "Choose a seed")
    studio.training.start("a config", lesson.folder)
    qtbot.waitUntil(lambda: studio.training.state == "running")
    yield page
    studio.training.stop()
    assert studio.training.wait(10_000)
    page.exploration.end()
    studio.deleteLater()


def _is_showing(page: ExplorePage, model: Path) -> bool:
    (picture,) = draw(open_model(model)[0], [_SHOWN])
    return np.array_equal(page.picture.image.pixels(), picture)


def test_nothing_is_copied_unasked(qtbot, following: ExplorePage, lesson: _Lesson):
    assert following.picker.follow.isVisibleTo(following)
    assert not following.picker.follow.isChecked()
    assert lesson.asked == 0


def test_the_picture_changes_under_the_same_latent_while_training_goes_on(qtbot, following, lesson: _Lesson):
    exploration = following.exploration
    following.picker.follow.setChecked(True)
    qtbot.waitUntil(lambda: exploration.facts.path == RunFolder(lesson.folder).now_path)
    steps = exploration.history.count()
    for model in (0, 1, 0):
        qtbot.waitUntil(lambda model=model: _is_showing(following, lesson.models[model]))
    assert exploration.view.request == _SHOWN
    assert exploration.history.count() == steps
    assert "training goes on" in following.picker.about.text()
    following.picker.follow.setChecked(False)


def test_undo_leaves_the_training_for_the_model_before(qtbot, following, checkpoints: list[Path]):
    following.picker.follow.setChecked(True)
    qtbot.waitUntil(lambda: not following.exploration.facts.has_file)
    following.exploration.undo()
    wait_for_checkpoint(qtbot, following, checkpoints[0])
    assert not following.picker.follow.isChecked()


def test_when_the_training_ends_its_newest_checkpoint_is_opened(qtbot, following, checkpoints: list[Path]):
    following.picker.follow.setChecked(True)
    qtbot.waitUntil(lambda: not following.exploration.facts.has_file)
    following._studio.training.stop()
    wait_for_checkpoint(qtbot, following, checkpoints[-1])
    assert following.picker.follow.isHidden()
    assert following.exploration.view.request == _SHOWN


def test_a_training_that_ends_before_its_first_copy_is_open_is_left_for_its_checkpoint(
    qtbot, following, lesson: _Lesson, checkpoints: list[Path]
):
    follow = following.picker.follow
    follow.setChecked(True)

    def end_with_the_copy(events: list[object]) -> None:
        if any(isinstance(event, GeneratorCopied) for event in events):
            assert following.exploration.facts.has_file  # the copy is still on its way
            follow._follow_state("idle")

    following._studio.training.events_ready.connect(end_with_the_copy)
    wait_for_checkpoint(qtbot, following, checkpoints[-1])
    assert not follow.isChecked()
    following._studio.training.events_ready.disconnect(end_with_the_copy)


def test_following_goes_on_after_a_picture_that_could_not_be_drawn(qtbot, following, lesson: _Lesson):
    exploration = following.exploration
    following.picker.follow.setChecked(True)
    qtbot.waitUntil(lambda: not exploration.facts.has_file)
    exploration.commit_request(PictureRequest(label=3), "class")  # of a model without classes
    asked = lesson.asked
    qtbot.waitUntil(lambda: lesson.asked > asked + 3)
    exploration.commit_request(_SHOWN, "seed")
    qtbot.waitUntil(lambda: _is_showing(following, lesson.models[0]))


def test_a_copy_that_cannot_be_opened_ends_following(qtbot, following, lesson: _Lesson, monkeypatch):
    follow = following.picker.follow
    with monkeypatch.context() as broken:
        broken.setattr("gan_studio.session.held_model.HeldModel.followed", _fail)
        follow.setChecked(True)
        qtbot.waitUntil(lambda: not follow.isChecked())
    assert following._studio.training.state == "running"
    follow.setChecked(True)
    qtbot.waitUntil(lambda: not following.exploration.facts.has_file)


def _fail(*_: object) -> None:
    raise RuntimeError("no memory")


def _come_back_to_the_training(qtbot, page: ExplorePage, other: Path) -> None:
    """Go from a training to another model and back by undo, which a checkpoint stands in for."""
    exploration = page.exploration
    page.picker.follow.setChecked(True)
    qtbot.waitUntil(lambda: not exploration.facts.has_file)
    opened(qtbot, page, other)
    exploration.undo()
    qtbot.waitUntil(lambda: not exploration.is_opening)
    assert exploration.facts.has_file
    assert exploration.view.model != exploration.facts.path


def test_undo_takes_the_slider_back_also_where_a_training_was_shown(
    qtbot, following, lesson: _Lesson, checkpoints: list[Path]
):
    _come_back_to_the_training(qtbot, following, lesson.models[0])
    shown, slider = following.exploration.facts.path, following.picker.moments.slider
    slider.setValue(0)
    wait_for_checkpoint(qtbot, following, checkpoints[0])
    following.exploration.undo()
    wait_for_checkpoint(qtbot, following, shown)


def test_following_again_while_another_model_is_opened_ends_the_opening(
    qtbot, following, lesson: _Lesson, tmp_path: Path
):
    exploration = following.exploration
    following.picker.follow.setChecked(True)
    qtbot.waitUntil(lambda: not exploration.facts.has_file)
    now, (model, _) = exploration.facts.path, open_model(lesson.models[0])
    exploration.open_model(tmp_path / "7.pt")
    exploration.follow(model, now)
    qtbot.waitUntil(lambda: not exploration.is_opening)
    assert exploration.facts.path == now


def test_a_picture_of_a_copy_is_saved_without_a_recipe_and_says_so(qtbot, following, tmp_path: Path):
    told: list = []
    following._studio.notices.posted.connect(told.append)
    following.picker.follow.setChecked(True)
    qtbot.waitUntil(lambda: not following.exploration.facts.has_file)
    following.picture.save_to(tmp_path / "picture.png")
    qtbot.waitUntil(lambda: bool(told))
    assert "no recipe" in told[-1].text
    with Image.open(tmp_path / "picture.png") as picture:
        assert "gan_studio" not in picture.info


def test_scrubbing_leaves_the_training(qtbot, following: ExplorePage, checkpoints: list[Path]):
    following.picker.follow.setChecked(True)
    qtbot.waitUntil(lambda: not following.exploration.facts.has_file)
    slider = following.picker.moments.slider
    slider.setValue(0 if slider.value() else 1)
    wait_for_checkpoint(qtbot, following, checkpoints[slider.value()])
    assert not following.picker.follow.isChecked()


def test_a_real_training_is_followed_to_its_end(qtbot, monkeypatch, tmp_path: Path):
    monkeypatch.setattr("gan_studio.ui.pages.explore.follow._REST_MS", 1)
    monkeypatch.setattr("gan_studio.ui.pages.explore.follow._REST_PER_WORK", 0)
    studio = Studio()
    assert studio.parts.wait(60_000)
    page = opened(qtbot, new_page(qtbot, studio), write_model(tmp_path / "other.pt"))
    config = small_config(write_data(tmp_path), "training.steps=1000000")
    seen: set[int] = set()
    page.exploration.pictured.connect(lambda answer: seen.add(answer.facts.images_seen))
    studio.training.start(config, tmp_path / "new-run")
    page.picker.follow.setChecked(True)
    qtbot.waitUntil(lambda: len(seen) > 3, timeout=20_000)
    assert page.exploration.facts.path == RunFolder(tmp_path / "new-run").now_path
    studio.training.stop()
    newest = RunFolder(tmp_path / "new-run").newest_checkpoint
    qtbot.waitUntil(lambda: page.exploration.facts.has_file and page.exploration.facts.path == newest())
    page.exploration.end()
    studio.deleteLater()
