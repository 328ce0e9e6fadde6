"""How many cores a thread computes on."""

from __future__ import annotations

import ctypes
import functools
from pathlib import Path

import torch

_OPENMP_NAMES = ("libgomp*", "libiomp5*", "libomp*")


def compute_on(cores: int) -> None:
    """Let the calling thread, and no other, compute on so many cores from now on.

    Does nothing where torch brings no OpenMP library of its own: the thread then shares all cores.
    """
    # torch.set_num_threads would do, but it also decides for every thread that first computes later,
    # a training one too. OpenMP's own call is about this thread only.
    openmp = _openmp()
    if openmp is not None:
        torch.get_num_threads()  # a thread's first use of torch sets the number; later ones do not
        openmp.omp_set_num_threads(cores)


@functools.cache
def _openmp() -> ctypes.CDLL | None:
    """The OpenMP library that torch has loaded."""
    folder = Path(torch.__file__).parent / "lib"
    for path in (path for name in _OPENMP_NAMES for path in sorted(folder.glob(name))):
        try:
            library = ctypes.CDLL(str(path))
        except OSError:
            continue
        if hasattr(library, "omp_set_num_threads"):
            return library
    return None
