"""Measures whether the embedded Fréchet distance grows with what makes pictures worse.

    python tests/measurements/rank_agreement.py [--run RUN]

Training pictures of Fashion-MNIST are made worse by noise, by blur and by leaving out classes, each in
growing measure, and compared with the 10,000 test pictures. With a run's folder that kept many
checkpoints, the distance is computed for each of them. Spearman's rank correlation is printed.
"""

from __future__ import annotations

import argparse
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy import ndimage, stats

from gan_studio import paths
from gan_studio.core.checkpoint import load_generator
from gan_studio.core.config import DataOptions
from gan_studio.core.data.prepare import prepare
from gan_studio.core.evidence import Evidence, PictureSet
from gan_studio.core.features import FeatureNetwork, open_extractor
from gan_studio.core.metrics.fid import FrechetInceptionDistance
from gan_studio.core.run_folder import RunFolder
from gan_studio.core.subjects import generated, picture_side

COUNT = 5_000
LEVELS = {
    "noise": [0, 2, 4, 8, 12, 16, 24, 32, 48, 64],
    "blur": [0, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.3, 1.6, 2.0],
    "missing classes": list(range(10)),
}


def ended(generator: Generator[Any, None, Any]) -> Any:
    """What a generator returns."""
    while True:
        try:
            next(generator)
        except StopIteration as end:
            return end.value


def worse(kind: str, level: float, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """5,000 pictures uint8 [N, 1, 28, 28] that are worse by so much."""
    if kind == "noise":
        noise = np.random.default_rng(1).normal(0, level, images[:COUNT].shape)
        return np.clip(np.rint(images[:COUNT] + noise), 0, 255).astype(np.uint8)
    if kind == "blur":
        return ndimage.gaussian_filter(images[:COUNT], (0, 0, level, level)) if level else images[:COUNT]
    return images[labels >= level][:COUNT]


def distance(pictures: PictureSet, real: PictureSet, extractor: FeatureNetwork) -> float:
    """The embedded Fréchet distance."""
    for _ in pictures.see(extractor):
        pass
    return ended(FrechetInceptionDistance().measure(Evidence(fake=pictures, real=real))).value


def of_run(folder: Path) -> Iterator[tuple[int, PictureSet]]:
    """Images seen and pictures of every checkpoint of a run."""
    for path in RunFolder(folder).numbered_checkpoints():
        model = load_generator(path)
        yield model.images_seen, generated(model, path.stem, COUNT, psi=1.0, seed=0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", type=Path)
    arguments = parser.parse_args()
    data = ended(prepare(DataOptions("fashion-mnist", resolution=28), paths.cache()))
    extractor = open_extractor("embedded")
    real = picture_side(data, "held-out")
    for _ in real.see(extractor):
        pass
    order = np.random.default_rng(0).permutation(len(data.train))[: 2 * COUNT]
    images, labels = data.train[order], data.labels[order]
    for kind, levels in LEVELS.items():
        found = []
        for level in levels:
            pixels = worse(kind, level, images, labels)
            side = PictureSet(kind, "", len(pixels), lambda rows, pixels=pixels: pixels[rows])
            found.append(distance(side, real, extractor))
        tell(kind, levels, found)
    if arguments.run:
        seen, found = [], []
        for images_seen, side in of_run(arguments.run):
            seen.append(-images_seen)
            found.append(distance(side, real, extractor))
        tell("training time", seen, found)


def tell(kind: str, levels: list[float], found: list[float]) -> None:
    """Print a rank correlation and what it was computed from."""
    agreement = stats.spearmanr(levels, found).statistic
    print(f"{kind}: Spearman {agreement:.3f}; " + ", ".join(f"{value:.3g}" for value in found))


if __name__ == "__main__":
    main()
