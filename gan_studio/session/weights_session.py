"""Published weights of an extractor: whether they are here, and fetching them for who agreed to it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.session.failure import Failure
from gan_studio.session.newest_task import NewestTask
from gan_studio.session.task import BackgroundTask


@dataclass(frozen=True)
class WeightsFacts:
    """What a person should know before they fetch a file of weights.

    Attributes:
        extractor: whose weights they are, as a person asks for it.
        published: the science's own record of them, or None where the weights ship.
        problem: why they cannot be had, as a sentence, or "".
        is_here: whether the extractor can be opened without a download.
    """

    extractor: str
    published: Any = None
    problem: str = ""
    is_here: bool = True

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        return paths.weights()

    @property
    def size(self) -> str:
        """How large the file is, such as "96 MB", or "" where that is not known."""
        return f"{self.published.megabytes} MB" if self.published and self.published.megabytes else ""


class WeightsSession(QObject):
    """Looks for weights and fetches them, each in a thread of its own; the newest question counts.

    Signals:
        looked: WeightsFacts of the extractor that was asked for last.
        fetching: Preparing, how far a download is.
        fetched: the file that was downloaded.
        failed: the Failure of a download.
        cancelled: a download was given up; nothing of it is left; no argument.
    """

    looked = Signal(object)
    fetching = Signal(object)
    fetched = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked = ""
        self._wanted: Any = None
        self._looking = NewestTask(self)
        self._looking.finished.connect(self.looked)
        self._looking.failed.connect(self._tell_problem)
        self._fetching = BackgroundTask(self._fetch, self)
        self._fetching.progressed.connect(self.fetching)
        self._fetching.finished.connect(self.fetched)
        self._fetching.failed.connect(self.failed)
        self._fetching.cancelled.connect(self.cancelled)

    @property
    def is_fetching(self) -> bool:
        """Whether a download goes on."""
        return self._fetching.is_running

    def look(self, extractor: str) -> None:
        """Find out whether an extractor's weights are here; `looked` tells."""
        self._asked = extractor
        self._looking.start(lambda: _look(extractor))

    def fetch(self, facts: WeightsFacts) -> None:
        """Download weights, for a person who agreed."""
        if not self.is_fetching:
            self._wanted = facts.published
            self._fetching.start()

    def cancel(self) -> None:
        """Give a download up."""
        self._fetching.cancel()

    def _fetch(self) -> Generator[Preparing, None, Path]:
        from gan_studio.core.weights import download

        return (yield from download(self._wanted))

    def _tell_problem(self, failure: Failure) -> None:
        self.looked.emit(WeightsFacts(self._asked, problem=failure.message, is_here=False))


def _look(extractor: str) -> Generator[Preparing, None, WeightsFacts]:
    yield Preparing("Looking for weights")
    return facts_of(extractor)


def facts_of(extractor: str) -> WeightsFacts:
    """Where an extractor's weights are; imports torch, and more for some of them."""
    from gan_studio.core.features import published_weights_of
    from gan_studio.core.weights import found_weights

    try:
        published = published_weights_of(extractor)
    except InputError as error:
        return WeightsFacts(extractor, problem=str(error), is_here=False)
    if published is None:
        return WeightsFacts(extractor)
    try:
        found_weights(published, None, _other_folders())
    except InputError:
        return WeightsFacts(extractor, published, is_here=False)
    return WeightsFacts(extractor, published)


def _other_folders() -> list[Path]:
    """Where other programs keep weights that the extractors find too."""
    import torch

    return [Path(torch.hub.get_dir()) / "checkpoints"]
