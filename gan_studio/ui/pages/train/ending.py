"""What to say of a run that has ended, and how it can go on."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gan_studio.core.config import RunConfig
from gan_studio.session.failure import Failure
from gan_studio.session.progress import Progress, duration_text

if TYPE_CHECKING:
    from gan_studio.ui.pages.train.watch import RunWatch


@dataclass(frozen=True)
class Ending:
    """How a run ended, for a person.

    Attributes:
        icon: "check", "warning" or "error".
        text: what happened, and what to try where that helps.
        offers: what can be done next: "explore", "longer", "go_on".
    """

    icon: str
    text: str
    offers: tuple[str, ...]


def ending_of(watch: RunWatch, progress: Progress, failure: Failure | None) -> Ending:
    """What to say of the run that is shown, which does not train any more."""
    explore = ("explore",) if watch.has_saved else ()
    if failure is not None:
        go_on = ("go_on", *explore) if watch.has_saved else ()
        return Ending("error", f"{failure.message} {failure.advice}".strip(), go_on)
    finished = watch.finished
    if finished is None and not progress.step:
        return Ending("check", "Stopped before the first step.", ("go_on", *explore) if explore else ())
    if finished is None:
        done = f"{progress.images_seen / 1000:,.1f} thousand images in {duration_text(progress.seconds)}"
        return Ending("check", f"Stopped and saved after {done}.", ("go_on", *explore))
    if finished.reason == "done":
        done = f"{finished.images_seen / 1000:,.1f} thousand images in {duration_text(finished.seconds)}"
        return Ending("check", f"{finished.message} It saw {done}.", ("longer", *explore))
    return Ending("warning", finished.message, explore)


def limit_text(config: RunConfig) -> str:
    """How long a run with that config lasts, in words that follow “trains”."""
    limits = config.training
    words = [
        (limits.seconds, f"for {duration_text(limits.seconds)}"),
        (limits.kimg, f"for {_many(limits.kimg)} images"),
        (limits.steps, f"for {limits.steps:,} steps"),
    ]
    chosen = [text for limit, text in words if limit]
    if not chosen:
        return "until you stop it"
    return chosen[0] if len(chosen) == 1 else f"{' or '.join(chosen)}, whichever comes first"


def _many(thousands: float) -> str:
    """A number of images as a person says it."""
    return f"{thousands / 1000:,g} million" if thousands >= 1000 else f"{thousands:,g} thousand"


def longer(config: RunConfig) -> RunConfig:
    """The config with every limit of the run's length doubled."""
    limits = config.training
    doubled = {"seconds": 2 * limits.seconds, "kimg": 2 * limits.kimg, "steps": 2 * limits.steps}
    return dataclasses.replace(config, training=dataclasses.replace(limits, **doubled))
