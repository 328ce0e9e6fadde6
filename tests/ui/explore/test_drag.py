"""Dragging on the Explore page: clicks on its picture, a real drag of a tiny model, undo and stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from explore_pages import new_page
from PySide6.QtCore import QPointF, Qt
from tiny_models import write_model, write_styled_model

from gan_studio.core.latent.dragging import drag as dragging
from gan_studio.core.latent.dragging.messages import DragOptions, DragPair, DragResult, DragStep
from gan_studio.core.latent.dragging.plan import DragArea, DragPlan, PointId
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.requests import Latent, ModelFacts
from gan_studio.core.latent.vectors import StoredPoint, Vector
from gan_studio.core.run_folder import RunFolder
from gan_studio.session.studio import OpenModel, Studio
from gan_studio.ui.pages.explore.drag.panel import DragPanel
from gan_studio.ui.pages.explore.drag.words import what_to_do
from gan_studio.ui.pages.explore.page import ExplorePage
from gan_studio.ui.widgets.drag_overlay import DragTool

LEFT = Qt.MouseButton.LeftButton
LONG_MS = 20_000


@pytest.fixture
def page(qtbot, studio: Studio, tmp_path: Path) -> Iterator[ExplorePage]:
    """A page that shows seed 0 of a styled model, with the panel in front."""
    page = new_page(qtbot, studio)
    page.receive(OpenModel(write_styled_model(tmp_path / "styled.pt")))
    qtbot.waitUntil(lambda: page.exploration.picture is not None, timeout=LONG_MS)
    panel = page.findChild(DragPanel)
    tabs = panel.parentWidget().parentWidget()
    tabs.setCurrentWidget(panel)
    qtbot.waitUntil(panel.isVisible)
    yield page
    panel.end()


@pytest.fixture
def panel(page: ExplorePage) -> DragPanel:
    return page.findChild(DragPanel)


def _click(qtbot, page: ExplorePage, x: int, y: int) -> None:
    image = page.picture.image
    qtbot.mouseClick(image, LEFT, pos=image.position_of(QPointF(x + 0.5, y + 0.5)).toPoint())


def _set_a_pair(qtbot, page: ExplorePage, panel: DragPanel) -> None:
    qtbot.mouseClick(panel.tools.points, LEFT)
    _click(qtbot, page, 6, 6)
    _click(qtbot, page, 9, 8)


class ScriptedDrag:
    """Drags that make the steps they were told, and go on with the last one where they are endless.

    Attributes:
        asked: (path, request, pairs, mask) of every drag.
    """

    def __init__(self) -> None:
        self.steps: list[DragStep] = []
        self.is_endless = False
        self.asked: list[tuple] = []

    def __call__(self, *asked):
        self.asked.append(asked)
        yield from self.steps
        while self.is_endless:
            yield self.steps[-1]
        return DragResult(False, "Cannot reach the target: it is too far.", self.steps[-1])

    def add(self, page: ExplorePage, remaining: float, grey: int) -> DragStep:
        """Make one more step, whose picture is grey."""
        facts = page.exploration.facts
        styles = np.full((facts.num_ws, facts.w_dim), grey / 100, np.float32)
        latent = Latent(stored=StoredPoint("w_plus", Vector.of(styles), "Dragged"))
        picture = np.full((16, 16, 3), grey, np.uint8)
        step = DragStep(len(self.steps), 1.0, ((7.0, 7.0),), (remaining,), (1.0,), picture, latent)
        self.steps.append(step)
        return step


@pytest.fixture
def scripted(monkeypatch) -> ScriptedDrag:
    """What is done in place of real drags."""
    script = ScriptedDrag()
    monkeypatch.setattr(dragging, "drag_in_file", script)
    return script


def test_only_models_with_styles_are_dragged(tmp_path: Path):
    _, plain = open_model(write_model(tmp_path / "plain.pt"))
    _, styled = open_model(write_styled_model(tmp_path / "styled.pt"))
    assert not DragPanel.fits(plain)
    assert DragPanel.fits(styled)


def test_a_point_that_is_hard_to_hold_is_told_before_the_start(tmp_path: Path):
    _, facts = open_model(write_styled_model(tmp_path / "styled.pt"))
    plan = DragPlan((DragPair((6, 6), (9, 8)),))
    flat = np.full((16, 16, 3), 90, np.uint8)
    spot = flat.copy()
    spot[5:8, 5:8] = 200
    usual = "Start, or click another point to move along with it."
    assert what_to_do(plan, facts, None, flat) == (
        f"The point (6, 6) lies in a flat area: a corner or a spot is easier to hold. {usual}"
    )
    assert what_to_do(plan, facts, None, spot) == usual
    assert what_to_do(plan, facts, None, flat[:8, :8]) == usual  # of another model


def test_clicks_on_the_picture_set_points_that_undo_takes_back(qtbot, page: ExplorePage, panel: DragPanel):
    assert not panel.start.isEnabled()
    _set_a_pair(qtbot, page, panel)
    assert page.exploration.view.drag == DragPlan((DragPair((6, 6), (9, 8)),))
    assert panel.list.item(0).text() == "1:  6, 6  →  9, 8   3.6 px"
    assert panel.start.isEnabled()
    page.exploration.undo()
    assert page.exploration.view.drag == DragPlan(pending=(6, 6))
    assert panel.news.text() == "Now click where that point should go."
    page.exploration.undo()
    assert page.exploration.view.drag == DragPlan()


def test_a_real_drag_ends_as_one_step_of_undo(qtbot, page: ExplorePage, panel: DragPanel, monkeypatch):
    real = dragging.drag_in_file
    options = DragOptions(rate=0.3, patience=20)  # an untrained model needs strong pulls
    monkeypatch.setattr(
        dragging, "drag_in_file", lambda path, request, pairs, mask: real(path, request, pairs, mask, options)
    )
    _set_a_pair(qtbot, page, panel)
    before, steps = page.exploration.view, page.exploration.history.count()
    with qtbot.waitSignal(panel.run.ended, timeout=LONG_MS) as ended:
        qtbot.mouseClick(panel.start, LEFT)
    view = page.exploration.view
    assert view.latent.stored.space == "w_plus"
    assert page.exploration.history.count() == steps + 1
    assert page.exploration.history.undoText() == "Drag points"
    assert panel.news.text() == ended.args[0] != ""
    assert panel.start.isVisible()
    qtbot.waitUntil(lambda: page.exploration.picture.requests == (view.request,))
    page.exploration.undo()
    assert page.exploration.view == before


def test_the_picture_follows_and_stop_keeps_how_far_it_came(
    qtbot, page: ExplorePage, panel: DragPanel, scripted
):
    _set_a_pair(qtbot, page, panel)
    scripted.add(page, 3.6, 10)
    step = scripted.add(page, 2.5, 90)
    scripted.is_endless = True
    qtbot.mouseClick(panel.start, LEFT)
    qtbot.waitUntil(lambda: np.array_equal(page.picture.image.pixels(), step.picture))
    assert panel.news.text() == "Step 1, 2.5 px left, 1 s"
    assert panel.progress.value() == pytest.approx(1000 * (1 - 2.5 / 3.6056), abs=1)
    assert not panel.tools.points.isEnabled()
    with qtbot.waitSignal(panel.run.ended):
        qtbot.mouseClick(panel.stop, LEFT)
    assert page.exploration.view.latent == step.latent
    assert page.exploration.history.undoText() == "Drag points"
    assert page.exploration.view.drag.pairs == (DragPair((7, 7), (9, 8)),)
    assert panel.news.text() == "Stopped with 2.5 px left."


def test_a_drag_is_kept_where_a_checkpoint_stands_in_for_a_training(
    qtbot, page: ExplorePage, panel: DragPanel, scripted, tmp_path: Path
):
    exploration = page.exploration
    exploration._present = RunFolder(tmp_path / "my-run").now_path
    exploration.show(replace(exploration.view, model=exploration._present))
    _set_a_pair(qtbot, page, panel)
    scripted.add(page, 3.6, 10)
    step = scripted.add(page, 2.5, 90)
    with qtbot.waitSignal(panel.run.ended):
        qtbot.mouseClick(panel.start, LEFT)
    assert exploration.view.latent == step.latent


def test_the_focus_stays_on_the_button_that_starts_again(
    qtbot, page: ExplorePage, panel: DragPanel, scripted
):
    _set_a_pair(qtbot, page, panel)
    scripted.add(page, 3.6, 10)
    scripted.is_endless = True
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    panel.start.setFocus()
    for _ in range(2):
        qtbot.keyClick(panel.start, Qt.Key.Key_Space)
        qtbot.waitUntil(panel.stop.hasFocus)
        with qtbot.waitSignal(panel.run.ended):
            qtbot.keyClick(panel.stop, Qt.Key.Key_Space)
        assert panel.start.hasFocus()


def test_what_cannot_be_reached_is_said(qtbot, page: ExplorePage, panel: DragPanel, scripted):
    _set_a_pair(qtbot, page, panel)
    scripted.add(page, 3.6, 10)
    before = page.exploration.view
    with qtbot.waitSignal(panel.run.ended):
        qtbot.mouseClick(panel.start, LEFT)
    assert panel.news.text() == "Cannot reach the target: it is too far."
    assert page.exploration.view == before  # no step was made
    shown = page.exploration.picture.images[0]
    assert np.array_equal(page.picture.image.pixels(), shown)


def test_a_picture_changed_by_hand_ends_the_drag_and_stays(
    qtbot, page: ExplorePage, panel: DragPanel, scripted
):
    _set_a_pair(qtbot, page, panel)
    scripted.add(page, 3.6, 10)
    scripted.add(page, 2.5, 90)
    scripted.is_endless = True
    qtbot.mouseClick(panel.start, LEFT)
    qtbot.waitUntil(lambda: panel.news.text().startswith("Step 1"))
    with qtbot.waitSignal(panel.run.ended):
        page.controls.step_seed(1)
    assert page.exploration.view.latent == Latent(1)
    assert panel.news.text() == "Stopped, as the picture was changed."


def test_a_drag_gets_the_painted_area(qtbot, page: ExplorePage, panel: DragPanel, scripted):
    _set_a_pair(qtbot, page, panel)
    scripted.add(page, 3.6, 10)
    mask = np.zeros((16, 16), bool)
    mask[2:12, 2:12] = True
    view = page.exploration.view
    page.exploration.commit(replace(view, drag=replace(view.drag, area=DragArea.of(mask))), "Paint the area")
    with qtbot.waitSignal(panel.run.ended):
        qtbot.mouseClick(panel.start, LEFT)
    assert np.array_equal(scripted.asked[0][3], mask)


def test_a_point_outside_of_the_area_is_refused_in_words(qtbot, page: ExplorePage, panel: DragPanel):
    _set_a_pair(qtbot, page, panel)
    mask = np.zeros((16, 16), bool)
    mask[0, 0] = True
    view = page.exploration.view
    page.exploration.commit(replace(view, drag=replace(view.drag, area=DragArea.of(mask))), "Paint the area")
    qtbot.mouseClick(panel.start, LEFT)
    assert "not in the area that may move" in panel.news.text()
    assert not panel.run.is_running


def test_escape_and_another_tab_put_the_tool_away(qtbot, page: ExplorePage, panel: DragPanel):
    qtbot.mouseClick(panel.tools.paint, LEFT)
    assert panel.overlay.tool is DragTool.PAINT
    qtbot.keyClick(page.picture.image, Qt.Key.Key_Escape)
    assert panel.overlay.tool is panel.tools.tool() is None
    qtbot.mouseClick(panel.tools.points, LEFT)
    panel.parentWidget().parentWidget().setCurrentIndex(0)
    assert panel.overlay.tool is None


def test_the_list_selects_and_removes_pairs(qtbot, page: ExplorePage, panel: DragPanel):
    _set_a_pair(qtbot, page, panel)
    _click(qtbot, page, 2, 13)
    _click(qtbot, page, 5, 13)
    panel.list.setCurrentRow(0)
    assert panel.overlay.selected == PointId(0)
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert page.exploration.view.drag.pairs == (DragPair((2, 13), (5, 13)),)
    qtbot.mouseClick(panel.tools.clear_points, LEFT)
    assert page.exploration.view.drag == DragPlan()


def test_a_model_that_no_file_holds_is_not_dragged(qtbot, page: ExplorePage, panel: DragPanel):
    _set_a_pair(qtbot, page, panel)
    exploration = page.exploration
    present: ModelFacts = replace(exploration.facts, checksum="")
    exploration.facts = present
    exploration.view_changed.emit(exploration.view)
    assert not panel.start.isEnabled()
    panel.leave()
    assert "Save a checkpoint" in panel.news.text()
