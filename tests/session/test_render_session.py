"""The render session: newest wish first, stale answers dropped, errors as data, weights in one thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from render_sessions import opened_in, request_of
from tiny_models import write_model, write_run
from torch import Tensor

from gan_studio.core.contracts import Generator
from gan_studio.core.latent.opening import facts_of, open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.recipe import recipe_of, save_picture, to_text
from gan_studio.core.latent.requests import Latent, PictureRequest, Walk, seed_page, strip
from gan_studio.core.latent.sample import latent_of_seed
from gan_studio.session.render_session import Frame, RenderSession


class Gated(Generator):
    """A network that waits for its gate and remembers what it drew, on which thread."""

    def __init__(self, inner: Generator) -> None:
        super().__init__(inner.z_dim, inner.sample_shape)
        self.num_classes = inner.num_classes
        self.inner = inner
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Semaphore(0)
        self.batches: list[int] = []
        self.threads: set[int] = set()
        self.trouble: Exception | None = None

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        self.entered.release()
        self.gate.wait(10)
        self.batches.append(len(z))
        self.threads.add(threading.get_ident())
        if self.trouble:
            raise self.trouble
        return self.inner(z, labels)

    def __getattr__(self, name: str) -> object:
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(super().__getattr__("inner"), name)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "model.pt")


@pytest.fixture
def gated(qtbot, model: Path) -> Iterator[tuple[RenderSession, Gated]]:
    made: list[Gated] = []

    def open_gated(path: Path):
        opened, _ = open_model(path)
        made.append(Gated(opened.module))
        opened = replace(opened, module=made[-1])
        return opened, facts_of(opened, path)

    session = RenderSession(opener=open_gated)
    opened_in(qtbot, session, model)
    yield session, made[0]
    made[0].gate.set()
    session.end()


def _draw(qtbot, session: RenderSession, *requests: PictureRequest, frame: Frame = Frame.PICTURE):
    with qtbot.waitSignal(session.picture_ready) as answer:
        session.draw(frame, requests)
    return answer.args[0]


def test_a_picture_is_the_models_own(qtbot, session: RenderSession, model: Path):
    opened_in(qtbot, session, model)
    answer = _draw(qtbot, session, request_of(7))
    assert np.array_equal(answer.images, draw(open_model(model)[0], [request_of(7)]))
    assert answer.milliseconds > 0


def test_an_answer_tells_the_latent_with_and_without_changes(qtbot, session: RenderSession, model: Path):
    opened_in(qtbot, session, model)
    answer = _draw(qtbot, session, PictureRequest(Latent(7).with_component(2, 1.5), psi=0.5))
    expected = latent_of_seed(7, 12).numpy()
    assert np.array_equal(answer.base, expected)
    assert answer.z[2] == 1.5
    assert np.array_equal(np.delete(answer.z, 2), np.delete(expected, 2))


def test_weights_are_used_on_one_thread_that_is_not_the_windows(qtbot, gated):
    session, network = gated
    for seed in range(3):
        _draw(qtbot, session, request_of(seed))
    assert len(network.threads) == 1
    assert threading.get_ident() not in network.threads


def test_signals_arrive_on_the_windows_thread(qtbot, session: RenderSession, model: Path):
    seen = []
    session.picture_ready.connect(lambda _: seen.append(threading.get_ident()))
    opened_in(qtbot, session, model)
    _draw(qtbot, session, request_of(1))
    assert seen == [threading.get_ident()]


def test_the_newest_wish_wins_and_those_between_are_never_drawn(qtbot, gated):
    session, network = gated
    shown = []
    session.picture_ready.connect(lambda answer: shown.append(answer.requests[0].latent.seed))
    network.gate.clear()
    session.draw(Frame.PICTURE, [request_of(0)])
    assert network.entered.acquire(timeout=5)
    for seed in range(1, 50):
        session.draw(Frame.PICTURE, [request_of(seed)])
    network.gate.set()
    qtbot.waitUntil(lambda: 49 in shown)
    assert shown == [0, 49]
    assert network.batches == [1, 1]


def test_a_picture_is_drawn_between_the_pictures_of_a_large_grid(qtbot, gated):
    session, network = gated
    shown = []
    session.picture_ready.connect(lambda answer: shown.append((answer.frame, answer.is_complete)))
    network.gate.clear()
    session.draw(Frame.SEEDS, seed_page(PictureRequest(), 0, 64))
    assert network.entered.acquire(timeout=5)
    session.draw(Frame.PICTURE, [request_of(1)])
    network.gate.set()
    qtbot.waitUntil(lambda: (Frame.SEEDS, True) in shown)
    assert [frame for frame, is_complete in shown if is_complete] == [Frame.PICTURE, Frame.SEEDS]
    assert network.batches[:2] == [8, 1]


def test_answers_of_a_model_that_was_closed_are_dropped(qtbot, gated, tmp_path: Path):
    session, network = gated
    shown = []
    session.picture_ready.connect(shown.append)
    network.gate.clear()
    session.draw(Frame.PICTURE, [request_of(0)])
    assert network.entered.acquire(timeout=5)
    with qtbot.waitSignal(session.opened):
        session.opened.connect(lambda _: shown.clear())
        session.open(write_model(tmp_path / "other.pt", channels=3))
        session.draw(Frame.SEEDS, [request_of(2)])
        network.gate.set()
    answer = _draw(qtbot, session, request_of(3))
    assert answer.images.shape == (1, 8, 8, 3)
    assert [id(each) for each in shown] == [id(answer)]


def test_only_the_newest_of_several_opens_is_told(qtbot, session: RenderSession, model: Path, tmp_path: Path):
    opened, failures = [], []
    session.opened.connect(opened.append)
    session.open_failed.connect(failures.append)
    session.open(tmp_path / "nothing.pt")
    session.open(model)
    qtbot.waitUntil(lambda: len(opened) > 0)
    assert [answer.facts.path for answer in opened] == [model]
    assert failures == []


def test_a_file_that_cannot_be_opened_leaves_the_open_model_alone(
    qtbot, session: RenderSession, model: Path, tmp_path: Path
):
    opened_in(qtbot, session, model)
    before = _draw(qtbot, session, request_of(1))
    (tmp_path / "bad.pt").write_bytes(b"no model")
    with qtbot.waitSignal(session.open_failed) as answer:
        session.open(tmp_path / "bad.pt")
    assert "bad.pt" in answer.args[0].message
    assert np.array_equal(_draw(qtbot, session, request_of(1)).images, before.images)


def test_a_picture_that_waits_is_drawn_even_if_opening_something_failed_meanwhile(qtbot, gated):
    session, network = gated
    shown = []
    session.picture_ready.connect(lambda answer: shown.append((answer.frame, answer.requests[0].latent.seed)))
    network.gate.clear()
    session.draw(Frame.PICTURE, [request_of(0)])
    assert network.entered.acquire(timeout=5)
    session.draw(Frame.PICTURE, [request_of(1)])
    session.draw(Frame.SEEDS, [request_of(2)])
    with qtbot.waitSignal(session.open_failed):
        session.open_recipe_text("no recipe")
        network.gate.set()
    qtbot.waitUntil(lambda: {(Frame.PICTURE, 1), (Frame.SEEDS, 2)} <= set(shown))


def test_a_wish_that_cannot_be_granted_is_a_failure_and_the_next_is_granted(
    qtbot, session: RenderSession, model: Path
):
    opened_in(qtbot, session, model)
    with qtbot.waitSignal(session.draw_failed) as answer:
        session.draw(Frame.PICTURE, [PictureRequest(label=3)])
    assert "without classes" in answer.args[0].message
    assert _draw(qtbot, session, request_of(1)).is_complete


def test_torch_running_out_of_memory_is_told(qtbot, gated):
    session, network = gated
    network.trouble = RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
    with qtbot.waitSignal(session.draw_failed) as answer:
        session.draw(Frame.PICTURE, [request_of(1)])
    assert "memory" in answer.args[0].message


def test_a_runs_folder_opens_its_checkpoint(qtbot, session: RenderSession, tmp_path: Path):
    checkpoint = write_run(tmp_path / "my-run")
    assert opened_in(qtbot, session, tmp_path / "my-run").facts.path == checkpoint


def test_a_recipe_opens_its_model_and_tells_its_request(qtbot, session, model: Path, tmp_path: Path):
    opened, facts = open_model(model)
    wanted = PictureRequest(Latent(9).with_component(0, 2.0), psi=0.7)
    image = draw(opened, [wanted])[0]
    save_picture(tmp_path / "a.png", image, recipe_of(facts, wanted))
    with qtbot.waitSignal(session.opened) as answer:
        session.open_recipe(tmp_path / "a.png")
    assert (answer.args[0].request, answer.args[0].warning) == (wanted, "")
    again = _draw(qtbot, session, answer.args[0].request).images[0]
    with Image.open(tmp_path / "a.png") as picture:
        assert np.array_equal(again[..., 0], np.asarray(picture))


def test_a_pasted_recipe_works_like_a_dropped_one(qtbot, session: RenderSession, model: Path):
    _, facts = open_model(model)
    with qtbot.waitSignal(session.opened) as answer:
        session.open_recipe_text(to_text(recipe_of(facts, request_of(3))))
    assert answer.args[0].request == request_of(3)


def test_a_recipe_of_a_model_that_is_open_under_another_name_needs_no_other_file(
    qtbot, session: RenderSession, model: Path
):
    facts = opened_in(qtbot, session, model).facts
    moved = recipe_of(replace(facts, path=Path("/gone/away.pt")), request_of(3))
    with qtbot.waitSignal(session.opened) as answer:
        session.open_recipe_text(to_text(moved))
    assert (answer.args[0].facts.path, answer.args[0].warning) == (model, "")


def test_a_recipe_of_a_checkpoint_that_was_replaced_warns(qtbot, session: RenderSession, tmp_path: Path):
    checkpoint = write_run(tmp_path / "my-run", seed=1)
    recipe = recipe_of(open_model(checkpoint)[1], request_of(3))
    checkpoint.unlink()
    newer = write_run(tmp_path / "my-run", images_seen=128, seed=2)
    with qtbot.waitSignal(session.opened) as answer:
        session.open_recipe_text(to_text(recipe))
    assert answer.args[0].facts.path == newer
    assert "my-run has changed" in answer.args[0].warning


def test_a_recipe_of_a_model_that_is_gone_is_one_sentence(qtbot, session: RenderSession, model: Path):
    recipe = recipe_of(open_model(model)[1], request_of(3))
    model.unlink()
    with qtbot.waitSignal(session.open_failed) as answer:
        session.open_recipe_text(to_text(recipe))
    assert "no longer at" in answer.args[0].message
    assert session.facts is None


def test_a_recipe_that_the_model_cannot_draw_changes_nothing(qtbot, session, model: Path, tmp_path: Path):
    before = opened_in(qtbot, session, model).facts
    other = write_model(tmp_path / "other.pt", classes=("a", "b"))
    recipe = recipe_of(open_model(other)[1], PictureRequest(label=1))
    model.unlink()
    write_model(other)
    with qtbot.waitSignal(session.open_failed) as answer:
        session.open_recipe_text(to_text(recipe))
    assert "without classes" in answer.args[0].message
    assert session.facts is before
    assert _draw(qtbot, session, request_of(1)).facts is before


def test_the_ends_of_an_interpolation_are_the_seeds_pictures(qtbot, session: RenderSession, model: Path):
    opened_in(qtbot, session, model)
    walk = Walk((Latent(1), Latent(2)))
    pictures = _draw(qtbot, session, *strip(PictureRequest(), walk, 5), frame=Frame.STRIP).images
    assert np.array_equal(pictures[0], _draw(qtbot, session, request_of(1)).images[0])
    assert np.array_equal(pictures[-1], _draw(qtbot, session, request_of(2)).images[0])


def test_drawing_without_a_model_is_a_mistake(session: RenderSession):
    with pytest.raises(ValueError, match="model None"):
        session.draw(Frame.PICTURE, [request_of(1)])


def test_the_number_of_threads_of_others_is_left_alone(qtbot, gated):
    session, _ = gated
    before = torch.get_num_threads()
    _draw(qtbot, session, request_of(1))
    seen = []
    other = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
    other.start()
    other.join()
    assert (torch.get_num_threads(), seen) == (before, [before])


def test_a_session_that_ends_while_drawing_waits_for_its_thread(qtbot, gated):
    session, network = gated
    session.draw(Frame.SEEDS, seed_page(PictureRequest(), 0, 64))
    assert network.entered.acquire(timeout=5)
    session.end()
    assert not any(thread.name == "gan-studio-render" for thread in threading.enumerate())


def test_what_was_opened_too_late_makes_way_for_the_model_that_is_shown(qtbot, model: Path, tmp_path: Path):
    reached, may_go = threading.Event(), threading.Event()
    late = write_model(tmp_path / "late.pt", seed=1)

    def open_slowly(path: Path):
        if path == late:
            reached.set()
            assert may_go.wait(10)
        return open_model(path)

    session = RenderSession(opener=open_slowly)
    opened_in(qtbot, session, model)
    session.open(late)
    assert reached.wait(10)
    with qtbot.waitSignal(session.open_failed):
        session.open(tmp_path / "gone.pt")
        may_go.set()
    answer = _draw(qtbot, session, request_of(7))
    assert np.array_equal(answer.images, draw(open_model(model)[0], [request_of(7)]))
    session.end()


def test_a_model_whose_kept_session_cannot_be_read_leaves_the_one_before(qtbot, model: Path, tmp_path: Path):
    other = write_model(tmp_path / "other.pt", seed=1)

    def recall(facts):
        if facts.path == other:
            raise OSError("the disk is gone")

    session = RenderSession(recall=recall)
    opened_in(qtbot, session, model)
    with qtbot.waitSignal(session.open_failed):
        session.open(other)
    answer = _draw(qtbot, session, request_of(7))
    assert np.array_equal(answer.images, draw(open_model(model)[0], [request_of(7)]))
    session.end()
