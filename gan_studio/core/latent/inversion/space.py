"""Latent spaces as an optimiser likes them: every component about as large as any other."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_studio.core.contracts import Generator
from gan_studio.core.latent.requests import Latent
from gan_studio.core.latent.vectors import StoredPoint, Vector
from gan_studio.core.layers.noise import NoiseMode

_MAPPED = 2048
_SMALLEST_SPREAD = 0.03
# A latent of N(0, I) has mean square 1; the longest of a thousand of 100 components have 1.5.
_TYPICAL_POWER, _PRIOR_WEIGHT = 1.3, 0.1


class InvertedSpace:
    """A latent space of a generator; its points x are about N(0, I) where the generator draws well.

    In Z they are latents. In W a point is a style along the principal axes of styles, each in units of
    its spread; in W+ one such point for every layer.

    Args:
        generator: frozen or not; nothing of it is changed.
        space: "z", "w" or "w_plus".
        label: the class, or None for all of them.
        random: draws the latents.

    Attributes:
        precision: what pictures are drawn in, float32 or bfloat16.
    """

    def __init__(self, generator: Generator, space: str, label: int | None, random: torch.Generator) -> None:
        self.space = space
        self.has_layers = space == "w_plus"
        self._generator = generator
        self._label = label
        self._random = random
        self._device = next(generator.parameters()).device
        self.precision = torch.float32
        if space != "z":
            self._learn_styles()

    def samples(self, count: int) -> tuple[Tensor, Tensor | None]:
        """Random points [count, P], of styles their mean first, and their classes [count]."""
        z, labels = self._latents(count)
        if self.space == "z":
            return z, labels
        x = (self._mapped(z, labels) - self._mean) @ self._inverse
        x[0] = 0
        return x, labels

    def images(self, x: Tensor, labels: Tensor | None, noise: NoiseMode = "const") -> Tensor:
        """Pictures [N, C, H, W] of points [N, P], or in W+ also [N, L, P], with gradients."""
        generator = self._generator
        lowered = torch.autocast(self._device.type, self.precision, enabled=self.precision != torch.float32)
        if self.space == "z" and not generator.num_ws:
            with lowered:
                return generator(x, labels).float()
        w = generator.mapping(x, labels) if self.space == "z" else self._styles(x)
        ws = w if w.ndim == 3 else w.unsqueeze(1).expand(-1, generator.num_ws, -1)
        with lowered:
            return generator.synthesis(ws, noise_mode=noise).float()

    def freed(self, x: Tensor) -> Tensor:
        """Points [N, P] of W as points [N, L, P] of W+ that draw the same."""
        return x.unsqueeze(1).repeat(1, self._generator.num_ws, 1)

    def terms(self, x: Tensor) -> dict[str, Tensor]:
        """What keeps points [N, P] where the generator learned to draw: in Z, a bound of their length."""
        if self.space != "z":
            return {}
        excess = (x.square().mean(dim=1) - _TYPICAL_POWER).relu()
        return {"prior": _PRIOR_WEIGHT * excess.square()}

    @torch.no_grad()
    def latent(self, x: Tensor, name: str) -> Latent:
        """One point [P] or [L, P] as a latent that can be stored."""
        numbers = x if self.space == "z" else self._styles(x)
        if self.has_layers and numbers.ndim == 1:
            numbers = numbers.expand(self._generator.num_ws, -1)
        return Latent(stored=StoredPoint(self.space, Vector.of(numbers.detach().cpu().numpy()), name))

    def _styles(self, x: Tensor) -> Tensor:
        return self._mean + x @ self._axes

    @torch.no_grad()
    def _learn_styles(self) -> None:
        """Mean and principal axes of styles; no axis counts as shorter than a share of the longest."""
        w = self._mapped(*self._latents(_MAPPED))
        self._mean = w.mean(dim=0)
        variances, directions = torch.linalg.eigh(torch.cov(w.T).double())
        spread = variances.clamp_min(0).sqrt()
        spread = spread.clamp_min(max(float(spread.max()) * _SMALLEST_SPREAD, 1e-6))
        self._axes = (directions * spread).T.float()
        self._inverse = (directions / spread).float()

    @torch.no_grad()
    def _mapped(self, z: Tensor, labels: Tensor | None) -> Tensor:
        return self._generator.mapping(z, labels).float()

    def _latents(self, count: int) -> tuple[Tensor, Tensor | None]:
        """Random latents [count, Z], and the class or classes in turn [count]."""
        z = torch.randn(count, self._generator.z_dim, generator=self._random).to(self._device)
        classes = self._generator.num_classes
        if not classes:
            return z, None
        labels = torch.arange(count) % classes if self._label is None else torch.full((count,), self._label)
        return z, labels.to(self._device)
