"""Gradient clipping against answers worked out by hand."""

import pytest
import torch
from torch import nn

from gan_studio.core.contracts import Discriminator, Generator
from gan_studio.core.regularizers.gradient_clipping import GradientClipping


def with_gradients(network, first, second):
    network.first, network.second = (nn.Parameter(torch.zeros(len(g))) for g in (first, second))
    network.idle = nn.Parameter(torch.zeros(3))
    network.first.grad, network.second.grad = torch.tensor(first), torch.tensor(second)
    return network


def generator():
    return with_gradients(Generator(1, (1, 8, 8)), [3.0], [0.0, 4.0])  # 5 long in all


def discriminator():
    return with_gradients(Discriminator(), [6.0], [0.0, -8.0])  # 10 long in all


def gradients(network):
    return [network.first.grad.tolist(), network.second.grad.tolist()]


def test_a_long_gradient_keeps_its_direction_and_gets_the_norm():
    network = generator()
    GradientClipping(max_norm=2.5).limit_gradients(network)
    assert gradients(network) == [pytest.approx([1.5]), pytest.approx([0.0, 2.0])]
    assert network.idle.grad is None


def test_a_short_gradient_stays_as_it_is():
    network = generator()
    GradientClipping(max_norm=5.5).limit_gradients(network)
    assert gradients(network) == [[3.0], [0.0, 4.0]]


@pytest.mark.parametrize(("whose", "of_g", "of_d"), [("both", 1, 1), ("g", 1, 10), ("d", 5, 1)])
def test_it_cuts_the_gradients_of_the_chosen_networks(whose, of_g, of_d):
    norms = []
    for network in (generator(), discriminator()):
        GradientClipping(max_norm=1.0, networks=whose).limit_gradients(network)
        norms.append(torch.cat([network.first.grad, network.second.grad]).norm().item())
    assert norms == pytest.approx([of_g, of_d], rel=1e-5)
