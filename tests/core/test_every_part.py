"""Every part with every network, and what each kind of part must do by itself."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from small_parts import (
    config_of,
    learns,
    moment_of,
    part,
    refusals,
    smallest_sides,
)
from small_runs import small, variants

from gan_studio.core.config import DataFacts, RunConfig, problems
from gan_studio.core.optimizers.rmsprop import RmsProp
from gan_studio.core.registry import (
    ARCHITECTURES,
    AUGMENTATIONS,
    CONDITIONINGS,
    OBJECTIVES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
    TASKS,
)

PLAIN = RunConfig().architecture


@pytest.fixture(params=ARCHITECTURES.names())
def architecture(request):
    return small(part(ARCHITECTURES, request.param))


def at_its_smallest(architecture, **parts):
    (side,) = smallest_sides(architecture, 1)
    return config_of(architecture, side, **parts)


@pytest.mark.parametrize("objective", OBJECTIVES.names())
def test_every_network_learns_with_every_objective_or_is_refused(architecture, objective):
    game = part(OBJECTIVES, objective)
    penalties = ((), *((part(REGULARIZERS, name),) for name in REGULARIZERS.names()))
    assert any(
        learns(at_its_smallest(architecture, objective=game, regularizers=held)) for held in penalties
    ), "no penalty makes this game possible"


@pytest.mark.parametrize("regularizer", REGULARIZERS.names())
def test_every_network_learns_with_every_regularizer_or_is_refused(architecture, regularizer):
    learns(at_its_smallest(architecture, regularizers=(part(REGULARIZERS, regularizer),)))


@pytest.mark.parametrize("augmentation", AUGMENTATIONS.names())
def test_every_network_learns_with_every_augmentation(architecture, augmentation):
    assert learns(at_its_smallest(architecture, augmentations=(part(AUGMENTATIONS, augmentation),)))


@pytest.mark.parametrize("augmentation", AUGMENTATIONS.names())
@pytest.mark.parametrize("regularizer", REGULARIZERS.names())
def test_every_regularizer_goes_with_every_augmentation_unless_it_is_refused_alone(regularizer, augmentation):
    plain = dataclasses.replace(small(PLAIN), d_norm="layer")
    alone = config_of(plain, 8, regularizers=(part(REGULARIZERS, regularizer),))
    for changes in variants(part(AUGMENTATIONS, augmentation)):
        assert learns(dataclasses.replace(alone, augmentations=(changes,))) == (not refusals(alone))


@pytest.mark.parametrize("conditioning", CONDITIONINGS.names())
def test_every_network_learns_with_every_conditioning_or_is_refused(architecture, conditioning):
    learns(at_its_smallest(architecture, conditioning=part(CONDITIONINGS, conditioning)))


def test_every_network_learns_with_some_regularizer(architecture):
    held = [(part(REGULARIZERS, name),) for name in REGULARIZERS.names()]
    assert any(not refusals(at_its_smallest(architecture, regularizers=each)) for each in held)


@pytest.mark.parametrize("task", TASKS.names())
def test_every_network_learns_by_every_task_or_is_refused(architecture, task):
    chosen = part(TASKS, task)
    assert learns(at_its_smallest(architecture, task=chosen)) == (chosen.grows == architecture.grows)


@pytest.mark.parametrize("conditioning", CONDITIONINGS.names())
@pytest.mark.parametrize("regularizer", REGULARIZERS.names())
def test_every_regularizer_goes_with_every_conditioning_or_is_refused(regularizer, conditioning):
    plain = dataclasses.replace(small(PLAIN), d_norm="layer")
    penalty = (part(REGULARIZERS, regularizer),)
    learns(config_of(plain, 8, regularizers=penalty, conditioning=part(CONDITIONINGS, conditioning)))


@pytest.mark.parametrize("section", ["optimizer", "schedule"])
def test_a_network_learns_by_every_rule_and_schedule(section):
    registry = {"optimizer": OPTIMIZERS, "schedule": SCHEDULES}[section]
    for name in registry.names():
        assert learns(config_of(small(PLAIN), 8, **{section: part(registry, name)}))


def penalised(architecture, regularizer):
    """The architecture, in its first variant that goes with the regularizer, or None if none does."""
    for variant in variants(architecture):
        (side, *_) = smallest_sides(variant, 1)
        config = config_of(variant, side, regularizers=(part(REGULARIZERS, regularizer),))
        if not refusals(config):
            return config
    return None


@pytest.mark.parametrize("player", ["d", "g"])
@pytest.mark.parametrize("regularizer", REGULARIZERS.names())
def test_every_term_has_a_gradient_in_the_weights_that_learn_from_it(architecture, regularizer, player):
    config = penalised(architecture, regularizer)
    if config is None:
        return
    (penalty,), moment = config.regularizers, moment_of(config, player)
    sides = {
        "d": (penalty.discriminator_terms, moment.networks.discriminator),
        "g": (penalty.generator_terms, moment.networks.generator),
    }
    terms_of, learner = sides[player]
    for term in terms_of(moment).values():
        assert term.shape == ()
        assert term.isfinite()
        learner.zero_grad()
        term.backward(retain_graph=True)  # for some penalties the second derivative of the scores
        slopes = [weight.grad for weight in learner.parameters() if weight.grad is not None]
        assert slopes
        assert all(slope.isfinite().all() for slope in slopes)
        assert any(slope.abs().max() > 0 for slope in slopes)


@pytest.mark.parametrize("objective", OBJECTIVES.names())
def test_every_objective_rewards_the_right_side(objective):
    game = part(OBJECTIVES, objective)
    for slope_of, sign in ((0, -1), (1, 1)):  # D wants real scores up and fake scores down
        scores = [torch.zeros(4, requires_grad=True), torch.zeros(4, requires_grad=True)]
        game.discriminator_loss(*scores).backward()
        assert (scores[slope_of].grad * sign >= 0).all()
    fake = torch.zeros(4, requires_grad=True)
    game.generator_loss(fake, torch.zeros(4)).backward()
    assert (fake.grad < 0).all()  # G wants the scores of its fakes up


@pytest.mark.parametrize("objective", OBJECTIVES.names())
def test_every_objective_is_undecided_where_a_verdict_could_go_either_way(objective):
    game = part(OBJECTIVES, objective)
    assert game.undecided is None or isinstance(game.undecided, float)
    assert game.verdict(torch.zeros(3)).shape == (3,)


@pytest.mark.parametrize("schedule", SCHEDULES.names())
def test_every_schedule_keeps_rates_within_their_setting(schedule):
    factors = [part(SCHEDULES, schedule).factor(share / 20) for share in range(21)]
    assert factors[0] == 1.0
    assert all(0 <= factor <= 1 for factor in factors)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_every_optimizer_moves_a_weight_against_its_gradient(optimizer):
    choice = part(OPTIMIZERS, optimizer)
    weight = torch.nn.Parameter(torch.tensor([1.0, -1.0]))
    built = choice.build([weight], 0.01)
    (weight * torch.tensor([2.0, -3.0])).sum().backward()
    built.step()
    assert weight[0] < 1
    assert weight[1] > -1
    assert built.param_groups[0]["lr"] == 0.01


def test_rmsprop_remembers_as_long_as_it_is_told():
    weight = torch.nn.Parameter(torch.tensor([1.0]))
    optimizer = RmsProp(alpha=0.75).build([weight], 0.1)
    (3 * weight).sum().backward()
    optimizer.step()
    # The mean square is (1 - 3/4) 3^2, so the step is 0.1 * 3 / 1.5.
    torch.testing.assert_close(weight.detach(), torch.tensor([0.8]))


@pytest.mark.parametrize("regularizer", REGULARIZERS.names())
def test_every_regularizer_goes_with_some_network(regularizer):
    networks = (small(part(ARCHITECTURES, name)) for name in ARCHITECTURES.names())
    assert any(penalised(network, regularizer) is not None for network in networks)


@pytest.mark.parametrize("conditioning", CONDITIONINGS.names())
def test_every_conditioning_goes_with_some_network(conditioning):
    networks = (small(part(ARCHITECTURES, name)) for name in ARCHITECTURES.names())
    assert any(
        learns(at_its_smallest(network, conditioning=part(CONDITIONINGS, conditioning)))
        for network in networks
    )


def test_the_default_run_has_no_problem():
    assert problems(RunConfig(), DataFacts(1, 10, 60_000)) == []


@pytest.mark.parametrize("conditioning", CONDITIONINGS.names())
def test_labels_are_refused_where_there_are_no_classes(conditioning):
    config = dataclasses.replace(RunConfig(), conditioning=part(CONDITIONINGS, conditioning))
    found = [problem.path for problem in problems(config, DataFacts(1, 0, 100))]
    assert found == (["conditioning"] if config.conditioning.uses_labels else [])


def test_an_empty_data_set_is_refused():
    (problem,) = problems(RunConfig(), DataFacts(1, 0, 0))
    assert problem.path == "data.source"
