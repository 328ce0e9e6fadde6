"""Building the networks of a config: the architecture's, told the class, with what stabilisers add."""

from __future__ import annotations

from gan_studio.core.config import RunConfig
from gan_studio.core.contracts import Networks, SampleShape


def build_networks(config: RunConfig, sample_shape: SampleShape, num_classes: int) -> Networks:
    """Fresh networks of a config; random weights come from torch's global generator.

    Args:
        sample_shape: (C, H, W) of the images.
        num_classes: K of the data set, or 0 if it has no classes or the networks are not told any.
    """
    networks = config.conditioning.networks(config.architecture, sample_shape, num_classes)
    for regularizer in config.regularizers:
        networks = regularizer.fitted(networks)
    return networks
