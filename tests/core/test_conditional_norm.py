"""Norms that depend on the class: their formula, their first values, and where they stand."""

from __future__ import annotations

import pytest
import torch
from small_parts import CLASSES, config_of, refusals
from torch import nn

from gan_studio.core.architectures.dcgan import Dcgan, DcganGenerator
from gan_studio.core.architectures.mlp import Mlp
from gan_studio.core.conditioning._class_projection import ProjectionDiscriminator
from gan_studio.core.conditioning._label_plane import ConcatDiscriminator
from gan_studio.core.conditioning.concatenation import Concatenation
from gan_studio.core.conditioning.conditional_norm import ConditionalNorm
from gan_studio.core.conditioning.projection import Projection
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.layers.conditional_norm import ClassBatchNorm, VectorBatchNorm
from gan_studio.core.layers.labels import ClassEmbedding

MAPS, VECTORS = (6, 2, 3, 3), (6, 2)
SMALL = Dcgan(base_channels=4, d_channels=4)


def features(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0)) * 3 + 1


def class_norm(spatial=True):
    norm = ClassBatchNorm(2, CLASSES, spatial=spatial)
    with torch.no_grad():
        norm.gain.weight.copy_(torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
        norm.bias.weight.copy_(torch.tensor([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]))
    return norm


@pytest.mark.parametrize("shape", [MAPS, VECTORS])
def test_a_class_scales_and_shifts_what_the_whole_batch_normalises(shape):
    x, labels = features(*shape), torch.tensor([0, 1, 2, 2, 1, 0])
    axes = [axis for axis in range(len(shape)) if axis != 1]
    spread = (x.var(dim=axes, unbiased=False, keepdim=True) + 1e-5).sqrt()
    standard = (x - x.mean(dim=axes, keepdim=True)) / spread
    y = class_norm(spatial=len(shape) == 4)(x, labels)
    for image, label in enumerate(labels):
        for channel in range(2):
            gain, bias = 1 + 2 * label + channel, 0.1 * (1 + 2 * label + channel)
            torch.testing.assert_close(y[image, channel], gain * standard[image, channel] + bias)


def test_out_of_training_the_running_statistics_count():
    norm, x = class_norm(), features(*MAPS)
    norm(x, torch.zeros(6, dtype=torch.int64))
    norm.eval()
    mean = 0.1 * x.mean(dim=(0, 2, 3))
    variance = 0.9 + 0.1 * x.var(dim=(0, 2, 3))
    standard = (x[:1] - mean.view(1, 2, 1, 1)) / (variance.view(1, 2, 1, 1) + 1e-5).sqrt()
    expected = standard * torch.tensor([3.0, 4.0]).view(1, 2, 1, 1) + torch.tensor([0.3, 0.4]).view(
        1, 2, 1, 1
    )
    torch.testing.assert_close(norm(x[:1], torch.tensor([1])), expected)


def test_at_first_every_class_has_gain_one_and_bias_zero():
    norm = ClassBatchNorm(4, CLASSES)
    assert torch.equal(norm.gain.weight, torch.ones(CLASSES, 4))
    assert torch.equal(norm.bias.weight, torch.zeros(CLASSES, 4))


def test_a_vectors_gain_is_linear_around_one():
    torch.manual_seed(0)
    norm, x, told = VectorBatchNorm(2, 3), features(*MAPS), torch.randn(6, 3)
    gain, bias = 1 + told @ norm.gain.weight.T, told @ norm.bias.weight.T
    expected = norm.norm(x) * gain.view(6, 2, 1, 1) + bias.view(6, 2, 1, 1)
    torch.testing.assert_close(norm(x, told), expected)
    torch.testing.assert_close(norm(x, torch.zeros(6, 3)), norm.norm(x))


def test_between_classes_the_vector_is_the_mean_of_theirs():
    embedding = ClassEmbedding(CLASSES, 5)
    first, second, _ = embedding.weight
    torch.testing.assert_close(
        embedding(torch.tensor([[0.25, 0.75, 0.0]])), (first / 4 + second * 3 / 4)[None]
    )
    torch.testing.assert_close(embedding(torch.tensor([[0.0, 1.0, 0.0]])), embedding(torch.tensor([1])))


@pytest.mark.parametrize(
    ("architecture", "norms"),
    [(SMALL, 2), (Mlp(width=4), 3), (Dcgan(body="miyato"), 3)],
)
def test_every_norm_of_a_generator_that_takes_classes_depends_on_them(architecture, norms):
    generator = architecture.networks(NetworkShape((1, 16, 16), g_classes=CLASSES)).generator
    found = [module for module in generator.modules() if isinstance(module, ClassBatchNorm)]
    assert len(found) == norms
    assert all(norm.gain.weight.shape[0] == CLASSES for norm in found)
    assert generator.num_classes == CLASSES


@pytest.mark.parametrize("architecture", [SMALL, Mlp(width=4)])
def test_a_generator_without_classes_keeps_the_names_of_its_weights(architecture):
    # Checkpoints of earlier releases name norms so.
    generator = architecture.networks(NetworkShape((1, 16, 16))).generator
    assert generator.num_classes == 0
    norms = [module for module in generator.modules() if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d)]
    assert norms
    assert all(norm.affine for norm in norms)
    assert not any("gain" in name for name in generator.state_dict())


def test_the_discriminator_is_told_by_projection_or_by_a_channel():
    built = [
        ConditionalNorm(way).networks(SMALL, (1, 8, 8), CLASSES) for way in ("projection", "concatenation")
    ]
    kinds = [type(pair.discriminator) for pair in built]
    assert kinds == [ProjectionDiscriminator, ConcatDiscriminator]
    assert all(pair.generator.z_dim == Dcgan().z_dim for pair in built)


@pytest.mark.parametrize(
    ("projects", "nearest", "choice"),
    [(False, "Concatenated embedding", Concatenation()), (True, "Projection", Projection())],
)
def test_a_network_without_batch_norm_in_its_generator_is_refused_with_what_works(
    monkeypatch, projects, nearest, choice
):
    monkeypatch.setattr(Dcgan, "label_ways", ("mapping",))
    monkeypatch.setattr(Dcgan, "projects_labels", projects)
    (problem,) = refusals(config_of(SMALL, conditioning=ConditionalNorm()))
    assert problem.path == "conditioning"
    assert problem.why.endswith(f"choose “{nearest}”.")
    assert refusals(config_of(SMALL, conditioning=choice)) == []


def test_a_generator_that_takes_no_embedding_beside_its_latent_takes_the_class_itself(monkeypatch):
    monkeypatch.setattr(Dcgan, "label_ways", ("norm",))
    pair = Concatenation().networks(SMALL, (1, 8, 8), CLASSES)
    assert type(pair.generator) is DcganGenerator
    assert pair.generator.num_classes == CLASSES
    assert type(pair.discriminator) is ConcatDiscriminator
