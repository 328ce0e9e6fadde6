"""What the panel of dragging says."""

from __future__ import annotations

import numpy as np

from gan_studio.core.latent.dragging.hints import edge_hint
from gan_studio.core.latent.dragging.messages import DragPair, DragStep
from gan_studio.core.latent.dragging.plan import DragPlan
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.ui.widgets.drag_overlay import DragTool


def list_line(index: int, pair: DragPair) -> str:
    """A pair's line in the list."""
    (x, y), (to_x, to_y) = pair.handle, pair.target
    return f"{index + 1}:  {x:g}, {y:g}  →  {to_x:g}, {to_y:g}   {pair.length:.1f} px"


def progress_line(step: DragStep) -> str:
    """How far a drag is."""
    return f"Step {step.step}, {step.remaining:.1f} px left, {step.seconds:.0f} s"


def what_to_do(
    plan: DragPlan, facts: ModelFacts | None, tool: DragTool | None, picture: np.ndarray | None
) -> str:
    """What a person may do next, and which point of the picture uint8 [H, W, C] is hard to hold."""
    if facts is not None and not facts.has_file:
        return "This is a training's present, which no file holds. Save a checkpoint on Train and open it."
    if tool is DragTool.PAINT:
        return "Paint what may change; the rest of the picture is held."
    if tool is DragTool.ERASE:
        return "Take paint away from what is to be held."
    if plan.pending is not None:
        return "Now click where that point should go."
    if plan.pairs:
        size = None if facts is None else facts.sample_shape[1:]
        is_of_model = picture is not None and picture.shape[:2] == size
        hint = edge_hint(picture, plan.pairs) if is_of_model else ""
        return f"{hint} Start, or click another point to move along with it.".lstrip()
    if tool is DragTool.POINTS:
        return "Click what to move: a corner or a detail."
    return "Press Pick points, then click what to move and where it should go."
