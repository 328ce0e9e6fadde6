"""Small things that the panels with several pictures share."""

from __future__ import annotations

import numpy as np

from gan_studio.core.latent.requests import Latent
from gan_studio.session.render_messages import Rendered


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
