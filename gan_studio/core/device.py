"""Where and in what precision networks compute."""

from __future__ import annotations

import math
import os
import time
from functools import cache

import psutil
import torch
import torch.nn.functional as F

from gan_studio.core.errors import InputError, unknown_name

_PREFERENCE = ("cuda", "mps", "xpu", "cpu")

# What bfloat16 must gain to be taken: training loses some of it again to casts. Processors are far from this,
# at half of float32's pace or at nearly twice: none goes one way in one process and the other in the next.
_WORTHWHILE = 1.2
_TRIALS = 10


def available_devices() -> list[str]:
    """Kinds of devices that this machine and this build of torch can use, fastest first."""
    present = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "xpu": hasattr(torch, "xpu") and torch.xpu.is_available(),
        "cpu": True,
    }
    return [kind for kind in _PREFERENCE if present[kind]]


def chosen_device(name: str) -> torch.device:
    """The device of that name ("auto", "cpu", "cuda", "cuda:1"…).

    Raises:
        InputError: if the machine does not have it.
    """
    if name == "auto":
        return torch.device(available_devices()[0])
    kind = name.partition(":")[0]
    if kind not in _PREFERENCE:
        raise unknown_name("device", name, ("auto", *_PREFERENCE))
    if kind not in available_devices():
        raise InputError(
            f"This machine has no device “{name}” that PyTorch {torch.__version__} can use; "
            f"choose one of: auto, {', '.join(available_devices())}."
        )
    try:
        return torch.device(name)
    except RuntimeError:
        raise InputError(f"There is no device “{name}”; write {kind}, or {kind}:1 for the second.") from None


def chosen_precision(name: str, device: torch.device) -> torch.dtype:
    """The type that convolutions and matrix products compute in: float32 or bfloat16.

    Automatic takes bfloat16 where the device multiplies it faster than float32.
    """
    if name == "auto":
        return torch.bfloat16 if _has_fast_bfloat16(device) else torch.float32
    return {"float32": torch.float32, "bfloat16": torch.bfloat16}[name]


def precision_name(precision: torch.dtype) -> str:
    """What people call it: "float32" or "bfloat16"."""
    return str(precision).removeprefix("torch.")


def usable_cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_in_use_mib(device: torch.device) -> float:
    """Memory a graphics card has given to this process, or elsewhere this process holds now, in MiB."""
    if device.type == "cuda":
        return torch.cuda.memory_allocated(device) / 2**20
    return psutil.Process().memory_info().rss / 2**20


def _has_fast_bfloat16(device: torch.device) -> bool:
    if device.type == "cuda":
        return torch.cuda.get_device_capability(device)[0] >= 8
    if device.type == "cpu":
        return torch.cpu._is_avx512_bf16_supported() and _bfloat16_speedup() >= _WORTHWHILE
    return False


@cache
def _bfloat16_speedup() -> float:
    """How many times as fast this processor convolves in bfloat16 as in float32, in about 20 ms.

    That it has the instructions says little: some go through them at half of float32's pace, others at twice,
    and at several times with matrix units.
    """
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(4, 64, 16, 16, generator=generator).to(memory_format=torch.channels_last)
    weight = torch.randn(64, 64, 3, 3, generator=generator).to(memory_format=torch.channels_last)
    lowered = x.bfloat16(), weight.bfloat16()
    seconds = {"float32": math.inf, "bfloat16": math.inf}
    with torch.inference_mode():
        for _ in range(_TRIALS):
            for name, (inputs, kernel) in {"float32": (x, weight), "bfloat16": lowered}.items():
                start = time.perf_counter()
                F.conv2d(inputs, kernel, padding=1)
                seconds[name] = min(seconds[name], time.perf_counter() - start)
    return seconds["float32"] / seconds["bfloat16"]


def device_random_state(device: torch.device) -> torch.Tensor | None:
    """The state of the generator that dropout on the device draws from; None on a CPU, which has torch's."""
    if device.type == "cpu":
        return None
    module = torch.get_device_module(device)
    return module.get_rng_state() if device.type == "mps" else module.get_rng_state(device)


def set_device_random_state(device: torch.device, state: torch.Tensor | None) -> None:
    """Go on drawing from a state that device_random_state gave; a state of another device is left aside."""
    if state is None or device.type == "cpu":
        return
    module = torch.get_device_module(device)
    if device.type == "mps":
        module.set_rng_state(state.cpu())
    else:
        module.set_rng_state(state.cpu(), device)
