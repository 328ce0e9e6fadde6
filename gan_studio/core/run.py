"""run(config): a training as a plain generator of events."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from gan_studio import paths
from gan_studio.core.commands import Commands
from gan_studio.core.config import DataFacts, RunConfig, problems
from gan_studio.core.data.prepare import ImageSet, prepare
from gan_studio.core.device import chosen_device, chosen_precision, precision_name
from gan_studio.core.errors import InputError
from gan_studio.core.events import Event, Preparing, Started
from gan_studio.core.memory_needed import advice_when_short, memory_free, too_little_memory
from gan_studio.core.record import RunRecord, log_failure, remove_if_empty
from gan_studio.core.run_folder import RunFolder
from gan_studio.core.training import Training


def run(
    config: RunConfig, folder: Path, *, resume: bool = False, commands: Commands | None = None
) -> Iterator[Event]:
    """Train, one event after another.

    Not pulling the next event pauses the run; closing the generator saves and ends it.

    Args:
        config: what to train; with `resume`, usually the folder's own config.toml.
        folder: where the run lives; made if missing.
        resume: go on from the folder's newest readable checkpoint, or from the start if it has none.
        commands: read between steps.

    Raises:
        InputError: for a config or data set that cannot be trained, or a folder already in use.
    """
    called = time.perf_counter()
    _refuse(config, None)
    if not resume and RunFolder(folder).config_path.exists():
        raise InputError(f"{folder} already holds a run; resume it or choose another folder.")
    try:
        device = chosen_device(config.training.device)
        yield Preparing("Opening the data set")
        images = yield from prepare(config.data, paths.cache())
        facts = _facts(images)
        _refuse(config, facts)
        yield Preparing("Building the networks")
        _refuse_too_large(config, facts, device)
    except BaseException:
        remove_if_empty(RunFolder(folder))
        raise
    record = RunRecord(folder)
    try:
        training = _built(config, images, record, device)
        if resume:
            yield from training.load_newest()
        with _short_of_memory_told(config, images):
            yield from training.prepare_scores()
        yield from _train(training, called, commands or Commands())
    finally:
        record.close()


def _built(config: RunConfig, images: ImageSet, record: RunRecord, device: torch.device) -> Training:
    precision = chosen_precision(config.training.precision, device)
    with _short_of_memory_told(config, images):
        return Training(config, images, record, device, precision)


@contextmanager
def _short_of_memory_told(config: RunConfig, images: ImageSet) -> Iterator[None]:
    """Turns too little memory, before anything was trained, into an InputError with advice."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        advice = advice_when_short(config, _facts(images))
        raise InputError(f"There is too little memory for these networks. {advice}") from None


def _train(training: Training, called: float, commands: Commands) -> Iterator[Event]:
    now = training.begin()
    precision = precision_name(training.precision)
    yield Started(
        run=training.record.folder.path,
        config=training.config,
        device=str(training.device),
        precision=precision,
        classes=training.images.classes,
        step=now.step,
        images_seen=now.images_seen,
        seconds=now.seconds,
        startup_seconds=time.perf_counter() - called,
    )
    try:
        yield from training.first_events()
        while not training.is_over():
            yield from training.advance(commands.take_all())
    except GeneratorExit:
        training.stop()
        raise
    except Exception as error:
        if not is_out_of_memory(error):
            training.finished("failed", f"{type(error).__name__}: {error}")
            log_failure(training.record.folder.path, traceback.format_exc())
            raise
        advice = advice_when_short(training.config, _facts(training.images))
        message = f"There is too little memory; the last checkpoint is kept. {advice}"
        yield training.finished("memory", message)
        return
    yield from training.end()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error means that the device or the machine has too little memory."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    text = str(error).lower()
    return "out of memory" in text or "can't allocate memory" in text or "not enough memory" in text


def _refuse(config: RunConfig, facts: DataFacts | None) -> None:
    found = problems(config, facts)
    if found:
        raise InputError(found[0].why)


def _refuse_too_large(config: RunConfig, facts: DataFacts, device: torch.device) -> None:
    precision = chosen_precision(config.training.precision, device)
    reason = too_little_memory(config, facts, precision, memory_free(device))
    if reason:
        raise InputError(reason)


def _facts(images: ImageSet) -> DataFacts:
    return DataFacts(channels=images.train.shape[1], num_classes=len(images.classes), count=len(images.train))
