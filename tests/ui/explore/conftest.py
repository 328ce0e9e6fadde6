"""Pages of Explore that show a model."""

from __future__ import annotations

from pathlib import Path

import pytest
from explore_pages import CLASSES, new_page, opened
from tiny_models import write_model, write_run

from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore.page import ExplorePage


@pytest.fixture
def page(qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """A page that shows seed 0 of a model without classes."""
    return opened(qtbot, new_page(qtbot, studio), write_model(tmp_path / "plain.pt"))


@pytest.fixture
def class_page(qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """A page that shows seed 0 of a model with three classes."""
    return opened(qtbot, new_page(qtbot, studio), write_model(tmp_path / "by_class.pt", classes=CLASSES))


@pytest.fixture
def checkpoints(tmp_path: Path) -> list[Path]:
    """Those of a run after 64, 128 and 192 images, whose weights all differ."""
    return [write_run(tmp_path / "my-run", images_seen=count, seed=count) for count in (64, 128, 192)]
