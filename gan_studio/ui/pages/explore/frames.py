"""Small things that the panels with several pictures share."""

from __future__ import annotations

import numpy as np

from gan_studio.core.latent.requests import Latent, ModelFacts
from gan_studio.session.render_messages import Rendered

_SIDE = 64
_GAP = 2


def frames_that_fit(width: int, height: int, facts: ModelFacts) -> tuple[int, int]:
    """Columns and rows of small pictures that an area holds, at least one of each."""
    _, *sizes = facts.sample_shape
    longest = max(sizes)
    factor = max(1, round(_SIDE / longest)) if longest < _SIDE else _SIDE / longest
    down, across = (size * factor + _GAP for size in sizes)
    return max(1, int((width + _GAP) // across)), max(1, int((height + _GAP) // down))


def padded(answer: Rendered) -> np.ndarray:
    """The pictures uint8 [N, H, W, C] of an answer, black where more are still being drawn."""
    missing = len(answer.requests) - len(answer.images)
    return np.pad(answer.images, ((0, missing), (0, 0), (0, 0), (0, 0))) if missing else answer.images


def latent_text(latent: Latent) -> str:
    """What a person would call a latent: "Seed 5", "Seed 5, 2 changed", "From seed 1 to seed 2, 40 %"."""
    if latent.walk is None:
        text = f"Seed {latent.seed:,}"
    else:
        anchors = latent.walk.anchors
        segment = min(int(latent.position), latent.walk.length - 1)
        start, end = anchors[segment], anchors[(segment + 1) % len(anchors)]
        text = f"From {_name(start)} to {_name(end)}, {latent.position - segment:.0%}"
    return f"{text}, {len(latent.overrides)} changed" if latent.overrides else text


def _name(anchor: Latent) -> str:
    return f"seed {anchor.seed:,}{'*' if anchor.overrides else ''}"
