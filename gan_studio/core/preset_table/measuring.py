"""Training presets one after another for given seconds, and scoring what they reached."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from gan_studio.core.config import Preset, RunConfig
from gan_studio.core.device import usable_cores
from gan_studio.core.evaluate import Scored, evaluate
from gan_studio.core.evaluation_plan import Plan, Subject
from gan_studio.core.events import Event, Finished, Preparing, Started
from gan_studio.core.preset_table.rows import Row, read_rows, row_of, write_rows
from gan_studio.core.run import run
from gan_studio.core.run_folder import RunFolder

_ROWS = "rows.json"
_FRECHET, _KID, _COVERED = "fid", "kid", "modes_covered"


@dataclass(frozen=True)
class Measurement:
    """What is to be measured.

    Attributes:
        presets: in this order.
        limits: seconds of training after which each is scored, rising.
        count: pictures drawn for the scores.
        folder: where the runs are kept, and the rows.
        device: what to train and score on.
    """

    presets: tuple[Preset, ...]
    limits: tuple[float, ...]
    count: int
    folder: Path
    device: str = "auto"

    @property
    def rows_path(self) -> Path:
        """Where rows are kept."""
        return self.folder / _ROWS


def measure_presets(wanted: Measurement) -> Iterator[Event | Row]:
    """Events of the runs, and each Row as soon as it is there and kept.

    A preset is trained once: to the first limit, then on to the next; but anew for each limit where the
    learning rates fall towards the end. What an earlier call has kept is not done again; a run that was
    ended on its way goes on. Closing the generator saves the run.
    """
    rows = read_rows(wanted.rows_path)
    for preset in wanted.presets:
        for limit in wanted.limits:
            row = row_of(rows, preset.name, limit, wanted.count)
            if row is None:
                row = yield from _measured(wanted, preset, limit)
                rows.append(row)
                write_rows(wanted.rows_path, rows)
            yield row


def _measured(wanted: Measurement, preset: Preset, limit: float) -> Generator[Event, None, Row]:
    config = limited(preset.config(), limit, wanted.device)
    folder = RunFolder(wanted.folder / run_name(preset.name, config))
    started, finished = yield from _trained(config, folder)
    scores = yield from _scores(wanted, folder, has_classes=bool(started.classes))
    covered = scores.get(_COVERED)
    return Row(
        preset=preset.name,
        label=preset.label,
        data=config.data.source,
        resolution=config.data.resolution,
        limit=limit,
        seconds=finished.seconds,
        kimg=finished.images_seen / 1000,
        images_per_second=finished.images_seen / max(finished.seconds, 1e-9),
        frechet=scores.get(_FRECHET),
        kid=scores.get(_KID),
        covered=None if covered is None else round(covered),
        classes=len(started.classes),
        count=wanted.count,
        device=_where(started.device),
        reason=finished.reason,
    )


def limited(config: RunConfig, seconds: float, device: str) -> RunConfig:
    """The config with that time as its only limit."""
    limits = dataclasses.replace(config.training, steps=0, kimg=0.0, seconds=seconds, device=device)
    return dataclasses.replace(config, training=limits)


def _where(device: str) -> str:
    """The device, and how much of it where that makes a difference."""
    if device != "cpu":
        return device
    cores = usable_cores()
    return f"cpu, {cores} core{'s' if cores > 1 else ''}"


def run_name(preset: str, config: RunConfig) -> str:
    """What the run is called: by its limit too, if a run to another limit cannot go on to this one."""
    has_falling_rates = config.schedule.factor(1.0) != config.schedule.factor(0.0)
    return f"{preset}-{config.training.seconds:g}s" if has_falling_rates else preset


def _trained(config: RunConfig, folder: RunFolder) -> Generator[Event, None, tuple[Started, Finished]]:
    """Train, or go on training, to the config's limit; how the run began and how it ended."""
    begun: list[Started] = []
    ended: list[Finished] = []
    events = run(config, folder.path, resume=folder.config_path.exists())
    try:
        for event in events:
            if isinstance(event, Started):
                begun.append(event)
            elif isinstance(event, Finished):
                ended.append(event)
            yield event
    finally:
        events.close()
    return begun[-1], ended[-1]


def _scores(
    wanted: Measurement, folder: RunFolder, has_classes: bool
) -> Generator[Preparing, None, dict[str, float | None]]:
    """Scores of the run's best checkpoint, else its newest, by metric."""
    metrics = (_FRECHET, _KID, _COVERED) if has_classes else (_FRECHET, _KID)
    plan = Plan(
        subjects=(Subject(str(folder.path)),),
        data="",
        metrics=metrics,
        count=wanted.count,
        device=wanted.device,
    )
    found: dict[str, float | None] = {}
    for news in evaluate(plan):
        if isinstance(news, Preparing):
            yield news
        elif isinstance(news, Scored):
            found[news.score.metric] = news.score.value
    return found
