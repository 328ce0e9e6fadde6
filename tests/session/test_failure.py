"""What a person reads of an exception."""

from __future__ import annotations

import pytest

from gan_studio.session.failure import failure_of, is_out_of_memory


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError(
            "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"
        ),
    ],
)
def test_out_of_memory_suggests_batch_and_resolution(error):
    failure = failure_of(error)
    assert is_out_of_memory(error)
    assert "batch" in failure.advice
    assert "resolution" in failure.advice


def test_another_runtime_error_is_not_out_of_memory():
    assert not is_out_of_memory(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))


def test_a_full_disk_is_named_with_its_place():
    failure = failure_of(OSError(28, "No space left on device", "/runs/a/checkpoint"))
    assert "full" in failure.message
    assert "/runs/a/checkpoint" in failure.message
    assert "space" in failure.advice


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(13, "Permission denied", "x"),
        FileNotFoundError(2, "gone", "x"),
        OSError(5, "I/O", "x"),
    ],
)
def test_every_file_error_names_the_file_and_gives_advice(error):
    failure = failure_of(error)
    assert "(x)" in failure.message
    assert failure.advice
    assert failure.trace


def test_a_missing_package_points_to_the_installation():
    assert "Install" in failure_of(ImportError("No module named 'torch'")).advice


def test_anything_else_says_its_type_and_first_line():
    failure = failure_of(KeyError("z_dim"))
    assert "KeyError" in failure.message
    assert "z_dim" in failure.message
    assert "KeyError" in failure.trace
