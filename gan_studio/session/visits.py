"""Asking for a place of the window, with something to do there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Visit:
    """A wish to go somewhere.

    Attributes:
        place: "runs", "data", "train", "explore" or "evaluate".
        payload: what the page there receives, or None to go only.
    """

    place: str
    payload: object = None


@dataclass(frozen=True)
class ResumeRun:
    """For Train: go on training the run in a folder."""

    path: Path


@dataclass(frozen=True)
class UseConfig:
    """For Train: fill the form with a RunConfig."""

    config: Any


@dataclass(frozen=True)
class UseSource:
    """For Train and Data: take the data set that the text names.

    Attributes:
        settings: for Train, what else was chosen with it: paths such as "data.resolution", and values.
    """

    text: str
    settings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class OpenModel:
    """For Explore: open a checkpoint file or a run's folder."""

    path: Path


@dataclass(frozen=True)
class OpenRecipe:
    """For Explore: restore what made a PNG that carries its recipe."""

    path: Path


@dataclass(frozen=True)
class InvertPicture:
    """For Explore: find the latent of a picture that carries no recipe."""

    path: Path


@dataclass(frozen=True)
class EvaluateModels:
    """For Evaluate: choose the models of these checkpoint files and runs' folders."""

    paths: tuple[Path, ...]
