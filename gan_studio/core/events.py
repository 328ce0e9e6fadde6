"""The messages of a run: frozen, plain, safe to hand from thread to thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the window imports the events before its first paint
    import numpy as np

    from gan_studio.core.checkpoint import TrainedGenerator
    from gan_studio.core.config.run_config import RunConfig
    from gan_studio.core.scores import Score


@dataclass(frozen=True)
class Preparing:
    """Work before the first step goes on.

    Attributes:
        what: what is being done, as a person would say it.
        share: how much of it is done, 0 to 1, or None where that is not known.
    """

    what: str
    share: float | None = None


@dataclass(frozen=True)
class Started:
    """Training begins.

    Attributes:
        run: the run's folder.
        config: what is trained.
        device, precision: what it computes on and in, such as "cpu" and "bfloat16".
        classes: names of the classes, empty if there are none.
        step, images_seen, seconds: where it begins; not 0 for a resumed run.
        startup_seconds: time from the call to here.
    """

    run: Path
    config: RunConfig
    device: str
    precision: str
    classes: tuple[str, ...]
    step: int
    images_seen: int
    seconds: float
    startup_seconds: float


@dataclass(frozen=True)
class StepDone:
    """One generator update with its discriminator updates is done.

    Attributes:
        step: how many steps the run has made.
        images_seen: real images shown to the discriminator so far.
        seconds: training time so far, pauses and earlier sessions' idle time left out.
        share: how much of the run is done, 0 to 1, or None for a run without limit.
        scalars: named values ("loss/d", "loss/d/gradient_penalty", "score/real",
            "wasserstein/train", "lr/g", "speed/images_per_second"); empty between reports.
    """

    step: int
    images_seen: int
    seconds: float
    share: float | None = None
    scalars: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SamplesReady:
    """The averaged generator drew the grid of fixed latents.

    Attributes:
        images: uint8 [N, H, W, C], row by row.
        columns: images per row.
        path: the PNG of the grid.
    """

    step: int
    images_seen: int
    images: np.ndarray
    columns: int
    path: Path


@dataclass(frozen=True)
class MetricReady:
    """The averaged generator was scored.

    Attributes:
        seconds: training time so far.
        scores: one per metric, with what it was computed from.
        share: how much of the training time scoring has taken so far, 0 to 1.
    """

    step: int
    images_seen: int
    seconds: float
    scores: tuple[Score, ...]
    share: float


@dataclass(frozen=True)
class Saved:
    """A checkpoint is on disk.

    Attributes:
        score: of its pictures, or None where they were not scored.
        score_name: which score it is, for a person.
    """

    step: int
    images_seen: int
    path: Path
    score: float | None = None
    score_name: str = ""


@dataclass(frozen=True)
class GeneratorCopied:
    """A frozen copy of the averaged generator, which the run does not touch again.

    Attributes:
        model: the copy.
        seconds: how long the run was held up by it.
    """

    step: int
    images_seen: int
    model: TrainedGenerator = field(repr=False)
    seconds: float


@dataclass(frozen=True)
class SettingChanged:
    """A setting was changed while the run trained."""

    step: int
    path: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Warned:
    """Something a person should know, while the run goes on: what happened and what to try."""

    step: int
    message: str


@dataclass(frozen=True)
class Finished:
    """The run ended by itself.

    Attributes:
        reason: "done" at its limit, "diverged" on a loss that is not finite, "memory" where the
            device had too little.
        message: a sentence for a person.
        checkpoint: the newest good checkpoint, or None if there is none.
    """

    step: int
    images_seen: int
    seconds: float
    reason: str
    message: str
    checkpoint: Path | None


Event = (
    Preparing
    | Started
    | StepDone
    | SamplesReady
    | MetricReady
    | Saved
    | GeneratorCopied
    | SettingChanged
    | Warned
    | Finished
)
