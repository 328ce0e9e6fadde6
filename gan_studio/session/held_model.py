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
    from gan_studio.core.latent.pace import Pace
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
        self._aside: tuple[TrainedGenerator, ModelFacts] | None = None
        self._opener = opener or _open_model
        self._recall = recall
        self._shelf = Shelf()

    def is_asked_by(self, facts: ModelFacts) -> bool:
        """Whether a wish with these facts means this model, or a moment of its run just passed by."""
        return facts is self.facts or any(facts is former for former in self._former)

    def opened(self, wish: Opening) -> Opened:
        """Take the model of a wish; where that fails, the one before stays."""
        if wish.recipe is not None:
            return self._opened_recipe(wish, wish.recipe())
        from gan_studio.core.shipped import find_model

        model, facts = self._from_shelf(find_model(str(wish.model)))
        kept = None if wish.is_passing else self._recalled(facts)
        self._take(model, facts, wish)
        return Opened(wish.number, facts, kept=kept, is_passing=wish.is_passing)

    def followed(self, wish: Following) -> Opened:
        """Take a copy of a generator in training."""
        from gan_studio.core.latent.opening import facts_of

        facts = facts_of(wish.model, wish.path)
        kept = None if wish.is_passing else self._recalled(facts)
        self._take(wish.model, facts, wish)
        return Opened(wish.number, facts, kept=kept, is_passing=wish.is_passing)

    def come_back_to(self, told: ModelFacts | None) -> bool:
        """Take the model that the window was told of, where another took its place; whether one had."""
        if self._aside is None or told is self.facts or told is not self._aside[1]:
            return False
        self._hold(*self._aside, pace=None)
        self._former.clear()
        return True

    def let_go(self) -> None:
        """Free what was kept to come back to, as the window was told of the model that is held."""
        self._aside = None

    def _opened_recipe(self, wish: Opening, recipe: Recipe) -> Opened:
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
            self._take(model, facts, wish)
        warning = ""
        if facts.checksum != recipe.checksum:
            warning = (
                f"{recipe.model_name} has changed since this picture was saved, so it may look different."
            )
        return Opened(wish.number, facts, recipe.request, warning, kept, timeline=recipe.timeline)

    def _from_shelf(self, path: Path) -> tuple[TrainedGenerator, ModelFacts]:
        opened = self._shelf.take(path)
        if opened is None:
            opened = self._opener(path)
            self._shelf.put(path, opened)
        return opened

    def _take(self, model: TrainedGenerator, facts: ModelFacts, wish: Opening | Following) -> None:
        if self.painter is not None and self.facts is wish.told:
            self._aside = self.painter.model, self.facts
        # Where another model was opened in between that nobody was told of, it is no moment of that.
        is_next_moment = wish.is_passing and wish.told is not None and self.is_asked_by(wish.told)
        pace = self.painter.pace if is_next_moment else None
        if is_next_moment:
            self._former.append(self.facts)
        else:
            self._former.clear()
        self._hold(model, facts, pace)

    def _hold(self, model: TrainedGenerator, facts: ModelFacts, pace: Pace | None) -> None:
        from gan_studio.core.latent.live import LivePainter

        if self.painter is not None:
            self.painter.release()
        self.painter, self.facts = LivePainter(model, pace), facts

    def _recalled(self, facts: ModelFacts) -> KeptSession | None:
        return None if self._recall is None else self._recall(facts)


def _open_model(path: Path) -> tuple[TrainedGenerator, ModelFacts]:
    from gan_studio.core.latent.opening import open_model

    return open_model(path)
