"""A window whose pages are plain and whose run is a script, for the tests of the frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gan_studio.core.events import Started, StepDone
from gan_studio.session.studio import Studio
from gan_studio.session.training_session import TrainingSession
from gan_studio.ui.main_window import MainWindow
from gan_studio.ui.pages import Place

LONG_MS = 10_000


class PlainPage(QWidget):
    """A page that remembers what it received."""

    def __init__(self, studio, name):
        super().__init__()
        self.received = []
        self.name = name
        self.action = QAction(f"Do {name} things", self)
        self.addAction(self.action)
        self.start = QPushButton("Start")
        self.start.setObjectName(f"{name}.start")
        self.start.setToolTip("Starts.")
        self.start.setAccessibleName("Start")
        QVBoxLayout(self).addWidget(self.start)

    def receive(self, payload):
        self.received.append(payload)


class ScriptedRun:
    """Steps until it is closed; `saved` tells whether its `finally` ran."""

    def __init__(self):
        self.saved = threading.Event()
        self.may_save = threading.Event()
        self.may_save.set()
        self.error = None
        self.steps = 0

    def __call__(self, config, folder, *, resume=False, commands=None):
        yield Started(Path("runs/a-run"), config, "cpu", "float32", (), 0, 0, 0.0, 0.0)
        try:
            while True:
                self.steps += 1
                yield StepDone(self.steps, self.steps * 64, self.steps / 10, min(self.steps / 10_000, 0.99))
        finally:
            self.may_save.wait(10)
            if self.error is not None:
                raise self.error
            self.saved.set()


def plain_places(made):
    """Two or more places whose pages enter themselves into `made`."""

    def page_of(name):
        def make(studio):
            made.append(name)
            return PlainPage(studio, name)

        return lambda: make

    words = (
        ("runs", "Runs"),
        ("data", "Data"),
        ("train", "Train"),
        ("explore", "Explore"),
        ("evaluate", "Evaluate"),
    )
    return tuple(Place(name, label, name, f"What {label} is for.", page_of(name)) for name, label in words)


@pytest.fixture(scope="module")
def studio(qapp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """One studio for all tests of a file, with everything loaded and nothing remembered."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("GAN_STUDIO_HOME", str(tmp_path_factory.mktemp("home")))
        studio = Studio()
    assert studio.parts.wait(60_000)
    yield studio
    studio.deleteLater()


@pytest.fixture
def notices(studio: Studio) -> Iterator[list]:
    """What the studio tells a person during the test."""
    told: list = []
    studio.notices.posted.connect(told.append)
    yield told
    studio.notices.posted.disconnect(told.append)


@pytest.fixture
def scripted_run():
    """The run that the frame's window trains."""
    return ScriptedRun()


@pytest.fixture
def frame(qtbot, scripted_run, monkeypatch):
    """A main window with plain pages; `made` lists the pages made so far."""
    studio = Studio(training=TrainingSession(run=scripted_run))
    monkeypatch.setattr(studio.parts, "start", lambda: None)
    made = []
    window = MainWindow(studio, plain_places(made))
    studio.setParent(window)
    window.made = made
    window.ask_to_stop = lambda *_: True
    yield window
    scripted_run.may_save.set()
    studio.training.stop()
    assert studio.training.wait(LONG_MS)
    window.close()
    window.deleteLater()


@pytest.fixture
def training_frame(qtbot, frame):
    """The window, shown, with its run under way."""
    frame.show()
    frame.studio.training.start("a config", Path("runs/a-run"))
    qtbot.waitUntil(lambda: frame.studio.training.state == "running", timeout=LONG_MS)
    return frame
