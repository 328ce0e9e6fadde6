"""Conditioning by concatenation where there are no classes."""

from __future__ import annotations

import dataclasses

import torch

from gan_studio.core.conditioning.concatenation import Concatenation
from gan_studio.core.config import DataFacts, RunConfig, preset, problems

NO_CLASSES = DataFacts(channels=1, num_classes=0, count=100)


def test_classes_are_asked_for():
    config = dataclasses.replace(RunConfig(), conditioning=Concatenation())
    assert [problem.path for problem in problems(config, NO_CLASSES)] == ["conditioning"]


def test_an_optional_conditioning_leaves_the_networks_as_they_are():
    config = dataclasses.replace(RunConfig(), conditioning=Concatenation(optional=True))
    assert problems(config, NO_CLASSES) == []
    generator, discriminator = config.conditioning.networks(config.architecture, (1, 8, 8), 0)
    assert generator.num_classes == 0
    assert discriminator(generator(torch.randn(2, generator.z_dim))).shape == (2,)


def test_the_default_preset_takes_pictures_without_classes():
    assert problems(preset("fashion-quick").config(), NO_CLASSES) == []
