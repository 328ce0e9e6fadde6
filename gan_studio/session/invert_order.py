"""An inversion, and the reading of a picture for one, that a worker's thread is to do."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gan_studio.core.events import Preparing
from gan_studio.core.latent.inversion.options import InversionOptions, InversionStep
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.session.latent_work import file_of


@dataclass(frozen=True)
class TargetOrder:
    """A picture to be read as a model could have drawn it.

    Attributes:
        path: its file.
        sample_shape: (C, H, W) of the model's pictures.
        fit: a key of inversion_options.FITS.
    """

    path: Path
    sample_shape: tuple[int, int, int]
    fit: str

    def work(self) -> Generator[Preparing, None, tuple[TargetOrder, np.ndarray]]:
        """Read it; returns the order and the picture uint8 [H, W, C]."""
        from gan_studio.core.latent.inversion.target import read_target

        yield Preparing(f"Reading {self.path.name}")
        return self, read_target(self.path, self.sample_shape, self.fit)


@dataclass(frozen=True)
class InvertOrder:
    """One inversion: of which picture by which model."""

    facts: ModelFacts
    options: InversionOptions
    target: np.ndarray = field(repr=False, compare=False)

    def work(self) -> Generator[Preparing | InversionStep, None, InversionStep]:
        """Do it, with a copy of its own of the model."""
        from gan_studio.core.latent.inversion.invert import invert_in_file

        return (yield from invert_in_file(file_of(self.facts), self.target, self.options))
