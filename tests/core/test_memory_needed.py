"""The memory that a run needs, told before it trains."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import torch
from small_parts import config_of, part, refusals, smallest_sides
from small_runs import small, small_config, trained, write_data

from gan_studio.core import run as running
from gan_studio.core.config import DataFacts, RunConfig, presets, problems, with_assignments
from gan_studio.core.errors import InputError
from gan_studio.core.memory_needed import advice_when_short, memory_free, memory_needed, too_little_memory
from gan_studio.core.registry import ARCHITECTURES, AUGMENTATIONS, REGULARIZERS
from gan_studio.core.run_folder import RunFolder

FACTS = DataFacts(channels=3, num_classes=3, count=1000)
GB = 10**9


def needed(*assignments, precision=torch.float32):
    return memory_needed(with_assignments(RunConfig(), list(assignments)), FACTS, precision)


MEASURED = """
import sys, torch, numpy as np
from gan_studio.core.config import RunConfig, with_assignments
from gan_studio.core.data.loader import Batches
CPU = torch.device("cpu")
def step(*assignments):
    config = with_assignments(RunConfig(), assignments)
    side = config.data.resolution
    trainer = config.task.trainer(config, (3, side, side), 0, CPU, torch.float32, torch.Generator())
    images = Batches(np.zeros((64, 3, side, side), np.uint8), None, 0, False, CPU)
    for _ in range(2):
        trainer.step(images.next)
    return trainer
def figure(name):
    return 1024 * next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(name))
torch.set_num_threads(1)
step("data.resolution=8", "training.batch_size=2")
before = figure("VmRSS")
open("/proc/self/clear_refs", "w").write("5")
step(*sys.argv[1:])
print(figure("VmHWM") - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the height of a process's memory")
def test_the_estimate_is_what_a_run_takes_within_a_factor_of_two():
    basics = ["data.resolution=32", "architecture.base_channels=32", "architecture.d_channels=32"]
    assignments = [*basics, "training.batch_size=64", "regularizers.r1=on", "architecture.d_norm=layer"]
    command = [sys.executable, "-c", MEASURED, *assignments]
    taken = float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert 0.5 < needed(*assignments) / taken < 2


def test_weights_without_images_are_counted_by_hand():
    few, more = (needed("architecture=mlp", f"training.batch_size={size}") for size in (2, 4))
    config = with_assignments(RunConfig(), ["architecture=mlp"])
    side = config.data.resolution
    networks = config.conditioning.networks(config.architecture, (3, side, side), 0)
    of_g, of_d = (4 * sum(weight.numel() for weight in network.parameters()) for network in networks)
    held = 5 * of_g + 4 * of_d  # weight, gradient, Adam's two moments; and G's average
    assert few - (more - few) == pytest.approx(held, rel=0.15)


def test_a_batch_twice_as_large_keeps_twice_as_much():
    four, eight, sixteen = (needed(f"training.batch_size={size}") for size in (4, 8, 16))
    assert sixteen - eight == pytest.approx(2 * (eight - four), rel=0.01)


@pytest.mark.parametrize(
    "dearer",
    [
        ["training.batch_size=128"],
        ["data.resolution=128"],
        ["regularizers.r1=on", "architecture.d_norm=layer"],
        ["task.g_batch_factor=4"],
        ["task.accumulate=4"],
    ],
)
def test_what_takes_more_is_told_to_take_more(dearer):
    assert needed(*dearer) > 1.05 * needed(*(f for f in dearer if "d_norm" in f))


def test_lower_precision_takes_less():
    assert needed(precision=torch.bfloat16) < 0.8 * needed()


def test_rmsprop_remembers_less_than_adam():
    assert needed("optimizer=rmsprop") < needed("optimizer=adam")


def estimates_of(registry, section):
    networks = [RunConfig().architecture, *(part(ARCHITECTURES, name) for name in ARCHITECTURES.names())]
    for name in registry.names():
        configs = (
            config_of(small(network), 16, **{section: (part(registry, name),)}) for network in networks
        )
        accepted = next(config for config in configs if not refusals(config))
        yield pytest.param(accepted, id=name)


@pytest.mark.parametrize("architecture", ARCHITECTURES.names())
def test_every_network_can_be_estimated_and_no_random_number_is_drawn(architecture):
    built = small(part(ARCHITECTURES, architecture))
    (side,) = smallest_sides(built, 1)
    before = torch.get_rng_state()
    assert memory_needed(config_of(built, side), FACTS, torch.float32) > 0
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    "config",
    [*estimates_of(REGULARIZERS, "regularizers"), *estimates_of(AUGMENTATIONS, "augmentations")],
)
def test_every_stabiliser_can_be_estimated(config):
    assert memory_needed(config, FACTS, torch.float32) > 0


@pytest.mark.parametrize("name", [preset.name for preset in presets() if not preset.wants_gpu])
def test_no_preset_for_a_processor_is_refused_with_eight_gigabytes(name):
    (chosen,) = (preset for preset in presets() if preset.name == name)
    assert too_little_memory(chosen.config(), FACTS, torch.float32, 8 * GB) is None


def test_enough_memory_and_unknown_memory_are_no_reason():
    config = RunConfig()
    need = memory_needed(config, FACTS, torch.float32)
    assert too_little_memory(config, FACTS, torch.float32, int(need) + 1) is None
    assert too_little_memory(config, FACTS, torch.float32, None) is None
    assert too_little_memory(config, FACTS, torch.float32, int(need) - 1) is not None


def test_the_reason_names_what_is_needed_what_is_free_and_what_fits():
    config = with_assignments(RunConfig(), ["data.resolution=64", "training.batch_size=256"])
    free = int(memory_needed(config, FACTS, torch.float32) * 0.6)
    reason = too_little_memory(config, FACTS, torch.float32, free)
    found = re.fullmatch(
        r"Training needs about (\d\.\d) GB of memory, and (\d\.\d) GB are free; "
        r"choose a batch of (\d+), or (\d+) px\.",
        reason,
    )
    assert found
    batch, side = int(found[3]), int(found[4])
    assert (batch, side) == (128, 32)
    for path, value in (("training.batch_size", batch), ("data.resolution", side)):
        other = with_assignments(config, [f"{path}={value}"])
        assert problems(other, FACTS) == []
        assert memory_needed(other, FACTS, torch.float32) <= free


@pytest.mark.parametrize(("batch", "advised"), [(24, 12), (12, 4), (4, 2)])
def test_batches_that_hold_whole_groups_are_advised(batch, advised):
    group = min(4, batch // 2)
    assignments = ["architecture=stylegan2", f"architecture.mbstd_group={group}"]
    config = with_assignments(
        RunConfig(), [*assignments, f"training.batch_size={batch}", "data.resolution=16"]
    )
    assert (
        advice_when_short(config, FACTS)
        == f"Try a batch of {advised} in place of {batch}, or fewer channels."
    )
    smaller = with_assignments(config, [f"training.batch_size={advised}"])
    assert problems(smaller, FACTS) == []


def test_where_no_smaller_batch_is_possible_less_is_advised():
    config = with_assignments(RunConfig(), ["training.batch_size=1", "data.resolution=8"])
    assert advice_when_short(config, FACTS) == "Try fewer channels."


def test_very_much_memory_is_told_in_plain_figures():
    config = with_assignments(RunConfig(), ["training.batch_size=2000000"])
    reason = too_little_memory(config, FACTS, torch.float32, 21_400_000_000)
    assert re.match(r"Training needs about \d(,\d{3})+ GB of memory, and 21 GB are free;", reason), reason


def test_networks_that_never_fit_are_told_to_shrink():
    reason = too_little_memory(RunConfig(), FACTS, torch.float32, 1000)
    assert reason.endswith("choose networks with fewer channels.")


def test_a_run_that_does_not_fit_is_refused_before_it_trains(tmp_path, monkeypatch):
    config = small_config(write_data(tmp_path), "training.steps=2")
    monkeypatch.setattr(running, "memory_free", lambda device: 50_000)
    with pytest.raises(InputError, match="Training needs about"):
        trained(config, tmp_path / "run")
    assert not RunFolder(tmp_path / "run").path.exists()


def test_the_free_memory_of_this_machine_is_told():
    assert 10**7 < memory_free(torch.device("cpu")) < 10**14
    assert memory_free(torch.device("meta")) is None
