"""Which device and precision a run gets, and the random numbers it draws there."""

from __future__ import annotations

import itertools
import types

import pytest
import torch

from gan_studio.core import device as devices
from gan_studio.core.device import (
    available_devices,
    chosen_device,
    chosen_precision,
    device_random_state,
    memory_in_use_mib,
    set_device_random_state,
    usable_cores,
)
from gan_studio.core.errors import InputError

CPU = torch.device("cpu")


def test_every_machine_has_a_processor():
    assert available_devices()[-1] == "cpu"
    assert chosen_device("cpu") == CPU
    assert usable_cores() >= 1


def test_automatic_takes_the_fastest_device(monkeypatch):
    assert chosen_device("auto").type == available_devices()[0]
    monkeypatch.setattr(devices, "available_devices", lambda: ["cuda", "cpu"])
    assert chosen_device("auto").type == "cuda"


def test_a_device_may_be_numbered(monkeypatch):
    monkeypatch.setattr(devices, "available_devices", lambda: ["cuda", "cpu"])
    assert chosen_device("cuda:1") == torch.device("cuda", 1)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("cudo", "did you mean “cuda”"),
        ("mps", "This machine has no device “mps”"),
        ("cuda:1", "This machine has no device “cuda:1”"),
        ("cpu:one", "There is no device “cpu:one”; write cpu"),
        ("", "no device “”"),
    ],
)
def test_a_device_that_is_not_there_is_refused_with_those_that_are(name, part, monkeypatch):
    monkeypatch.setattr(devices, "available_devices", lambda: ["cpu"])
    with pytest.raises(InputError) as caught:
        chosen_device(name)
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("has_it", "speedup", "precision"),
    [
        (True, 1.9, torch.bfloat16),
        (True, 1.1, torch.float32),
        (True, 0.5, torch.float32),
        (False, 1.9, torch.float32),
    ],
)
def test_automatic_precision_is_lower_where_that_is_faster(has_it, speedup, precision, monkeypatch):
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: has_it)
    monkeypatch.setattr(devices, "_bfloat16_speedup", lambda: speedup)
    assert chosen_precision("auto", CPU) == precision


@pytest.mark.parametrize(
    ("seconds", "speedup"),
    [
        ({torch.float32: 0.004, torch.bfloat16: 0.001}, 4),
        ({torch.float32: 0.001, torch.bfloat16: 0.002}, 0.5),
    ],
)
def test_the_pace_of_lower_precision_is_measured(seconds, speedup, monkeypatch):
    calls, now, convolve = itertools.count(), [0.0], torch.nn.functional.conv2d

    def taking_its_time(inputs, weight, **settings):
        assert weight.dtype == inputs.dtype
        # One trial in three is held up, as by another program.
        now[0] += seconds[inputs.dtype] * (1 + 9 * (next(calls) % 3 == 0))
        return convolve(inputs, weight, **settings)

    monkeypatch.setattr(torch.nn.functional, "conv2d", taking_its_time)
    monkeypatch.setattr(devices.time, "perf_counter", lambda: now[0])
    assert devices._bfloat16_speedup.__wrapped__() == pytest.approx(speedup)


@pytest.mark.parametrize(("name", "precision"), [("float32", torch.float32), ("bfloat16", torch.bfloat16)])
def test_a_precision_that_was_chosen_is_taken(name, precision):
    assert chosen_precision(name, CPU) == precision


def test_this_process_holds_some_memory():
    assert 10 < memory_in_use_mib(CPU) < 100_000


def test_a_processor_has_no_random_state_besides_torchs():
    assert device_random_state(CPU) is None
    set_device_random_state(CPU, torch.zeros(3, dtype=torch.uint8))


@pytest.mark.parametrize("name", ["cuda:1", "xpu", "mps"])
def test_the_random_state_of_another_device_is_kept_and_put_back(name, monkeypatch):
    kept = {}

    def set_state(state, *device):
        kept["state"], kept["device"] = state, device

    module = types.SimpleNamespace(
        get_rng_state=lambda *device: torch.full((2,), len(device), dtype=torch.uint8),
        set_rng_state=set_state,
    )
    monkeypatch.setattr(torch, "get_device_module", lambda device: module)
    device = torch.device(name)
    set_device_random_state(device, device_random_state(device))
    numbered = () if name == "mps" else (device,)
    assert kept["device"] == numbered
    assert torch.equal(kept["state"], torch.full((2,), len(numbered), dtype=torch.uint8))
