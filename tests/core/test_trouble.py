"""Runs that go wrong: losses that are not finite, too little memory, a full disk."""

from __future__ import annotations

import errno
import os

import numpy as np
import pytest
import torch
from small_runs import of_kind, small_config, stopped_at, trained, write_data

from gan_studio.core.adversarial import AdversarialTrainer
from gan_studio.core.checkpoint import load_generator
from gan_studio.core.errors import InputError
from gan_studio.core.events import Finished, SamplesReady
from gan_studio.core.objectives.hinge import Hinge
from gan_studio.core.run_folder import RunFolder

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "run"


def weights_of(path):
    return load_generator(path).module.state_dict().values()


class Scripted(AdversarialTrainer):
    """A trainer in whose third step something happens."""

    happens = staticmethod(lambda trainer: None)

    def step(self, next_batch):
        if self.step_count == 2:
            self.happens(self)
        return super().step(next_batch)


@pytest.fixture
def in_third_step(monkeypatch):
    """Let something happen to the trainer in its third step."""

    def arrange(happens):
        scripted = type("Happening", (Scripted,), {"happens": staticmethod(happens)})
        monkeypatch.setattr("gan_studio.core.tasks.generate.AdversarialTrainer", scripted)

    return arrange


def spoil(trainer):
    """Put a value that is not finite into one weight."""
    with torch.no_grad():
        next(trainer.generator.parameters()).view(-1)[0] = float("nan")


def raise_memory(trainer):
    raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")


# Rates at their bounds, and steps scaled by the last gradient alone, blow any network up.
ABSURD = ["optimizer.g_lr=1", "optimizer.d_lr=1", "optimizer.beta1=0.9", "optimizer.beta2=0"]
ABSURD += ["objective=least_squares", "regularizers.r1.r1_gamma=10000", "architecture=mlp"]


@pytest.mark.parametrize("often", [1, 1000])
def test_absurd_learning_rates_end_as_diverged(often, data, folder):
    watching = [f"saving.log_every={often}", "saving.samples_every_steps=1", "saving.save_every_steps=1"]
    config = small_config(data, "training.steps=50", *ABSURD, *watching)
    (finished,) = of_kind(Finished, trained(config, folder))
    assert finished.reason == "diverged"
    assert finished.step < 50
    assert all(value.isfinite().all() for value in weights_of(finished.checkpoint))


def test_a_weight_that_is_not_finite_ends_the_run_as_diverged(data, folder, in_third_step):
    in_third_step(spoil)
    (finished,) = of_kind(Finished, trained(small_config(data, "training.steps=10"), folder))
    assert finished.reason == "diverged"
    assert finished.step == 4  # reports come every second step
    assert "Try lower learning rates" in finished.message
    assert RunFolder(folder).summary().state == "diverged"


def test_the_last_good_checkpoint_is_kept_and_finite(data, folder, in_third_step):
    in_third_step(spoil)
    config = small_config(data, "training.steps=10", "saving.save_every_steps=1")
    (finished,) = of_kind(Finished, trained(config, folder))
    assert finished.checkpoint.stem == "000000008"
    assert all(value.isfinite().all() for value in weights_of(finished.checkpoint))
    assert all(value.isfinite().all() for value in weights_of(RunFolder(folder).best_checkpoint()))


@pytest.mark.parametrize(
    "setting", ["saving.log_every=1000", "saving.samples_every_steps=1", "saving.log_every=1"]
)
def test_divergence_is_noticed_whatever_is_reported_and_drawn(setting, data, folder, in_third_step):
    in_third_step(spoil)
    events = trained(small_config(data, "training.steps=4", "saving.log_every=1000", setting), folder)
    assert of_kind(Finished, events)[0].reason == "diverged"
    assert max(event.step for event in of_kind(SamplesReady, events)) <= 2


def test_a_running_statistic_that_is_not_finite_is_no_good_state(data, folder, in_third_step):
    def overflow(trainer):
        statistics = [value for value in trainer.generator.buffers() if value.is_floating_point()]
        statistics[0].fill_(float("inf"))

    in_third_step(overflow)
    events = trained(small_config(data, "training.steps=3"), folder)
    assert of_kind(Finished, events)[0].reason == "diverged"


def test_closing_a_run_that_has_diverged_saves_nothing_bad(data, folder, in_third_step):
    in_third_step(spoil)
    stopped_at(3, small_config(data, "saving.log_every=1000"), folder)
    assert all(value.isfinite().all() for value in weights_of(RunFolder(folder).newest_checkpoint()))


def test_a_run_that_has_diverged_can_be_resumed_from_its_last_good_state(data, folder):
    config = small_config(data, "training.steps=6", "saving.save_every_steps=2")
    with pytest.MonkeyPatch.context() as patch:
        scripted = type("Happening", (Scripted,), {"happens": staticmethod(spoil)})
        patch.setattr("gan_studio.core.tasks.generate.AdversarialTrainer", scripted)
        trained(config, folder)
    (finished,) = of_kind(Finished, trained(config, folder, resume=True))
    assert (finished.step, finished.reason) == (6, "done")


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes."),
        MemoryError(),
        torch.OutOfMemoryError("out of memory"),
    ],
    ids=lambda error: type(error).__name__ + str(error)[:4],
)
def test_too_little_memory_ends_the_run_with_advice(error, data, folder, in_third_step):
    def fail(trainer):
        raise error

    in_third_step(fail)
    (finished,) = of_kind(Finished, trained(small_config(data, "training.steps=10"), folder))
    assert (finished.reason, finished.step) == ("memory", 2)
    assert "Try a batch of 2 in place of 4, or" in finished.message
    assert load_generator(finished.checkpoint).step == 0
    assert RunFolder(folder).summary().state == "memory"


def test_an_objective_that_needs_too_much_memory_ends_the_run_the_same_way(data, folder, monkeypatch):
    def fail(self, real, fake):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(Hinge, "discriminator_loss", fail)
    config = small_config(data, "training.steps=3", "objective=hinge")
    assert of_kind(Finished, trained(config, folder))[0].reason == "memory"


def test_with_one_image_a_batch_a_smaller_resolution_is_advised(data, folder, in_third_step):
    in_third_step(raise_memory)
    config = small_config(data, "training.steps=3", "training.batch_size=1", "data.resolution=16")
    assert "Try 8 px in place of 16, or" in of_kind(Finished, trained(config, folder))[0].message


def test_networks_too_large_for_the_memory_are_refused(data, folder, monkeypatch):
    def fail(self, *arguments):
        raise RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes.")

    monkeypatch.setattr(AdversarialTrainer, "__init__", fail)
    with pytest.raises(InputError, match="too little memory for these networks"):
        trained(small_config(data, "training.steps=3"), folder)


def test_another_error_is_not_taken_for_one_of_memory(data, folder, in_third_step):
    def fail(trainer):
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    in_third_step(fail)
    with pytest.raises(RuntimeError, match="mat1"):
        trained(small_config(data, "training.steps=3"), folder)


@pytest.mark.parametrize("count", [1, 2, 3, 12])
def test_a_data_set_of_one_picture_again_and_again_trains(count, tmp_path, folder):
    path = tmp_path / "same.npz"
    np.savez(path, images=np.full((count, 8, 8, 1), 200, np.uint8))
    (finished,) = of_kind(Finished, trained(small_config(path, "training.steps=2"), folder))
    assert finished.reason == "done"
