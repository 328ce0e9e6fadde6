"""The places of the window, one page each, in the order of the rail.

A page is `class XPage(QWidget)` with `__init__(self, studio: Studio)` and
`receive(self, payload: object) -> None`. Its module is imported when a person first goes there, so
that a window appears before anything heavy is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Place:
    """A place as the rail shows it.

    Attributes:
        name: what a Visit calls it.
        label, icon, summary: its word, its picture, and what a person does there.
        page: imports the page's class and returns it.
    """

    name: str
    label: str
    icon: str
    summary: str
    page: Callable[[], type[QWidget]]


def _runs() -> type[QWidget]:
    from gan_studio.ui.pages.runs.page import RunsPage

    return RunsPage


def _data() -> type[QWidget]:
    from gan_studio.ui.pages.data.page import DataPage

    return DataPage


def _train() -> type[QWidget]:
    from gan_studio.ui.pages.train.page import TrainPage

    return TrainPage


def _explore() -> type[QWidget]:
    from gan_studio.ui.pages.explore.page import ExplorePage

    return ExplorePage


def _evaluate() -> type[QWidget]:
    from gan_studio.ui.pages.evaluate.page import EvaluatePage

    return EvaluatePage


PLACES = (
    Place("runs", "Runs", "runs", "See every run and shipped model; resume, explore, compare them.", _runs),
    Place("data", "Data", "data", "Choose the images to learn from and see what is wrong with them.", _data),
    Place("train", "Train", "train", "Choose a preset, train, and watch the networks learn.", _train),
    Place("explore", "Explore", "explore", "Move through what a trained model can draw.", _explore),
    Place("evaluate", "Evaluate", "evaluate", "Score models against data and against each other.", _evaluate),
)
FIRST_PLACE = "train"
