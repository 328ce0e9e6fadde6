"""Historical averaging against its definition."""

import pytest
import torch
from known_scores import moment
from small_parts import config_of, part, stream, trainer_of
from small_runs import small
from torch import nn

from gan_studio.core.contracts import Networks
from gan_studio.core.registry import ARCHITECTURES
from gan_studio.core.regularizers.historical_averaging import HistoricalAveraging, WeightMean


def pair():
    return nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1, bias=False))


def put(network, *values):
    with torch.no_grad():
        for weight, value in zip(network.parameters(), values, strict=True):
            weight.fill_(value)


def test_the_distance_is_that_from_the_mean_of_all_states():
    network = pair()
    put(network, 0.0, 1.0, 2.0)
    past = WeightMean(network)
    torch.testing.assert_close(past.distance(network).detach(), torch.tensor(0.0))
    for state in ((3.0, 1.0, 2.0), (6.0, 4.0, 2.0)):
        put(network, *state)
        past.follow(network)
    # Means: (0 + 3 + 6) / 3, (1 + 1 + 4) / 3, 2; distances 3, 2, 0.
    torch.testing.assert_close(past.mean, torch.tensor([3.0, 2.0, 2.0]))
    torch.testing.assert_close(past.distance(network).detach(), torch.tensor(9.0 + 4.0))


def test_the_gradient_pulls_each_weight_to_its_mean():
    network = pair()
    put(network, 0.0, 1.0, 2.0)
    past = WeightMean(network)
    put(network, 2.0, 1.0, -2.0)
    past.follow(network)
    past.distance(network).backward()
    # Twice the distance from the means 1, 1, 0.
    assert [weight.grad.item() for weight in network.parameters()] == [2.0, 0.0, -4.0]


def test_both_networks_have_a_weighted_term_of_their_own():
    networks = Networks(pair(), pair())
    for network in networks:
        put(network, 0.0, 0.0, 0.0)
    averaging = HistoricalAveraging(ha_weight=0.5)
    memory = averaging.memory(networks)
    put(networks.generator, 1.0, 0.0, 0.0)
    put(networks.discriminator, 3.0, 0.0, 0.0)
    seen = moment(networks=networks, memory=memory)
    of_g, of_d = averaging.generator_terms(seen), averaging.discriminator_terms(seen)
    torch.testing.assert_close(of_g["historical_averaging"].detach(), torch.tensor(0.5))
    torch.testing.assert_close(of_d["historical_averaging"].detach(), torch.tensor(4.5))


@pytest.mark.parametrize("more", [{}, {"n_critic": 2, "accumulate": 2, "n_gen": 3}])
def test_the_mean_is_that_of_the_weights_after_every_update(more):
    architecture = small(part(ARCHITECTURES, "mlp"))
    task = config_of(architecture).task.__class__(**more)
    averaging = HistoricalAveraging()
    trainer = trainer_of(config_of(architecture, task=task, regularizers=(averaging,)))
    names = ("generator", "discriminator")
    states = {name: [flat(getattr(trainer, name))] for name in names}
    for name in names:
        optimizer = getattr(trainer, f"{name[0]}_optimizer")
        optimizer.register_step_post_hook(
            lambda *_, name=name: states[name].append(flat(getattr(trainer, name)))
        )
    images = stream(trainer.config)
    for _ in range(3):
        trainer.step(images.next)
    memory = trainer._memories.of(averaging)
    assert len(states["discriminator"]) == 1 + 3 * task.n_critic
    assert len(states["generator"]) == 1 + 3 * task.n_gen
    for name in names:
        torch.testing.assert_close(memory[name].mean, torch.stack(states[name]).mean(dim=0))
        assert memory[name].count.item() == len(states[name])


def flat(network):
    return torch.cat([weight.detach().flatten() for weight in network.parameters()])
