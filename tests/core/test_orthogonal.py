"""Orthogonal regularization against matrices worked out by hand."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from gan_studio.core.contracts import Moment, Networks
from gan_studio.core.layers.equalized import FullyConnected
from gan_studio.core.regularizers.orthogonal import Orthogonal, likeness, weight_matrices

close = torch.testing.assert_close


def test_an_orthogonal_matrix_costs_nothing_whatever_its_lengths():
    q, _ = torch.linalg.qr(torch.randn(6, 6, generator=torch.Generator().manual_seed(0)))
    close(likeness(3 * q), torch.tensor(0.0), atol=1e-8, rtol=0)
    close(likeness(2 * q[:4]), torch.tensor(0.0), atol=1e-8, rtol=0)
    close(likeness(torch.diag(torch.tensor([1.0, 5.0]))), torch.tensor(0.0))


def test_the_cost_of_a_known_matrix():
    # W W^T has 1 * 3 + 2 * 4 = 11 beside its diagonal, twice.
    close(likeness(torch.tensor([[1.0, 2.0], [3.0, 4.0]])), torch.tensor(2 * 11.0**2))


@pytest.mark.parametrize("shape", [(3, 7), (5, 5), (9, 4)])
def test_it_is_the_formula_of_the_paper(shape):
    filters = torch.randn(shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    columns = filters.T  # the paper's W has a filter in each column
    product = columns.T @ columns * (1 - torch.eye(len(filters)))
    close(likeness(filters), torch.linalg.matrix_norm(product).square())


def test_filters_are_found_in_every_kind_of_layer():
    network = nn.Sequential(
        nn.Conv2d(2, 3, 3),
        nn.ConvTranspose2d(3, 4, 2),
        nn.BatchNorm2d(4),
        nn.Linear(5, 6),
        nn.Embedding(7, 8),
        spectral_norm(nn.Linear(9, 10)),
        FullyConnected(4, 2),
    )
    shapes = [tuple(filters.shape) for filters in weight_matrices(network)]
    assert shapes == [(3, 18), (4, 12), (6, 5), (10, 9), (2, 4)]
    *_, scaled = weight_matrices(network)
    close(scaled, network[-1].weight / 2)  # as the layer uses it


def test_a_transposed_convolution_has_its_filters_along_the_second_axis():
    layer = nn.ConvTranspose2d(2, 2, 1, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[1.0, 3.0], [2.0, 4.0]]).view(2, 2, 1, 1))
    (filters,) = weight_matrices(layer)
    close(filters, torch.tensor([[1.0, 2.0], [3.0, 4.0]]))


def moment_of(generator, discriminator):
    networks = Networks(generator, discriminator)
    return Moment(score=None, real=None, fake=None, random=torch.Generator(), networks=networks)


@pytest.mark.parametrize(
    ("networks", "of_g", "of_d"), [("g", True, False), ("d", False, True), ("both", True, True)]
)
def test_it_counts_for_the_networks_asked_for(networks, of_g, of_d):
    moment = moment_of(nn.Linear(3, 4), nn.Linear(4, 2))
    part = Orthogonal(ortho_weight=0.5, networks=networks)
    for terms, network, counts in (
        (part.generator_terms(moment), moment.networks.generator, of_g),
        (part.discriminator_terms(moment), moment.networks.discriminator, of_d),
    ):
        assert bool(terms) == counts
        if counts:
            close(terms["orthogonal"], 0.5 * likeness(network.weight))


def test_descending_it_makes_filters_orthogonal():
    torch.manual_seed(0)
    layer, part = nn.Linear(6, 4), Orthogonal(ortho_weight=1.0)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.05)
    before = likeness(layer.weight).item()
    for _ in range(200):
        optimizer.zero_grad()
        part.generator_terms(moment_of(layer, None))["orthogonal"].backward()
        optimizer.step()
    assert likeness(layer.weight).item() < before / 100
    assert layer.weight.norm(dim=1).min() > 0.1  # turned, not shrunk away
