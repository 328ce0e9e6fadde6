"""What networks tell of the linear maps that their latents meet first."""

from __future__ import annotations

import pytest
import torch
from small_parts import CONDITIONINGS, config_of, fitting_conditionings, networks_of, part
from small_parts import smallest_sides as sides_of
from small_runs import small
from torch import nn

from gan_studio.core.layers.equalized import EqualizedConv, FullyConnected
from gan_studio.core.registry import ARCHITECTURES

_LINEAR = (nn.Linear, nn.Conv2d, EqualizedConv, FullyConnected)


@pytest.fixture(params=ARCHITECTURES.names())
def generators(request):
    """A network of each way of being told a class, or none."""
    architecture = small(part(ARCHITECTURES, request.param))
    (side,) = sides_of(architecture, 1)
    conditionings = [part(CONDITIONINGS, told) for told in fitting_conditionings(architecture)]
    configs = [config_of(architecture, side, conditioning=conditioning) for conditioning in conditionings]
    return [networks_of(config).generator.eval() for config in configs]


def _outputs(generator, draw, *inputs):
    """What each linear layer made of each input, in the order of the first pass."""
    return [_made(generator, draw, given) for given in inputs]


def _made(generator, draw, given):
    made = {}

    def keep(path):
        def hook(_, __, output):
            made.setdefault(path, output.clone())

        return hook

    hooks = [
        module.register_forward_hook(keep(path))
        for path, module in generator.named_modules()
        if isinstance(module, _LINEAR)
    ]
    with torch.no_grad():
        draw(given)
    for hook in hooks:
        hook.remove()
    return made


def _first_change(generator, draw, *inputs):
    before, after = _outputs(generator, draw, *inputs)
    changes = ((after[path] - before[path]).norm() for path in before if after[path].shape[0] == 1)
    return next(change for change in changes if change > 1e-7)


def test_there_is_a_map_of_the_latent_or_one_for_each_style_layer(generators):
    for generator in generators:
        weights = generator.entry_weights()
        assert len(weights) == max(1, generator.num_ws)
        assert {weight.shape[1] for weight in weights} == {generator.w_dim or generator.z_dim}
        assert all(weight.isfinite().all() for weight in weights)


def test_the_map_is_what_the_first_layer_does_to_a_latent(generators):
    for generator in generators:
        if generator.num_ws or generator.num_classes:
            continue
        z = torch.ones(2, 1, generator.z_dim)  # of one length, for networks that normalise it
        z[1, 0, 0] = -1
        change = _first_change(generator, generator, *z)
        (weight,) = generator.entry_weights()
        torch.testing.assert_close(change, 2 * weight[:, 0].detach().norm(), rtol=1e-4, atol=0)


def test_each_style_layers_map_is_what_that_layer_does_to_its_style(generators):
    for generator in generators:
        for layer in range(generator.num_ws):
            ws = torch.randn(1, generator.num_ws, generator.w_dim)
            moved = ws.clone()
            moved[0, layer, 1] += 0.5
            paths = [path for path, _ in generator.named_modules() if path.endswith("affine")]
            made = _outputs(generator, generator.synthesis, ws, moved)
            changes = [(made[1][path] - made[0][path]).norm() for path in paths if path in made[0]]
            weight = generator.entry_weights()[layer].detach()
            wanted = 0.5 * weight[:, 1].norm()
            assert any(torch.isclose(change, wanted, rtol=1e-3) for change in changes)
