"""What the process asks of the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

_COUNT = """
import resource, sys
import numpy as np
from gan_studio.process import keep_memory
if sys.argv[1] == "kept":
    keep_memory()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
np.ones(2**23)
before = faults()
for _ in range(20):
    np.ones(2**23)  # 64 MiB
print(faults() - before)
"""


def faults(way: str) -> int:
    told = subprocess.run([sys.executable, "-c", _COUNT, way], capture_output=True, text=True, check=True)
    return int(told.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="Only glibc gives every large block back.")
def test_large_blocks_are_used_again_and_not_cleared_anew(monkeypatch):
    monkeypatch.setenv("NUMPY_MADVISE_HUGEPAGE", "0")
    assert faults("kept") < faults("given back") / 10


@pytest.mark.skipif(sys.platform != "linux", reason="Only glibc gives every large block back.")
def test_a_persons_own_settings_stay(monkeypatch):
    monkeypatch.setenv("NUMPY_MADVISE_HUGEPAGE", "0")
    monkeypatch.setenv("MALLOC_MMAP_THRESHOLD_", "65536")
    assert faults("kept") > 20 * 2**26 / 4096 / 2
