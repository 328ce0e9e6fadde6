"""What an extractor saw of a data set, kept on disk, so that it is computed once."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gan_studio import paths
from gan_studio.core.metrics._moments import Moments

if TYPE_CHECKING:
    from gan_studio.core.evidence import PictureSet
    from gan_studio.core.features import FeatureNetwork

_VERSION = 1
_BLOCK = 4096


def seen_place(pictures: PictureSet, extractor: FeatureNetwork) -> Path:
    """Where it is kept: a file named by a digest of every picture, the extractor and its resize rule."""
    digest = hashlib.blake2b(digest_size=16)
    about = (_VERSION, pictures.count, pictures.kept_bytes, extractor.name, extractor.checksum)
    digest.update(repr((*about, extractor.resize)).encode())
    for start in range(0, pictures.count, _BLOCK):
        block = pictures.images(np.arange(start, min(start + _BLOCK, pictures.count)))
        digest.update(repr(block.shape).encode())
        digest.update(np.ascontiguousarray(block))
    return paths.cache() / "features" / f"{digest.hexdigest()}.npz"


def recall_seen(place: Path, pictures: PictureSet) -> bool:
    """Fill in what was kept; False where there is nothing, or it is damaged."""
    try:
        with np.load(place, allow_pickle=False) as kept:
            moments = Moments.restored(int(kept["count"]), kept["mean"], kept["covariance"])
            features = kept["features"]
            probabilities = kept.get("log_probabilities")
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return False
    pictures.moments, pictures.features = moments, features
    pictures.log_probabilities = probabilities
    return True


def keep_seen(place: Path, pictures: PictureSet) -> None:
    """Keep it; a disk without room costs only the time to compute it again."""
    arrays = {
        "count": np.array(pictures.moments.count),
        "mean": pictures.moments.mean,
        "covariance": pictures.moments.covariance,
        "features": pictures.features,
    }
    if pictures.log_probabilities is not None:
        arrays["log_probabilities"] = pictures.log_probabilities
    half_written = place.with_name(f".{place.stem}.{os.getpid()}.npz")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        np.savez(half_written, **arrays)
        half_written.replace(place)
    except OSError:
        half_written.unlink(missing_ok=True)
