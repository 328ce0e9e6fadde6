"""How far drawn pictures are from a target, with gradients."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from gan_studio.core.extractors.embedded import Embedded
from gan_studio.core.latent.inversion.options import InversionOptions

_LARGEST_SEEN = 64
_SOFTNESS = 0.01
_SMALLEST_BLURRED = 4


class Distance:
    """The distance of pictures from one target: of pixels, of features, or of both.

    Where the target is as bright or as dark as bytes can tell, what is drawn may go beyond: it is shown
    alike, and a model's own pictures do so.

    Args:
        target: [C, H, W] in [-1, 1].
        options: which terms count, and how much.
    """

    def __init__(self, target: Tensor, options: InversionOptions) -> None:
        terms = options.loss.split("+")
        self._target = target.unsqueeze(0)
        self._is_squared = "mse" in terms
        self._has_pixels = terms != ["features"]
        self._weight = options.feature_weight if self._has_pixels else 1.0
        self._features = FeatureDistance(self._target) if "features" in terms else None

    def terms(self, images: Tensor) -> dict[str, Tensor]:
        """The weighted terms [N] of the distance of images [N, C, H, W], by name."""
        terms = {}
        if self._has_pixels:
            difference = self._difference(images)
            # The absolute value, rounded off at its tip, where it would have no curvature.
            errors = difference.square() if self._is_squared else (difference.square() + _SOFTNESS**2).sqrt()
            terms["pixels"] = errors.mean(dim=(1, 2, 3)) - (0 if self._is_squared else _SOFTNESS)
        if self._features is not None:
            terms["features"] = self._weight * self._features(images)
        return terms

    def ranking(self, images: Tensor) -> Tensor:
        """Distances [N] to choose starts by: with blurred pixels, for details come later."""
        difference = self._difference(images)
        blurred = [difference]
        while blurred[-1].shape[-1] >= 2 * _SMALLEST_BLURRED:
            blurred.append(functional.avg_pool2d(blurred[-1], 2))
        pixels = sum(errors.square().mean(dim=(1, 2, 3)) for errors in blurred) / len(blurred)
        return pixels if self._features is None else pixels + self._weight * self._features(images)

    def _difference(self, images: Tensor) -> Tensor:
        difference, target = images - self._target, self._target
        is_beyond = ((target >= 1) & (difference > 0)) | ((target <= -1) & (difference < 0))
        return difference.masked_fill(is_beyond, 0.0)


class FeatureDistance:
    """How unlike a target pictures look to the network that ships.

    Its maps are compared place by place, each scaled to length 1 across its channels [Zhang 2018].

    Args:
        target: [1, C, H, W] in [-1, 1].
    """

    def __init__(self, target: Tensor) -> None:
        self._network = Embedded().open("", target.device, None)
        self._target = [_scaled(seen).detach() for seen in self._seen(target)]

    def __call__(self, images: Tensor) -> Tensor:
        """Distances [N] of images [N, C, H, W]."""
        pairs = zip(self._seen(images), self._target, strict=True)
        return sum((_scaled(seen) - target).square().sum(dim=1).mean(dim=(1, 2)) for seen, target in pairs)

    def _seen(self, images: Tensor) -> list[Tensor]:
        """The network's maps; of larger pictures it sees a smaller copy."""
        pixels = (images.clamp(-1, 1) + 1) * 127.5
        if pixels.shape[-1] > _LARGEST_SEEN:
            pixels = functional.interpolate(
                pixels, (_LARGEST_SEEN, _LARGEST_SEEN), mode="bilinear", align_corners=False, antialias=True
            )
        return self._network.maps(pixels)


def _scaled(maps: Tensor) -> Tensor:
    return maps / (maps.square().sum(dim=1, keepdim=True) + 1e-8).sqrt()
