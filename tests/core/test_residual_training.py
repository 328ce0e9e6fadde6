"""Residual networks while they train: stopped and resumed, in lower precision, in both memory layouts."""

from __future__ import annotations

import pytest
import torch
from small_parts import CLASSES, CPU, config_of, part, stream
from small_runs import assert_same_bits, learned, small, small_config, stopped_at, trained, write_data

from gan_studio.core.config import from_dict, to_dict, with_assignments
from gan_studio.core.registry import ARCHITECTURES, CONDITIONINGS, OBJECTIVES

NAMES = ["resnet", "sagan", "biggan"]
WAYS = ["projection", "auxiliary_classifier", "conditional_norm"]


def told(name, way):
    return config_of(
        small(part(ARCHITECTURES, name)),
        16,
        conditioning=part(CONDITIONINGS, way),
        objective=part(OBJECTIVES, "hinge"),
    )


@pytest.mark.parametrize(("name", "way"), list(zip(NAMES, WAYS, strict=True)))
def test_a_resumed_run_equals_one_that_was_never_stopped(name, way, tmp_path):
    data = write_data(tmp_path, side=16, classes=CLASSES)
    quiet, parts = (to_dict(config) for config in (small_config(data, side=16), told(name, way)))
    chosen = {section: parts[section] for section in ("architecture", "conditioning", "objective")}
    config = from_dict({**quiet, **chosen})
    config = with_assignments(config, ["training.steps=4"])
    trained(config, tmp_path / "straight")
    stopped_at(2, config, tmp_path / "stopped")
    trained(config, tmp_path / "stopped", resume=True)
    assert_same_bits(learned(tmp_path / "straight"), learned(tmp_path / "stopped"))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_two_steps_in_bfloat16_are_finite(name, way):
    config = told(name, way)
    torch.manual_seed(0)
    random = torch.Generator().manual_seed(0)
    trainer = config.task.trainer(config, (1, 16, 16), CLASSES, CPU, torch.bfloat16, random)
    images = stream(config)
    for _ in range(2):
        for scalar, value in trainer.step(images.next).items():
            assert value.isfinite(), scalar
    assert trainer.is_finite()
    assert trainer.samples(trainer.latents(2), torch.tensor([0, 1])).dtype == torch.float32


@pytest.mark.parametrize("name", NAMES)
def test_the_averaged_generator_stays_normalised(name):
    # Its vectors of spectral norm are averaged too, and so are no longer quite of length 1.
    config = told(name, "projection")
    torch.manual_seed(0)
    random = torch.Generator().manual_seed(0)
    trainer = config.task.trainer(config, (1, 16, 16), CLASSES, CPU, torch.float32, random)
    images = stream(config)
    for _ in range(10):
        trainer.step(images.next)
    for module in trainer.g_ema.module.modules():
        if torch.nn.utils.parametrize.is_parametrized(module, "weight"):
            largest = torch.linalg.svdvals(module.weight.flatten(1))[0].item()
            assert largest == pytest.approx(1.0, abs=0.1)
