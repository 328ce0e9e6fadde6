"""Path length: equal steps in style space change the picture equally."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Moment, Networks, Regularizer
from gan_studio.core.layers.styles import StyledGenerator
from gan_studio.core.registry import REGULARIZERS
from gan_studio.core.regularizers._lazy import interval_setting


def path_lengths(synthesis: nn.Module, ws: Tensor, random: torch.Generator) -> Tensor:
    """How far a picture moves in a random direction y when its styles do: |J_w^T y| [N].

    y is normal noise over the picture divided by sqrt(H W), so that lengths do not depend on the
    resolution; layers are averaged in the square [Karras 2020, section 3.2 and appendix B].

    Args:
        synthesis: maps styles [N, L, D] to images [N, C, H, W].
        ws: styles [N, L, D] that gradients flow through.
        random: where y is drawn from.
    """
    images = synthesis(ws)
    direction = torch.randn(images.shape, device=images.device, generator=random)
    moved = (images * direction).sum() / (images.shape[2] * images.shape[3]) ** 0.5
    (slope,) = torch.autograd.grad(moved, ws, create_graph=True)  # [N, L, D]
    # A root has no slope at 0, where a layer without any effect would put it.
    return slope.square().sum(dim=2).mean(dim=1).clamp_min(1e-16).sqrt()


class PathLengthMean(nn.Module):
    """The running mean of path lengths, `pl_mean`, which lengths are drawn to; 0 before the first update."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("pl_mean", torch.zeros(()))

    @torch.no_grad()
    def follow(self, lengths: Tensor, decay: float) -> Tensor:
        """Take in a batch of lengths [N], which count by `decay`; returns the mean from now on."""
        self.pl_mean.lerp_(lengths.detach().mean(), decay)
        return self.pl_mean.clone()


@REGULARIZERS.register(
    "path_length",
    label="Path length",
    summary="Makes equal steps in style space change the picture equally, which smooths it for exploring.",
)
@dataclass(frozen=True)
class PathLength(Regularizer):
    """pl_weight times the squared distance of path lengths from their running mean [Karras 2020, eq. 4]."""

    pl_weight: float = setting(
        2.0,
        "Weight",
        "How strongly uneven steps are punished; 2 in StyleGAN2. More makes walks smoother and pictures "
        "less varied.",
        minimum=0.0,
        maximum=1000.0,
        live=True,
    )
    interval: int = interval_setting(
        "Generator", "It is dear, so every update would be slow.", every=4, advanced=False
    )
    pl_decay: float = setting(
        0.01,
        "Mean follows by",
        "How much a new batch counts in the running mean of lengths that every length is drawn to.",
        minimum=0.0001,
        maximum=1.0,
        log=True,
        advanced=True,
    )
    batch_shrink: int = setting(
        2,
        "Batch divided by",
        "How many times smaller than the batch its own pictures are, which saves memory; 2 takes half.",
        minimum=1,
        maximum=64,
        advanced=True,
    )

    lazy_networks = ("g",)

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Only a generator with styles has paths to measure."""
        if not config.architecture.has_styles:
            yield Problem(
                "architecture",
                "Path length needs a generator with styles, and these networks have none; choose StyleGAN2, "
                "or switch path length off.",
            )

    def memory(self, networks: Networks) -> nn.Module:
        """The running mean of lengths."""
        return PathLengthMean()

    def generator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted penalty as "path_length", for latents of its own with the batch's labels."""
        generator, labels = moment.networks.generator, moment.labels
        if not isinstance(generator, StyledGenerator):
            raise TypeError(f"{type(generator).__name__} has no styles to measure path lengths of.")
        count = max(1, len(moment.fake) // self.batch_shrink)
        z = torch.randn(count, generator.z_dim, device=moment.fake.device, generator=moment.random)
        labels = labels if labels is None else labels[:count]
        # Pictures are drawn as they are in training, of two latents now and then.
        ws = generator.mixed(generator.styles(z, labels), z, labels)
        lengths = path_lengths(generator.synthesis, ws, moment.random)
        mean = moment.memory.follow(lengths, self.pl_decay)
        return {"path_length": self.pl_weight * (lengths - mean).square().mean()}
