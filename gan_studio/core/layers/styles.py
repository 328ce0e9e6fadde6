"""What generators with styles have in common: a mapping from z to w, and a synthesis from styles."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.contracts import Generator, SampleShape
from gan_studio.core.layers.equalized import FullyConnected, pixel_norm
from gan_studio.core.layers.noise import NoiseMode
from gan_studio.core.layers.precision import full_precision


class MappingNetwork(nn.Module):
    """Fully connected layers from a latent and, where there are classes, a label to a style w.

    Latent and embedded label are normalised each on its own, then joined [Karras 2020b, appendix].
    Parameters bear the public networks' names.

    Args:
        z_dim: Z, or 0 for a mapping of labels alone, as a discriminator has.
        num_classes: K, or 0.
        w_dim: D.
        num_layers: layers after the embedding.
        embed_features: size of the embedded label; D if None.
        layer_features: width between the layers; D if None.
        tracks_mean: whether it has `w_avg`, the running mean of w [D].
        w_avg_beta: how much of that mean survives a batch, 0.995 in StyleGAN and StyleGAN2.
        lr_multiplier: how fast its layers learn beside the others.
    """

    def __init__(
        self,
        z_dim: int,
        num_classes: int,
        w_dim: int,
        num_layers: int,
        *,
        embed_features: int | None = None,
        layer_features: int | None = None,
        tracks_mean: bool = True,
        w_avg_beta: float = 0.995,
        lr_multiplier: float = 0.01,
    ) -> None:
        super().__init__()
        self.z_dim, self.num_classes, self.w_dim = z_dim, num_classes, w_dim
        self.num_layers, self.w_avg_beta = num_layers, w_avg_beta
        embedded = (embed_features or w_dim) if num_classes else 0
        if num_classes:
            self.embed = FullyConnected(num_classes, embedded)
        sizes = [z_dim + embedded] + [layer_features or w_dim] * (num_layers - 1) + [w_dim]
        for index in range(num_layers):
            layer = FullyConnected(
                sizes[index], sizes[index + 1], activation="lrelu", lr_multiplier=lr_multiplier
            )
            setattr(self, f"fc{index}", layer)
        if tracks_mean:
            self.register_buffer("w_avg", torch.zeros(w_dim))

    def forward(self, z: Tensor | None, labels: Tensor | None = None) -> Tensor:
        """Styles w [N, D] of latents [N, Z] and classes [N]; without labels none of the classes is meant.

        Labels may also be weights [N, K] of the classes.
        """
        # Never in lower precision: it is cheap, and every layer of a picture depends on it.
        with full_precision(self.fc0.weight):
            x = pixel_norm(z.float()) if self.z_dim else None
            if self.num_classes:
                label = pixel_norm(self.embed(self._one_hot(labels, z)))
                x = label if x is None else torch.cat([x, label], dim=1)
            for index in range(self.num_layers):
                x = getattr(self, f"fc{index}")(x)
        return x

    @torch.no_grad()
    def track(self, w: Tensor) -> None:
        """Take a batch of styles w [N, D] into their running mean."""
        self.w_avg.copy_(w.detach().float().mean(dim=0).lerp(self.w_avg, self.w_avg_beta))

    def _one_hot(self, labels: Tensor | None, z: Tensor | None) -> Tensor:
        weight = self.embed.weight
        if labels is None:
            return weight.new_zeros(len(z), self.num_classes)
        if labels.ndim == 2:
            return labels.to(weight.dtype)
        return functional.one_hot(labels, self.num_classes).to(weight.dtype)


class StyledGenerator(Generator):
    """A generator whose synthesis is steered by a style w at every layer.

    Attributes:
        mapping: z [N, Z] and labels [N] to w [N, D]; has the buffer `w_avg` [D].
        synthesis: module that maps styles [N, L, D] to images [N, C, H, W]. In training mode it draws
            fresh noise; otherwise its noise is constant. Its argument `noise_mode` ("random", "const",
            "none", or a ChosenNoise) says otherwise.
        w_dim: D.
        num_ws: L.
        style_mixing_prob: how often, in training, an image takes its later styles from a second latent
            [Karras 2019, section 3.1].
    """

    latent_spaces = ("z", "w", "w_plus")
    is_bounded = False
    averages_buffers = False
    mapping: MappingNetwork
    synthesis: nn.Module
    style_mixing_prob: float = 0.0

    def __init__(self, z_dim: int, sample_shape: SampleShape, w_dim: int, num_classes: int) -> None:
        super().__init__(z_dim, sample_shape)
        self.w_dim, self.num_classes = w_dim, num_classes

    @property
    def w_avg(self) -> Tensor:
        """The running mean of w [D]."""
        return self.mapping.w_avg

    def styles(self, z: Tensor, labels: Tensor | None = None, psi: float | Tensor = 1.0) -> Tensor:
        """Styles w [N, L, D] of latents, moved towards the mean of w [Karras 2019, appendix B].

        Args:
            z: [N, Z].
            labels: [N] or None.
            psi: w' = w_avg + psi (w - w_avg); a number, one for each latent [N], or one for each of its
                layers [N, L].
        """
        w = self.mapping(z, labels).unsqueeze(1).expand(-1, self.num_ws, -1)  # [N, L, D]
        if isinstance(psi, Tensor):
            psi = psi.to(w).view(len(w), -1, 1)
        elif psi == 1:
            return w
        return self.w_avg.lerp(w, psi)

    def in_two_steps(self, ws: Tensor, side: int, noise_mode: NoiseMode | None = None) -> Iterator[Tensor]:
        """Pictures of styles [N, L, D]: small ones [N, C, side, side], then, going on from them, whole ones.

        Args:
            side: one of `coarse_sides`.
            noise_mode: as the synthesis takes it.
        """
        raise TypeError(f"{type(self).__name__} has no picture before its last layer.")

    def coarse(self, ws: Tensor, side: int, noise_mode: NoiseMode | None = None) -> Tensor:
        """The first of two steps alone."""
        return next(self.in_two_steps(ws, side, noise_mode))

    def draw(self, z: Tensor, labels: Tensor | None = None, psi: float | Tensor = 1.0) -> Tensor:
        """Images of latents whose styles are moved towards their mean; `psi` as in styles."""
        return self.synthesis(self.styles(z, labels, psi))

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images [N, C, H, W] from latents [N, Z] and, where there are classes, labels [N]."""
        if not self.training:
            return self.synthesis(self.styles(z, labels))
        w = self.mapping(z, labels)
        self.mapping.track(w)
        return self.synthesis(self.mixed(w.unsqueeze(1).expand(-1, self.num_ws, -1), z, labels))

    def mixed(self, ws: Tensor, z: Tensor, labels: Tensor | None) -> Tensor:
        """Styles [N, L, D] of latents, of which the later ones come, now and then, from a second latent.

        Args:
            ws: the styles [N, L, D] of z.
            z: [N, Z].
            labels: [N] or None.
        """
        if self.style_mixing_prob == 0 or float(torch.rand(())) >= self.style_mixing_prob:
            return ws
        count = ws.shape[1]
        begin = int(torch.randint(1, count, ()))
        other = self.mapping(torch.randn_like(z), labels).unsqueeze(1)
        return torch.cat([ws[:, :begin], other.expand(-1, count - begin, -1)], dim=1)
