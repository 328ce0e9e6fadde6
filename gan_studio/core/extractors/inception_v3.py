"""The network of the original FID; its weights come from a file, or from a download that was allowed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from gan_studio.core.extractors._inception_network import NUM_CLASSES, SIDE, WIDTH, InceptionNetwork
from gan_studio.core.extractors._opening import filled
from gan_studio.core.extractors._rgb import as_rgb, resize_words
from gan_studio.core.features import Extractor, FeatureNetwork
from gan_studio.core.registry import EXTRACTORS
from gan_studio.core.weights import (
    CHECKSUM_DIGITS,
    PublishedWeights,
    found_weights,
    state_dict,
    verified,
)

ORIGINAL_FID = PublishedWeights(
    label="the Inception weights of the original FID",
    url="https://github.com/toshas/torch-fidelity/releases/download/v0.2.0/"
    "weights-inception-2015-12-05-6726825d.pth",
    sha256="6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2",
    megabytes=96,
    names=("pt_inception-2015-12-05-6726825d.pth",),
)
"""One file under two names, of torch-fidelity and of pytorch-fid, ported from TensorFlow's."""


class InceptionFeatures(FeatureNetwork):
    """Features of the last pooling and the classes of Inception Score, as published scores use them.

    Args:
        network: with its weights.
        checksum: of the weights' file.
    """

    name = "inception-v3"
    resize = resize_words(SIDE)
    width = WIDTH
    num_classes = NUM_CLASSES
    comparable = True
    batch = 32

    def __init__(self, network: InceptionNetwork, checksum: str, device: torch.device) -> None:
        self._network = network.to(device, memory_format=torch.channels_last)
        self._device = device
        self.checksum = checksum[:CHECKSUM_DIGITS]

    @torch.inference_mode()
    def __call__(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Features [N, 2048] and log-probabilities [N, 1008] of images [N, C, H, W]."""
        features, logits = self._network(as_rgb(images, SIDE, self._device))
        return features, logits.log_softmax(dim=1)


@EXTRACTORS.register(
    "inception-v3",
    label="Inception v3 (published FID)",
    summary="The network that published FID, KID and Inception Scores use; its weights are a file of 96 MB.",
)
@dataclass(frozen=True)
class InceptionV3(Extractor):
    """Opens the network with the one file of weights that makes scores comparable."""

    def open(self, name: str, device: torch.device, weights: Path | None) -> InceptionFeatures:
        """The network; another file than the published one is refused."""
        path = found_weights(ORIGINAL_FID, weights, [Path(torch.hub.get_dir()) / "checkpoints"])
        checksum = verified(ORIGINAL_FID, path)
        with torch.device("meta"):
            network = InceptionNetwork()
        return InceptionFeatures(filled(network, state_dict(path), path), checksum, device)

    def published(self, name: str) -> PublishedWeights:
        """The one file that makes scores comparable."""
        return ORIGINAL_FID
