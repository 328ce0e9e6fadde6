"""Evidence made of given features, and metrics computed from it to their end."""

from __future__ import annotations

import numpy as np
import torch

from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Evidence, PictureSet
from gan_studio.core.features import FeatureNetwork
from gan_studio.core.metrics._moments import Moments


class FewFeatures(FeatureNetwork):
    """A stand-in for an extractor: means of bands of a picture, and three classes out of them."""

    name, checksum, resize, width, num_classes = "bands", "0" * 12, "as it is", 8, 3

    def __init__(self, comparable=False):
        self.comparable = comparable

    def __call__(self, images):
        values = images.float().flatten(1) / 255
        features = torch.stack([part.mean(dim=1) for part in values.chunk(self.width, dim=1)], dim=1)
        return features, features[:, : self.num_classes].log_softmax(dim=1)


def seen(features, log_probabilities=None, **about):
    """Pictures that were seen already, with these features [N, D]."""
    count = len(features)

    def images(rows):
        return np.stack([np.random.default_rng(row).integers(0, 256, (1, 8, 8), np.uint8) for row in rows])

    pictures = PictureSet(about.pop("name", "pictures"), about.pop("split", ""), count, images, **about)
    pictures.moments, pictures.features = Moments.of(features), features
    pictures.log_probabilities = log_probabilities
    return pictures


def evidence_of(real, fake, **about):
    """Evidence of real and generated features."""
    return Evidence(seen(fake), seen(real), **about)


def probabilities_evidence(probabilities, **about):
    """Evidence of class probabilities [N, K] of generated pictures."""
    with np.errstate(divide="ignore"):
        logarithms = np.log(probabilities)
    return Evidence(seen(np.zeros((len(probabilities), 1), np.float32), logarithms), **about)


def ended(work):
    """What a generator returns, and what it yielded."""
    yielded = []
    while True:
        try:
            yielded.append(next(work))
        except StopIteration as end:
            return end.value, yielded


def measured(metric, evidence):
    """What a metric finds; everything it yields must be a sign of life."""
    found, yielded = ended(metric.measure(evidence))
    assert all(isinstance(event, Preparing) for event in yielded)
    return found


def value(metric, evidence):
    """The value that a metric finds, which must be there."""
    found = measured(metric, evidence)
    assert found.value is not None, found.notes
    return found.value
