"""Scoring the averaged generator while it trains, within a bounded share of the time."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import torch

from gan_studio.core.adversarial import AdversarialTrainer
from gan_studio.core.config import RunConfig
from gan_studio.core.data.image_set import ImageSet
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Evidence, Metric, PictureSet
from gan_studio.core.features import FeatureNetwork, open_extractor
from gan_studio.core.pictures import as_pixels
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Measured, Protocol, Score
from gan_studio.core.subjects import picture_side, seeded_latents

_MOST_REAL = 5_000
_FIRST_SEED = 1_000_000
"""Far from the seeds that people try first, so that no picture they look at was scored."""


class LiveScores:
    """Scores one run's averaged generator, always from the same latents; uses no state of the run.

    Args:
        trainer: whose averaged generator is scored.
        config: which metrics, how many pictures, and how much of the time.
        images: held-out images are compared with; training images where too few are held out.
        device: where the networks are.

    Attributes:
        share: how much of the time scoring has taken since begin(), 0 to 1.
    """

    def __init__(
        self, trainer: AdversarialTrainer, config: RunConfig, images: ImageSet, device: torch.device
    ) -> None:
        self._trainer, self._options, self._device = trainer, config.scoring, device
        self._metrics: tuple[Metric, ...] = config.live_metrics
        self._seed = (_FIRST_SEED + config.training.seed) % 2**31
        split = "held-out" if len(images.held_out) >= config.scoring.count else "training"
        self._real = picture_side(images, split, most=_MOST_REAL)
        self._extractor: FeatureNetwork | None = None
        self._spent = self._expected = 0.0
        self._start = 0.0
        self._newest: tuple[int, tuple[Score, ...]] = (-1, ())

    @property
    def is_on(self) -> bool:
        """Whether there is a metric, and something to compare with."""
        return bool(self._metrics) and self._real.count > 1

    @property
    def name(self) -> str:
        """What the score that chooses the best checkpoint is called, for a person."""
        return f"{METRICS.entry_of(self._metrics[0]).label} ({self._options.extractor})"

    def prepare(self) -> Iterator[Preparing]:
        """Look at the real pictures, and learn how long scoring takes; all before time is counted.

        Raises:
            InputError: if the extractor cannot be opened.
        """
        if not self.is_on:
            return
        yield Preparing("Opening the feature extractor")
        self._extractor = open_extractor(self._options.extractor, self._device)
        yield from self._real.see(self._extractor)
        batch = self._extractor.batch
        for _ in range(2):  # the first is slow, for memory must be found
            began = time.perf_counter()
            self._extractor(torch.from_numpy(self._pictures(np.arange(batch))))
            self._expected = (time.perf_counter() - began) * self._options.count / batch

    def begin(self, seconds: float) -> None:
        """Count the share of the time from here on.

        Args:
            seconds: training time so far.
        """
        self._start, self._spent = seconds, 0.0

    def share(self, seconds: float) -> float:
        """How much of the time since begin() scoring has taken; `seconds` is the training time so far."""
        return self._spent / max(seconds - self._start, 1e-9)

    def may_take(self, seconds: float) -> bool:
        """Whether another scoring now keeps to its share of the time."""
        if self._extractor is None:
            return False
        return self._spent + self._expected <= self._options.max_share * (seconds - self._start)

    def has_scored(self, step: int) -> bool:
        """Whether the generator was scored as it is at that step."""
        return self._newest[0] == step

    def scores(self, step: int) -> tuple[Score, ...]:
        """Score the generator as it is at that step."""
        began = time.perf_counter()
        self._newest = (step, tuple(self._scored()))
        self._expected = time.perf_counter() - began
        self._spent += self._expected
        return self._newest[1]

    def newest(self, step: int) -> float | None:
        """The score that chooses the best checkpoint, if it was computed at that step."""
        at, scores = self._newest
        return scores[0].value if at == step and scores else None

    def _scored(self) -> Iterator[Score]:
        options, extractor = self._options, self._extractor
        fake = PictureSet("pictures of the averaged generator", "", options.count, self._pictures)
        for _ in fake.see(extractor):
            pass
        evidence = Evidence(fake=fake, real=self._real, extractor=extractor, seed=self._seed)
        for metric in self._metrics:
            entry = METRICS.entry_of(metric)
            measured = _finished(metric, evidence)
            protocol = Protocol(
                data=self._real.name,
                split=self._real.split,
                n_real=self._real.count,
                n_fake=options.count,
                extractor=extractor.name,
                checksum=extractor.checksum,
                resize=extractor.resize,
                psi=1.0,
                seed=self._seed,
            )
            yield Score(entry.name, entry.label, metric.better, metric.aspect, measured, protocol)

    def _pictures(self, rows: np.ndarray) -> np.ndarray:
        """Pictures uint8 [N, C, H, W]; picture i is drawn from the seed + i, its class from i."""
        generator, labels = self._trainer.generator, None
        if generator.num_classes:
            labels = torch.from_numpy(rows % generator.num_classes).to(self._device)
        z = seeded_latents(rows + self._seed, generator.z_dim).to(self._device)
        return as_pixels(self._trainer.samples(z, labels).cpu().numpy()).transpose(0, 3, 1, 2)


def _finished(metric: Metric, evidence: Evidence) -> Measured:
    measuring = metric.measure(evidence)
    while True:
        try:
            next(measuring)
        except StopIteration as end:
            return end.value
