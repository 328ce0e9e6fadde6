"""The one training that a window may have going."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from gan_studio.core.commands import ChangeSetting, Commands, CopyGenerator, SaveNow
from gan_studio.core.errors import InputError
from gan_studio.core.events import Event, Saved, Started, StepDone, Warned
from gan_studio.session.feed import Feed
from gan_studio.session.worker import Worker

Run = Callable[..., Iterator[Event]]


class TrainingSession(QObject):
    """Starts, pauses and stops a run in a thread, and hands its events to the window in batches.

    `state` is one of "idle", "preparing" (until the first step), "running", "paused", "stopping".

    Signals:
        events_ready: list of Events in the order they were made, at most every 33 ms.
        state_changed: the new state.
        failed: the Failure of a run that raised; the state is "idle" again by then.
    """

    events_ready = Signal(object)
    state_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None, *, run: Run | None = None) -> None:
        """Make an idle session.

        Args:
            run: has the signature of core.run.run, which is the default, imported on the worker's
                thread; tests give scripted generators.
        """
        super().__init__(parent)
        self.state = "idle"
        self.run_folder: Path | None = None
        self.config: Any = None
        self._run = run or _run_of_core
        self._commands = Commands()
        self._feed = Feed(self)
        self._feed.arrived.connect(self._hand_on)
        self._feed.ended.connect(self._end)

    @property
    def is_busy(self) -> bool:
        """Whether a run goes on, even if paused or stopping."""
        return self.state != "idle"

    def start(self, config: Any, folder: Path | None = None, resume: bool = False) -> None:
        """Train; `run_folder` and `config` say what, until the next start.

        Args:
            config: the RunConfig.
            folder: the run's folder; a new one, named after the preset or the networks, if None.
            resume: whether to go on from the folder's newest checkpoint.

        Raises:
            InputError: if a run goes on already.
        """
        if self.is_busy:
            raise InputError("One run trains at a time; stop the running one, then start this one.")
        folder = folder or _new_folder(config)
        self.config, self.run_folder = config, folder
        self._commands = commands = Commands()
        self._feed.start(lambda: self._run(config, folder, resume=resume, commands=commands))
        self._set_state("preparing")

    def pause(self) -> None:
        """Rest between two steps until go_on()."""
        if self.state == "running":
            self._feed.worker.pause()
            self._set_state("paused")

    def go_on(self) -> None:
        """End a pause."""
        if self.state == "paused":
            self._feed.worker.go_on()
            self._set_state("running")

    def stop(self) -> None:
        """End the run, which saves; the state is "idle" once it has."""
        if self.is_busy and self.state != "stopping":
            self._feed.worker.stop()
            self._set_state("stopping")

    def save_now(self) -> None:
        """Save a checkpoint after the next step; a paused run makes that one step and rests again."""
        self._commands.put(SaveNow())
        if self.state == "paused":
            self._feed.worker.go_on(hold_after=_save_was_tried())

    def change(self, path: str, value: Any) -> None:
        """Give a live setting another value before the next step; a SettingChanged event confirms it."""
        self._commands.put(ChangeSetting(path, value))

    def copy_generator(self) -> None:
        """Ask for a frozen copy of the averaged generator, which a GeneratorCopied brings after a step."""
        self._commands.put(CopyGenerator())

    def wait(self, milliseconds: int) -> bool:
        """Block until the run has ended and its signals were emitted; False if it takes longer."""
        return self._feed.wait(milliseconds)

    def _hand_on(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Started):
                self.config, self.run_folder = event.config, event.run
                if self.state == "preparing":
                    self._set_state("running")
        self.events_ready.emit(events)

    def _end(self, worker: Worker) -> None:
        self._set_state("idle")
        if worker.failure is not None:
            self.failed.emit(worker.failure)

    def _set_state(self, state: str) -> None:
        self.state = state
        self.state_changed.emit(state)


def _save_was_tried() -> Callable[[object], bool]:
    """Tells the event that ends a try to save: of the next step, as one before may have news left."""
    has_stepped = False

    def is_end(event: object) -> bool:
        nonlocal has_stepped
        has_stepped = has_stepped or isinstance(event, StepDone)
        return has_stepped and isinstance(event, Saved | Warned)

    return is_end


def _run_of_core(*arguments: Any, resume: bool, commands: Commands) -> Iterator[Event]:
    from gan_studio.core.run import run

    yield from run(*arguments, resume=resume, commands=commands)


def _new_folder(config: Any) -> Path:
    from gan_studio.core.registry import ARCHITECTURES
    from gan_studio.core.run_folder import new_run_folder

    return new_run_folder(config.preset or ARCHITECTURES.entry_of(config.architecture).name)
