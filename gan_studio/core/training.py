"""Training: one run in progress, from its first step to its last checkpoint."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from typing import Any

import torch

from gan_studio.core.archive import Archive
from gan_studio.core.cadence import Cadence, Progress, share_done
from gan_studio.core.checkpoint import frozen_copy, model_content
from gan_studio.core.commands import ChangeSetting, Command, CopyGenerator, SaveNow
from gan_studio.core.config import RunConfig, value_at
from gan_studio.core.data.image_set import ImageSet
from gan_studio.core.data.loader import Batches, held_out_batch
from gan_studio.core.device import device_random_state, memory_in_use_mib, set_device_random_state
from gan_studio.core.errors import InputError
from gan_studio.core.events import (
    Event,
    Finished,
    GeneratorCopied,
    SamplesReady,
    Saved,
    SettingChanged,
    StepDone,
    Warned,
)
from gan_studio.core.live_changes import changed_live
from gan_studio.core.live_scores import LiveScores
from gan_studio.core.record import RunRecord, disk_advice
from gan_studio.core.registry import OPTIMIZERS
from gan_studio.core.scalar_means import ScalarMeans, all_finite
from gan_studio.core.scorekeeper import Scorekeeper
from gan_studio.core.showcase import Showcase, save_grid

_OTHER_DATA = (
    "The data set was changed or copied since the last checkpoint; training goes on with it as it is now."
)


class Training:
    """A run between its start and its end.

    Args:
        config: what to train.
        images: what it learns from.
        record: the run's files.
        device, precision: where and in which type to compute.

    Attributes:
        config: what is trained now, live changes included.
        has_diverged: whether a loss or a weight stopped being a finite number.
    """

    def __init__(
        self,
        config: RunConfig,
        images: ImageSet,
        record: RunRecord,
        device: torch.device,
        precision: torch.dtype,
    ) -> None:
        self.config, self.images, self.record = config, images, record
        self.device, self.precision = device, precision
        self.has_diverged = self._has_told_trouble = False
        seed = config.training.seed
        torch.manual_seed(seed)
        if device.type == "cpu":
            torch.set_flush_denormal(True)  # tiny weights slow a processor down many times over
        self._random = torch.Generator(device).manual_seed(seed)
        self._trainer = config.task.trainer(
            config, images.train.shape[1:], len(images.classes), device, precision, self._random
        )
        self._batches = Batches(images.train, images.labels, seed, config.data.flip, device)
        self._showcase = Showcase(self._trainer, config, images, device)
        live = LiveScores(self._trainer, config, images, device)
        self._scorekeeper = Scorekeeper(live, self._showcase, record, self._now)
        self._archive = Archive(record.folder, config.saving.keep_last)
        self._means = ScalarMeans()
        self._seconds_before = 0.0
        self._since: float | None = None
        self._rates: dict[str, float] = {}
        self._reported = self._saved = Progress(0, 0, 0.0)

    def load_newest(self) -> Iterator[Event]:
        """Go on from the newest checkpoint that can be read, warning of any that cannot."""
        self._archive.clear_half_written()
        for path, content in self._archive.newest(self.device):
            if isinstance(content, str):
                yield Warned(0, content)
                continue
            try:
                self._restore(content)
            except (KeyError, ValueError, RuntimeError):
                raise InputError(
                    f"{path} does not fit the run's configuration; undo the changes to its networks, data "
                    "or optimizer, or start a new run."
                ) from None
            if content["training"]["data_key"] != self.images.key:
                yield Warned(self._trainer.step_count, _OTHER_DATA)
            return

    def prepare_scores(self) -> Iterator[Event]:
        """Do beforehand what live scores need; InputError if their extractor cannot be opened."""
        yield from self._scorekeeper.prepare()

    def begin(self) -> Progress:
        """Open the run's files where training begins, and start the clock."""
        start = Progress(self._trainer.step_count, self._trainer.images_seen, self._seconds_before)
        saving = self.config.saving
        self._sampling = Cadence(
            saving.samples_every_kimg, saving.samples_every_steps, saving.samples_every_seconds, start
        )
        self._saving = Cadence(
            saving.save_every_kimg, saving.save_every_steps, saving.save_every_seconds, start
        )
        self._scorekeeper.begin(self.config.scoring.every_kimg, start)
        self._reported = self._saved = start
        self.record.begin(self.config, start.step)
        self.record.add_event("started", **dataclasses.asdict(start))
        return start

    def first_events(self) -> list[Event]:
        """What the untrained or resumed networks draw; a new run is saved, so that it can be resumed."""
        events = self._draw_samples()
        step, last = self._trainer.step_count, self.config.training.kimg
        if step == 0:
            events += self._save()
        if last and (advice := self.config.task.shortfall(self.config, round(1000 * last))):
            events.append(Warned(step, advice))
        return events

    def is_over(self) -> bool:
        """Whether the run is at its limit or has diverged."""
        return self.has_diverged or self._share() == 1.0

    def advance(self, commands: list[Command]) -> list[Event]:
        """Obey commands, make one step, and do what is due after it."""
        self._since = time.perf_counter()
        events: list[Event] = []
        for command in commands:
            if isinstance(command, ChangeSetting):
                events += self._change(command.path, command.value)
        self._rates = self._trainer.set_rates(self.config.schedule.factor(self._share() or 0.0))
        self._means.add(self._trainer.step(self._batches.next))
        events += self._after_step(SaveNow() in commands)
        if CopyGenerator() in commands:
            events.append(self._copied())
        self._seconds_before, self._since = self._now().seconds, None
        return events

    def end(self) -> list[Event]:
        """Save and say how the run ended."""
        if not self._is_sound():
            message = (
                "A loss is no longer a finite number, so training stopped; the last good checkpoint is "
                "kept. Try lower learning rates, a gradient penalty, or float32 precision."
            )
            return [self.finished("diverged", message)]
        shortfall = self.config.task.shortfall(self.config, self._trainer.images_seen)
        message = f"Training is done. {shortfall}".rstrip()
        return [*self._draw_samples(), *self._save_unless_saved(), self.finished("done", message)]

    def finished(self, reason: str, message: str) -> Finished:
        """The last event, noted in the run's folder."""
        now = self._now()
        self.record.add_event("finished", reason=reason, message=message, **dataclasses.asdict(now))
        newest = self.record.folder.newest_checkpoint()
        return Finished(now.step, now.images_seen, now.seconds, reason, message, newest)

    def stop(self) -> None:
        """Save and note that the run was stopped on the way."""
        self._save_unless_saved()
        self.record.add_event("stopped", **dataclasses.asdict(self._now()))

    def _after_step(self, wants_saving: bool) -> list[Event]:
        now, events = self._now(), []
        scalars: dict[str, float] = {}
        if now.step % self.config.saving.log_every == 0:
            scalars = self._report(now)
            self.has_diverged = not all_finite(scalars)
        events.append(StepDone(now.step, now.images_seen, now.seconds, self._share(), scalars))
        if self.record.trouble and not self._has_told_trouble:
            self._has_told_trouble = True
            path = self.record.folder.scalars_path
            advice = disk_advice("The run's scalars and events", path, self.record.trouble)
            events.append(Warned(now.step, advice))
        if self._sampling.due(now) and self._is_sound():
            events += self._draw_samples()
        if self._scorekeeper.is_due() and self._is_sound():
            events += self._scorekeeper.score()
        if self._saving.due(now) or wants_saving:
            events += self._save()
        return events

    def _copied(self) -> GeneratorCopied:
        now, start = self._now(), time.perf_counter()
        counters = (now.step, now.images_seen)
        copy = frozen_copy(self._trainer.g_ema.module, self.config, self.images.classes, counters)
        return GeneratorCopied(*counters, copy, time.perf_counter() - start)

    def _is_sound(self) -> bool:
        """Whether every weight is still a finite number."""
        self.has_diverged = self.has_diverged or not self._trainer.is_finite()
        return not self.has_diverged

    def _now(self) -> Progress:
        running = 0.0 if self._since is None else time.perf_counter() - self._since
        return Progress(self._trainer.step_count, self._trainer.images_seen, self._seconds_before + running)

    def _share(self) -> float | None:
        limits = self.config.training
        return share_done(self._now(), limits.steps, limits.kimg, limits.seconds)

    def _change(self, path: str, value: Any) -> list[Event]:
        step = self._trainer.step_count
        try:
            changed = changed_live(self.config, path, value)
        except InputError as error:
            return [Warned(step, str(error))]
        old, new = value_at(self.config, path), value_at(changed, path)
        self.config = self._trainer.config = changed
        self.record.add_event("setting_changed", step=step, path=path, old=old, new=new)
        try:
            self.record.write_config(changed)
        except OSError as error:
            advice = disk_advice("The change", self.record.folder.config_path, error)
            return [SettingChanged(step, path, old, new), Warned(step, advice)]
        return [SettingChanged(step, path, old, new)]

    def _report(self, now: Progress) -> dict[str, float]:
        scalars = self._means.take() | self._rates
        if len(self.images.held_out):
            name = f"{self.config.objective.gap_name}/held_out"
            batch = held_out_batch(self.images, self.config.training.batch_size, now.step, self.device)
            scalars[name] = float(self._trainer.gap(batch, now.step))
        elapsed = now.seconds - self._reported.seconds
        if elapsed > 0:
            scalars["speed/images_per_second"] = (now.images_seen - self._reported.images_seen) / elapsed
        scalars["memory/mib"] = memory_in_use_mib(self.device)
        self._reported = now
        self.record.add_scalars(now.step, now.images_seen, now.seconds, scalars)
        return scalars

    def _draw_samples(self) -> list[Event]:
        now = self._now()
        images, columns = self._showcase.grid(), self._showcase.columns
        path = self.record.folder.sample_path(now.images_seen)
        try:
            save_grid(path, images, columns)
        except OSError as error:
            return [Warned(now.step, disk_advice("The samples", path, error))]
        return [SamplesReady(now.step, now.images_seen, images, columns, path)]

    def _save_unless_saved(self) -> list[Event]:
        return [] if self._saved.step == self._trainer.step_count > 0 else self._save()

    def _save(self) -> list[Event]:
        if not self._is_sound():
            return []
        if not self._showcase.draws_numbers():
            self.has_diverged = True
            return []
        events, score_name, score = self._scorekeeper.for_saving()
        now, trainer = self._now(), self._trainer
        model = model_content(
            self.config, self.images.classes, trainer.g_ema.module, [now.step, now.images_seen]
        )
        path = self.record.folder.checkpoint_path(now.images_seen)
        try:
            self._archive.save(now.images_seen, model, self._training_state(now), (score_name, score))
        except OSError as error:
            return [*events, Warned(now.step, disk_advice("The checkpoint", path, error))]
        self._saved = now
        self.record.add_event(
            "saved", file=path.name, score=score, score_name=score_name, **dataclasses.asdict(now)
        )
        return [*events, Saved(now.step, now.images_seen, path, score, score_name)]

    def _training_state(self, now: Progress) -> dict[str, Any]:
        return {
            "trainer": self._trainer.state(),
            "seconds": now.seconds,
            "position": self._batches.position,
            "random": self._random.get_state(),
            "global_random": torch.get_rng_state(),
            "device_random": device_random_state(self.device),
            "data_key": self.images.key,
        }

    def _restore(self, content: dict[str, Any]) -> None:
        state = content["training"]
        optimizer = OPTIMIZERS.entry_of(self.config.optimizer).name
        if content["config"]["optimizer"]["name"] != optimizer:
            raise ValueError(f"{optimizer} cannot go on with what another optimizer remembers.")
        self._trainer.load_state(state["trainer"], content["g_ema"])
        self._seconds_before = state["seconds"]
        self._batches.position = state["position"]
        self._random.set_state(state["random"].cpu())
        torch.set_rng_state(state["global_random"].cpu())
        set_device_random_state(self.device, state.get("device_random"))
        self._archive.best_score = state["best_score"]
