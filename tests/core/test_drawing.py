"""Pictures of a generator for latents, classes and truncation."""

from __future__ import annotations

import torch

from gan_studio.core.contracts import Generator
from gan_studio.core.drawing import images_of


class Product(Generator):
    """Multiplies the latent by a weight and adds the class, as pictures of one pixel."""

    def __init__(self):
        super().__init__(1, (1, 1, 1))
        self.weight = torch.nn.Parameter(torch.tensor([[1.001]]))

    def forward(self, z, labels=None):
        pixels = torch.nn.functional.linear(z, self.weight)[:, :, None, None]
        return pixels if labels is None else pixels + labels.view(-1, 1, 1, 1)


def test_pictures_are_exact_and_need_no_gradient():
    found = images_of(Product(), torch.tensor([[1.001], [0.5]]))
    torch.testing.assert_close(found.flatten(), torch.tensor([1.002001, 0.5005]), rtol=1e-6, atol=0)
    assert not found.requires_grad


def test_psi_and_classes_reach_the_generator():
    found = images_of(Product(), torch.ones(2, 1), torch.tensor([0, 3]), torch.tensor([0.5, 1.0]))
    torch.testing.assert_close(found.flatten(), torch.tensor([0.5005, 4.001]))
