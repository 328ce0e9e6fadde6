"""Registered parts made small, for contract tests over all of them."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re

import numpy as np
import pytest
import torch
from small_runs import small, small_config, variants

from gan_studio.core.config import DataFacts, problems
from gan_studio.core.contracts import Moment
from gan_studio.core.data.loader import Batches
from gan_studio.core.networks import build_networks
from gan_studio.core.registry import ARCHITECTURES, CONDITIONINGS, TASKS

CPU = torch.device("cpu")
CLASSES = 3
COUNT = 12


def part(registry, name):
    return registry.entry(name).part()


@functools.cache
def plain_config(side):
    return small_config("none.npz", side=side)


def config_of(architecture, side=8, **parts):
    """A config of small parts, with a task that suits the architecture; `parts` replace its sections."""
    config = plain_config(side)
    tasks = (part(TASKS, name) for name in TASKS.names())
    fitting = next(task for task in tasks if task.grows == architecture.grows)
    return dataclasses.replace(config, **{"architecture": architecture, "task": fitting, **parts})


def refusals(config, channels=1):
    return problems(config, DataFacts(channels, CLASSES, COUNT))


@functools.cache
def smallest_sides(architecture, count=2):
    """The smallest resolutions that the architecture makes."""
    sides = (side for side in range(8, 65) if not refusals(config_of(architecture, side)))
    return list(itertools.islice(sides, count))


def fitting_conditionings(architecture):
    """Names of the ways of being told a class, or none, that fit the architecture."""
    side, *_ = smallest_sides(architecture, 1)
    configs = {
        name: config_of(architecture, side, conditioning=part(CONDITIONINGS, name))
        for name in CONDITIONINGS.names()
    }
    return [name for name, config in configs.items() if not refusals(config)]


def networks_of(config, channels=1, seed=0):
    torch.manual_seed(seed)
    side = config.data.resolution
    classes = CLASSES if config.conditioning.uses_labels else 0
    return build_networks(config, (channels, side, side), classes)


def labels_of(generator, count):
    return torch.arange(count) % generator.num_classes if generator.num_classes else None


def moment_of(config, player="d", channels=1, count=4):
    """What the config's one regularizer sees of an update of player "d" or "g".

    The weights have moved a little since the regularizer's memory was made.
    """
    (regularizer,) = config.regularizers
    networks = networks_of(config, channels)
    memory = regularizer.memory(networks)
    with torch.no_grad():
        for weight in itertools.chain(*(network.parameters() for network in networks)):
            weight.add_(0.01 * torch.randn_like(weight))
    labels, learns_g = labels_of(networks.generator, count), player == "g"
    networks.discriminator.requires_grad_(not learns_g)
    z = torch.randn(count, networks.generator.z_dim)
    drawn = networks.generator(z, labels)
    fake, real = drawn if learns_g else drawn.detach(), torch.rand(drawn.shape) * 2 - 1
    is_compared = not learns_g or regularizer.compares
    with torch.set_grad_enabled(not learns_g):
        real_view = networks.discriminator.view(real, labels)
    score = functools.partial(networks.discriminator, labels=labels)
    return Moment(
        score=score,
        score_again=score,
        real=real if is_compared else None,
        fake=fake,
        bare_real=None if learns_g else real,
        bare_fake=None if learns_g else fake,
        real_view=real_view if is_compared else None,
        fake_view=networks.discriminator.view(fake, labels),
        random=torch.Generator().manual_seed(0),
        labels=labels,
        networks=networks,
        memory=memory,
        z=z if learns_g else None,
        draw=(lambda latents: networks.generator(latents, labels)) if learns_g else None,
        drawn=drawn if learns_g else None,
    )


def trainer_of(config, channels=1):
    torch.manual_seed(0)
    side = config.data.resolution
    random = torch.Generator().manual_seed(0)
    return config.task.trainer(config, (channels, side, side), CLASSES, CPU, torch.float32, random)


def stream(config, channels=1):
    random = np.random.default_rng(0)
    side = config.data.resolution
    images = random.integers(0, 256, (COUNT, channels, side, side), dtype=np.uint8)
    return Batches(images, np.arange(COUNT) % CLASSES, 0, False, CPU)


def assert_two_finite_steps(config, channels=1):
    trainer, images = trainer_of(config, channels), stream(config, channels)
    for _ in range(2):
        for name, value in trainer.step(images.next).items():
            assert value.isfinite(), name
    assert trainer.is_finite()


def learns(config):
    """Whether a config is not refused; it must then train two finite steps, or give sentences as reasons."""
    found = refusals(config)
    for problem in found:
        assert re.fullmatch(r"[“A-Z0-9].*[^ .]\.", problem.why, re.DOTALL), problem.why
    if not found:
        assert_two_finite_steps(config)
    return not found


VARIANTS = [
    pytest.param(variant, id=f"{name}-{index}")
    for name in ARCHITECTURES.names()
    for index, variant in enumerate(variants(small(part(ARCHITECTURES, name))))
]
