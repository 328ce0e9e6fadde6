"""In a run of lower precision, slopes are still taken in float32."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from small_parts import CLASSES, CPU, config_of, part, refusals, stream
from small_runs import small

from gan_studio.core.layers.styles import StyledGenerator
from gan_studio.core.registry import ARCHITECTURES, REGULARIZERS

SLOPES = ("gradient_penalty", "dragan", "r1", "r2")


def bfloat16_trainer(config):
    torch.manual_seed(0)
    side = config.data.resolution
    random = torch.Generator().manual_seed(0)
    return config.task.trainer(config, (1, side, side), CLASSES, CPU, torch.bfloat16, random)


def is_lower() -> bool:
    return torch.is_autocast_enabled("cpu")


@pytest.mark.parametrize("name", SLOPES)
def test_a_penalty_on_slopes_scores_its_points_in_float32(name: str):
    penalty = dataclasses.replace(part(REGULARIZERS, name), interval=1)
    network = dataclasses.replace(small(part(ARCHITECTURES, "dcgan")), d_norm="layer")
    config = config_of(network, regularizers=(penalty,))
    assert not refusals(config)
    trainer, passes = bfloat16_trainer(config), {"points": [], "others": []}

    def watch(module, given):
        # A penalty differentiates with respect to the images it scores; nothing else scores a leaf.
        images = given[0]
        passes["points" if images.requires_grad and images.is_leaf else "others"].append(is_lower())

    features = trainer.discriminator.features

    def watched(images, labels=None):
        watch(trainer.discriminator, (images,))
        return features(images, labels)

    trainer.discriminator.features = watched
    trainer.step(stream(config).next)
    assert passes["points"] == [False]
    assert all(passes["others"])
    assert passes["others"]


def test_consistency_compares_scores_of_one_precision():
    unchanged = dataclasses.replace(part(REGULARIZERS, "consistency"), shift=0.0, flip=False)
    config = config_of(small(part(ARCHITECTURES, "dcgan")), regularizers=(unchanged,))
    assert not refusals(config)
    terms = bfloat16_trainer(config).step(stream(config).next)
    assert terms["loss/d/consistency"] == 0


def test_path_lengths_are_of_pictures_in_float32():
    penalty = dataclasses.replace(part(REGULARIZERS, "path_length"), interval=1)
    config = config_of(small(part(ARCHITECTURES, "stylegan2")), regularizers=(penalty,))
    assert not refusals(config)
    trainer, passes = bfloat16_trainer(config), []
    assert isinstance(trainer.generator, StyledGenerator)
    trainer.generator.synthesis.register_forward_pre_hook(lambda module, given: passes.append(is_lower()))
    trainer.step(stream(config).next)
    assert passes.count(False) == 1
    assert passes.count(True) == len(passes) - 1 > 0
