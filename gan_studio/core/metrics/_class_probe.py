"""A classifier of the data's classes, fitted to the features of labelled training pictures."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import optimize, special

from gan_studio.core.data.threads import patiently
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Evidence, Metric, PictureSet
from gan_studio.core.metrics._moments import Moments
from gan_studio.core.metrics._trust import NOT_FINITE, are_finite
from gan_studio.core.scores import Measured

_MOST_ROWS = 10_000
_FEWEST_PER_CLASS = 10
_LEAST_ACCURACY = 0.6
_HELD_OUT = 0.2
"""Share of the labelled pictures that the classifier does not learn from, but is tested on."""

_DIRECTIONS = 256
"""Principal directions it sees; with all of them at unit variance, 20 looks at the data are enough."""

_DECAY = 0.01
_PATIENCE = {"maxiter": 50, "ftol": 1e-5}
_ROWS_AT_ONCE = 2048
_KEY = "class probe"


@dataclass(frozen=True, eq=False)
class ClassProbe:
    """Multinomial logistic regression on whitened features.

    Attributes:
        classes: names of the K classes.
        accuracy: share of held-out labelled pictures that it tells right.
        mean_accuracy: the mean of that share over classes, which does not flatter who always says the
            commonest class.
        prior: float64 [K], shares of the classes among the pictures it learned from.
        shares: float64 [K], shares of the classes in the data.
        mean, axes: float32 [D] and [D, P], to whitened features.
        weights, bias: float32 [P, K] and [K].
    """

    classes: tuple[str, ...]
    accuracy: float
    mean_accuracy: float
    prior: np.ndarray
    shares: np.ndarray
    mean: np.ndarray
    axes: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    def told(self, features: np.ndarray) -> Generator[Preparing, None, np.ndarray]:
        """probabilities(), with signs of life."""
        return patiently(lambda: self.probabilities(features), Preparing("Telling classes"))

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """Float64 [N, K], the probability of each class, for features [N, D]."""
        blocks = [
            (features[start : start + _ROWS_AT_ONCE] - self.mean) @ self.axes @ self.weights + self.bias
            for start in range(0, len(features), _ROWS_AT_ONCE)
        ]
        scores = np.concatenate(blocks).astype(np.float64)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)

    @property
    def is_trusted(self) -> bool:
        """Whether it is right often enough for what it says to mean anything."""
        return min(self.accuracy, self.mean_accuracy) >= _LEAST_ACCURACY

    @property
    def note(self) -> str:
        """How good it is, as a sentence that belongs beside every score."""
        share = f"{100 * self.accuracy:.0f} %"
        return f"Classes are told by a classifier that is right for {share} of held-out pictures."

    def distrust(self) -> Measured:
        """The result where it is not trusted."""
        return Measured(
            None,
            notes=(
                f"A classifier on these features is right for only {100 * self.mean_accuracy:.0f} % of the "
                "held-out pictures of a class, too few to tell classes by; choose another feature extractor.",
            ),
        )


class ClassMetric(Metric):
    """A metric that needs the classes of pictures."""

    needs: ClassVar[frozenset[str]] = frozenset({"features", "training", "labels"})

    def refusal(self, evidence: Evidence) -> str:
        """Why no classifier can be fitted, or ""."""
        training = evidence.training
        labels, names = _labels(training), class_names(training)
        counts = np.bincount(labels, minlength=len(names))
        if len(names) < 2:
            return "All training pictures are of one class; choose a data set with two or more."
        rarest = int(counts.argmin())
        if counts[rarest] < _FEWEST_PER_CLASS:
            return (
                f"Of class “{names[rarest]}” there are {counts[rarest]} pictures among {len(labels):,} of "
                f"{training.name}, too few to learn it from; at least {_FEWEST_PER_CLASS} are needed."
            )
        if not are_finite(training.features, evidence.fake.features):
            return NOT_FINITE
        return ""


def class_names(training: PictureSet) -> tuple[str, ...]:
    """The name of every class, its number where it has none."""
    count = max(len(training.classes), int(training.labels.max()) + 1)
    return training.classes + tuple(str(number) for number in range(len(training.classes), count))


def class_probe(evidence: Evidence) -> Generator[Preparing, None, ClassProbe]:
    """The classifier of the training pictures' classes; fitted once for all metrics."""
    if _KEY not in evidence.kept:
        evidence.kept[_KEY] = yield from _fitted(evidence.training)
    return evidence.kept[_KEY]


def _labels(training: PictureSet) -> np.ndarray:
    """Of the pictures that are learned from."""
    return training.labels[: min(len(training.features), _MOST_ROWS)]


def _fitted(training: PictureSet) -> Generator[Preparing, None, ClassProbe]:
    what = "Learning to tell classes"
    labels, names = _labels(training), class_names(training)
    features = training.features[: len(labels)]
    mean, axes = yield from patiently(lambda: _whitening(training.moments), Preparing(what))
    seen = yield from patiently(lambda: (features - mean) @ axes, Preparing(what))
    order = np.random.default_rng(0).permutation(len(seen))
    tested, learned = np.split(order, [round(_HELD_OUT * len(order))])
    weights, bias = yield from patiently(
        lambda: _regression(seen[learned], labels[learned], len(names)), Preparing(what)
    )
    right = (seen[tested] @ weights + bias).argmax(axis=1) == labels[tested]
    of_classes = [right[labels[tested] == number].mean() for number in np.unique(labels[tested])]
    return ClassProbe(
        classes=names,
        accuracy=float(right.mean()),
        mean_accuracy=float(np.mean(of_classes)),
        prior=_shares(labels[learned], len(names)),
        shares=_shares(training.labels, len(names)),
        mean=mean,
        axes=axes,
        weights=weights,
        bias=bias,
    )


def _shares(labels: np.ndarray, count: int) -> np.ndarray:
    return np.bincount(labels, minlength=count) / len(labels)


def _whitening(moments: Moments) -> tuple[np.ndarray, np.ndarray]:
    """Mean [D] and axes [D, P] to the first principal directions at unit variance."""
    variances, directions = np.linalg.eigh(moments.covariance)  # unlike SciPy's, it lets other threads run
    kept = variances[::-1][:_DIRECTIONS]
    kept = kept[kept > max(kept[0], 0) * 1e-6]
    axes = directions[:, ::-1][:, : len(kept)] / np.sqrt(kept)
    return moments.mean.astype(np.float32), axes.astype(np.float32)


def _regression(rows: np.ndarray, labels: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights [P, K] and bias [K] that make cross-entropy with weight decay small on rows [N, P]."""
    width = rows.shape[1]
    targets = np.eye(count, dtype=np.float32)[labels]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(width + 1, count).astype(np.float32)
        scores = rows @ weights[:-1] + weights[-1]
        logs = scores - special.logsumexp(scores, axis=1, keepdims=True)
        slope = (np.exp(logs) - targets) / len(rows)
        decayed = weights * _DECAY
        decayed[-1] = 0  # a bias does not decay
        slopes = np.concatenate([rows.T @ slope, slope.sum(axis=0, keepdims=True)]) + decayed
        value = -(logs * targets).sum(dtype=np.float64) / len(rows) + (decayed * weights).sum() / 2
        return float(value), slopes.ravel().astype(np.float64)

    start = np.zeros((width + 1) * count)
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options=_PATIENCE).x
    found = found.reshape(width + 1, count).astype(np.float32)
    return found[:-1], found[-1]
