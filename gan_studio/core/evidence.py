"""What metrics look at: sets of pictures seen through a feature extractor, and the model itself."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field

import numpy as np
import torch

from gan_studio.core.checkpoint import TrainedGenerator
from gan_studio.core.events import Preparing
from gan_studio.core.features import FeatureNetwork
from gan_studio.core.metrics._moments import Moments
from gan_studio.core.scores import Measured
from gan_studio.core.seen import Sights, keep_seen, recall_seen, seen_place

KEPT_ROWS = 10_000
"""Pictures of a set whose features stay in memory; means and covariances see every picture."""


@dataclass(eq=False)
class PictureSet:
    """One side of a comparison; its features are there once see() has been pulled to its end.

    Attributes:
        name: for a person.
        split: "held-out", "training" or "all"; "" for generated pictures.
        count: how many pictures N.
        images: uint8 [n, C, H, W] of rows [n] of the set; the same rows give the same pictures.
        labels: int64 [N], or None without classes; of generated pictures, the classes asked for.
        classes: names of the classes.
        moments: mean and covariance of all features, or None until seen.
        features: float32 [n, D] of the first rows, or None until seen.
        log_probabilities: float32 [N, K] of the extractor's own classifier, or None.
        kept_bytes: how large the kept features may be where they are more than KEPT_ROWS.
        is_lasting: whether the pictures stay what they are, so that what was seen is worth keeping on
            disk under a digest of all of them.
    """

    name: str
    split: str
    count: int
    images: Callable[[np.ndarray], np.ndarray]
    labels: np.ndarray | None = None
    classes: tuple[str, ...] = ()
    moments: Moments | None = None
    features: np.ndarray | None = None
    log_probabilities: np.ndarray | None = None
    kept_bytes: int = 0
    is_lasting: bool = False

    def see(self, extractor: FeatureNetwork) -> Iterator[Preparing]:
        """Compute the features of every picture, unless that was done before."""
        if self.moments is not None:
            return
        if not self.is_lasting:
            self._take((yield from self._looked_at(extractor)))
            return
        yield Preparing(f"Looking at {self.name}")
        place = seen_place(self.images, self.count, self.kept_bytes, extractor)
        seen = recall_seen(place)
        if seen is None:
            seen = yield from self._looked_at(extractor)
            keep_seen(place, seen)
        self._take(seen)

    def _looked_at(self, extractor: FeatureNetwork) -> Generator[Preparing, None, Sights]:
        moments, kept, log_probabilities = Moments(extractor.width), [], []
        rows_kept = max(KEPT_ROWS, self.kept_bytes // (4 * extractor.width))
        for start in range(0, self.count, extractor.batch):
            yield Preparing(f"Looking at {self.name}", start / self.count)
            rows = np.arange(start, min(start + extractor.batch, self.count))
            features, probabilities = extractor(torch.from_numpy(self.images(rows)))
            seen = features.float().cpu().numpy()
            moments.add(seen)
            if start < rows_kept:
                kept.append(seen[: rows_kept - start])
            if probabilities is not None:
                log_probabilities.append(probabilities.float().cpu().numpy())
        probabilities = np.concatenate(log_probabilities) if log_probabilities else None
        return Sights(moments, np.concatenate(kept), probabilities)

    def _take(self, seen: Sights) -> None:
        self.moments, self.features, self.log_probabilities = seen


@dataclass(eq=False)
class Evidence:
    """Everything that a metric may look at.

    Attributes:
        fake: the pictures that are judged, seen through the extractor.
        real: what they are compared with, seen likewise, or None.
        training: what the model may have memorised, seen likewise, or None where it is not known.
        held_out: real pictures that the model did not learn from, where the data set has any and they
            are not `real`; a metric sees them itself where it wants their features.
        extractor: what the pictures were seen through, or None.
        model: the generator that drew `fake`, or None for pictures from elsewhere.
        checkpoint: where the model is stored, or None.
        psi: truncation of `fake`.
        seed: decides every random choice of a metric.
    """

    fake: PictureSet
    real: PictureSet | None = None
    training: PictureSet | None = None
    held_out: PictureSet | None = None
    extractor: FeatureNetwork | None = None
    model: TrainedGenerator | None = None
    checkpoint: object = None
    psi: float = 1.0
    seed: int = 0
    kept: dict[str, object] = field(default_factory=dict)
    """What one metric computed and another can use, such as distances; by a name they agree on."""

    @property
    def unseen(self) -> PictureSet | None:
        """Real pictures that the model did not learn from, or None."""
        is_unseen = self.real is not None and self.real.split == "held-out"
        return self.real if is_unseen else self.held_out


Measuring = Generator[Preparing, None, Measured]


class Metric:
    """A registered metric: a frozen dataclass whose fields are its settings.

    Attributes:
        better: "lower", "higher", or "" where neither is better.
        aspect: "fidelity" or "variety" for a share that says one of these, else "".
        needs: what of the Evidence it uses, out of "features", "probabilities", "real", "labels"
            (of the real pictures), "training", "model" and "asked labels" (of the generated pictures).
        is_live: whether it can be computed while a run trains and choose its best checkpoint: it is
            cheap, lower is better, and it needs no more than features of generated and real pictures.
    """

    better: str = "lower"
    aspect: str = ""
    needs: frozenset[str] = frozenset({"features", "real"})
    is_live: bool = False

    def refusal(self, evidence: Evidence) -> str:
        """Why it cannot be computed from this evidence, as a sentence that says what to do, or ""."""
        return ""

    def measure(self, evidence: Evidence) -> Measuring:
        """Compute it; what is yielded tells how far it is."""
        raise TypeError(f"{type(self).__name__} does not measure.")
        yield
