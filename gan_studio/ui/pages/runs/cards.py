"""What the cards of the Runs page show, read from the disk off the window's thread."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from gan_studio.core.events import Preparing
from gan_studio.core.report import card_lines
from gan_studio.core.run_folder import RunFolder, RunSummary, list_runs
from gan_studio.core.shipped import ShippedModel, shipped_models
from gan_studio.session.progress import duration_text

PICTURE_SIDE = 208
STATES = {
    "preparing": ("play", "Preparing"),
    "running": ("play", "Training"),
    "paused": ("pause", "Paused"),
    "stopping": ("save", "Saving"),
    "stopped": ("stop", "Stopped"),
    "done": ("check", "Done"),
    "diverged": ("warning", "Diverged"),
    "memory": ("warning", "Out of memory"),
    "failed": ("error", "Failed"),
    "ships": ("grid", "Ships with the studio"),
}
_SHORT = 24
_TOOLTIP_WIDTH = 90
BUSY = ("preparing", "running", "paused", "stopping")


@dataclass(frozen=True)
class RunCard:
    """A run, or a model that ships.

    Attributes:
        path: the run's folder, or the model's checkpoint.
        title: what a person calls it.
        state: one of STATES.
        preset, step, images_seen, seconds, score, score_name, changed: as in RunSummary.
        can_resume, can_explore: whether there is a configuration to go on with, and a checkpoint.
        summary: a sentence about a model that ships, or "".
        score_lines: scores of a model that ships and what they were computed from, in words.
        picture: what it draws, or None.
    """

    path: Path
    title: str
    state: str
    preset: str = ""
    step: int = 0
    images_seen: int = 0
    seconds: float = 0.0
    score: float | None = None
    score_name: str = ""
    changed: float = 0.0
    can_resume: bool = False
    can_explore: bool = True
    summary: str = ""
    score_lines: tuple[str, ...] = ()
    picture: QImage | None = None

    @property
    def is_shipped(self) -> bool:
        """Whether it ships with the studio and is not the person's own."""
        return self.state == "ships"

    @property
    def is_busy(self) -> bool:
        """Whether something still writes to it."""
        return self.state in BUSY

    @property
    def folder(self) -> Path:
        """The folder it lies in."""
        return self.path.parent if self.is_shipped else self.path

    def facts(self) -> list[str]:
        """The two lines below its state: how far it is, and how good and how old."""
        if self.is_shipped:
            return [self.summary, ""]
        far = f"{self.images_seen / 1000:,.1f} kimg · step {self.step:,}" if self.step else "No step yet"
        name = self.score_name.partition(" (")[0] if len(self.score_name) < _SHORT else "Score"
        score = "" if self.score is None else f"{name or 'Score'} {self.score:.4g} · "
        return [far, f"{score}{age_text(time.time() - self.changed)}"]

    def tooltip(self) -> str:
        """Everything that is known, a line each."""
        lines = [self.title, STATES[self.state][1]]
        if self.summary:
            lines.append(self.summary)
        if self.preset:
            lines.append(f"Preset: {self.preset}")
        if not self.is_shipped:
            lines.append(f"{self.images_seen:,} images seen in {self.step:,} steps")
            lines.append(f"Trained for {duration_text(self.seconds)}")
            lines.append(time.strftime("Last written %d %B %Y, %H:%M", time.localtime(self.changed)))
        if self.score is not None:
            lines.append(f"Best {self.score_name or 'score'} {self.score:.4g}, smaller is better")
        lines += [textwrap.fill(line, _TOOLTIP_WIDTH) for line in self.score_lines]
        return "\n".join(lines)


def age_text(seconds: float) -> str:
    """How long ago something was, as a person says it."""
    for limit, unit, word in ((60, 1, ""), (3600, 60, "min"), (86400, 3600, "h")):
        if seconds < limit:
            return f"{int(seconds / unit)} {word} ago" if word else "just now"
    days = int(seconds / 86400)
    return "yesterday" if days == 1 else f"{days} days ago"


class CardReader:
    """Reads every card; a picture that did not change is not decoded again.

    Only one generator of `cards` may run at a time.
    """

    def __init__(self) -> None:
        self.scale = 1.0
        self._pictures: dict[tuple[Path, float, float], QImage | None] = {}

    def cards(self) -> Generator[Preparing, None, list[RunCard]]:
        """The person's runs, the newest first, then what ships."""
        yield Preparing("Looking for runs")
        kept, self._pictures = self._pictures, {}
        cards = []
        for run in list_runs():
            cards.append(self._run_card(run, kept))
            yield Preparing("Reading pictures")
        for model in shipped_models():
            cards.append(self._shipped_card(model, kept))
            yield Preparing("Reading pictures")
        return cards

    def _run_card(self, run: RunSummary, kept: dict) -> RunCard:
        folder = RunFolder(run.path)
        return RunCard(
            path=run.path,
            title=run.name,
            state=run.state if run.state in STATES else "stopped",
            preset=run.preset,
            step=run.step,
            images_seen=run.images_seen,
            seconds=run.seconds,
            score=run.score,
            score_name=run.score_name,
            changed=run.changed,
            can_resume=run.can_resume,
            can_explore=(folder.best_checkpoint() or folder.newest_checkpoint()) is not None,
            picture=self._picture(run.preview, kept),
        )

    def _shipped_card(self, model: ShippedModel, kept: dict) -> RunCard:
        return RunCard(
            path=model.path,
            title=model.label,
            state="ships",
            preset=str(model.card.get("preset", "")),
            summary=model.summary,
            score_lines=tuple(card_lines(model.card)),
            picture=self._picture(model.preview, kept),
        )

    def _picture(self, path: Path | None, kept: dict) -> QImage | None:
        if path is None:
            return None
        try:
            key = (path, path.stat().st_mtime, self.scale)
        except OSError:
            return None
        self._pictures[key] = kept[key] if key in kept else picture_of(path, self.scale)
        return self._pictures[key]


def picture_of(path: Path, scale: float) -> QImage | None:
    """The upper left quarter of a grid, as large as a card shows it; None where it cannot be read."""
    reader = QImageReader(str(path))
    size = reader.size()
    side = min(size.width(), size.height())
    if side < 1:
        return None
    room = round(PICTURE_SIDE * scale)
    shown = side // 2 if side >= PICTURE_SIDE else side
    reader.setClipRect(QRect(0, 0, shown, shown))
    image = reader.read()
    if image.isNull():
        return None
    enlarged = room // shown
    if enlarged > 1:  # whole multiples keep small pictures crisp
        image = image.scaled(QSize(shown, shown) * enlarged)
    return image.scaled(room, room, mode=Qt.TransformationMode.SmoothTransformation)
