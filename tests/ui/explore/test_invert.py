"""Inverting on the Explore page: dropping pictures, scripted and real searches, undo, stopping."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from explore_pages import expected, new_page, opened, settle
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from tiny_models import write_model, write_styled_model

from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.inversion import invert as inversion
from gan_studio.core.latent.inversion.options import InversionStep
from gan_studio.core.latent.requests import Latent, Noise, PictureRequest
from gan_studio.core.latent.vectors import StoredPoint, Vector
from gan_studio.session.studio import Studio
from gan_studio.session.visits import InvertPicture, OpenRecipe
from gan_studio.ui.drops import visit_for
from gan_studio.ui.pages.explore.invert.panel import InvertPanel
from gan_studio.ui.pages.explore.page import ExplorePage

LONG_MS = 20_000


class Script:
    """An inversion that finds what it is told, and waits before every step until it may go on."""

    def __init__(self, steps: int = 4) -> None:
        self.steps = steps
        self.may_go = threading.Semaphore(0)
        self.options = None
        self.error: Exception | None = None

    def __call__(self, checkpoint, target, options) -> Iterator[Preparing | InversionStep]:
        self.options = options
        yield Preparing("Looking for where to begin", 0.5)
        for number in range(1, self.steps + 1):
            self.may_go.acquire()
            if self.error is not None:
                raise self.error
            yield self.step(number)
        return self.step(self.steps)

    def step(self, number: int) -> InversionStep:
        """What is found at a step."""
        stored = StoredPoint("w", Vector.of(np.full(8, number / 10, np.float32)), "Inverted in W")
        image = np.full((16, 16, 3), number, np.uint8)
        request = PictureRequest(Latent(stored=stored))
        return InversionStep(
            number, self.steps, {"pixels": 1 / number}, 1 / number, 20.0 + number, image, request
        )


@pytest.fixture
def script(monkeypatch) -> Script:
    script = Script()
    monkeypatch.setattr(inversion, "invert_in_file", script)
    return script


@pytest.fixture
def page(qtbot, studio: Studio, tmp_path: Path) -> Iterator[ExplorePage]:
    """A page that shows seed 0 of a styled model, with the panel in front."""
    page = opened(qtbot, new_page(qtbot, studio), write_styled_model(tmp_path / "styled.pt"))
    page.receive(InvertPicture(_photograph(tmp_path)))
    panel = page.findChild(InvertPanel)
    qtbot.waitUntil(panel.start.isEnabled, timeout=LONG_MS)
    yield page
    panel.end()


@pytest.fixture
def panel(page: ExplorePage) -> InvertPanel:
    return page.findChild(InvertPanel)


def _photograph(folder: Path, name: str = "photograph.jpg", shade: int = 100) -> Path:
    Image.new("RGB", (40, 30), (shade, shade, shade)).save(folder / name)
    return folder / name


def _drop(panel: InvertPanel, path: Path) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, no_key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(10, 10), copy, data, left, no_key)
    panel.dropEvent(event)
    return event


def test_a_picture_without_recipe_brings_the_panel_forward(panel: InvertPanel):
    assert panel.isVisible()
    assert panel.target.pixels().shape == (16, 16, 3)
    assert np.abs(panel.target.pixels().astype(int) - 100).max() <= 2
    assert panel.news.text() == "photograph.jpg is ready to be inverted."


def test_pictures_with_a_recipe_are_opened_and_others_inverted(qtbot, page: ExplorePage, tmp_path: Path):
    settle(qtbot, page)
    page.picture.save_to(tmp_path / "own.png")
    assert visit_for(tmp_path / "own.png").payload == OpenRecipe(tmp_path / "own.png")
    for name in ("foreign.png", "foreign.webp", "foreign.jpg"):
        path = _photograph(tmp_path, name)
        assert visit_for(path).payload == InvertPicture(path)


def test_a_picture_with_a_recipe_is_inverted_where_it_is_dropped_on_the_panel(
    qtbot, page: ExplorePage, panel: InvertPanel, tmp_path: Path
):
    shown = settle(qtbot, page)
    page.picture.save_to(tmp_path / "own.png")
    assert _drop(panel, tmp_path / "own.png").isAccepted()
    qtbot.waitUntil(lambda: np.array_equal(panel.target.pixels(), shown))


def test_what_was_found_is_shown_and_can_be_undone(
    qtbot, page: ExplorePage, panel: InvertPanel, script: Script
):
    before = page.exploration.view.request
    panel.form.loss.setCurrentIndex(1)
    panel.form.steps.set_value(4)
    script.may_go.release(4)
    with qtbot.waitSignal(panel.run.ended):
        panel.start.click()
    assert (script.options.space, script.options.steps, script.options.loss) == ("w", 4, "l1")
    assert page.exploration.view.request == script.step(4).request
    assert panel.news.text() == "PSNR 24.0 dB. Done; this latent is shown now."
    assert panel.result.pixels()[0, 0, 0] == 4
    assert np.array_equal(settle(qtbot, page), expected(page, script.step(4).request))
    page.exploration.undo()
    assert page.exploration.view.request == before


def test_noise_is_looked_for_on_request_where_there_is_any(
    qtbot, page: ExplorePage, panel: InvertPanel, tmp_path: Path
):
    box = panel.form.noise
    assert box.isVisible()
    assert not panel.form.options().noise
    box.click()
    panel.form.steps.set_value(3)
    with qtbot.waitSignal(panel.run.ended, timeout=LONG_MS):
        panel.start.click()
    request = page.exploration.view.request
    assert request.noise.is_found
    settle(qtbot, page)
    page.exploration.undo()
    assert page.exploration.view.request.noise == Noise()
    opened(qtbot, page, write_styled_model(tmp_path / "silent.pt", noise_strength=None))
    assert not box.isVisible()
    assert not panel.form.options().noise
    opened(qtbot, page, tmp_path / "styled.pt")
    assert panel.form.options().noise


def test_progress_is_told_and_stopping_keeps_the_nearest(
    qtbot, page: ExplorePage, panel: InvertPanel, script: Script
):
    panel.start.click()
    qtbot.waitUntil(lambda: panel.news.text() == "Looking for where to begin…")
    assert panel.stop.isVisible()
    assert not panel.form.isEnabled()
    script.may_go.release(2)
    qtbot.waitUntil(lambda: panel.news.text().startswith("Step 2 of 4 · PSNR 22.0 dB"))
    assert panel.progress.value() == panel.progress.maximum() // 2
    with qtbot.waitSignal(panel.run.ended):
        panel.stop.click()
        script.may_go.release(1)
    assert panel.news.text().endswith("Stopped; this latent is shown now.")
    assert page.exploration.view.request in (script.step(2).request, script.step(3).request)
    assert panel.start.isVisible()


def test_the_focus_stays_on_the_button_that_starts_again(
    qtbot, page: ExplorePage, panel: InvertPanel, script: Script
):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    panel.start.setFocus()
    qtbot.keyClick(panel.start, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.news.text() == "Looking for where to begin…")
    assert panel.stop.hasFocus()
    qtbot.keyClick(panel.stop, Qt.Key.Key_Space)
    assert panel.news.text() == "Stopping…"
    with qtbot.waitSignal(panel.run.ended):
        script.may_go.release(1)
    assert panel.start.hasFocus()


def test_a_person_who_moved_on_is_not_disturbed(qtbot, page: ExplorePage, panel: InvertPanel, script: Script):
    with qtbot.waitSignal(panel.run.preparing):
        panel.start.click()
    page.exploration.commit_latent(Latent(5), "Seed 5")
    with qtbot.waitSignal(panel.run.ended):
        script.may_go.release(4)
    assert page.exploration.view.latent == Latent(5)
    assert "stays as it is" in panel.news.text()
    panel.use.click()
    assert page.exploration.view.request == script.step(4).request
    page.exploration.undo()
    assert page.exploration.view.latent == Latent(5)


def test_the_big_picture_follows_where_that_is_wished(
    qtbot, page: ExplorePage, panel: InvertPanel, script: Script
):
    before = page.exploration.view.request
    panel.live.setChecked(True)
    panel.start.click()
    script.may_go.release(2)
    qtbot.waitUntil(lambda: page.exploration.view.request == script.step(2).request)
    with qtbot.waitSignal(panel.run.ended):
        script.may_go.release(2)
    assert page.exploration.view.request == script.step(4).request
    page.exploration.undo()
    assert page.exploration.view.request == before


def test_another_picture_ends_the_search(
    qtbot, page: ExplorePage, panel: InvertPanel, script: Script, tmp_path: Path
):
    before = page.exploration.view.request
    with qtbot.waitSignal(panel.run.preparing):
        panel.start.click()
    with qtbot.waitSignal(panel.run.ended):
        _drop(panel, _photograph(tmp_path, "other.png", shade=7))
        qtbot.waitUntil(lambda: panel.target.pixels().max() == 7, timeout=LONG_MS)
        script.may_go.release(4)
    assert page.exploration.view.request == before
    assert not panel.use.isEnabled()


def test_another_model_ends_the_search(
    qtbot, page: ExplorePage, panel: InvertPanel, script: Script, tmp_path: Path
):
    with qtbot.waitSignal(panel.run.preparing):
        panel.start.click()
    with qtbot.waitSignal(panel.run.ended, timeout=LONG_MS):
        page.exploration.open_model(write_model(tmp_path / "plain.pt"))
        script.may_go.release(4)
        qtbot.waitUntil(lambda: page.exploration.facts.name == "plain", timeout=LONG_MS)
    assert page.exploration.view.latent.stored is None
    assert panel.result.pixels() is None


def test_a_picture_is_only_inverted_as_the_model_that_is_open_could_draw_it(
    qtbot, page: ExplorePage, panel: InvertPanel, tmp_path: Path
):
    panel.take_file(_photograph(tmp_path))
    qtbot.waitUntil(panel.start.isEnabled)
    ready = []
    page.exploration.model_changed.connect(lambda facts: ready.append(panel.start.isEnabled()))
    page.exploration.open_model(write_model(tmp_path / "grey.pt"))
    qtbot.waitUntil(lambda: bool(ready))
    assert ready == [False]
    qtbot.waitUntil(panel.start.isEnabled)
    height, width, channels = panel._pixels.shape
    assert (channels, height, width) == page.exploration.facts.sample_shape


def test_a_failure_is_told_and_loses_nothing(
    qtbot, page: ExplorePage, panel: InvertPanel, script: Script, notices: list
):
    script.error = InputError("This model draws no pictures.")
    before = page.exploration.view
    script.may_go.release(1)
    with qtbot.waitSignal(panel.run.ended):
        panel.start.click()
    assert notices[-1].text == "This model draws no pictures."
    assert page.exploration.view == before
    assert panel.start.isEnabled()


def test_a_file_that_is_no_picture_is_refused_in_a_sentence(
    qtbot, panel: InvertPanel, notices: list, tmp_path: Path
):
    (tmp_path / "notes.txt").write_text("no picture", encoding="utf-8")
    _drop(panel, tmp_path / "notes.txt")
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[-1].text.startswith("notes.txt cannot be inverted: not an image")
    assert panel.target.pixels() is not None
    assert panel.news.text() == "photograph.jpg is ready to be inverted."
    assert panel.start.isEnabled()


def test_a_file_that_is_no_picture_does_not_end_a_search(
    qtbot, panel: InvertPanel, script: Script, notices: list, tmp_path: Path
):
    (tmp_path / "notes.txt").write_text("no picture", encoding="utf-8")
    with qtbot.waitSignal(panel.run.preparing):
        panel.start.click()
    with qtbot.waitSignal(panel.run.ended):
        _drop(panel, tmp_path / "notes.txt")
        qtbot.waitUntil(lambda: bool(notices), timeout=LONG_MS)
        script.may_go.release(4)
    assert panel.news.text() == "PSNR 24.0 dB. Done; this latent is shown now."


def test_a_picture_is_not_inverted_while_it_is_read_in_another_way(qtbot, panel: InvertPanel, script: Script):
    before = panel.target.pixels()
    panel.form.fit.setCurrentIndex(1)
    panel.form.fit.activated.emit(1)
    assert not panel.start.isEnabled()
    qtbot.waitUntil(panel.start.isEnabled, timeout=LONG_MS)
    assert not np.array_equal(panel.target.pixels(), before)


def test_a_picture_that_is_gone_when_it_is_fitted_anew_is_no_longer_offered(
    qtbot, panel: InvertPanel, notices: list, tmp_path: Path
):
    (tmp_path / "photograph.jpg").unlink()
    panel.form.fit_chosen.emit()
    qtbot.waitUntil(lambda: bool(notices), timeout=LONG_MS)
    assert panel.target.pixels() is None
    assert panel.news.text() == "Drop a picture here, or choose one, to find the latent that draws it."
    assert not panel.start.isEnabled()


def test_a_model_without_styles_is_inverted_for_real(
    qtbot, page: ExplorePage, panel: InvertPanel, tmp_path: Path
):
    opened(qtbot, page, write_model(tmp_path / "plain.pt", classes=("boot", "coat")))
    qtbot.waitUntil(lambda: panel.target.pixels() is not None and panel.target.pixels().shape == (8, 8, 1))
    assert [panel.form.space.itemText(index) for index in range(panel.form.space.count())] == ["Z"]
    assert [panel.form.label.itemText(index) for index in range(3)] == ["Any", "boot", "coat"]
    panel.form.label.setCurrentIndex(2)
    panel.form.steps.set_value(3)
    with qtbot.waitSignal(panel.run.ended, timeout=LONG_MS):
        panel.start.click()
    request = page.exploration.view.request
    assert (request.latent.space, request.label) == ("z", 1)
    settle(qtbot, page)
