"""What the window and the render thread say to each other: frozen, plain, without weights."""

from __future__ import annotations

import enum
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gan_studio.core.latent.pace import Quality
from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.core.latent.session_file import KeptSession
from gan_studio.core.latent.timeline import Timeline
from gan_studio.session.failure import Failure

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator
    from gan_studio.core.latent.recipe import Recipe


class Frame(enum.IntEnum):
    """Where pictures are shown; what is wished for a lower frame is drawn first."""

    PICTURE = 0
    ASKED = 1
    COMPARED = 2
    PAD = 3
    MIXING = 4
    TIMELINE = 5
    STRIP = 6
    DIRECTIONS = 7
    TAGS = 8
    KEPT = 9
    SEEDS = 10


@dataclass(frozen=True)
class Opening:
    """A wish to open a model.

    Attributes:
        told: the model that is open as far as the window knows; it stays where the wish is not granted.
        model: a checkpoint or a run's folder; or None to open what a recipe names.
        recipe: reads that recipe, on the render thread.
        is_passing: whether it is another moment of the run whose model is open, to be passed by.
    """

    number: int
    told: ModelFacts | None
    model: Path | None = None
    recipe: Callable[[], Recipe] | None = None
    is_passing: bool = False


@dataclass(frozen=True)
class Following:
    """A wish to go on with a frozen copy of a generator that is being trained.

    Attributes:
        told: as in Opening.
        path: RunFolder.now_path of its run.
        is_passing: whether an earlier copy of the same training is open.
    """

    number: int
    told: ModelFacts | None
    model: TrainedGenerator = field(repr=False)
    path: Path
    is_passing: bool


@dataclass(frozen=True)
class Drawing:
    """A wish for pictures of the model of which `facts` were told.

    Attributes:
        made: the moment of the wish, as time.monotonic() tells it.
    """

    number: int
    frame: Frame
    facts: ModelFacts
    requests: tuple[PictureRequest, ...]
    made: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Opened:
    """A model is open.

    Attributes:
        number: which wish this answers.
        facts: what the model is able to do.
        request: the recipe's picture, or None where no recipe was read.
        warning: why that picture may look different now, or "".
        kept: what was kept of exploring the model, or None where nobody asked for it.
        is_passing: as in the wish; what is known of the model is the same but for its training.
        timeline: what the recipe's film shows, or None where it is no film's.
    """

    number: int
    facts: ModelFacts
    request: PictureRequest | None = None
    warning: str = ""
    kept: KeptSession | None = None
    is_passing: bool = False
    timeline: Timeline | None = None


@dataclass(frozen=True)
class Rendered:
    """Pictures are drawn.

    Attributes:
        number: which wish this answers.
        frame, requests: the wish.
        facts: the model that drew them.
        images: uint8 [N, H, W, C]; fewer than wished for while more are being drawn.
        base, z: the first picture's latent float32 [Z], without and with replaced components; empty
            where it is not in Z or between two others.
        styles: the first picture's styles float32 [L, D] as they were drawn, or None without styles.
        milliseconds: time spent drawing so far; of the big picture, on this quality of it.
        base_styles: the styles [L, D] of the first picture's latent, before anything is changed about
            them; None without styles and between two others.
        own_styles: the same with components replaced and layers mixed in, but neither truncated nor
            moved.
        quality: of the big picture, which comes again in a better one until it is exact.
    """

    number: int
    frame: Frame
    requests: tuple[PictureRequest, ...]
    facts: ModelFacts
    images: np.ndarray = field(repr=False)
    base: np.ndarray = field(repr=False)
    z: np.ndarray = field(repr=False)
    milliseconds: float
    styles: np.ndarray | None = field(repr=False, default=None)
    base_styles: np.ndarray | None = field(repr=False, default=None)
    own_styles: np.ndarray | None = field(repr=False, default=None)
    quality: Quality = Quality.EXACT

    @property
    def is_exact(self) -> bool:
        """Whether these are the very bytes that a recipe promises."""
        return self.quality is Quality.EXACT

    @property
    def is_complete(self) -> bool:
        """Whether every picture wished for is there."""
        return len(self.images) == len(self.requests)


@dataclass(frozen=True)
class Refused:
    """A wish could not be granted.

    Attributes:
        number: which wish this answers.
        is_opening: whether it was to open a model.
        frame: of pictures, which they were wished for.
    """

    number: int
    is_opening: bool
    failure: Failure
    frame: Frame | None = None
