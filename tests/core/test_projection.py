"""The projection discriminator's score, and how the generator beside it is told the class."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from small_parts import CLASSES, config_of, refusals
from torch import nn

from gan_studio.core.architectures.dcgan import Dcgan, DcganDiscriminator, DcganGenerator
from gan_studio.core.conditioning._class_projection import ProjectionDiscriminator
from gan_studio.core.conditioning._telling import ConcatGenerator
from gan_studio.core.conditioning.projection import Projection
from gan_studio.core.contracts import Discriminator

SMALL = Dcgan(base_channels=4, d_channels=4)


class Means(Discriminator):
    """Scores an image by its mean, having seen the mean of each channel."""

    num_features = 3

    def features(self, images, labels=None):
        return images.mean(dim=(2, 3))

    def score(self, features, labels=None):
        return features.mean(dim=1)


def built(spectral=False, **options):
    architecture = dataclasses.replace(SMALL, spectral_norm=spectral)
    return Projection(**options).networks(architecture, (1, 8, 8), CLASSES)


def test_the_score_gains_the_product_of_features_and_the_classs_vector():
    discriminator = ProjectionDiscriminator(Means(), 2, spectral_norm=False)
    with torch.no_grad():
        discriminator.embedding.weight.copy_(torch.tensor([[1.0, 0.0, 0.0], [0.5, 2.0, -1.0]]))
    image = torch.tensor([1.0, 2.0, 3.0]).view(1, 3, 1, 1).expand(2, 3, 4, 4)
    # Mean 2; class 0 gains 1, class 1 gains 0.5 * 1 + 2 * 2 - 1 * 3.
    scores = discriminator(image, torch.tensor([0, 1]))
    torch.testing.assert_close(scores, torch.tensor([3.0, 3.5]))


def test_places_of_a_map_that_is_not_summed_have_a_part_of_the_vector_each():
    discriminator = built().discriminator
    images, labels = torch.randn(4, 1, 8, 8), torch.tensor([0, 1, 2, 0])
    features = discriminator.core.features(images)
    expected = discriminator.core.score(features)
    for image, label in enumerate(labels):
        vector = discriminator.embedding.weight[label].view(features.shape[1:])
        expected[image] += (vector * features[image]).sum()
    torch.testing.assert_close(discriminator(images, labels), expected)


def test_the_vectors_are_normalised_where_the_discriminator_is():
    discriminator = built(spectral=True).discriminator.train()
    for _ in range(100):
        discriminator(torch.randn(2, 1, 8, 8), torch.tensor([0, 1]))
    largest = torch.linalg.svdvals(discriminator.embedding.weight)[0].item()
    assert largest == pytest.approx(1.0, rel=1e-3)
    assert not nn.utils.parametrize.is_parametrized(built().discriminator.embedding)


@pytest.mark.parametrize(
    ("generator", "kind"),
    [("auto", DcganGenerator), ("norm", DcganGenerator), ("concatenation", ConcatGenerator)],
)
def test_the_generator_is_told_in_the_way_chosen(generator, kind):
    pair = built(generator=generator)
    assert type(pair.generator) is kind
    assert pair.generator.num_classes == CLASSES
    assert pair.generator.z_dim == SMALL.z_dim


def test_a_way_that_the_generator_lacks_is_refused_with_one_it_has(monkeypatch):
    monkeypatch.setattr(Dcgan, "label_ways", ("mapping",))
    (problem,) = refusals(config_of(SMALL, conditioning=Projection(generator="norm")))
    assert problem.path == "conditioning.generator"
    assert problem.why.endswith("choose “The network's best way”.")
    assert refusals(config_of(SMALL, conditioning=Projection())) == []


def test_a_discriminator_with_a_projection_of_its_own_is_asked_for_it(monkeypatch):
    asked = []
    plain = Dcgan.networks
    monkeypatch.setattr(Dcgan, "projects_labels", True)
    monkeypatch.setattr(Dcgan, "networks", lambda self, shape: asked.append(shape) or plain(self, shape))
    pair = built()
    assert [(shape.d_classes, shape.g_classes) for shape in asked] == [(CLASSES, CLASSES)]
    assert type(pair.discriminator) is DcganDiscriminator


def test_without_classes_the_networks_stay_as_they_are():
    pair = Projection(optional=True).networks(SMALL, (1, 8, 8), 0)
    assert [type(network) for network in pair] == [DcganGenerator, DcganDiscriminator]
    assert pair.generator.num_classes == 0
