"""The latent spaces whose components the dimensions panel of Explore moves."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np

from gan_studio.core.latent.requests import MAX_COMPONENT, MAX_STYLE, ModelFacts
from gan_studio.core.latent.vectors import SPACES
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.view import View
from gan_studio.ui.widgets.latent_slider import REACH

EVERY_LAYER = -1


class ZSpace:
    """The components of z, which belong to the view's latent."""

    key = "z"
    where = ""
    limit = MAX_COMPONENT

    def size(self, facts: ModelFacts) -> int:
        """How many components there are."""
        return facts.z_dim

    def reach(self, facts: ModelFacts) -> float:
        """How far from 0 a slider moves."""
        return REACH

    def why_off(self, view: View, facts: ModelFacts) -> str:
        """Why nothing can be moved, a sentence; "" where all can."""
        if view.request.blend is not None:
            is_styled = facts.num_ws > 0
            return (
                "This picture lies between two others; choose W or W+ above to move it." if is_styled else ""
            )
        if view.latent.space != "z":
            space = SPACES[view.latent.space]
            return f"This picture was found in {space} and has no Z to move. Choose W or W+ above."
        return ""

    def values(self, exploration: Exploration) -> tuple[np.ndarray, np.ndarray] | None:
        """The components [Z] without and with the view's changes; None before a picture."""
        return exploration.latent_values()

    def changed(self, view: View) -> Collection[int]:
        """The components that are replaced."""
        return dict(view.latent.overrides).keys()

    def with_components(self, view: View, values: dict[int, float]) -> View:
        """The view with components replaced."""
        return view.with_latent(view.latent.with_components(values))

    def without(self, view: View, indices: Iterable[int]) -> View:
        """The view with components as they were."""
        latent = view.latent
        for index in indices:
            latent = latent.without_component(index)
        return view.with_latent(latent)

    def moved(self, values: np.ndarray, share: float, noise: np.ndarray, facts: ModelFacts) -> np.ndarray:
        """Components moved towards others so that they stay as spread out as a seed's are.

        Args:
            values: components [Z].
            share: 0 leaves them, 1 forgets them.
            noise: [Z] from N(0, I).
        """
        return math.sqrt(1 - share**2) * values + share * noise


@dataclass(frozen=True)
class StyleSpace:
    """The components of styles, of all layers (W) or of one (W+), which belong to the view's request.

    What is replaced in one layer counts there in place of what is replaced in all.

    Attributes:
        layer: the layer, or EVERY_LAYER.
    """

    layer: int = EVERY_LAYER
    limit = MAX_STYLE

    @property
    def key(self) -> str:
        """The space, as ModelFacts calls it."""
        return "w" if self.layer == EVERY_LAYER else "w_plus"

    @property
    def where(self) -> str:
        """Where in the network, for the words of an undo."""
        return " of W" if self.layer == EVERY_LAYER else f" of layer {self.layer}"

    def size(self, facts: ModelFacts) -> int:
        """How many components there are."""
        return facts.w_dim

    def reach(self, facts: ModelFacts) -> float:
        """How far from 0 a slider moves: 4, or so much further or less as the model's styles lie."""
        if facts.style_mean is None or facts.style_spread is None:
            return REACH
        squares = facts.style_mean.array() ** 2 + facts.style_spread.array() ** 2
        typical = math.sqrt(float(squares.mean())) or 1.0
        return REACH * 2.0 ** min(8, max(-8, math.ceil(math.log2(typical / 1.25))))

    def why_off(self, view: View, facts: ModelFacts) -> str:
        """Why nothing can be moved; every picture of a model with styles has some."""
        return ""

    def values(self, exploration: Exploration) -> tuple[np.ndarray, np.ndarray] | None:
        """The components [D] without and with the view's changes; None before a picture."""
        picture, view = exploration.picture, exploration.view
        if picture is None or picture.styles is None:
            return None
        # What lies between two others becomes a latent of its own styles as soon as it is changed.
        styles = picture.styles if picture.base_styles is None else picture.base_styles
        if self.layer != EVERY_LAYER:
            base = styles[self.layer].copy()
            _replace(base, StyleSpace().replaced(view))
        else:
            base = styles[0] if (styles == styles[0]).all() else styles.mean(axis=0)
        now = base.copy()
        _replace(now, self.replaced(view))
        return base, now

    def changed(self, view: View) -> Collection[int]:
        """The components that are replaced."""
        return self.replaced(view).keys()

    def replaced(self, view: View) -> dict[int, float]:
        """The components that are replaced here, and what by."""
        return {index: value for layer, index, value in view.request.style_overrides if layer == self.layer}

    def with_components(self, view: View, values: dict[int, float]) -> View:
        """The view with components replaced."""
        return self._with_replaced(view, {**self.replaced(view), **values})

    def without(self, view: View, indices: Iterable[int]) -> View:
        """The view with components as they were."""
        gone = set(indices)
        kept = {index: value for index, value in self.replaced(view).items() if index not in gone}
        return self._with_replaced(view, kept)

    def moved(self, values: np.ndarray, share: float, noise: np.ndarray, facts: ModelFacts) -> np.ndarray:
        """Components moved towards others so that they stay as spread out as a seed's styles are.

        Args:
            values: components [D].
            share: 0 leaves them, 1 forgets them.
            noise: [D] from N(0, I).
        """
        if facts.style_mean is None or facts.style_spread is None:
            return values + share * noise
        mean, spread = facts.style_mean.array(), facts.style_spread.array()
        return mean + math.sqrt(1 - share**2) * (values - mean) + share * spread * noise

    def _with_replaced(self, view: View, values: dict[int, float]) -> View:
        others = (triple for triple in view.request.style_overrides if triple[0] != self.layer)
        here = ((self.layer, index, value) for index, value in values.items())
        # Sorted, what is replaced in all layers comes first, and a layer's own replaces it.
        request = replace(view.request, style_overrides=tuple(sorted([*others, *here])))
        return replace(view, request=request)


Space = ZSpace | StyleSpace


def layers_changed(view: View) -> dict[int, int]:
    """How many components are replaced in each style layer that has any."""
    counts: dict[int, int] = {}
    for layer, _, _ in view.request.style_overrides:
        counts[layer] = counts.get(layer, 0) + 1
    return counts


def _replace(components: np.ndarray, values: dict[int, float]) -> None:
    for index, value in values.items():
        components[index] = value
