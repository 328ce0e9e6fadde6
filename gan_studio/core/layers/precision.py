"""Parts of a network that never compute in lower precision."""

from __future__ import annotations

import contextlib

import torch
from torch import Tensor


def full_precision(like: Tensor) -> contextlib.AbstractContextManager[object]:
    """Within the block, operations compute in the type of their inputs, whatever the run's precision.

    Args:
        like: a tensor on the device in question; on the meta device nothing is computed at all.
    """
    if like.is_meta:
        return contextlib.nullcontext()
    return torch.autocast(like.device.type, enabled=False)
