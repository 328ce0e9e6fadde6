"""What a run shows of itself: the grid of fixed latents, and a score that needs no trained network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from gan_studio.core.adversarial import AdversarialTrainer
from gan_studio.core.config import RunConfig
from gan_studio.core.data.image_set import ImageSet
from gan_studio.core.metrics.pixel_frechet import PixelFrechet
from gan_studio.core.pictures import as_grid, as_pixels

PIXEL_SCORE = "pixel Fréchet distance"
_MOST_CLASS_COLUMNS = 16
_SCORED_IMAGES = 512


@dataclass(frozen=True)
class _Fixed:
    """Latents and labels that stay the same all run long."""

    z: Tensor
    labels: Tensor | None


class Showcase:
    """Draws with the averaged generator, always from the same latents; uses no state of the run.

    Args:
        trainer: whose averaged generator draws.
        config: how large the grid is, and the seed of the latents.
        images: held-out images to score against; training images where nothing is held out.
        device: where the networks are.
    """

    def __init__(
        self, trainer: AdversarialTrainer, config: RunConfig, images: ImageSet, device: torch.device
    ) -> None:
        self._trainer = trainer
        random = np.random.default_rng((config.training.seed, 2))
        classes = trainer.generator.num_classes
        self.columns = classes if 1 < classes <= _MOST_CLASS_COLUMNS else config.saving.grid_side
        self._grid = self._draw_fixed(random, self.columns * config.saving.grid_side, device)
        self._scored = self._draw_fixed(random, _SCORED_IMAGES, device)
        real = images.held_out if len(images.held_out) else images.train
        compared = real[random.permutation(len(real))[: 2 * _SCORED_IMAGES]]
        self._metric = PixelFrechet(compared / 255) if len(compared) > 1 else None

    def grid(self) -> np.ndarray:
        """The grid's images, uint8 [N, H, W, C]; one column per class where there are few classes."""
        return as_pixels(self._images(self._grid))

    def draws_numbers(self) -> bool:
        """Whether its pictures hold nothing but numbers."""
        return not np.isnan(self._images(self._grid)).any()

    def score(self) -> float | None:
        """Pixel Fréchet distance of its pictures to held-out images; None with too few to compare."""
        if self._metric is None:
            return None
        return self._metric.distance(as_pixels(self._images(self._scored)).transpose(0, 3, 1, 2) / 255)

    def _draw_fixed(self, random: np.random.Generator, count: int, device: torch.device) -> _Fixed:
        generator = self._trainer.generator
        z = random.standard_normal((count, generator.z_dim), dtype=np.float32)
        labels = None
        if generator.num_classes:
            labels = torch.arange(count, device=device) % generator.num_classes
        return _Fixed(torch.from_numpy(z).to(device), labels)

    def _images(self, fixed: _Fixed) -> np.ndarray:
        return self._trainer.samples(fixed.z, fixed.labels).cpu().numpy()


def save_grid(path: Path, images: np.ndarray, columns: int) -> None:
    """Write images uint8 [N, H, W, C] as one PNG.

    Raises:
        OSError: if it cannot be written.
    """
    grid = as_grid(images, columns)
    Image.fromarray(grid[:, :, 0] if grid.shape[2] == 1 else grid).save(path)
