"""Sharing the processor's cores with whatever else computes."""

from __future__ import annotations

import os

_SPINS = "5000"


def share_cores() -> None:
    """Let OpenMP's threads wait for each other only briefly before they sleep.

    Threads that spin for long take the cores from the window and from other jobs; threads that sleep
    at once wake too late, which costs a small network a fifth of its speed. A person's own settings
    stay. OpenMP reads this once, so it must be called before torch is imported.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", _SPINS)
