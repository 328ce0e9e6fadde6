"""How much memory this process takes, without importing anything heavy."""

from __future__ import annotations

import psutil


def memory_in_use() -> int:
    """Bytes of memory this process holds now."""
    return psutil.Process().memory_info().rss


def memory_of_machine() -> int:
    """Bytes of memory the machine has."""
    return psutil.virtual_memory().total
