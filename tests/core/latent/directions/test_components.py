"""Principal components against numpy's singular value decomposition."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_studio.core.latent.directions import components
from gan_studio.core.latent.directions.components import Components, principal_components


def _found(samples: torch.Tensor, count: int) -> Components:
    work = principal_components(samples, count)
    while True:
        try:
            assert 0 <= (next(work).share or 0) <= 1
        except StopIteration as end:
            return end.value


def _samples(rows: int, size: int) -> torch.Tensor:
    random = np.random.default_rng(3)
    mixed = random.standard_normal((rows, size)) @ random.standard_normal((size, size)) + 7
    return torch.from_numpy(mixed.astype(np.float32))


@pytest.mark.parametrize(("rows", "size"), [(300, 20), (20, 300), (40, 40), (650, 700)])
def test_components_are_those_of_a_singular_value_decomposition(rows, size, monkeypatch):
    monkeypatch.setattr(components, "_NUMBERS_AT_ONCE", 200 * rows)  # so that there are several parts
    samples = _samples(rows, size)
    found = _found(samples, 6)
    centred = samples.numpy().astype(float) - samples.numpy().astype(float).mean(axis=0)
    left, values, right = np.linalg.svd(centred, full_matrices=False)
    signs = np.sign((found.axes.numpy() * right[:6]).sum(axis=1))
    np.testing.assert_allclose(found.axes.numpy(), right[:6] * signs[:, None], atol=1e-5)
    np.testing.assert_allclose(found.deviations.numpy(), values[:6] / np.sqrt(rows - 1), rtol=1e-5)
    np.testing.assert_allclose(found.places.numpy(), left[:, :6] * values[:6] * signs, atol=1e-3)
    np.testing.assert_allclose(found.shares.numpy(), values[:6] ** 2 / (values**2).sum(), rtol=1e-5)


def test_the_number_farthest_from_nothing_is_positive():
    axes = _found(_samples(100, 12), 12).axes
    farthest = axes.gather(1, axes.abs().argmax(dim=1, keepdim=True))
    assert (farthest > 0).all()


@pytest.mark.parametrize("rows", [50, 700])
def test_samples_that_vary_in_two_ways_have_two_components(rows):
    flat = torch.zeros(rows, 900)
    flat[:, 2], flat[:, 5] = torch.linspace(-1, 1, rows), torch.linspace(-1, 1, rows) ** 2
    found = _found(flat, 8)
    assert found.axes.shape == (2, 900)
    assert float(found.shares.sum()) == pytest.approx(1)
