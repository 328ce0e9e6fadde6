"""Directions of Explore in files beside their model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from explore_direction_pages import FIRST, SECOND, directions_page, directions_panel
from explore_pages import opened
from tiny_models import write_styled_model

from gan_studio.core.latent.direction_files import directions_folder, save_direction
from gan_studio.core.latent.vectors import Vector
from gan_studio.session.studio import Studio


def test_a_saved_direction_is_listed_when_its_model_opens_and_removing_deletes_it(
    qtbot, studio: Studio, page, panel, notices: list
):
    facts = page.exploration.facts
    save = next(act for act in panel.list.rows[0].menu().actions() if act.text().startswith("Save"))
    save.trigger()
    assert (notices[-1].kind, "First.json" in notices[-1].text) == ("info", True)
    (directions_folder(facts) / "bad.json").write_text("{", encoding="utf-8")
    (directions_folder(facts).parent / "session.json").unlink(missing_ok=True)
    again = directions_page(qtbot, studio, facts.path)
    assert FIRST in again.exploration.view.directions
    assert [notice.text for notice in notices if notice.kind == "warning"] == [
        "bad.json is no direction of GAN Studio, or it is damaged; choose another file."
    ]
    rows = directions_panel(again).list.rows
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
