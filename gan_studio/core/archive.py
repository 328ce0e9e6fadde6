"""A run's checkpoints: the newest few and the best."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from gan_studio.core.checkpoint import HALF_WRITTEN, load_checkpoint, save_checkpoint
from gan_studio.core.errors import InputError
from gan_studio.core.run_folder import RunFolder

_TIE = 0.1
"""Scores that differ by less than this share are a tie, which the longer training wins: a few hundred
pictures tell no finer."""


class Archive:
    """Writes checkpoints into a run's folder and deletes those no longer wanted.

    Args:
        folder: the run.
        keep_last: how many of the newest stay.

    Attributes:
        best_score: the lowest score saved so far, or None.
    """

    def __init__(self, folder: RunFolder, keep_last: int) -> None:
        self._folder, self._keep_last = folder, keep_last
        self.best_score: float | None = None

    def save(
        self,
        images_seen: int,
        model: dict[str, Any],
        training: dict[str, Any],
        score: tuple[str, float | None],
    ) -> Path:
        """Write the newest checkpoint, and the best one unless an earlier score was clearly lower.

        Args:
            model: what drawing needs.
            training: what going on needs besides.
            score: what the score is called, and its value; lower is better, None is never best.

        Raises:
            OSError: if there is no room; every older checkpoint is still there then.
        """
        path = self._folder.checkpoint_path(images_seen)
        name, value = score
        lowest = value if self.best_score is None else self.best_score
        is_best = value is not None and value <= lowest + _TIE * abs(lowest)
        best_score = lowest if value is None else min(lowest, value)
        save_checkpoint(path, {**model, "training": {**training, "best_score": best_score}})
        for old in self._folder.numbered_checkpoints()[: -self._keep_last]:
            old.unlink(missing_ok=True)
        if is_best:
            save_checkpoint(self._folder.best_path, {**model, "score": value, "score_name": name})
        self.best_score = best_score
        return path

    def newest(self, device: torch.device) -> Iterator[tuple[Path, dict[str, Any] | str]]:
        """Every checkpoint that could be gone on from, newest first.

        In place of one that cannot be read comes a sentence; it is set aside, for otherwise it would
        stay the newest and, in time, push the readable ones out.
        """
        waiting = self._folder.numbered_checkpoints()
        while waiting:
            path = waiting.pop()
            try:
                found: dict[str, Any] | str = load_checkpoint(path, device)
            except InputError as error:
                aside = path.replace(path.with_name(f"{path.name}.unreadable"))
                start = "the one before it" if waiting else "the start"
                found = f"{error} It is kept as {aside.name}; training goes on from {start}."
            yield path, found

    def clear_half_written(self) -> None:
        """Delete what a killed process was writing."""
        for path in self._folder.checkpoints.glob(f".*{HALF_WRITTEN}"):
            path.unlink(missing_ok=True)
