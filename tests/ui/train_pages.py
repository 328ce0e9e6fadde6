"""Pages of Train whose runs follow a script, for the tests that drive their controls."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from gan_studio.core.commands import ChangeSetting, SaveNow
from gan_studio.core.config import to_toml
from gan_studio.core.events import (
    Preparing,
    SamplesReady,
    Saved,
    SettingChanged,
    Started,
    StepDone,
)
from gan_studio.core.run_folder import RunFolder
from gan_studio.core.scores import Measured, Protocol, Score
from gan_studio.core.showcase import save_grid

WAIT = 20_000


class ScriptedRun:
    """Prepares, begins, then makes one step whenever it is let; obeys commands as a real run does."""

    def __init__(self):
        self.calls = []
        self.taken = []
        self.was_closed = threading.Event()
        self.pace = threading.Event()
        self.first = ()
        self.last = None
        self.error = None

    def __call__(self, config, folder, *, resume=False, commands=None):
        self.calls.append((config, folder, resume))
        self.was_closed.clear()
        yield Preparing("Opening the data set", 0.5)
        if self.error is not None:
            raise self.error
        RunFolder(folder).config_path.write_text(to_toml(config))
        yield Started(folder, config, "cpu", "float32", (), 0, 0, 0.0, 0.1)
        try:
            yield Saved(0, 0, folder / "checkpoints" / "000000000.pt")
            yield from self.first
            step = 0
            while self.last is None:
                step += 1
                self.pace.wait(0.003)  # as quick as a small run, so that the window is not flooded
                yield StepDone(step, step * 64, step * 0.1, None, {"loss/d": 1.0, "loss/g": 0.7})
                for command in commands.take_all():
                    self.taken.append(command)
                    if isinstance(command, SaveNow):
                        yield Saved(step, step * 64, folder / "checkpoints" / "000000064.pt", 3.5)
                    elif isinstance(command, ChangeSetting):
                        yield SettingChanged(step, command.path, 0.0, command.value)
            yield self.last
        finally:
            self.was_closed.set()


def found(page, name: str, kind=QAbstractButton):
    widget = page.findChild(kind, name)
    assert widget is not None, name
    return widget


def press(qtbot, page, name: str) -> None:
    button = found(page, name)
    assert button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def form(page):
    return page.view.form.form


def begin(qtbot, page) -> None:
    press(qtbot, page, "train.start")
    qtbot.waitUntil(lambda: "loss/g" in page.view.plots.names(), timeout=WAIT)


def wait_idle(qtbot, page) -> None:
    qtbot.waitUntil(lambda: page._training.state == "idle", timeout=WAIT)


def grids(folder: Path, *seen: int) -> list[SamplesReady]:
    """Sample grids, on disk too, whose pictures are as grey as their place in the list."""
    RunFolder(folder).samples.mkdir(parents=True, exist_ok=True)
    made = []
    for place, images_seen in enumerate(seen):
        images = np.full((4, 8, 8, 1), 10 * place, np.uint8)
        path = RunFolder(folder).sample_path(images_seen)
        save_grid(path, images, 2)
        made.append(SamplesReady(place, images_seen, images, 2, path))
    return made


def a_score(value):
    protocol = Protocol("clothes", "held-out", 5000, 2000, "eyes")
    return Score("nearness", "Nearness", "lower", "", Measured(value), protocol)
