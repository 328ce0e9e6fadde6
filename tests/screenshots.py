"""Takes the README's pictures of the real window: trains, explores and grabs. Run by `make screenshots`."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QAbstractButton, QWidget
from source_code import ROOT

from gan_studio.core.config import DEFAULT_PRESET
from gan_studio.core.events import Event
from gan_studio.core.latent.requests import Latent
from gan_studio.core.run_folder import list_runs
from gan_studio.core.shipped import find_model
from gan_studio.session.studio import OpenModel, UseSource, Visit
from gan_studio.session.visits import EvaluateModels
from gan_studio.ui.app import create_window
from gan_studio.ui.main_window import MainWindow
from gan_studio.ui.pages.explore.directions.panel import DirectionsPanel
from gan_studio.ui.pages.explore.mixing.panel import MixingPanel
from gan_studio.ui.pages.explore.pad.panel import PadPanel
from gan_studio.ui.pages.explore.page import ExplorePage
from gan_studio.ui.pages.explore.tabs import ExploreTabs

PICTURES = ROOT / "resources" / "screenshots"
SCREEN = {"name": "screen", "x": 0, "y": 0, "width": 1920, "height": 1080}
TRAINING_SECONDS, TRAINING_STEPS, DATA_SET = 60.0, 400, "emoji-noto"
SCORED_PICTURES = 2000
STYLED_MODEL, SHOWN_SEED = "stylegan2-ada-emoji", 19


def live(milliseconds: int) -> None:
    """Let the window and the threads live that long; QTest.qWait would keep the interpreter from them."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Photographer:
    """Drives a window as a person would and keeps pictures of it."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._seconds, self._step = 0.0, 0
        window.studio.training.events_ready.connect(self._follow)

    def wait_until(self, condition: Callable[[], bool], seconds: float = 120.0) -> None:
        """Let the window live until the condition holds; TimeoutError if it never does."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"The window did not get there in {seconds:g} s.")
            live(20)

    def widget(self, name: str) -> QWidget:
        """The widget of that object name, once it exists and can be used."""
        find = self.window.findChild
        self.wait_until(lambda: find(QWidget, name) is not None and find(QWidget, name).isEnabled())
        return find(QWidget, name)

    def press(self, name: str) -> None:
        """Press the button of that object name once it can be pressed."""
        button = self.widget(name)
        assert isinstance(button, QAbstractButton), name
        button.click()

    def take(self, name: str) -> None:
        """Keep a picture of the window once it has settled."""
        live(2000)
        path = PICTURES / f"{name}.png"
        self.window.grab().save(str(path))
        print(path.relative_to(ROOT))

    def photograph_training(self) -> None:
        """Press Start with nothing configured and watch it learn, by day and by night."""
        self.window.go_to("train")
        self.press("train.start")
        self.wait_until(lambda: self._seconds > TRAINING_SECONDS and self._step > TRAINING_STEPS, 600)
        self.take("train")
        self.window.studio.preferences.theme = "dark"
        self.take("train-dark")
        self.window.studio.preferences.theme = "light"
        self.press("train.stop")
        self.wait_until(lambda: self.window.studio.training.state == "idle")

    def photograph_data(self) -> None:
        """Look at a data set in colour and read the whole report."""
        self.window.studio.visit(Visit("data", UseSource(DATA_SET)))
        stop, verdict = self.widget("data.stop_examination"), self.widget("data.verdict")
        self.wait_until(lambda: bool(verdict.text()) and not stop.isVisible())
        self.take("data")

    def photograph_exploring(self) -> None:
        """Mix styles of the emoji that ship, then find directions for them by night."""
        self.window.studio.visit(Visit("explore", OpenModel(find_model(STYLED_MODEL))))
        page = self.window.findChild(ExplorePage)
        self.wait_until(lambda: page.exploration.picture is not None)
        page.exploration.commit_latent(Latent(SHOWN_SEED), "Choose a seed")
        beside, below = sorted(self.window.findChildren(ExploreTabs), key=lambda tabs: tabs.height())[::-1]
        below.bring_forward(MixingPanel)
        self.take("explore")
        beside.bring_forward(DirectionsPanel)
        below.bring_forward(PadPanel)
        page.findChild(DirectionsPanel).turn_to(is_finding=True)
        self.press("explore.directions.find")
        self.wait_until(lambda: bool(page.exploration.view.directions))
        self.window.studio.preferences.theme = "dark"
        self.take("explore-dark")
        self.window.studio.preferences.theme = "light"

    def photograph_scores(self) -> None:
        """Score the model that ships and the run that was just trained by everything there is."""
        runs = [run.path for run in list_runs()]
        models = EvaluateModels((*runs, find_model(DEFAULT_PRESET)))
        self.window.studio.visit(Visit("evaluate", models))
        every = self.widget("evaluate.preset")
        every.setCurrentIndex(every.count() - 1)
        every.activated.emit(every.currentIndex())
        self.widget("evaluate.count").setValue(SCORED_PICTURES)
        self.press("evaluate.start")
        start = self.window.findChild(QAbstractButton, "evaluate.start")
        self.wait_until(lambda: not start.isEnabled())
        self.wait_until(start.isEnabled, 900)
        self.take("evaluate")

    def _follow(self, events: list[Event]) -> None:
        self._seconds = max([self._seconds, *(getattr(event, "seconds", 0.0) for event in events)])
        self._step = max([self._step, *(getattr(event, "step", 0) for event in events)])


def take_all(home: Path) -> None:
    """Take every picture, of a window whose runs live in `home`."""
    screens = home / "screens.json"
    screens.write_text(json.dumps({"screens": [SCREEN]}))
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screens}"
    os.environ["GAN_STUDIO_HOME"] = str(home)
    PICTURES.mkdir(parents=True, exist_ok=True)
    window = create_window(["gan-studio"])
    window.studio.preferences.theme = "light"
    window.resize(1280, 800)
    window.show()
    photographer = Photographer(window)
    photographer.wait_until(lambda: window.studio.parts.is_ready)
    photographer.photograph_training()
    photographer.photograph_data()
    photographer.photograph_exploring()
    photographer.photograph_scores()
    window.go_to("runs")
    photographer.take("runs")
    window.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="gan-studio-") as folder:
        take_all(Path(folder))
