"""What an extractor saw of a data set, kept on disk, so that it is computed once."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from gan_studio import paths
from gan_studio.core.features import FeatureNetwork
from gan_studio.core.metrics._moments import Moments

_VERSION = 1
_BLOCK = 4096


class Sights(NamedTuple):
    """What was seen of N pictures.

    Attributes:
        moments: mean and covariance of all features.
        features: float32 [n, D] of the first pictures.
        log_probabilities: float32 [N, K] of the extractor's own classifier, or None.
    """

    moments: Moments
    features: np.ndarray
    log_probabilities: np.ndarray | None


def seen_place(
    images: Callable[[np.ndarray], np.ndarray], count: int, kept_bytes: int, extractor: FeatureNetwork
) -> Path:
    """Where it is kept: a file named by a digest of every picture, the extractor and its resize rule.

    Args:
        images: pictures uint8 [n, C, H, W] of rows [n].
        count: how many pictures N.
        kept_bytes: how large the kept features may be.
        extractor: what sees them.
    """
    digest = hashlib.blake2b(digest_size=16)
    about = (_VERSION, count, kept_bytes, extractor.name, extractor.checksum)
    digest.update(repr((*about, extractor.resize)).encode())
    for start in range(0, count, _BLOCK):
        block = images(np.arange(start, min(start + _BLOCK, count)))
        digest.update(repr(block.shape).encode())
        digest.update(np.ascontiguousarray(block))
    return paths.cache() / "features" / f"{digest.hexdigest()}.npz"


def recall_seen(place: Path) -> Sights | None:
    """What was kept; None where there is nothing, or it is damaged."""
    try:
        with np.load(place, allow_pickle=False) as kept:
            moments = Moments.restored(int(kept["count"]), kept["mean"], kept["covariance"])
            return Sights(moments, kept["features"], kept.get("log_probabilities"))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def keep_seen(place: Path, seen: Sights) -> None:
    """Keep it; a disk without room costs only the time to compute it again."""
    arrays = {
        "count": np.array(seen.moments.count),
        "mean": seen.moments.mean,
        "covariance": seen.moments.covariance,
        "features": seen.features,
    }
    if seen.log_probabilities is not None:
        arrays["log_probabilities"] = seen.log_probabilities
    half_written = place.with_name(f".{place.stem}.{os.getpid()}.npz")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        np.savez(half_written, **arrays)
        half_written.replace(place)
    except OSError:
        half_written.unlink(missing_ok=True)
