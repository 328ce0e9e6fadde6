"""Path length regularization against finite differences and its mean's recursion."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from small_runs import assert_same_bits, small_config
from torch import nn

from gan_studio.core.config import RunConfig, problems, with_assignments
from gan_studio.core.contracts import Architecture, Discriminator, Moment, Networks
from gan_studio.core.data.loader import Batches
from gan_studio.core.layers.styles import MappingNetwork, StyledGenerator
from gan_studio.core.regularizers.path_length import PathLength, PathLengthMean, path_lengths

close = torch.testing.assert_close
LAYERS, STYLE, SIDE = 3, 4, 8


class Synthesis(nn.Module):
    """Pictures that bend with every layer's style."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(LAYERS, STYLE, SIDE * SIDE))

    def forward(self, ws, noise_mode=None):
        return torch.einsum("nld,ldp->np", ws, self.weight).tanh().view(len(ws), 1, SIDE, SIDE)


class Styled(StyledGenerator):
    def __init__(self, num_classes=0):
        super().__init__(6, (1, SIDE, SIDE), STYLE, num_classes)
        self.mapping = MappingNetwork(6, num_classes, STYLE, 2)
        self.synthesis, self.num_ws = Synthesis(), LAYERS


class Judge(Discriminator):
    num_features = SIDE * SIDE

    def __init__(self):
        super().__init__()
        self.last = nn.Linear(self.num_features, 1)

    def features(self, images, labels=None):
        return images.flatten(1)

    def score(self, features, labels=None):
        return self.last(features).flatten()


@dataclass(frozen=True)
class TinyStyles(Architecture):
    has_styles = True

    def networks(self, shape):
        return Networks(Styled(shape.g_classes), Judge())


@pytest.fixture
def generator():
    torch.manual_seed(0)
    return Styled()


def moment_of(generator, seed=0, count=8, labels=None):
    fake = torch.zeros(count, 1, SIDE, SIDE)
    random = torch.Generator().manual_seed(seed)
    return Moment(
        score=None,
        real=None,
        fake=fake,
        random=random,
        labels=labels,
        networks=Networks(generator, None),
        memory=PathLengthMean(),
    )


def test_lengths_are_those_of_finite_differences(generator):
    synthesis = generator.synthesis.double()
    ws = generator.styles(torch.randn(2, 6)).detach().double()
    found = path_lengths(synthesis, ws.clone().requires_grad_(True), torch.Generator().manual_seed(5))
    y = torch.randn(2, 1, SIDE, SIDE, generator=torch.Generator().manual_seed(5))

    def moved(styles):
        return (synthesis(styles) * y).flatten(1).sum(1) / SIDE

    slopes, step = torch.zeros_like(ws), 1e-5
    for layer in range(LAYERS):
        for axis in range(STYLE):
            change = torch.zeros_like(ws)
            change[:, layer, axis] = step
            slopes[:, layer, axis] = (moved(ws + change) - moved(ws - change)) / (2 * step)
    with torch.no_grad():
        wanted = slopes.square().sum(2).mean(1).sqrt()
    close(found.detach(), wanted.detach(), rtol=1e-6, atol=0)


def test_the_mean_follows_the_lengths():
    memory = PathLengthMean()
    assert memory.follow(torch.tensor([2.0, 4.0]), 0.5).item() == pytest.approx(1.5)  # 0 + 0.5 (3 - 0)
    assert memory.follow(torch.tensor([7.5]), 0.25).item() == pytest.approx(3.0)  # 1.5 + 0.25 (7.5 - 1.5)
    assert memory.state_dict()["pl_mean"].item() == pytest.approx(3.0)


def test_the_term_is_the_weighted_squared_distance_from_the_mean(generator):
    moment = moment_of(generator)
    moment.memory.pl_mean.fill_(0.5)
    term = PathLength(pl_weight=3.0, pl_decay=0.1, batch_shrink=2).generator_terms(moment)["path_length"]
    random = torch.Generator().manual_seed(0)
    z = torch.randn(4, 6, generator=random)  # half of eight
    lengths = path_lengths(generator.synthesis, generator.styles(z), random).detach()
    mean = 0.9 * 0.5 + 0.1 * lengths.mean()
    close(term.detach(), 3.0 * (lengths - mean).square().mean())
    close(moment.memory.pl_mean, mean)


def test_the_gradient_reaches_mapping_and_synthesis(generator):
    PathLength().generator_terms(moment_of(generator))["path_length"].backward()
    assert generator.mapping.fc0.weight.grad.abs().max() > 0
    assert generator.synthesis.weight.grad.abs().max() > 0


def test_the_gradient_is_that_of_finite_differences(generator, monkeypatch):
    styles = generator.styles(torch.randn(8, 6)).detach().double().requires_grad_(True)
    monkeypatch.setattr(generator, "styles", lambda z, labels: styles)
    synthesis = generator.synthesis.double()
    part = PathLength(pl_decay=1.0, batch_shrink=1)

    def penalty(step=0.0, mean=None):
        with torch.no_grad():
            synthesis.weight[1, 2, 3] += step
        moment = moment_of(generator)
        moment.memory.double()
        if mean is not None:  # the mean is a constant to the gradient [eq. 4]
            monkeypatch.setattr(moment.memory, "follow", lambda lengths, decay: mean)
        term = part.generator_terms(moment)["path_length"]
        with torch.no_grad():
            synthesis.weight[1, 2, 3] -= step
        return term, moment.memory.pl_mean

    term, mean = penalty()
    term.backward()
    ahead, behind = (penalty(step, mean)[0].detach() for step in (1e-5, -1e-5))
    close(synthesis.weight.grad[1, 2, 3], (ahead - behind) / 2e-5, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_styles_are_mixed_as_often_as_in_training(generator, probability: float):
    generator.style_mixing_prob = probability
    seen = []
    generator.synthesis.register_forward_pre_hook(lambda module, given: seen.append(given[0].detach()))
    PathLength().generator_terms(moment_of(generator))
    (ws,) = seen
    differ = (ws[:, 0] != ws[:, -1]).any(dim=1)
    assert differ.float().mean().item() == probability


def test_labels_choose_the_paths(generator):
    generator = Styled(num_classes=3)
    terms = [
        PathLength().generator_terms(moment_of(generator, labels=torch.full((8,), label)))["path_length"]
        for label in (0, 0, 1)
    ]
    assert terms[0].item() == terms[1].item() != terms[2].item()


def test_a_layer_without_effect_leaves_gradients_finite(generator):
    with torch.no_grad():
        generator.synthesis.weight.zero_()
    PathLength().generator_terms(moment_of(generator))["path_length"].backward()
    assert all(weight.grad.isfinite().all() for weight in generator.parameters() if weight.grad is not None)


def test_networks_without_styles_are_refused():
    config = with_assignments(RunConfig(), ["regularizers.path_length=on"])
    assert [problem.path for problem in problems(config)] == ["architecture"]
    with pytest.raises(TypeError, match="no styles"):
        PathLength().generator_terms(moment_of(nn.Identity()))


def trainer_of(*assignments):
    config = small_config("none.npz", "regularizers.path_length=on", *assignments)
    config = dataclasses.replace(config, architecture=TinyStyles())
    torch.manual_seed(0)
    random = torch.Generator().manual_seed(0)
    return config.task.trainer(config, (1, SIDE, SIDE), 0, torch.device("cpu"), torch.float32, random)


def images():
    pictures = np.random.default_rng(0).integers(0, 256, (40, 1, SIDE, SIDE), dtype=np.uint8)
    return Batches(pictures, None, 0, False, torch.device("cpu"))


def test_it_is_due_every_so_many_updates_of_the_generator():
    trainer, stream = trainer_of("regularizers.path_length.interval=3", "task.n_critic=2"), images()
    due = ["loss/g/path_length" in trainer.step(stream.next) for _ in range(7)]
    assert due == [True, False, False, True, False, False, True]


def test_a_rare_penalty_lowers_the_generators_rate_alone():
    trainer = trainer_of("optimizer.corrects_lazy=on", "optimizer.g_lr=0.1", "optimizer.d_lr=0.1")
    rates = [optimizer.param_groups[0]["lr"] for optimizer in (trainer.g_optimizer, trainer.d_optimizer)]
    assert rates == pytest.approx([0.1 * 4 / 5, 0.1])


def test_training_goes_on_exactly_from_its_state():
    first, stream = trainer_of("regularizers.path_length.interval=2"), images()
    for _ in range(3):
        first.step(stream.next)
    again = trainer_of("regularizers.path_length.interval=2")
    again.load_state(copy.deepcopy(first.state()), first.g_ema.module.state_dict())
    again.random.set_state(first.random.get_state())
    kept = stream.next(4)
    for trainer in (first, again):
        torch.manual_seed(3)
        trainer.step(lambda count: kept)
        trainer.step(lambda count: kept)
    for name in ("generator", "discriminator"):
        assert_same_bits(first.state()[name], again.state()[name])
    (memory,) = first.state()["memories"].values()
    (same,) = again.state()["memories"].values()
    assert torch.equal(memory["pl_mean"], same["pl_mean"])
    assert memory["pl_mean"] > 0
