"""Random walks: a way without end past one random seed after another."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.between import Around, latent_around, request_between
from gan_studio.core.latent.moments import Moments
from gan_studio.core.latent.requests import CURVE, Latent, PictureRequest
from gan_studio.core.latent.timeline import MAX_KEYFRAMES, Keyframe, Timeline, eased


@dataclass(frozen=True)
class RandomWalk:
    """Leads from a picture past random seeds; nothing but the latent changes, the noise stays.

    The same walk passes the same seeds every time, and any moment is found without those before it. It
    goes at a steady speed: latents of many components are about as long, and at right angles to each other.

    Attributes:
        request: where it begins, no blend.
        seed: decides the way.
        seconds_each: from one seed to the next.
        method: as in Blend.
        easing: as in Keyframe.
    """

    request: PictureRequest
    seed: int = 0
    seconds_each: float = 2.0
    method: str = CURVE
    easing: str = "linear"

    def stop(self, place: int) -> PictureRequest:
        """The picture at a stop; the first is the one it begins with."""
        if place == 0:
            return self.request
        return replace(self.request, latent=Latent(random_seed(self.seed, place)))

    def request_at(self, seconds: float) -> PictureRequest:
        """The picture at a moment, 0 or later."""
        place = int(seconds / self.seconds_each)
        share = min(max(0.0, seconds / self.seconds_each - place), 1.0)
        gone, ends = eased(self.easing, share), (self.stop(place), self.stop(place + 1))
        return request_between(*ends, gone, self.method, self._around(place))

    def frames(self, fps: float, seconds: float) -> Moments:
        """The pictures of its first seconds, made when they are looked at."""
        return Moments(self.request_at, max(1, round(seconds * fps)), 1 / fps)

    def timeline(self, seconds: float) -> Timeline:
        """The part up to a moment as keyframes, the stop after it included, at which it ends."""
        last = min(int(np.ceil(seconds / self.seconds_each)), MAX_KEYFRAMES - 1)
        keyframes = (
            Keyframe(place * self.seconds_each, self.stop(place), self.easing) for place in range(last + 1)
        )
        return Timeline(tuple(keyframes), self.method)

    def _around(self, place: int) -> Around:
        """What a curve passes before the stop at a place and after the next one."""
        if self.method != CURVE:
            return None, None
        before = latent_around(self.stop(place - 1)) if place else None
        return before, latent_around(self.stop(place + 2))


def random_seed(walk: int, place: int) -> int:
    """The seed of a model's picture at a place of a random walk, always the same."""
    return int(np.random.default_rng([walk, place]).integers(MAX_SEED + 1))
