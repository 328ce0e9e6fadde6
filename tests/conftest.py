"""What every test relies on: a home of its own, no display, and no unexpected log record."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Read once by Qt and OpenMP when first imported, so they are set before any test module is.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

# As in the window: a test's thread must not come upon the widgets of the test before among the garbage.
gc.disable()


@pytest.fixture(scope="session", autouse=True)
def nothing_of_the_persons_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder for what fixtures of a whole file or session keep, instead of the person's own."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("GAN_STUDIO_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(autouse=True)
def studio_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh folder for the runs, caches and preferences of one test."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("GAN_STUDIO_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_unexpected_log_records(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning or worse, unless it asks for `caplog` and so looks itself."""
    records: list[logging.LogRecord] = []
    listener = logging.Handler(logging.WARNING)
    listener.emit = records.append
    logging.getLogger().addHandler(listener)
    yield
    logging.getLogger().removeHandler(listener)
    if records and "caplog" not in request.fixturenames:
        pytest.fail("logged unexpectedly: " + "; ".join(record.getMessage() for record in records))


@pytest.fixture(autouse=True)
def no_widgets_left_behind() -> Iterator[None]:
    """Delete the widgets a test gave up; Qt waits for an event loop, and they slow the next tests."""
    yield
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        if QCoreApplication.instance():
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def garbage_is_collected_between_tests() -> Iterator[None]:
    """Collect what the test left, on the main thread."""
    yield
    if "PySide6" in sys.modules:
        from gan_studio.session.housekeeping import collect_what_is_due

        collect_what_is_due()
    else:
        gc.collect(1)
