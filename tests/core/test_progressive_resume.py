"""A growing run that is stopped and resumed equals one never stopped, wherever that is."""

from __future__ import annotations

import shutil

import pytest
import torch
from small_runs import (
    assert_same_bits,
    learned,
    newest,
    of_kind,
    small_config,
    stopped_at,
    trained,
    write_data,
)

from gan_studio.core.checkpoint import load_generator
from gan_studio.core.discriminators import load_discriminator
from gan_studio.core.events import SamplesReady, StepDone
from gan_studio.core.layers.growth import growths
from gan_studio.core.run import run
from gan_studio.core.run_folder import RunFolder

# With batches of 4 the side is 4 px up to step 4, fades to 8 px from step 5 on, and is whole at step 9.
GROWING = ["task=progressive", "task.stable_kimg=0.014", "task.fade_kimg=0.018", "training.steps=11"]
CASES = {
    "penalised critic": [
        "architecture=progan",
        "objective=wasserstein",
        "regularizers.gradient_penalty=on",
        "regularizers.drift=on",
        "task.n_critic=2",
    ],
    "styles": ["architecture=stylegan", "regularizers.r1.interval=2", "task.start_resolution=8"],
    "classes": ["architecture=progan", "conditioning=concatenation", "task.reuse_fakes=off"],
    "larger batches": ["architecture=progan", "task.largest_batch=8", "schedule=linear"],
    "momentum kept": ["architecture=stylegan", "task.resets_moments=off"],
}
TINY = ["architecture.channel_base=256", "architecture.channel_max=4", "architecture.z_dim=6"]
SIDE = 16


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path, side=SIDE, classes=3)


def config_of(data, case, *assignments):
    return small_config(data, *GROWING, *CASES[case], *TINY, *assignments, side=SIDE)


def place(folder):
    """How far the networks of a run's newest checkpoint have grown."""
    content = newest(folder)
    held = [*content["g_ema"].items(), *content["training"]["trainer"]["discriminator"].items()]
    levels = {int(value) for name, value in held if name.endswith("growth.level")}
    alphas = {float(value) for name, value in held if name.endswith("growth.alpha")}
    return levels, alphas


@pytest.mark.parametrize("step", [3, 4, 6, 8, 9])
@pytest.mark.parametrize("case", CASES)
def test_a_stopped_and_resumed_run_equals_one_never_stopped(case, step, data, tmp_path):
    config = config_of(data, case)
    trained(config, tmp_path / "straight")
    stopped_at(step, config, tmp_path / "stopped")
    trained(config, tmp_path / "stopped", resume=True)
    assert_same_bits(learned(tmp_path / "straight"), learned(tmp_path / "stopped"))


def test_a_run_killed_in_the_middle_of_a_fade_resumes_exactly(data, tmp_path):
    config = config_of(data, "larger batches", "saving.save_every_steps=1", "training.precision=bfloat16")
    for event in run(config, tmp_path / "run"):
        if isinstance(event, StepDone) and event.step == 6:
            shutil.copytree(tmp_path / "run", tmp_path / "copy")
    trained(config, tmp_path / "copy", resume=True)
    assert_same_bits(learned(tmp_path / "copy"), learned(tmp_path / "run"))


@pytest.fixture(params=["momentum kept", "classes"])
def fading(request, data, tmp_path):
    """The folder of a run that was stopped in the middle of a fade, and its last samples."""
    stopped_at(6, config_of(data, request.param), tmp_path / "run")
    levels, (alpha,) = place(tmp_path / "run")
    assert levels == {1}
    assert 0 < alpha < 1
    return tmp_path / "run"


def test_a_checkpoint_in_the_middle_of_a_fade_draws_the_same_pictures_again(fading, data):
    model = load_generator(RunFolder(fading).newest_checkpoint())
    (growth,) = growths(model.module)
    _, (alpha,) = place(fading)
    assert growth.now == (1, alpha)
    latents = torch.randn(3, model.z_dim)
    labels = torch.zeros(3, dtype=torch.long) if model.num_classes else None
    whole = model.module(latents, labels)
    assert whole.shape == (3, 1, SIDE, SIDE)
    growth.set(1, 1.0)
    assert not torch.equal(model.module(latents, labels), whole)
    growth.set(1, alpha)
    assert torch.equal(model.module(latents, labels), whole)


def test_a_run_resumed_in_the_middle_of_a_fade_shows_the_same_samples(fading, data, tmp_path):
    case = "classes" if newest(fading)["num_classes"] else "momentum kept"
    config = config_of(data, case, "training.steps=6")
    shown = of_kind(SamplesReady, trained(config, tmp_path / "straight"))[-1]
    again = of_kind(SamplesReady, trained(config, fading, resume=True))[0]
    assert (shown.images == again.images).all()


def test_its_discriminator_scores_pictures_of_full_size(fading):
    discriminator = load_discriminator(RunFolder(fading).newest_checkpoint())
    (growth,) = growths(discriminator.module)
    assert growth.now[0] == 1
    labels = torch.zeros(4, dtype=torch.long) if discriminator.num_classes else None
    scores = discriminator.module(torch.randn(4, 1, SIDE, SIDE), labels)
    assert scores.shape == (4,)
