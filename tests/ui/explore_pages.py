"""Pages of Explore that show a model, for the tests that drive their controls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.session.studio import OpenModel, Studio
from gan_studio.ui.pages.explore.page import ExplorePage
from gan_studio.ui.pages.explore.timeline.panel import TimelinePanel

CLASSES = ("boot", "coat", "bag")


def new_page(qtbot, studio: Studio) -> ExplorePage:
    """A page on screen that has looked for models and opened none."""
    studio.preferences.remember("explore/model", "")
    page = ExplorePage(studio)
    qtbot.addWidget(page, before_close_func=lambda page: page.exploration.end())
    page.resize(1180, 740)
    with qtbot.waitSignal(page.picker.listed):
        page.show()
    return page


def opened(qtbot, page: ExplorePage, model: Path) -> ExplorePage:
    """The page once it shows a picture of a model."""
    page.receive(OpenModel(model))

    def is_open() -> bool:
        facts = page.exploration.facts
        return facts is not None and facts.path == model

    qtbot.waitUntil(is_open, timeout=20_000)  # the first to open imports much of torch
    settle(qtbot, page)
    return page


def settle(qtbot, page: ExplorePage) -> np.ndarray:
    """Wait until the picture on screen is the one of the view; returns it."""
    exploration = page.exploration

    def is_shown() -> bool:
        picture = exploration.picture
        is_there = picture is not None and picture.requests == (exploration.view.request,)
        return is_there and picture.is_exact

    qtbot.waitUntil(is_shown, timeout=20_000)
    return page.picture.image.pixels().copy()


def wait_for_checkpoint(qtbot, page: ExplorePage, checkpoint: Path) -> None:
    """Wait until the checkpoint's picture of the view is on screen."""
    (picture,) = draw(open_model(checkpoint)[0], [page.exploration.view.request])

    def is_shown() -> bool:
        return page.exploration.facts.path == checkpoint and np.array_equal(
            page.picture.image.pixels(), picture
        )

    qtbot.waitUntil(is_shown)


def expected(page: ExplorePage, request: PictureRequest) -> np.ndarray:
    """What a request's picture is, drawn without the page."""
    model, _ = open_model(page.exploration.facts.path)
    return draw(model, [request])[0]


def activate(qtbot, page: ExplorePage) -> None:
    """Let the page's window have the keyboard."""
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)


def type_in(widget: QLineEdit, text: str, qtbot) -> None:
    """Replace what a field says, and finish with Return."""
    widget.selectAll()
    qtbot.keyClicks(widget, text)
    qtbot.keyClick(widget, Qt.Key.Key_Return)


def click(qtbot, button: QWidget) -> None:
    """Press a button with the mouse."""
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def timeline_panel(page: ExplorePage) -> TimelinePanel:
    """The page's timeline."""
    (panel,) = page.findChildren(TimelinePanel)
    return panel


def at_timeline(qtbot, studio: Studio, model: Path) -> ExplorePage:
    """A page that shows seed 0 of a model with the timeline in front."""
    page = opened(qtbot, new_page(qtbot, studio), model)
    page._below.setCurrentWidget(timeline_panel(page))
    return page


def with_three_keyframes(qtbot, page: ExplorePage) -> TimelinePanel:
    """The timeline with seeds 1, 2 and 3 added by the button, at 0, 2 and 4 seconds."""
    panel = timeline_panel(page)
    for seed in (1, 2, 3):
        page.exploration.commit_latent(Latent(seed), "seed")
        click(qtbot, panel.keyframe_bar.add)
    settle(qtbot, page)
    return panel
