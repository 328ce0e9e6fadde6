"""Directions that a model's first weights amplify most: a closed form of them alone [Shen 2021]."""

from __future__ import annotations

from collections.abc import Generator as Work

import torch
from torch import Tensor

from gan_studio.core.contracts import Generator
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.directions.components import fixed_signs
from gan_studio.core.latent.directions.plans import FactorPlan
from gan_studio.core.latent.directions.samples import spread, typical
from gan_studio.core.latent.vectors import Direction, Vector


def factorized_directions(
    generator: Generator, plan: FactorPlan
) -> Work[Preparing, None, tuple[Direction, ...]]:
    """The directions of a plan, those first that change most what the layers get.

    They are as long as one standard deviation of latents, or of styles, along them.

    Raises:
        InputError: if none of the layers chosen is in use.
    """
    yield Preparing("Factorising weights")
    vectors = factors([weight.detach() for weight in generator.entry_weights()], plan)
    covariance = (yield from spread(generator, plan.like)) if generator.num_ws else None
    steps = typical(vectors, covariance)
    layers = plan.layers if generator.num_ws else ()
    chosen = f"{'layer' if len(layers) == 1 else 'layers'} {_ranges(layers)}"
    where = chosen if layers else "all layers" if generator.num_ws else "the first layer"
    return tuple(
        Direction(
            f"Factor {place}",
            "w" if generator.num_ws else "z",
            Vector.of(step.numpy()),
            f"SeFa {place} of {where}",
            layers,
        )
        for place, step in enumerate(steps, 1)
    )


def factors(weights: list[Tensor], plan: FactorPlan) -> Tensor:
    """The eigenvectors [K, Z or D] of A^T A with the largest eigenvalues, float64, of length 1.

    Args:
        weights: of the layers [F, Z or D]; A is those of the plan's layers, one below the other.
        plan: how many, and which layers.
    """
    chosen = [weights[layer] for layer in plan.layers] if plan.layers and len(weights) > 1 else weights
    amplifying = torch.cat(chosen).double().cpu()
    if not len(amplifying):
        raise InputError("This network has not yet grown to these layers; choose earlier ones.")
    _, vectors = torch.linalg.eigh(amplifying.t() @ amplifying)
    strongest = vectors.flip(1).t()[: plan.count]
    return strongest * fixed_signs(strongest)


def _ranges(layers: tuple[int, ...]) -> str:
    """Layers in words: "0-3, 7"."""
    spans: list[list[int]] = []
    for layer in sorted(layers):
        if spans and layer == spans[-1][1] + 1:
            spans[-1][1] = layer
        else:
            spans.append([layer, layer])
    return ", ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in spans)
