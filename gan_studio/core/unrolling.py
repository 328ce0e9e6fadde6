"""Unrolling: a discriminator that learns ahead for a moment and is then put back."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn


@contextmanager
def put_back(network: nn.Module, optimizer: torch.optim.Optimizer) -> Iterator[None]:
    """Lets a network learn within the block; afterwards it and its optimizer are, bit for bit, as before.

    Args:
        network: whose weights and buffers are put back; gradients are left as the block left them.
        optimizer: whose moments and counts are put back.
    """
    changing = [*network.parameters(), *network.buffers()]
    kept = [tensor.detach().clone() for tensor in changing]
    remembered = optimizer.state
    optimizer.state = copy.deepcopy(remembered, {id(held): held for held in remembered})
    try:
        yield
    finally:
        optimizer.state = remembered
        with torch.no_grad():
            for tensor, old in zip(changing, kept, strict=True):
                tensor.copy_(old)
