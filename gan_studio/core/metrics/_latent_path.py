"""Short steps on the way between random latents of a model, and the pictures at both their ends."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_studio.core.checkpoint import TrainedGenerator
from gan_studio.core.latent.interpolate import slerp


@dataclass(frozen=True)
class Steps:
    """Where on their ways steps begin, and what they lead between.

    Attributes:
        start, end: latents z [N, Z] that the ways lead between.
        shares: [N], where on its way each step begins, 0 to 1.
        labels: [N], one class for both ends of a step, or None.
    """

    start: Tensor
    end: Tensor
    shares: Tensor
    labels: Tensor | None

    @classmethod
    def drawn(cls, model: TrainedGenerator, count: int, whole_way: bool, random: torch.Generator) -> Steps:
        """Random steps, anywhere on the way or, where not `whole_way`, at its beginning."""
        start, end = torch.randn(2, count, model.z_dim, generator=random)
        shares = torch.rand(count, generator=random) * whole_way
        classes = model.num_classes
        labels = torch.randint(classes, (count,), generator=random) if classes else None
        return cls(start, end, shares, labels)


def has_styles(model: TrainedGenerator) -> bool:
    """Whether the way is to lead through w, and not through z."""
    return "w" in model.latent_spaces


@torch.inference_mode()
def pictures_at_both_ends(
    model: TrainedGenerator, steps: Steps, epsilon: float, psi: float
) -> tuple[Tensor, Tensor]:
    """Pictures float32 [N, C, H, W] in [0, 255] where each step begins and `epsilon` of the way further.

    They are not rounded to bytes: the two differ by less than one step of a byte.
    """
    device = next(model.module.parameters()).device
    labels = None if steps.labels is None else steps.labels.to(device)
    moments = (steps.shares.double(), steps.shares.double() + epsilon)
    if has_styles(model):
        start, end = (model.module.styles(z.to(device), labels, psi) for z in (steps.start, steps.end))
        images = [model.module.synthesis(_line(start, end, share.to(device))) for share in moments]
    else:
        ways = [_arcs(steps.start, steps.end, share) for share in moments]
        images = [model.module.draw(z.to(device), labels, psi) for z in ways]
    first, second = ((image.float().clamp(-1, 1) + 1) * 127.5 for image in images)
    return first, second


def _line(start: Tensor, end: Tensor, shares: Tensor) -> Tensor:
    return start.double().lerp(end.double(), shares[:, None, None]).to(start.dtype)


def _arcs(start: Tensor, end: Tensor, shares: Tensor) -> Tensor:
    return torch.stack([slerp(*way) for way in zip(start, end, shares.tolist(), strict=True)])
