"""Finding directions in Explore: the search, tagged pictures, and what comes of them."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
from explore_direction_pages import FIRST, SECOND, directions_page, directions_panel
from explore_pages import activate, expected, settle, type_in
from PySide6.QtCore import Qt
from tiny_models import write_model, write_styled_model

from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.bookmarks import Bookmark
from gan_studio.core.latent.directions import finding
from gan_studio.core.latent.directions.plans import FactorPlan, PrincipalPlan, Tag
from gan_studio.core.latent.requests import Latent, PictureRequest, Step
from gan_studio.core.latent.vectors import Direction
from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore.directions.panel import DirectionsPanel
from gan_studio.ui.pages.explore.page import ExplorePage

LEFT = Qt.MouseButton.LeftButton


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


def test_an_empty_panel_leads_to_the_search_and_what_is_found_is_listed(qtbot, page: ExplorePage):
    panel = directions_panel(page)
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
    panel = directions_panel(page)
    panel.turn_to(is_finding=True)
    way = panel.finder.ways[1]
    panel.finder.choose(way)
    way.count.setValue(2)
    type_in(way.layers.lineEdit(), "1-2", qtbot)
    _find(qtbot, panel)
    assert page.exploration.view.directions == _wanted(page.exploration.facts, FactorPlan(2, (1, 2)))
    panel.list.rows[0].slider.setValue(100)
    (step,) = page.exploration.view.request.steps
    assert step.layers == (1, 2)


def test_pictures_are_tagged_by_buttons_and_by_keys_on_the_seeds(qtbot, page: ExplorePage):
    panel, grid = directions_panel(page), page.seeds.grid
    panel.turn_to(is_finding=True)
    tagged = panel.finder.tagged
    panel.finder.choose(tagged)
    qtbot.mouseClick(tagged.buttons[True], LEFT)
    qtbot.waitUntil(lambda: len(grid.images()) > 3)
    page._below.setCurrentWidget(page.seeds)
    activate(qtbot, page)
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


def test_tags_do_not_take_the_place_of_the_pictures_that_a_direction_waits_for(
    qtbot, panel: DirectionsPanel, page: ExplorePage, monkeypatch
):
    asked, draw = [], page.exploration.draw
    monkeypatch.setattr(page.exploration, "draw", lambda *wish: (asked.append(wish[0]), draw(*wish)))
    page.exploration.commit_latent(Latent(77), "seed")
    qtbot.waitUntil(lambda: bool(asked))
    of_the_list = set(asked)
    panel.turn_to(is_finding=True)
    panel.finder.choose(panel.finder.tagged)
    asked.clear()
    panel.tag(True)
    qtbot.waitUntil(lambda: len(panel.finder.tagged.grids[True].images()) == 1)
    assert not of_the_list & set(asked)


def test_tagging_again_turns_the_tag_and_delete_takes_it_off(qtbot, page: ExplorePage):
    panel = directions_panel(page)
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


def test_the_class_whose_pictures_are_looked_at_is_told(qtbot, studio: Studio, tmp_path: Path):
    model = write_styled_model(tmp_path / "dressed.pt", classes=("boot", "coat"))
    page = directions_page(qtbot, studio, model)
    panel, exploration = directions_panel(page), page.exploration
    panel.turn_to(is_finding=True)
    among = panel.finder.ways[0].among
    assert among.text() == "Looks at pictures of the class shown: boot."
    exploration.commit_request(PictureRequest(Latent(0), label=1), "Choose a class")
    assert among.text() == "Looks at pictures of the class shown: coat."


def test_what_is_missing_is_told_until_it_is_there(qtbot, page: ExplorePage):
    panel, exploration = directions_panel(page), page.exploration
    tags = tuple(Tag(PictureRequest(Latent(seed)), seed < 2) for seed in range(4))
    panel.turn_to(is_finding=True)
    panel.finder.choose(panel.finder.tagged)
    qtbot.mouseClick(panel.finder.start, LEFT)
    assert panel.finder.news.text().endswith("there are 0 and 0.")
    exploration.commit(replace(exploration.view, tags=tags[:3]), "Tag")
    assert panel.finder.news.text().endswith("there are 2 and 1.")
    exploration.commit(replace(exploration.view, tags=tags), "Tag")
    assert panel.finder.news.text() == ""


def test_tags_become_a_direction_with_its_score(qtbot, page: ExplorePage):
    panel, exploration = directions_panel(page), page.exploration
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
    panel, exploration = directions_panel(page), page.exploration
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
    page = directions_page(qtbot, studio, write_model(tmp_path / "by_class.pt", classes=("boot", "coat")))
    panel = directions_panel(page)
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
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    panel.finder.start.setFocus()
    qtbot.keyClick(panel.finder.start, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.finder.news.text() == "Counting sheep…")
    assert panel.finder.progress.value() == 500
    assert not panel.finder.start.isEnabled()
    assert panel.finder.cancel.hasFocus()
    qtbot.keyClick(panel.finder.cancel, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.finder.start.isEnabled())
    assert panel.finder.start.hasFocus()
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
