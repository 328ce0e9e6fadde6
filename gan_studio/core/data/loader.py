"""Batches: slices of the decoded images, in an order that follows from a seed and a position."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from gan_studio.core.data.image_set import ImageSet

_MIRRORING = 1  # sets the draws of mirroring apart from those of the order


class Batch(NamedTuple):
    """Images float32 [N, C, H, W] in [-1, 1] and labels int64 [N], or None without classes."""

    images: Tensor
    labels: Tensor | None


class Batches:
    """An endless, reproducible stream of batches.

    Each pass over the data has its own permutation, drawn from the seed and the pass's number, so
    the position alone says where a stopped run goes on.

    Args:
        images: uint8 [N, C, H, W], in memory or mapped.
        labels: int64 [N] or None.
        seed: decides order and mirroring.
        flip: whether each image is mirrored with probability one half.
        device: where batches are put.

    Attributes:
        position: images drawn so far.
    """

    def __init__(
        self, images: np.ndarray, labels: np.ndarray | None, seed: int, flip: bool, device: torch.device
    ) -> None:
        self._images, self._labels = images, labels
        self._seed, self._flip, self._device = seed, flip, device
        self._epoch, self._order = -1, np.empty(0, dtype=np.int64)
        self.position = 0

    def next(self, size: int) -> Batch:
        """The next `size` images; a batch may reach over the end of a pass."""
        rows = self._rows(size)
        images = torch.from_numpy(self._images[rows]).to(self._device)
        images = images.to(torch.float32).div_(127.5).sub_(1)
        if self._flip:
            images = torch.where(self._mirrored(size).view(-1, 1, 1, 1), images.flip(3), images)
        labels = None
        if self._labels is not None:
            labels = torch.from_numpy(self._labels[rows]).to(self._device)
        self.position += size
        return Batch(images.contiguous(memory_format=torch.channels_last), labels)

    def _rows(self, size: int) -> np.ndarray:
        rows, position = [], self.position
        while size > 0:
            epoch, offset = divmod(position, len(self._images))
            taken = self._permutation(epoch)[offset : offset + size]
            rows.append(taken)
            position, size = position + len(taken), size - len(taken)
        return np.concatenate(rows)

    def _permutation(self, epoch: int) -> np.ndarray:
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = np.random.default_rng((self._seed, epoch)).permutation(len(self._images))
        return self._order

    def _mirrored(self, size: int) -> Tensor:
        draws = np.random.default_rng((self._seed, self.position, _MIRRORING)).random(size)
        return torch.from_numpy(draws < 0.5).to(self._device)


def held_out_batch(images: ImageSet, size: int, seed: int, device: torch.device) -> Batch:
    """Up to `size` of the images that nothing is learned from, drawn by the seed."""
    held_out = Batches(images.held_out, images.held_out_labels, seed, False, device)
    # Batch norm over vectors needs more than one; a lone image is shown twice.
    return held_out.next(max(2, min(size, len(images.held_out))))
