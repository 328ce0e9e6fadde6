"""Pages of Explore with the timeline in front."""

from __future__ import annotations

from pathlib import Path

import pytest
from explore_pages import at_timeline
from tiny_models import write_model, write_styled_model

from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore.page import ExplorePage


@pytest.fixture(params=["plain", "styled"])
def page(request: pytest.FixtureRequest, qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """A page that shows seed 0 with the timeline in front, of a model without and one with styles."""
    write = write_model if request.param == "plain" else write_styled_model
    return at_timeline(qtbot, studio, write(tmp_path / "model.pt"))


@pytest.fixture
def plain_page(qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """The same of a model without styles."""
    return at_timeline(qtbot, studio, write_model(tmp_path / "model.pt"))
