"""Every way of telling networks the class teaches the generator to draw the class it is asked for."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from small_parts import CPU, config_of, part
from torch import nn
from torch.nn import functional

from gan_studio.core.architectures.dcgan import Dcgan
from gan_studio.core.data.loader import Batches
from gan_studio.core.registry import CONDITIONINGS, OBJECTIVES, OPTIMIZERS

CLASSES, COUNT, SIDE = 4, 400, 8
STEPS, ASKED = 300, 200
WAYS = [name for name in CONDITIONINGS.names() if part(CONDITIONINGS, name).uses_labels]


def striped(seed=0):
    """Pictures uint8 [N, 1, 8, 8] of one bright stripe, whose row tells the class, with noise."""
    random = np.random.default_rng(seed)
    labels = np.arange(COUNT) % CLASSES
    images = random.integers(0, 90, (COUNT, 1, SIDE, SIDE))
    for image, label in zip(images, labels, strict=True):
        image[0, 2 * label : 2 * label + 2] += random.integers(100, 160)
    return images.astype(np.uint8), labels


def classifier():
    """A linear classifier that never saw a made picture."""
    torch.manual_seed(0)
    images, labels = striped(seed=1)
    network = nn.Sequential(nn.Flatten(), nn.Linear(SIDE * SIDE, CLASSES))
    seen, wanted = torch.from_numpy(images).float() / 127.5 - 1, torch.from_numpy(labels)
    optimizer = torch.optim.Adam(network.parameters(), 0.05)
    for _ in range(60):
        optimizer.zero_grad()
        functional.cross_entropy(network(seen), wanted).backward()
        optimizer.step()
    with torch.no_grad():
        images, labels = striped(seed=2)
        told = network(torch.from_numpy(images).float() / 127.5 - 1).argmax(dim=1).numpy()
    assert (told == labels).mean() > 0.99
    return network


def trained(conditioning):
    architecture = Dcgan(z_dim=16, base_channels=8, d_channels=8, d_norm="none")
    config = config_of(
        architecture,
        SIDE,
        conditioning=conditioning,
        objective=part(OBJECTIVES, "non_saturating"),
        optimizer=dataclasses.replace(part(OPTIMIZERS, "adam"), g_lr=2e-3, d_lr=2e-3, beta1=0.0, beta2=0.99),
    )
    config = dataclasses.replace(config, training=dataclasses.replace(config.training, batch_size=32))
    torch.manual_seed(0)
    random = torch.Generator().manual_seed(0)
    trainer = config.task.trainer(config, (1, SIDE, SIDE), CLASSES, CPU, torch.float32, random)
    batches = Batches(*striped(), 0, False, CPU)
    for _ in range(STEPS):
        trainer.step(batches.next)
    return trainer


@pytest.mark.parametrize("way", WAYS)
def test_a_generator_draws_the_class_it_is_asked_for(way):
    trainer = trained(part(CONDITIONINGS, way))
    labels = torch.arange(ASKED) % CLASSES
    told = classifier()(trainer.samples(trainer.latents(ASKED), labels)).argmax(dim=1)
    right = (told == labels).float().mean().item()
    assert right > 0.7  # chance is a quarter
