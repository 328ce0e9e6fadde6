"""An Evaluate page with two runs to score and a script in place of evaluations."""

from __future__ import annotations

import pytest
from evaluate_pages import WAIT, Script
from tiny_models import write_run

from gan_studio import paths
from gan_studio.session.evaluation_session import EvaluationSession
from gan_studio.session.studio import Studio
from gan_studio.ui.pages.evaluate.page import EvaluatePage


@pytest.fixture
def studio(qtbot, monkeypatch):
    monkeypatch.setattr("gan_studio.ui.pages.explore.models.shipped_models", list)
    made = Studio()
    assert made.parts.wait(60_000)
    yield made
    made.deleteLater()


@pytest.fixture
def runs():
    """Two runs with a checkpoint each; "first" is the older one."""
    return [write_run(paths.runs() / name) for name in ("first", "second")]


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def make_page(qtbot, studio, script):
    def make():
        page = EvaluatePage(studio, EvaluationSession(evaluate=script))
        page.session.setParent(page)
        qtbot.addWidget(page)
        page.resize(1200, 760)
        with qtbot.waitSignal(page.form.models.changed, timeout=WAIT):
            page.show()
        return page

    return make


@pytest.fixture
def page(runs, make_page):
    return make_page()
