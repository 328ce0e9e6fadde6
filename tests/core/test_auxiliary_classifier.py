"""The auxiliary classifier's terms, what they teach whom, and what it reports."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from small_parts import CLASSES, config_of, stream, trainer_of
from torch import nn
from torch.nn import functional

from gan_studio.core.architectures.dcgan import Dcgan
from gan_studio.core.conditioning.auxiliary_classifier import AuxiliaryClassifier
from gan_studio.core.contracts import Seen

SMALL = Dcgan(base_channels=4, d_channels=4, d_norm="layer")


def built(spectral=False, **options):
    torch.manual_seed(0)
    architecture = dataclasses.replace(SMALL, spectral_norm=spectral)
    return AuxiliaryClassifier(**options).networks(architecture, (1, 8, 8), CLASSES)


def seen(discriminator, labels, seed=0):
    images = torch.randn(len(labels), 1, 8, 8, generator=torch.Generator().manual_seed(seed))
    return Seen(images, labels, discriminator.view(images, labels))


def cross_entropy(discriminator, batch):
    """Mean of minus the logarithm of what the softmax gives the right class."""
    flat = batch.view.features.flatten(1)
    odds = (flat @ discriminator.classifier.weight.T + discriminator.classifier.bias).double().exp()
    right = odds[torch.arange(len(flat)), batch.labels] / odds.sum(dim=1)
    return -right.log().mean().float()


@pytest.mark.parametrize(("fakes", "weight"), [(True, 1.0), (False, 0.5)])
def test_the_discriminators_term_is_the_cross_entropy(fakes, weight):
    discriminator = built(learns_from_fakes=fakes, classifier_weight=weight).discriminator
    labels = torch.tensor([0, 1, 2, 1])
    real, fake = (seen(discriminator, labels, seed) for seed in (0, 1))
    expected = cross_entropy(discriminator, real)
    if fakes:
        expected = expected + cross_entropy(discriminator, fake)
    terms = discriminator.discriminator_terms(real, fake)
    torch.testing.assert_close(terms, {"classification": weight * expected})


def test_the_generators_term_is_the_cross_entropy_of_fakes():
    discriminator = built(g_classifier_weight=0.1).discriminator
    fake = seen(discriminator, torch.tensor([0, 1, 2, 1]))
    expected = 0.1 * cross_entropy(discriminator, fake)
    torch.testing.assert_close(discriminator.generator_terms(fake), {"classification": expected})


def test_a_classifier_that_knows_nothing_errs_by_the_logarithm_of_the_number_of_classes():
    discriminator = built().discriminator
    nn.init.zeros_(discriminator.classifier.weight)
    nn.init.zeros_(discriminator.classifier.bias)
    fake = seen(discriminator, torch.tensor([0, 1]))
    error = discriminator.generator_terms(fake)["classification"]
    torch.testing.assert_close(error, torch.tensor(float(CLASSES)).log())


def test_the_score_is_not_told_the_class():
    discriminator = built().discriminator
    images = torch.randn(3, 1, 8, 8)
    first, second = (discriminator(images, torch.full((3,), label)) for label in (0, 1))
    assert torch.equal(first, second)


def test_accuracy_is_the_share_of_classes_guessed():
    discriminator = built().discriminator
    nn.init.zeros_(discriminator.classifier.weight)
    with torch.no_grad():
        discriminator.classifier.bias.copy_(functional.one_hot(torch.tensor(1), CLASSES))
    real, fake = (seen(discriminator, torch.tensor(labels)) for labels in ([1, 1, 1, 0], [0, 2, 1, 0]))
    found = discriminator.figures(real, fake)
    assert {name: value.item() for name, value in found.items()} == {
        "class_accuracy/real": 0.75,
        "class_accuracy/fake": 0.25,
    }


def test_a_step_reports_both_terms_and_both_accuracies():
    config = config_of(SMALL, conditioning=AuxiliaryClassifier())
    reported = trainer_of(config).step(stream(config).next)
    wanted = {"loss/d/classification", "loss/g/classification", "class_accuracy/real", "class_accuracy/fake"}
    assert wanted <= reported.keys()


def test_the_classifier_learns_to_tell_classes_apart():
    config = config_of(SMALL, conditioning=AuxiliaryClassifier(classifier_weight=10.0))
    config = dataclasses.replace(config, optimizer=dataclasses.replace(config.optimizer, d_lr=0.01))
    trainer, images = trainer_of(config), stream(config)
    right = [float(trainer.step(images.next)["class_accuracy/real"]) for _ in range(40)]
    assert sum(right[-5:]) / 5 > sum(right[:5]) / 5 + 0.3


def test_the_classifier_is_normalised_where_the_discriminator_is():
    discriminator = built(spectral=True).discriminator
    assert nn.utils.parametrize.is_parametrized(discriminator.classifier, "weight")
    assert not nn.utils.parametrize.is_parametrized(built().discriminator.classifier)
