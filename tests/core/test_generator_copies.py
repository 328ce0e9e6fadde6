"""Copies of the averaged generator that a run hands out while it trains."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from small_runs import assert_same_bits, commanded, learned, of_kind, small_config, trained, write_data

from gan_studio.core.checkpoint import load_generator
from gan_studio.core.commands import CopyGenerator
from gan_studio.core.config import RunConfig
from gan_studio.core.events import GeneratorCopied
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.core.run_folder import RunFolder

_STYLED = ["architecture=stylegan2", "training.steps=4"]


@pytest.fixture
def config(tmp_path: Path) -> RunConfig:
    return small_config(write_data(tmp_path), *_STYLED)


def test_a_copy_is_the_averaged_generator_of_its_step(config: RunConfig, tmp_path: Path):
    events = commanded(config, tmp_path / "run", {3: CopyGenerator()})
    (copied,) = of_kind(GeneratorCopied, events)
    last = load_generator(RunFolder(tmp_path / "run").newest_checkpoint())
    assert (copied.step, copied.images_seen) == (last.step, last.images_seen) == (4, copied.model.images_seen)
    assert copied.seconds > 0
    wanted = [PictureRequest(Latent(3))]
    assert np.array_equal(draw(copied.model, wanted), draw(last, wanted))


def test_training_goes_on_without_touching_a_copy(config: RunConfig, tmp_path: Path):
    events = commanded(config, tmp_path / "run", {1: CopyGenerator(), 3: CopyGenerator()})
    early, late = (copied.model.module for copied in of_kind(GeneratorCopied, events))
    assert not any(weight.requires_grad for weight in early.parameters())
    assert not early.training
    assert any(not torch.equal(a, b) for a, b in zip(early.parameters(), late.parameters(), strict=True))


def test_a_run_that_was_copied_from_learns_what_it_would_have(config: RunConfig, tmp_path: Path):
    commanded(config, tmp_path / "copied", {step: CopyGenerator() for step in (1, 2, 3)})
    trained(config, tmp_path / "alone")
    assert_same_bits(learned(tmp_path / "copied"), learned(tmp_path / "alone"))


def test_no_copy_is_made_unasked(config: RunConfig, tmp_path: Path):
    assert of_kind(GeneratorCopied, trained(config, tmp_path / "run")) == []


def test_a_copy_leaves_behind_what_was_prepared_for_drawing(config: RunConfig, tmp_path: Path):
    events = commanded(config, tmp_path / "run", {3: CopyGenerator()})
    (copied,) = of_kind(GeneratorCopied, events)
    prepared = [module._kept for module in copied.model.module.modules() if hasattr(module, "_kept")]
    assert prepared
    assert all(len(each) == 0 for each in prepared)
