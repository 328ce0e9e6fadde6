"""In which precision trained generators draw."""

from __future__ import annotations

import pytest
import torch

from gan_studio.core import drawing
from gan_studio.core.contracts import Generator
from gan_studio.core.drawing import images_of


class Product(Generator):
    """Multiplies the latent by a weight, as pictures of one pixel."""

    def __init__(self, draws_in_lower_precision):
        super().__init__(1, (1, 1, 1))
        self.draws_in_lower_precision = draws_in_lower_precision
        self.weight = torch.nn.Parameter(torch.tensor([[1.001]]))

    def forward(self, z, labels=None):
        return torch.nn.functional.linear(z, self.weight)[:, :, None, None]


@pytest.fixture(params=[torch.float32, torch.bfloat16])
def fastest(request, monkeypatch):
    """The precision that this machine is said to be fastest in."""
    monkeypatch.setattr(drawing, "chosen_precision", lambda name, device: request.param)
    return request.param


def test_only_a_generator_made_for_it_is_drawn_with_in_lower_precision(fastest):
    z = torch.tensor([[1.001], [0.5]])
    exact = (z * 1.001).view(2, 1, 1, 1)
    assert torch.equal(images_of(Product(False), z), exact)
    found = images_of(Product(True), z)
    assert found.dtype == torch.float32
    assert torch.equal(found, exact) == (fastest == torch.float32)
    torch.testing.assert_close(found, exact, rtol=2**-7, atol=0)


def test_psi_reaches_the_generator(fastest):
    halved = images_of(Product(False), torch.ones(2, 1), None, torch.tensor([0.5, 1.0]))
    torch.testing.assert_close(halved.flatten(), torch.tensor([0.5005, 1.001]))
