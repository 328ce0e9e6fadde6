"""What the original authors' style networks draw, and the weights they draw it with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

FOLDER = Path(__file__).parent / "references"
STATE = "state/"


def reference_of(name: str) -> dict[str, Tensor]:
    """The tensors of a reference file."""
    with np.load(FOLDER / name) as arrays:
        return {key: torch.from_numpy(np.array(arrays[key])) for key in arrays.files}


def state_of(reference: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights in a reference, by the original's names."""
    return {key.removeprefix(STATE): held for key, held in reference.items() if key.startswith(STATE)}


def psi_below(psi: float, cutoff: int, num_ws: int) -> Tensor:
    """Truncation [2, L] of the layers below a cutoff alone."""
    return torch.where(torch.arange(num_ws) < cutoff, psi, 1.0).expand(2, -1)
