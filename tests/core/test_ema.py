"""The averaged generator against its definition."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_studio.core.contracts import Generator
from gan_studio.core.ema import AveragedGenerator


class Tiny(Generator):
    """One weight, one running statistic, one counter."""

    def __init__(self, value: float) -> None:
        super().__init__(1, (1, 1, 1))
        self.weight = nn.Parameter(torch.tensor(value))
        self.register_buffer("mean", torch.tensor(value))
        self.register_buffer("count", torch.tensor(0))

    def become(self, value: float, count: int = 0) -> None:
        with torch.no_grad():
            self.weight.fill_(value)
            self.mean.fill_(value)
            self.count.fill_(count)


def averaging(half_life_kimg=1.0, rampup=0.0, value=1.0):
    trained = Tiny(value)
    return trained, AveragedGenerator(trained, half_life_kimg, rampup)


def test_after_a_half_life_an_old_weight_counts_half():
    trained, average = averaging(half_life_kimg=1.0)
    trained.become(0.0)
    for batch in range(10):
        average.update(100, 100 * (batch + 1))
    torch.testing.assert_close(average.module.weight, torch.tensor(0.5))


def test_the_batch_size_does_not_change_the_half_life():
    results = []
    for size in (10, 250, 1000):
        trained, average = averaging(half_life_kimg=1.0)
        trained.become(0.0)
        for batch in range(2000 // size):
            average.update(size, size * (batch + 1))
        results.append(average.module.weight.item())
    assert results == pytest.approx([0.25, 0.25, 0.25], rel=1e-5)


def test_the_average_is_the_sum_of_its_definition():
    trained, average = averaging(half_life_kimg=0.1, value=3.0)
    decay, expected = 0.5 ** (50 / 100), 3.0
    for value in (1.0, -2.0, 5.0):
        trained.become(value)
        average.update(50, 1000)
        expected = decay * expected + (1 - decay) * value
    assert average.module.weight.item() == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("images_seen", "half_life"), [(100, 5.0), (1000, 50.0), (20_000, 1000.0), (10**6, 1000.0)]
)
def test_early_on_the_half_life_is_a_share_of_the_images_seen(images_seen, half_life):
    _, average = averaging(half_life_kimg=1.0, rampup=0.05)
    assert average.decay(64, images_seen) == pytest.approx(0.5 ** (64 / half_life), rel=1e-9)


def test_without_a_half_life_the_weights_are_copied():
    trained, average = averaging(half_life_kimg=0.0)
    trained.become(7.0)
    average.update(1, 1)
    assert average.module.weight.item() == 7.0


def test_running_statistics_are_averaged_and_counters_copied():
    trained, average = averaging(half_life_kimg=1.0)
    trained.become(0.0, count=12)
    average.update(1000, 1000)
    assert average.module.mean.item() == pytest.approx(0.5)
    assert average.module.count.item() == 12


def test_the_average_starts_as_a_copy_and_is_apart_from_the_original():
    trained, average = averaging(value=2.0)
    trained.become(9.0)
    assert average.module.weight.item() == 2.0


def test_the_average_is_frozen_and_never_in_training_mode():
    _, average = averaging()
    assert not average.module.training
    assert not any(weight.requires_grad for weight in average.module.parameters())


def test_a_generator_can_ask_for_its_newest_statistics():
    trained = Tiny(1.0)
    trained.averages_buffers = False
    average = AveragedGenerator(trained, 1.0, 0.0)
    trained.become(0.0)
    average.update(100, 100)
    assert average.module.mean == 0
    assert average.module.weight > 0.9
