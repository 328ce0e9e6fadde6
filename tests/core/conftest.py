"""What tests of the science share: a disk that need not survive a power cut."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for the disk; a run flushes a dozen files, and a test makes many runs."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
