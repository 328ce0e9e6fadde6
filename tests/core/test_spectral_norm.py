"""Spectral norm: largest singular values of 1, what a pass changes, and what it does not."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrize

from gan_studio.core.layers.spectral import SpectralNorm, normalize_spectrally, normalize_weight

LAYERS = {
    "convolution": lambda: nn.Conv2d(6, 8, 3, padding=1),
    "transposed": lambda: nn.ConvTranspose2d(6, 8, 3),
    "one place": lambda: nn.Conv2d(6, 8, 1),
    "linear": lambda: nn.Linear(6, 8),
    "embedding": lambda: nn.Embedding(5, 7),
}


@pytest.fixture(params=LAYERS)
def layer(request):
    torch.manual_seed(0)
    return LAYERS[request.param]()


def largest(layer, weight=None):
    """The largest singular value of a layer's weight, as a matrix from all that one output sees."""
    weight = layer.weight if weight is None else weight
    matrix = weight.transpose(0, 1) if isinstance(layer, nn.ConvTranspose2d) else weight
    return torch.linalg.svdvals(matrix.detach().flatten(1))[0].item()


def settled(layer, times=200):
    for _ in range(times):
        _ = layer.weight
    return layer


@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_the_weight_is_divided_by_its_largest_singular_value(layer, scale):
    with torch.no_grad():
        layer.weight.mul_(scale)
    raw = layer.weight.detach().clone()
    normalize_weight(layer)
    expected = raw / largest(layer, raw)
    torch.testing.assert_close(settled(layer).weight, expected, rtol=1e-4, atol=1e-5)


def test_the_first_use_is_already_near(layer):
    normalize_weight(layer)
    assert largest(layer) == pytest.approx(1.0, rel=0.1)


def test_each_use_in_training_comes_nearer_and_out_of_training_changes_nothing(layer):
    normalize_weight(layer)
    norm = layer.parametrizations.weight[0]
    nn.init.normal_(layer.parametrizations.weight.original)  # the vector is now of another weight
    norm.u.copy_(nn.functional.normalize(torch.ones_like(norm.u), dim=0))
    layer.eval()
    kept = norm.u.clone()
    assert torch.equal(layer.weight, layer.weight)
    assert torch.equal(norm.u, kept)
    far = abs(largest(layer) - 1)
    assert abs(largest(settled(layer.train())) - 1) < max(far / 2, 1e-4)
    assert not torch.equal(norm.u, kept)


def test_no_random_number_is_drawn_by_using_it(layer):
    normalize_weight(layer)
    before = torch.get_rng_state()
    for mode in (True, False):
        _ = layer.train(mode).weight
    assert torch.equal(torch.get_rng_state(), before)


def test_a_copy_goes_on_exactly_as_the_original(layer):
    normalize_weight(layer)
    settled(layer, 2)
    torch.manual_seed(1)
    other = copy.deepcopy(layer)
    nn.init.zeros_(other.parametrizations.weight.original)
    other.parametrizations.weight[0].u.zero_()
    other.load_state_dict(layer.state_dict())
    for _ in range(3):
        assert torch.equal(other.weight, layer.weight)


def test_channels_last_gives_the_same_weight():
    torch.manual_seed(0)
    layer = nn.Conv2d(6, 8, 3)
    normalize_weight(layer)
    other = copy.deepcopy(layer).to(memory_format=torch.channels_last)
    torch.testing.assert_close(settled(other).weight.contiguous(), settled(layer).weight)


def test_an_averaged_vector_shorter_than_one_does_no_harm(layer):
    normalize_weight(layer)
    settled(layer).eval()
    expected = layer.weight.clone()
    layer.parametrizations.weight[0].u.mul_(0.1)
    torch.testing.assert_close(layer.weight, expected)


def test_lower_precision_leaves_the_estimate_as_it_is(layer):
    normalize_weight(layer)
    layer.eval()
    with torch.autocast("cpu", torch.bfloat16):
        lower = layer.weight
    assert lower.dtype == torch.float32
    torch.testing.assert_close(lower, layer.weight)


def test_the_gradient_counts_that_sigma_depends_on_the_weight():
    # f(W) = sum(C * W / sigma); its slope is (C - <C, W / sigma> u v^T) / sigma [Miyato 2018, eq. 9].
    torch.manual_seed(0)
    weight, factor = torch.randn(4, 6, dtype=torch.float64), torch.randn(4, 6, dtype=torch.float64)
    norm = SpectralNorm(weight.float()).double()
    weight.requires_grad_(True)
    for _ in range(300):
        out = norm(weight)
    (slope,) = torch.autograd.grad((factor * out).sum(), weight)
    u, s, v = torch.linalg.svd(weight.detach())
    expected = (factor - (factor * weight.detach() / s[0]).sum() * torch.outer(u[:, 0], v[0])) / s[0]
    torch.testing.assert_close(slope, expected, rtol=1e-5, atol=1e-6)


def test_every_layer_with_weights_is_normalised_once():
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Sequential(nn.Linear(2, 3)))
    normalize_spectrally(network)
    normalize_spectrally(network)
    lists = [module for module in network.modules() if isinstance(module, parametrize.ParametrizationList)]
    assert [len(held) for held in lists] == [1, 1]


def test_a_weight_of_zeros_stays_finite():
    layer = nn.Linear(3, 3)
    nn.init.zeros_(layer.weight)
    normalize_weight(layer)
    assert torch.equal(layer.weight, torch.zeros(3, 3))
