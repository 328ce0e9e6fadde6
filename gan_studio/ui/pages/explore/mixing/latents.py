"""Where the sources and destinations of style mixing come from."""

from __future__ import annotations

import enum

import numpy as np

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.requests import Latent
from gan_studio.core.latent.vectors import StoredPoint, Vector
from gan_studio.session.notices import Notices
from gan_studio.ui.pages.explore.copying import pasted_latent
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.wording import point_text


class Origin(enum.Enum):
    """A source's or destination's; its value says it in words."""

    CURRENT = "the current picture"
    RANDOM = "a random seed"
    COPIED = "the copied latent"


class LatentGiver:
    """Gives latents of each origin."""

    def __init__(self, exploration: Exploration, notices: Notices) -> None:
        self._exploration = exploration
        self._notices = notices
        self._random = np.random.default_rng()

    def latent(self, origin: Origin) -> Latent | None:
        """A latent of an origin; None where there is none, which a notice tells of the clipboard."""
        if self._exploration.facts is None:
            return None
        if origin is Origin.RANDOM:
            return Latent(int(self._random.integers(MAX_SEED + 1)))
        if origin is Origin.COPIED:
            return pasted_latent(self._exploration.facts, self._notices)
        return self._current()

    def _current(self) -> Latent | None:
        """The picture's latent; where its styles were changed, the point that they make."""
        request, picture = self._exploration.view.request, self._exploration.picture
        if request.blend is not None:
            return self._exploration.stored_latent("Between two pictures")
        if not request.mixing and not request.style_overrides:
            return self._exploration.fixed_latent()
        if picture is None or picture.own_styles is None:
            return None
        point = StoredPoint("w_plus", Vector.of(picture.own_styles), f"Changed {point_text(request.latent)}")
        return Latent(request.latent.seed, stored=point)
