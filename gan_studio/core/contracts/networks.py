"""What networks must offer to be composed with everything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor, nn

SampleShape = tuple[int, int, int]


class Generator(nn.Module):
    """A network from latents to images, with the abilities that the rest of the studio asks for.

    Attributes:
        z_dim: size Z of the input latent.
        sample_shape: (C, H, W) of an image.
        num_classes: K, or 0 if the network takes no label.
        latent_spaces: the spaces it can be given a latent in: "z", and "w", "w_plus" where it has them;
            a network that has them is a StyledGenerator (layers/styles.py).
        num_ws: styles per image, L; 0 for networks without styles.
        w_dim: size D of a style; 0 for networks without styles.
        layer_sides: for each of the L style layers, the side in pixels of what it draws.
        has_noise: whether its layers add noise, which a person may then choose.
        coarse_sides: sides below the image's, rising, at which it has a small picture on its way
            to the whole one: its `in_two_steps` and `coarse` (layers/styles.py).
        is_bounded: whether its images lie within [-1, 1] by construction, as behind a tanh; those of
            the others do so only once they have learned to, and are clamped where they are shown.
        averages_buffers: whether the averaged generator averages floating buffers, such as batch norm's
            statistics, as it does weights; if not, it takes the trained network's newest.
        is_steerable: whether it can draw its pictures turned and shifted; then its `moved(transform)` is
            a context in which it does (architectures/_stylegan3_generator.py).
    """

    latent_spaces: tuple[str, ...] = ("z",)
    num_ws: int = 0
    w_dim: int = 0
    layer_sides: tuple[int, ...] = ()
    has_noise: bool = False
    coarse_sides: tuple[int, ...] = ()
    num_classes: int = 0
    is_bounded: bool = True
    averages_buffers: bool = True
    is_steerable: bool = False

    def __init__(self, z_dim: int, sample_shape: SampleShape) -> None:
        super().__init__()
        self.z_dim = z_dim
        self.sample_shape = sample_shape

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images [N, C, H, W] in [-1, 1] from latents [N, Z] and, where there are classes, labels [N]."""
        raise TypeError(f"{type(self).__name__} does not say how it makes images.")

    def draw(self, z: Tensor, labels: Tensor | None = None, psi: float | Tensor = 1.0) -> Tensor:
        """Images as forward makes them, of latents moved towards the average picture.

        Args:
            z: latents [N, Z].
            labels: classes [N] or None.
            psi: truncation; a number, or one for each latent [N]. 1 leaves latents alone; here, where
                there is no other space than z, the others are scaled towards its mean, the origin.
        """
        if isinstance(psi, Tensor):
            psi = psi.to(z).view(-1, 1)
        return self(z * psi, labels)

    def entry_weights(self) -> tuple[Tensor, ...]:
        """The linear maps that its latents meet first, as they are applied.

        Returns:
            One [F, Z]; in a network with styles L of them, each [F, D] with as many F as that layer
            has, none where the network has not yet grown to it.
        """
        raise TypeError(f"{type(self).__name__} does not say what its latents meet first.")


class View(NamedTuple):
    """What a discriminator makes of a batch.

    Attributes:
        scores: [N], raw; larger means more like the data.
        features: [N, ...], what the scores were computed from by the last layer.
    """

    scores: Tensor
    features: Tensor


class Seen(NamedTuple):
    """Images [N, C, H, W] as the discriminator saw them, their labels [N] or None, and its view of them."""

    images: Tensor
    labels: Tensor | None
    view: View


class Discriminator(nn.Module):
    """A network from images [N, C, H, W] and, where there are classes, labels [N] to scores [N].

    It comes in two parts, so that others can build on what it sees: everything but the last layer,
    and the last layer.

    Attributes:
        num_features: F, how many features it has of an image.
    """

    num_features: int

    def features(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Features [N, ...] of images, F in all for each, in whichever shape suits the last layer."""
        raise TypeError(f"{type(self).__name__} does not say what it sees.")

    def score(self, features: Tensor, labels: Tensor | None = None) -> Tensor:
        """Raw scores [N] from what features() gave."""
        raise TypeError(f"{type(self).__name__} does not say how it scores.")

    def view(self, images: Tensor, labels: Tensor | None = None) -> View:
        """Scores and what they were computed from."""
        features = self.features(images, labels)
        return View(self.score(features, labels), features)

    def forward(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Raw scores [N]; larger means more like the data."""
        return self.view(images, labels).scores

    def discriminator_terms(self, real: Seen, fake: Seen) -> dict[str, Tensor]:
        """Weighted terms that the network itself adds to its loss, by the name they are plotted under."""
        return {}

    def generator_terms(self, fake: Seen) -> dict[str, Tensor]:
        """Weighted terms that it adds to the generator's loss, such as that of a classifier."""
        return {}

    def figures(self, real: Seen, fake: Seen) -> dict[str, Tensor]:
        """Scalars of its update that are plotted and enter no loss, by name, without a host sync."""
        return {}


class WrappedDiscriminator(Discriminator):
    """A discriminator around another, which it leaves as it is where it does not say otherwise."""

    def __init__(self, core: Discriminator) -> None:
        super().__init__()
        self.core = core
        self.num_features = core.num_features

    def features(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The core's features."""
        return self.core.features(images, labels)

    def score(self, features: Tensor, labels: Tensor | None = None) -> Tensor:
        """The core's scores."""
        return self.core.score(features, labels)

    def discriminator_terms(self, real: Seen, fake: Seen) -> dict[str, Tensor]:
        """The core's terms."""
        return self.core.discriminator_terms(real, fake)

    def generator_terms(self, fake: Seen) -> dict[str, Tensor]:
        """The core's terms."""
        return self.core.generator_terms(fake)

    def figures(self, real: Seen, fake: Seen) -> dict[str, Tensor]:
        """The core's figures."""
        return self.core.figures(real, fake)


class Networks(NamedTuple):
    """The two players."""

    generator: Generator
    discriminator: Discriminator


@dataclass(frozen=True)
class NetworkShape:
    """What an architecture is asked to fit.

    Attributes:
        sample_shape: (C, H, W) of the images.
        extra_latents: numbers that conditioning appends to the generator's latent.
        extra_channels: channels that conditioning appends to the discriminator's input.
        g_classes: K where the generator must take labels itself, in the way of `label_ways`; else 0.
        d_classes: K where the discriminator must take labels itself (`projects_labels`); else 0.
    """

    sample_shape: SampleShape
    extra_latents: int = 0
    extra_channels: int = 0
    g_classes: int = 0
    d_classes: int = 0


class Architecture:
    """A pair of networks. Options: its sizes and choices.

    Attributes:
        spectral_norm: whether each of the discriminator's layers has it.
        equalizes_rates: whether its weights are about 1 and scaled to their layer's size where they are
            used (equalised learning rate).
        has_d_norm: whether the discriminator has a norm of its features, such as batch norm, which scales
            them anew and so undoes a bound on its weights' gain.
        bounds_slope: whether the discriminator's slope is bounded by its construction.
        mixes_batch: whether a discriminator mixes the images of a batch, as batch norm does, so that no
            image has a slope of its own. Minibatch standard deviation, one number, does not count:
            gradient penalties are used along with it [Karras 2018].
        label_ways: how its generator can be told the class, the best way last: "concatenation" (joined
            to the latent by conditioning), "norm" (its norms' scales depend on the class), "mapping"
            (its mapping network takes the class).
        projects_labels: whether its discriminator has a projection of its own, built by d_classes.
        grows: whether its networks begin small and grow, as the progressive task makes them.
        has_styles: whether its generator is a StyledGenerator (layers/styles.py).
    """

    spectral_norm: bool = False
    equalizes_rates: bool = False
    has_d_norm: bool = False
    bounds_slope: bool = False
    mixes_batch: bool = False
    label_ways: tuple[str, ...] = ("concatenation",)
    projects_labels: bool = False
    grows: bool = False
    has_styles: bool = False

    def networks(self, shape: NetworkShape) -> Networks:
        """Fresh networks for that shape; random weights come from torch's global generator."""
        raise TypeError(f"{type(self).__name__} does not build networks.")


class Conditioning:
    """How an architecture's networks are told the class."""

    uses_labels: bool = False

    def networks(self, architecture: Architecture, sample_shape: SampleShape, num_classes: int) -> Networks:
        """The architecture's networks, able to take labels where `uses_labels`."""
        return architecture.networks(NetworkShape(sample_shape))
