"""What the process asks of the system before it computes: how threads wait, and which memory it keeps."""

from __future__ import annotations

import ctypes
import os
import sys

_SPINS = "5000"
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1  # of mallopt, from malloc.h
_KEPT_BLOCK, _KEPT_BYTES = 2**30, 2**31 - 1


def prepare_process() -> None:
    """Everything of this file; to be called before torch is imported, and harmless when called again."""
    share_cores()
    keep_memory()


def share_cores() -> None:
    """Let OpenMP's threads wait for each other only briefly before they sleep.

    Threads that spin for long take the cores from the window and from other jobs; threads that sleep
    at once wake too late, which costs a small network a fifth of its speed. A person's own settings
    stay. OpenMP reads this once, so it must be called before torch is imported.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", _SPINS)


def keep_memory() -> None:
    """Let memory that one training step frees serve the next, where the C library is glibc.

    Otherwise it gives every block above 32 MiB back to the system and has it cleared anew the next
    time, which took up to a third of a step of a style network on a processor. At most 2 GiB are kept
    unused. A person's own settings stay.
    """
    if sys.platform != "linux" or any(name.startswith("MALLOC_") for name in os.environ):
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):  # another C library, which has its own ways
        return
    mallopt(_MMAP_THRESHOLD, _KEPT_BLOCK)
    mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
