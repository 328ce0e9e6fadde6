"""The model that the render thread draws with, and how it becomes another one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_studio.core.latent.checks import check
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.session_file import KeptSession
from gan_studio.core.latent.shelf import Shelf
from gan_studio.session.render_messages import Following, Opened, Opening

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator
    from gan_studio.core.latent.live import LivePainter
    from gan_studio.core.latent.recipe import Recipe

Opener = Callable[[Path], tuple[Any, ModelFacts]]
Recall = Callable[[ModelFacts], KeptSession]

_FORMER = 8


class HeldModel:
    """One open model, which only the render thread touches.

    Args:
        opener: loads a checkpoint; core.latent.opening.open_model if None.
        recall: reads what was kept of exploring a model that was opened.

    Attributes:
        painter: draws with it, or None while there is none.
        facts: what it is able to do, or None.
    """

    def __init__(self, opener: Opener | None, recall: Recall | None) -> None:
        self.painter: LivePainter | None = None
        self.facts: ModelFacts | None = None
        self._former: deque[ModelFacts] = deque(maxlen=_FORMER)
        self._opener = opener or _open_model
        self._recall = recall
        self._shelf = Shelf()

    def is_asked_by(self, facts: ModelFacts) -> bool:
        """Whether a wish with these facts means this model, or a moment of its run just passed by."""
        return facts is self.facts or any(facts is former for former in self._former)

    def opened(self, wish: Opening) -> Opened:
        """Take the model of a wish; where that fails, the one before stays."""
        if wish.recipe is not None:
            return self._opened_recipe(wish.number, wish.recipe())
        from gan_studio.core.shipped import find_model

        model, facts = self._from_shelf(find_model(str(wish.model)))
        kept = None if wish.is_passing else self._recalled(facts)
        self._take(model, facts, wish.is_passing)
        return Opened(wish.number, facts, kept=kept, is_passing=wish.is_passing)

    def followed(self, wish: Following) -> Opened:
        """Take a copy of a generator in training."""
        from gan_studio.core.latent.opening import facts_of

        facts = facts_of(wish.model, wish.path)
        kept = None if wish.is_passing else self._recalled(facts)
        self._take(wish.model, facts, wish.is_passing)
        return Opened(wish.number, facts, kept=kept, is_passing=wish.is_passing)

    def _opened_recipe(self, number: int, recipe: Recipe) -> Opened:
        from gan_studio.core.latent.opening import checkpoint_of

        if self.facts is None or self.facts.checksum != recipe.checksum:
            model, facts = self._from_shelf(checkpoint_of(recipe))
            keyframes = recipe.timeline.keyframes if recipe.timeline is not None else ()
            for request in (recipe.request, *(keyframe.request for keyframe in keyframes)):
                check(request, facts)
        else:
            model, facts = self.painter.model, self.facts
        kept = self._recalled(facts)
        if facts is not self.facts:
            self._take(model, facts, is_passing=False)
        warning = ""
        if facts.checksum != recipe.checksum:
            warning = (
                f"{recipe.model_name} has changed since this picture was saved, so it may look different."
            )
        return Opened(number, facts, recipe.request, warning, kept, timeline=recipe.timeline)

    def _from_shelf(self, path: Path) -> tuple[TrainedGenerator, ModelFacts]:
        opened = self._shelf.take(path)
        if opened is None:
            opened = self._opener(path)
            self._shelf.put(path, opened)
        return opened

    def _take(self, model: TrainedGenerator, facts: ModelFacts, is_passing: bool) -> None:
        from gan_studio.core.latent.live import LivePainter

        if is_passing and self.facts is not None:
            self._former.append(self.facts)
        else:
            self._former.clear()
        pace = self.painter.pace if is_passing and self.painter is not None else None
        if self.painter is not None:
            self.painter.release()
        self.painter, self.facts = LivePainter(model, pace), facts

    def _recalled(self, facts: ModelFacts) -> KeptSession | None:
        return None if self._recall is None else self._recall(facts)


def _open_model(path: Path) -> tuple[TrainedGenerator, ModelFacts]:
    from gan_studio.core.latent.opening import open_model

    return open_model(path)
