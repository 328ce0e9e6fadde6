"""What the tests of the threads begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gan_studio.core.events import Started
from gan_studio.session.render_session import RenderSession


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A folder of their own for the runs and preferences of a test."""
    monkeypatch.setenv("GAN_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def started(tmp_path):
    """The event that begins a run."""
    return Started(
        run=tmp_path / "run",
        config="a config",
        device="cpu",
        precision="float32",
        classes=(),
        step=0,
        images_seen=0,
        seconds=0.0,
        startup_seconds=0.1,
    )


@pytest.fixture
def session(qapp) -> Iterator[RenderSession]:
    """A render session without a model."""
    session = RenderSession()
    yield session
    session.end()
