"""A Train page with a script in place of runs, one with real runs, and a run from before."""

from __future__ import annotations

import json

import pytest
from train_pages import WAIT, ScriptedRun, a_score, grids

from gan_studio.core.config import RunConfig, to_toml, with_assignments
from gan_studio.core.run_folder import RunFolder, new_run_folder
from gan_studio.core.scores import as_plain
from gan_studio.session.studio import Studio
from gan_studio.session.training_session import TrainingSession
from gan_studio.ui.pages.train.page import TrainPage


@pytest.fixture
def script():
    return ScriptedRun()


def ended(studio):
    """The studio, whose run is stopped after the test."""
    yield studio
    studio.training.stop()
    assert studio.training.wait(WAIT)
    studio.deleteLater()


@pytest.fixture
def studio(qapp, script):
    yield from ended(Studio(training=TrainingSession(run=script)))


@pytest.fixture
def real_studio(qapp):
    yield from ended(Studio())


@pytest.fixture
def make_page(qtbot):
    def make(studio):
        page = TrainPage(studio)
        qtbot.addWidget(page)
        page.resize(1200, 740)
        page.show()
        qtbot.waitExposed(page)
        return page

    return make


@pytest.fixture
def page(make_page, studio):
    """The page with everything loaded."""
    made = make_page(studio)
    assert studio.parts.wait(WAIT)
    return made


@pytest.fixture
def old_run():
    """A run that was stopped after some reports and a change."""
    folder = RunFolder(new_run_folder("old"))
    folder.checkpoints.mkdir()
    config = with_assignments(RunConfig(), ["data.resolution=8", "training.kimg=5"])
    folder.config_path.write_text(to_toml(config))
    names = ("loss/d", "loss/g", "nearness/ema")
    rows = [f"{step},{64 * step},{0.1 * step},{name},{0.5}" for step in (1, 2, 3) for name in names]
    folder.scalars_path.write_text("step,images_seen,seconds,name,value\n" + "\n".join(rows) + "\n4,25")
    folder.checkpoint_path(128).touch()
    grids(folder.path, 0, 64, 128)
    records = [
        {"event": "started", "step": 0, "images_seen": 0, "seconds": 0.0},
        {"event": "setting_changed", "step": 2, "path": "optimizer.g_lr", "old": 1e-4, "new": 2e-4},
        {"event": "scored", "share": 0.02, "step": 2, **as_plain(a_score(4.5))},
        {"event": "stopped", "step": 2, "images_seen": 128, "seconds": 0.2},
    ]
    folder.events_path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder
