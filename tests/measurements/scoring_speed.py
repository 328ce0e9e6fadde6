"""Measures how long scoring takes: features of 10,000 pictures, and FID of 10,000 against 10,000.

    python tests/measurements/scoring_speed.py

The Fréchet distance is computed from 2,048 random features a picture, in a process of its own, whose
largest memory beyond the features' own is told.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

import numpy as np

from gan_studio import paths
from gan_studio.core.config import DataOptions
from gan_studio.core.data.prepare import prepare
from gan_studio.core.evidence import Evidence, PictureSet
from gan_studio.core.features import open_extractor
from gan_studio.core.metrics._moments import Moments
from gan_studio.core.metrics.fid import FrechetInceptionDistance
from gan_studio.core.subjects import picture_side

COUNT, WIDTH, BATCH = 10_000, 2048, 64


def ended(generator: object) -> object:
    """What a generator returns."""
    while True:
        try:
            next(generator)
        except StopIteration as end:
            return end.value


def set_of(rows: np.ndarray) -> PictureSet:
    """A side whose features come in batches, as they do from an extractor."""
    moments = Moments(rows.shape[1])
    for start in range(0, len(rows), BATCH):
        moments.add(rows[start : start + BATCH])
    return PictureSet("random", "", len(rows), lambda _: rows, moments=moments, features=rows)


def measure_distance() -> dict[str, float]:
    """Seconds and MiB that one distance takes."""
    random = np.random.default_rng(0)
    rows = [random.standard_normal((COUNT, WIDTH), dtype=np.float32) + shift for shift in (0, 0.1)]
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    evidence = Evidence(fake=set_of(rows[0]), real=set_of(rows[1]))
    value = ended(FrechetInceptionDistance().measure(evidence)).value
    seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "mib": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
        "value": value,
    }


def measure_features() -> float:
    """Seconds from 10,000 pictures to their features, without what is kept on disk."""
    images = ended(prepare(DataOptions("fashion-mnist", resolution=28), paths.cache()))
    side = picture_side(images, "held-out", most=COUNT)
    side.is_lasting = False
    extractor = open_extractor("embedded")
    began = time.perf_counter()
    for _ in side.see(extractor):
        pass
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    if sys.argv[1:] == ["distance"]:
        print(json.dumps(measure_distance()))
        return
    print(f"10,000 pictures to embedded features: {measure_features():.1f} s")
    done = subprocess.run([sys.executable, __file__, "distance"], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    print(
        f"Fréchet distance of 10,000 and 10,000 with 2,048 features: {found['seconds']:.1f} s, "
        f"{found['mib']:.0f} MiB beyond the features"
    )


if __name__ == "__main__":
    main()
