"""Opening the discriminator that a run's checkpoint keeps beside its generator."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.modules.batchnorm import _BatchNorm

from gan_studio.core.checkpoint import load_checkpoint, unfilled_networks
from gan_studio.core.config import RunConfig, from_dict
from gan_studio.core.contracts import Discriminator, SampleShape
from gan_studio.core.errors import InputError
from gan_studio.core.memories import Memories
from gan_studio.core.run_folder import RunFolder


@dataclass(frozen=True, eq=False)
class TrainedDiscriminator:
    """A frozen discriminator and what is known of its training.

    Attributes:
        module: takes images [N, C, H, W] in [-1, 1] and, where there are classes, labels [N].
        config: of the run.
        classes: names of the classes, empty if there are none.
        sample_shape: (C, H, W) of the images.
        num_classes: K, or 0 if it takes no label.
        images_seen: how far it was trained.
        path: the checkpoint that keeps it.
        memories: what the run's augmentations remembered.
    """

    module: Discriminator
    config: RunConfig
    classes: tuple[str, ...]
    sample_shape: SampleShape
    num_classes: int
    images_seen: int
    path: Path
    memories: Memories

    @property
    def device(self) -> torch.device:
        """Where it computes."""
        return next(self.module.parameters()).device

    def batches(self, count: int) -> list[np.ndarray]:
        """Rows of `count` images in batches as in training, with no small rest where that matters."""
        size = max(2, self.config.training.batch_size)
        return np.array_split(np.arange(count), max(1, count // size))

    @torch.no_grad()
    def scores(self, images: np.ndarray, labels: np.ndarray | None, random: torch.Generator) -> np.ndarray:
        """Scores float32 [N] of one batch, seen as in training: augmented, with the batch's statistics.

        Args:
            images: uint8 [N, C, H, W].
            labels: int64 [N], or None for a network that takes none.
            random: of the augmentations, on the network's device.
        """
        seen = torch.from_numpy(images).to(self.device, torch.float32).div_(127.5).sub_(1)
        for augmentation in self.config.augmentations:
            seen = augmentation(seen, self.images_seen, random, self.memories.of(augmentation))
        given = torch.from_numpy(labels).to(self.device) if self.num_classes else None
        scores: Tensor = self.module(seen.contiguous(memory_format=torch.channels_last), given)
        return scores.float().cpu().numpy()


def load_discriminator(path: Path, device: torch.device | str = "cpu") -> TrainedDiscriminator:
    """The discriminator of a checkpoint; of a run's best one, which keeps none, that of the nearest in time.

    Raises:
        InputError: as load_checkpoint, if no discriminator is kept, or if the weights do not fit the
            checkpoint's own config.
    """
    content = load_checkpoint(path, device)
    if "training" not in content:
        path = _companion(path, content)
        content = load_checkpoint(path, device)
    try:
        config = from_dict(content["config"], origin=str(path))
        shape, num_classes = tuple(content["sample_shape"]), content["num_classes"]
        module = unfilled_networks(config, shape, num_classes).discriminator
        kept = content["training"]["trainer"]
        module.load_state_dict(kept["discriminator"], assign=True)
        memories = Memories.of_augmentations(config, shape, device)
        memories.load_state(kept.get("memories", {}))  # older runs had none to keep
        _, images_seen = content["progress"]
        classes = tuple(content["classes"])
    except (LookupError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{path} does not hold the discriminator it names; use another checkpoint."
        ) from None
    module = module.to(device, memory_format=torch.channels_last).requires_grad_(False).eval()
    for layer in module.modules():
        if isinstance(layer, _BatchNorm):
            layer.train()  # running statistics are of real and fake batches in turn, and so fit neither
    return TrainedDiscriminator(module, config, classes, shape, num_classes, images_seen, path, memories)


def _companion(path: Path, content: dict[str, Any]) -> Path:
    """The checkpoint of the same run that is nearest in time and keeps a discriminator."""
    folder = RunFolder(path.parent.parent)
    numbered = folder.numbered_checkpoints() if path.parent == folder.checkpoints else []
    if not numbered or "progress" not in content:
        raise InputError(
            f"{path} keeps the generator alone; choose a numbered checkpoint of a run, "
            "such as checkpoints/000200000.pt, which keeps the discriminator too."
        )
    _, images_seen = content["progress"]
    return min(numbered, key=lambda other: abs(int(other.stem) - images_seen))
