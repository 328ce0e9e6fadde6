"""The unrolled discriminator: ahead while the generator learns, and put back exactly."""

from __future__ import annotations

import contextlib
import copy

import pytest
import torch
from small_parts import stream, trainer_of
from small_runs import assert_same_bits, learned, leaves, small_config, stopped_at, trained, write_data
from torch import nn

from gan_studio.core.unrolling import put_back

CASES = {
    "plain": [],
    "batch norm": ["architecture.d_norm=batch"],
    "spectral norm": ["architecture.spectral_norm=on", "architecture.d_norm=none"],
    "dropout": ["architecture=mlp"],
    "lazy penalty": ["regularizers.r1.interval=3"],
    "clipped": ["objective=wasserstein", "regularizers.weight_clipping=on", "optimizer=rmsprop"],
    "gathered": ["task.accumulate=2", "task.n_gen=2"],
    "new fakes": ["task.reuse_fakes=off", "conditioning=concatenation"],
}
EVERY_CASE = pytest.mark.parametrize("case", CASES)


def two_trainers(case, steps):
    configs = [small_config("none.npz", f"task.unrolled_steps={k}", *CASES[case]) for k in (steps, 0)]
    return [trainer_of(config) for config in configs]


def images(trainer):
    return stream(trainer.config).next


def weights(network):
    return {name: value.clone() for name, value in network.state_dict().items()}


def rival_of(trainer):
    """What the trainer knows of the discriminator besides its gradients, as copies."""
    state = trainer.state()
    kept = [state[name] for name in ("discriminator", "d_optimizer", "memories")]
    return copy.deepcopy([*kept, trainer._d_updates])


def watch_generator_updates(monkeypatch, trainer):
    """The discriminator's weights at each of the generator's updates."""
    seen, update = [], trainer._update_generator

    def watched(fakes, real):
        seen.append(weights(trainer.discriminator))
        return update(fakes, real)

    monkeypatch.setattr(trainer, "_update_generator", watched)
    return seen


@EVERY_CASE
def test_the_generator_learns_against_a_discriminator_that_made_its_own_updates(case, monkeypatch):
    trainer, plain = two_trainers(case, 2)
    updates = iter([True])

    def two_updates(real):
        if next(updates, False):
            for _ in range(2):
                pairs = [(batch, plain._fakes(4, plain._labels_of(batch))) for batch in real]
                plain._update_discriminator(pairs)
        return contextlib.nullcontext()

    monkeypatch.setattr(plain, "_unrolled", two_updates)
    ahead, by_hand = (watch_generator_updates(monkeypatch, each) for each in (trainer, plain))
    for each in (trainer, plain):
        torch.manual_seed(1)
        each.step(images(each))
    assert_same_bits(ahead[0], by_hand[0])
    if trainer.config.task.n_gen == 1:
        assert_same_bits(weights(trainer.generator), weights(plain.generator))


@EVERY_CASE
def test_the_discriminator_is_put_back_exactly(case, monkeypatch):
    trainer, _ = two_trainers(case, 3)
    next_batch = images(trainer)
    trainer.step(next_batch)  # so that the optimizer has moments
    before, unrolled = [], trainer._unrolled

    def watched(real):
        before.append(rival_of(trainer))
        return unrolled(real)

    monkeypatch.setattr(trainer, "_unrolled", watched)
    ahead = watch_generator_updates(monkeypatch, trainer)
    trainer.step(next_batch)
    assert_same_bits(dict(leaves(before[-1], "")), dict(leaves(rival_of(trainer), "")))
    assert len(before) == trainer.config.task.n_gen
    assert not torch.equal(*(next(iter(held.values())) for held in (ahead[-1], before[-1][0])))
    assert trainer._d_updates == 2  # one in each step


def test_unrolling_changes_what_the_generator_learns():
    trainer, plain = two_trainers("plain", 2)
    for each in (trainer, plain):
        each.step(images(each))
    assert not torch.equal(
        next(iter(weights(trainer.generator).values())), next(iter(weights(plain.generator).values()))
    )
    assert_same_bits(weights(trainer.discriminator), weights(plain.discriminator))


def test_a_failure_while_unrolled_puts_the_network_back_too():
    network = nn.Linear(2, 1)
    optimizer = torch.optim.Adam(network.parameters())
    before, remembered = weights(network), optimizer.state

    def failing_update():
        with put_back(network, optimizer):
            network(torch.ones(1, 2)).sum().backward()
            optimizer.step()
            raise KeyError

    with pytest.raises(KeyError):
        failing_update()
    assert_same_bits(before, weights(network))
    assert optimizer.state is remembered
    assert not remembered


def test_moments_within_the_block_are_copies_of_those_outside():
    network = nn.Linear(2, 1)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.1)
    network(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    alone = copy.deepcopy(network)
    its_own = torch.optim.Adam(alone.parameters(), lr=0.1)
    its_own.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    for each, rule in ((network, optimizer), (alone, its_own)):
        each.zero_grad()
        each(torch.ones(1, 2)).square().sum().backward()
        if rule is its_own:
            rule.step()
    moments = {key: value.clone() for key, value in leaves(optimizer.state_dict(), "")}
    with put_back(network, optimizer):
        optimizer.step()
        assert_same_bits(weights(network), weights(alone))
    assert_same_bits(moments, dict(leaves(optimizer.state_dict(), "")))


def test_an_unrolled_run_resumes_exactly(tmp_path):
    data = write_data(tmp_path)
    config = small_config(
        data, "training.steps=5", "task.unrolled_steps=2", "architecture=mlp", "regularizers.r1.interval=2"
    )
    trained(config, tmp_path / "straight")
    stopped_at(2, config, tmp_path / "stopped")
    trained(config, tmp_path / "stopped", resume=True)
    assert_same_bits(learned(tmp_path / "straight"), learned(tmp_path / "stopped"))


@pytest.mark.parametrize("steps", [0, 1, 4])
def test_it_costs_so_many_updates_of_the_discriminator_and_nothing_else(steps, monkeypatch):
    trainer, _ = two_trainers("plain", steps)
    calls = {"d": 0, "g": 0}
    for name, network in (("d", trainer.discriminator), ("g", trainer.generator)):
        method = {"d": "view", "g": "forward"}[name]
        look = getattr(network, method)

        def counted(*inputs, name=name, look=look):
            calls[name] += 1
            return look(*inputs)

        monkeypatch.setattr(network, method, counted)
    trainer.step(images(trainer))
    assert calls == {"d": 2 * (1 + steps) + 1, "g": 1 + steps}
