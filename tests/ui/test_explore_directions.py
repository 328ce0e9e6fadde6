"""The directions panel of Explore, driven by its real controls."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from explore_pages import expected, new_page, opened, settle, type_in
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from tiny_models import write_model, write_styled_model

from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.bookmarks import Bookmark
from gan_studio.core.latent.direction_files import directions_folder, save_direction
from gan_studio.core.latent.directions import finding
from gan_studio.core.latent.directions.plans import FactorPlan, PrincipalPlan, Tag
from gan_studio.core.latent.requests import Latent, PictureRequest, Step
from gan_studio.core.latent.vectors import Direction, Vector
from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore_directions import DirectionsPanel
from gan_studio.ui.pages.explore_directions_layers import layers_in
from gan_studio.ui.pages.explore_directions_list import AMOUNTS
from gan_studio.ui.pages.explore_page import ExplorePage

LEFT = Qt.MouseButton.LeftButton
FIRST = Direction("First", "w", Vector.of(np.linspace(-1, 1, 8)), "by hand")
SECOND = Direction("Second", "w", Vector.of(np.linspace(1, 0, 8)))


@pytest.fixture
def notices(studio: Studio):
    told: list = []
    studio.notices.posted.connect(told.append)
    yield told
    studio.notices.posted.disconnect(told.append)


@pytest.fixture
def page(qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """A page whose directions are on screen, of a model with styles."""
    return _page_of(qtbot, studio, write_styled_model(tmp_path / "styled.pt"))


@pytest.fixture
def panel(qtbot, page: ExplorePage) -> DirectionsPanel:
    """A panel that lists two directions."""
    view, panel = page.exploration.view, _panel(page)
    page.exploration.commit(replace(view, directions=(FIRST, SECOND)), "Find two")
    qtbot.waitUntil(lambda: panel.list.rows[1].slider.isVisible())
    return panel


def _page_of(qtbot, studio: Studio, model: Path) -> ExplorePage:
    page = opened(qtbot, new_page(qtbot, studio), model)
    page._beside.bring_forward(DirectionsPanel)
    return page


def _panel(page: ExplorePage) -> DirectionsPanel:
    return page.findChild(DirectionsPanel)


def _activate(qtbot, page: ExplorePage) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)


def _find(qtbot, panel: DirectionsPanel) -> None:
    qtbot.mouseClick(panel.finder.start, LEFT)
    qtbot.waitUntil(lambda: not panel.finder.task.is_running, timeout=20_000)


def _wanted(facts, plan) -> tuple[Direction, ...]:
    work = finding.find_directions(facts, plan)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def _steps(page: ExplorePage) -> tuple[Step, ...]:
    return page.exploration.view.request.steps


def test_an_empty_panel_leads_to_the_search_and_what_is_found_is_listed(qtbot, page: ExplorePage):
    panel = _panel(page)
    qtbot.mouseClick(panel.empty.button, LEFT)
    panel.finder.ways[0].count.setValue(3)
    _find(qtbot, panel)
    found = _wanted(page.exploration.facts, PrincipalPlan(3))
    assert page.exploration.view.directions == found
    assert [row.name.text() for row in panel.list.rows] == ["Component 1", "Component 2", "Component 3"]
    assert page.focusWidget() is panel.show_list  # not whatever stands where the pressed button was
    assert panel.list.about.text() == found[0].origin
    page.exploration.undo()
    assert panel.empty.isVisible()


def test_factors_of_chosen_layers_move_only_those(qtbot, page: ExplorePage):
    panel = _panel(page)
    panel.turn_to(is_finding=True)
    way = panel.finder.ways[1]
    panel.finder.choose(way)
    way.count.setValue(2)
    type_in(way.layers.lineEdit(), "1-2", qtbot)
    _find(qtbot, panel)
    assert page.exploration.view.directions == _wanted(page.exploration.facts, FactorPlan(2, (1, 2)))
    panel.list.rows[0].slider.setValue(100)
    (step,) = _steps(page)
    assert step.layers == (1, 2)


def test_a_slider_moves_the_picture_and_a_double_click_brings_it_back(qtbot, page, panel):
    before = settle(qtbot, page)
    slider = panel.list.rows[0].slider
    slider.setValue(160)
    assert _steps(page) == (Step(FIRST, 2.0),)
    moved = settle(qtbot, page)
    assert np.array_equal(moved, expected(page, PictureRequest(Latent(0), steps=(Step(FIRST, 2.0),))))
    assert not np.array_equal(moved, before)
    qtbot.mouseDClick(slider, LEFT, pos=slider.rect().center())
    assert _steps(page) == ()
    assert np.array_equal(settle(qtbot, page), before)


def test_dragging_is_one_step_of_undo_and_leaves_the_strip_alone(qtbot, page, panel):
    qtbot.waitUntil(lambda: len(panel.list.strip.images()) == len(AMOUNTS))
    strip, count = panel.list.strip.images(), page.exploration.history.count()
    slider = panel.list.rows[0].slider
    qtbot.mousePress(slider, LEFT, pos=QPoint(20, 10))
    for x in range(20, 100, 10):
        qtbot.mouseMove(slider, QPoint(x, 10))
    qtbot.mouseRelease(slider, LEFT, pos=QPoint(90, 10))
    assert page.exploration.history.count() == count + 1
    settle(qtbot, page)
    assert panel.list.strip.images() is strip
    page.exploration.undo()
    assert _steps(page) == ()
    assert slider.number() == 0


def test_more_than_the_slider_reaches_may_be_typed(qtbot, page, panel):
    type_in(panel.list.rows[1].number.lineEdit(), "-12.5", qtbot)
    assert _steps(page) == (Step(SECOND, -12.5),)
    assert panel.list.rows[1].number.value() == -12.5


def test_all_amounts_are_reset_at_once(qtbot, page, panel):
    before = settle(qtbot, page)
    for row in panel.list.rows:
        row.slider.setValue(50)
    assert len(_steps(page)) == 2
    qtbot.mouseClick(panel.reset, LEFT)
    assert np.array_equal(settle(qtbot, page), before)
    assert not panel.reset.isEnabled()
    assert len(panel.list.rows) == 2


def test_layers_are_chosen_from_groups_or_typed(qtbot, page, panel):
    row = panel.list.rows[0]
    row.slider.setValue(160)
    row.layers.setFocus()
    qtbot.keyClick(row.layers, Qt.Key.Key_Down)
    coarse = tuple(place for place, side in enumerate(page.exploration.facts.layer_sides) if side <= 8)
    assert _steps(page) == (Step(replace(FIRST, layers=coarse), 2.0, coarse),)
    type_in(row.layers.lineEdit(), "0, 2", qtbot)
    (step,) = _steps(page)
    assert step.layers == (0, 2)
    assert np.array_equal(settle(qtbot, page), expected(page, PictureRequest(Latent(0), steps=(step,))))
    type_in(row.layers.lineEdit(), "nonsense", qtbot)
    assert row.layers.currentText() == "0, 2"


@pytest.mark.parametrize(
    ("text", "layers"),
    [("0-2, 4", (0, 1, 2, 4)), ("3 – 9", (3, 4, 5)), ("0-5", ()), ("9", None), ("x", None), ("", None)],
)
def test_layers_are_understood_as_typed(text: str, layers: tuple[int, ...] | None):
    assert layers_in(text, 6) == layers


def test_a_direction_is_renamed_and_removed_and_comes_back(qtbot, page, panel):
    panel.list.rows[0].slider.setValue(50)
    type_in(panel.list.rows[0].name, "Smile", qtbot)
    assert page.exploration.view.directions[0].name == "Smile"
    assert _steps(page)[0].direction.name == "Smile"
    remove = next(act for act in panel.list.rows[0].menu().actions() if act.text() == "Remove")
    remove.trigger()
    assert [row.name.text() for row in panel.list.rows] == ["Second"]
    assert _steps(page) == ()
    page.exploration.undo()
    assert [row.name.text() for row in panel.list.rows] == ["Smile", "Second"]
    assert panel.list.rows[0].slider.number() == pytest.approx(0.625)


def test_the_strip_shows_what_the_chosen_direction_does_and_leads_there(qtbot, page, panel):
    _activate(qtbot, page)
    qtbot.mouseClick(panel.list.rows[1].name, LEFT)
    strip = panel.list.strip
    requests = [
        PictureRequest(Latent(0), steps=(Step(SECOND, amount),) if amount else ()) for amount in AMOUNTS
    ]
    wanted = np.stack([expected(page, request) for request in requests]).astype(int)

    def is_shown() -> bool:
        images = strip.images()
        return images.shape == wanted.shape and np.abs(images.astype(int) - wanted).max() <= 1

    qtbot.waitUntil(is_shown)
    qtbot.mouseClick(strip, LEFT, pos=strip.cell_rect(4).center())
    assert _steps(page) == (Step(SECOND, 3.0),)
    assert strip.current() == 4


def test_up_and_down_go_from_slider_to_slider(qtbot, page, panel):
    _activate(qtbot, page)
    panel.list.rows[0].slider.setFocus()
    qtbot.keyClick(panel.list.rows[0].slider, Qt.Key.Key_Down)
    assert panel.list.rows[1].slider.hasFocus()
    assert panel.list.chosen() == SECOND


def test_pictures_are_tagged_by_buttons_and_by_keys_on_the_seeds(qtbot, page: ExplorePage):
    panel, grid = _panel(page), page.seeds.grid
    panel.turn_to(is_finding=True)
    tagged = panel.finder.tagged
    panel.finder.choose(tagged)
    qtbot.mouseClick(tagged.buttons[True], LEFT)
    qtbot.waitUntil(lambda: len(grid.images()) > 3)
    page._below.setCurrentWidget(page.seeds)
    _activate(qtbot, page)
    grid.setFocus()
    grid.select(2)
    qtbot.keyClick(grid, Qt.Key.Key_Minus)
    settle(qtbot, page)
    qtbot.waitUntil(lambda: not page.seeds._timer.isActive())  # the keyboard's place outlasts a tag
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Plus)
    wanted = [Tag(PictureRequest(Latent(seed)), sign) for seed, sign in ((0, True), (2, False), (3, True))]
    assert list(page.exploration.view.tags) == wanted
    qtbot.waitUntil(lambda: len(tagged.grids[True].images()) == 2)
    assert np.array_equal(tagged.grids[True].images()[0], expected(page, PictureRequest(Latent(0))))
    assert page.exploration.view.latent == Latent(0)


def test_tagging_again_turns_the_tag_and_delete_takes_it_off(qtbot, page: ExplorePage):
    panel = _panel(page)
    tagged = panel.finder.tagged
    panel.tag(True)
    panel.tag(False)
    assert page.exploration.view.tags == (Tag(PictureRequest(Latent(0)), False),)
    qtbot.waitUntil(lambda: len(tagged.grids[False].images()) == 1)
    tagged.grids[False].select(0)
    qtbot.keyClick(tagged.grids[False], Qt.Key.Key_Delete)
    assert page.exploration.view.tags == ()
    qtbot.waitUntil(lambda: len(tagged.grids[False].images()) == 0)
    page.exploration.undo()
    qtbot.waitUntil(lambda: len(tagged.grids[False].images()) == 1)
    tagged.grids[False].context_menu(0).actions()[0].trigger()
    assert page.exploration.view.tags == ()


def test_tags_become_a_direction_with_its_score(qtbot, page: ExplorePage):
    panel, exploration = _panel(page), page.exploration
    tags = tuple(Tag(PictureRequest(Latent(seed)), seed < 3) for seed in range(6))
    exploration.commit(replace(exploration.view, tags=tags[2:4]), "Tag")
    panel.turn_to(is_finding=True)
    panel.finder.choose(panel.finder.tagged)
    qtbot.mouseClick(panel.finder.start, LEFT)
    assert panel.finder.news.text() == "Tag 2 pictures with + and 2 with − or more; there are 1 and 1."
    exploration.commit(replace(exploration.view, tags=tags), "Tag")
    qtbot.keyClick(panel.finder.tagged.separation, Qt.Key.Key_Down)
    type_in(panel.finder.tagged.name, "Bright", qtbot)
    _find(qtbot, panel)
    (found,) = exploration.view.directions
    assert found.name == "Bright"
    assert found.origin.startswith("Linear SVM of 3 + and 3 −: tells ")
    assert found.origin.endswith("each left out once)")


def test_a_direction_leads_from_a_bookmark_to_another(qtbot, page: ExplorePage):
    panel, exploration = _panel(page), page.exploration
    marks = tuple(Bookmark(name, PictureRequest(Latent(seed))) for name, seed in (("A", 4), ("B", 9)))
    exploration.commit(replace(exploration.view, bookmarks=marks), "Bookmark")
    panel.turn_to(is_finding=True)
    way = panel.finder.ways[3]
    panel.finder.choose(way)
    way.start.setCurrentIndex(way.start.findText("A"))
    way.end.setCurrentIndex(way.end.findText("A"))
    qtbot.mouseClick(panel.finder.start, LEFT)
    assert "A and B are the same picture" in panel.finder.news.text()
    way.end.setCurrentIndex(way.end.findText("B"))
    _find(qtbot, panel)
    (found,) = exploration.view.directions
    assert found.name == "A to B"
    arrived = expected(page, PictureRequest(Latent(4), steps=(Step(found, 1.0),)))
    there = expected(page, PictureRequest(Latent(9)))
    assert np.abs(arrived.astype(int) - there.astype(int)).max() <= 1


def test_a_network_without_styles_is_looked_at_through_its_features(qtbot, studio: Studio, tmp_path: Path):
    page = _page_of(qtbot, studio, write_model(tmp_path / "by_class.pt", classes=("boot", "coat")))
    panel = _panel(page)
    panel.turn_to(is_finding=True)
    principal, factors = panel.finder.ways[:2]
    places = [principal.where.itemText(place) for place in range(principal.where.count())]
    assert places == ["Features near 4 px", "Features near 8 px"]
    assert factors.layers.isHidden()
    principal.samples.setValue(200)
    principal.count.setValue(2)
    _find(qtbot, panel)
    assert [direction.space for direction in page.exploration.view.directions] == ["z", "z"]
    panel.list.rows[0].slider.setValue(80)
    assert panel.list.rows[0].layers.isHidden()
    assert np.array_equal(settle(qtbot, page), expected(page, page.exploration.view.request))


def test_a_search_can_be_cancelled_and_leaves_the_list_as_it_was(qtbot, page, panel, monkeypatch):
    ended = threading.Event()

    def endless(facts, plan):
        try:
            while True:
                yield Preparing("Counting sheep", 0.5)
        finally:
            ended.set()

    monkeypatch.setattr(finding, "find_directions", endless)
    panel.turn_to(is_finding=True)
    qtbot.mouseClick(panel.finder.start, LEFT)
    qtbot.waitUntil(lambda: panel.finder.news.text() == "Counting sheep…")
    assert panel.finder.progress.value() == 500
    assert not panel.finder.start.isEnabled()
    qtbot.mouseClick(panel.finder.cancel, LEFT)
    qtbot.waitUntil(lambda: panel.finder.start.isEnabled())
    assert ended.is_set()
    assert page.exploration.view.directions == (FIRST, SECOND)


def test_a_search_that_fails_is_one_notice(qtbot, panel, notices: list, monkeypatch):
    def failing(facts, plan):
        yield Preparing("Looking")
        raise InputError("There is nothing to find; look elsewhere.")

    monkeypatch.setattr(finding, "find_directions", failing)
    panel.turn_to(is_finding=True)
    _find(qtbot, panel)
    assert [(notice.kind, notice.text) for notice in notices] == [
        ("error", "There is nothing to find; look elsewhere.")
    ]


def test_a_saved_direction_is_listed_when_its_model_opens_and_removing_deletes_it(
    qtbot, studio: Studio, page, panel, notices: list
):
    facts = page.exploration.facts
    save = next(act for act in panel.list.rows[0].menu().actions() if act.text().startswith("Save"))
    save.trigger()
    assert (notices[-1].kind, "First.json" in notices[-1].text) == ("info", True)
    (directions_folder(facts) / "bad.json").write_text("{", encoding="utf-8")
    (directions_folder(facts).parent / "session.json").unlink(missing_ok=True)
    again = _page_of(qtbot, studio, facts.path)
    assert FIRST in again.exploration.view.directions
    assert [notice.text for notice in notices if notice.kind == "warning"] == [
        "bad.json is no direction of GAN Studio, or it is damaged; choose another file."
    ]
    rows = _panel(again).list.rows
    row = next(row for row in rows if row.name.text() == "First")
    next(act for act in row.menu().actions() if act.text() == "Remove").trigger()
    assert not (directions_folder(facts) / "First.json").exists()


def test_the_file_of_a_removed_direction_comes_back_with_undo_and_goes_with_redo(
    qtbot, page, panel, tmp_path: Path
):
    exploration = page.exploration
    file = save_direction(FIRST, exploration.facts)
    saved = file.read_bytes()
    next(act for act in panel.list.rows[0].menu().actions() if act.text() == "Remove").trigger()
    assert not file.exists()
    exploration.undo()
    assert (exploration.view.directions, file.read_bytes()) == ((FIRST, SECOND), saved)
    exploration.redo()
    assert (exploration.view.directions, file.exists()) == ((SECOND,), False)
    opened(qtbot, page, write_styled_model(tmp_path / "other.pt", seed=1))
    exploration.undo()
    qtbot.waitUntil(lambda: exploration.facts.path == tmp_path / "styled.pt")
    exploration.undo()
    assert (exploration.view.directions, file.read_bytes()) == ((FIRST, SECOND), saved)


def test_a_direction_of_another_model_is_refused_and_its_own_is_loaded(page, panel, notices: list):
    facts = page.exploration.facts
    own = replace(FIRST, vector=Vector.of(np.ones(8)), name="Own")
    path = save_direction(own, facts)
    panel.load_from(path)
    assert page.exploration.view.directions[-1] == own
    panel.load_from(path)
    assert notices[-1].text == "“Own” is listed already."
    other = save_direction(own, replace(facts, checksum="0" * 64, name="other", path=Path("/m/other.pt")))
    panel.load_from(other)
    assert (notices[-1].kind, notices[-1].text) == (
        "error",
        "Own.json is a direction of another model, other; open that model to use it.",
    )
    assert len(page.exploration.view.directions) == 3


def test_directions_that_only_a_picture_goes_along_are_listed_too(qtbot, page: ExplorePage):
    request = replace(page.exploration.view.request, steps=(Step(SECOND, 1.5),))
    page.exploration.commit_request(request, "Open picture")
    panel = _panel(page)
    assert [row.name.text() for row in panel.list.rows] == ["Second"]
    panel.list.rows[0].slider.setValue(0)
    assert page.exploration.view.directions == (SECOND,)


def test_another_model_does_not_get_the_directions_of_the_first(qtbot, page, panel, tmp_path: Path):
    panel.list.rows[0].slider.setValue(80)
    opened(qtbot, page, write_model(tmp_path / "plain.pt"))
    assert panel.empty.isVisible()
    assert page.exploration.view.directions == ()
    assert _steps(page) == ()


def test_every_control_of_the_panel_has_a_name_and_a_tooltip(page, panel):
    kinds = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)
    inner = (QAbstractSpinBox, QComboBox)
    controls: list[QWidget] = [
        widget
        for kind in kinds
        for widget in panel.findChildren(kind)
        if not isinstance(widget, QScrollBar) and not isinstance(widget.parentWidget(), inner)
        if not (isinstance(widget.parentWidget(), QLineEdit) or widget.objectName().startswith("qt_"))
    ]
    assert len(controls) > 20
    assert [widget for widget in controls if not widget.accessibleName()] == []
    assert [widget.accessibleName() for widget in controls if not widget.toolTip()] == []
