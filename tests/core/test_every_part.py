"""What every registered part must do, whatever it is called and whatever else it is."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
import torch
from small_runs import assert_same_bits, small, small_config, variants

from gan_studio.core.checkpoint import load_generator, model_content, save_checkpoint
from gan_studio.core.config import DataFacts, RunConfig, problems
from gan_studio.core.contracts import Moment
from gan_studio.core.data.loader import Batches
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

CPU = torch.device("cpu")
CLASSES = 3
COUNT = 12


def part(registry, name):
    return registry.entry(name).part()


def config_of(architecture, side=8, **parts):
    """A config of small parts; `parts` replace its sections."""
    config = small_config("none.npz", side=side)
    return dataclasses.replace(config, architecture=architecture, **parts)


def refusals(config, channels=1):
    return problems(config, DataFacts(channels, CLASSES, COUNT))


def smallest_sides(architecture, count=2):
    """The smallest resolutions that the architecture makes."""
    sides = (side for side in range(8, 65) if not refusals(config_of(architecture, side)))
    return list(itertools.islice(sides, count))


def networks_of(config, channels=1, seed=0):
    torch.manual_seed(seed)
    side = config.data.resolution
    classes = CLASSES if config.conditioning.uses_labels else 0
    return config.conditioning.networks(config.architecture, (channels, side, side), classes)


def labels_of(generator, count):
    return torch.arange(count) % generator.num_classes if generator.num_classes else None


def trainer_of(config, channels=1):
    torch.manual_seed(0)
    side = config.data.resolution
    random = torch.Generator().manual_seed(0)
    return config.task.trainer(config, (channels, side, side), CLASSES, CPU, torch.float32, random)


def stream(config, channels=1):
    random = np.random.default_rng(0)
    side = config.data.resolution
    images = random.integers(0, 256, (COUNT, channels, side, side), dtype=np.uint8)
    return Batches(images, np.arange(COUNT) % CLASSES, 0, False, CPU)


def assert_two_finite_steps(config, channels=1):
    trainer, images = trainer_of(config, channels), stream(config, channels)
    for _ in range(2):
        for name, value in trainer.step(images.next).items():
            assert value.isfinite(), name
    assert trainer.is_finite()


VARIANTS = [
    pytest.param(variant, id=f"{name}-{index}")
    for name in ARCHITECTURES.names()
    for index, variant in enumerate(variants(small(part(ARCHITECTURES, name))))
]
SHAPES = [
    pytest.param(small(part(ARCHITECTURES, name)), side, channels, id=f"{name}-{side}px-{channels}")
    for name in ARCHITECTURES.names()
    for side in sorted({*smallest_sides(small(part(ARCHITECTURES, name))), 28, 32, 64})
    for channels in (1, 3)
]
BY_CONDITIONING = pytest.mark.parametrize("conditioning", CONDITIONINGS.names())


@pytest.fixture(params=ARCHITECTURES.names())
def architecture(request):
    return small(part(ARCHITECTURES, request.param))


@BY_CONDITIONING
@pytest.mark.parametrize(("built", "side", "channels"), SHAPES)
def test_samples_have_the_shape_asked_for_and_lie_within_minus_one_and_one(
    built, side, channels, conditioning
):
    config = config_of(built, side, conditioning=part(CONDITIONINGS, conditioning))
    assert refusals(config, channels) == []
    generator, _ = networks_of(config, channels)
    with torch.no_grad():
        images = generator(5 * torch.randn(4, generator.z_dim), labels_of(generator, 4))
    assert images.shape == (4, channels, side, side)
    assert images.dtype == torch.float32
    assert images.abs().max() <= 1
    assert images.std() > 0


@BY_CONDITIONING
@pytest.mark.parametrize(("built", "side", "channels"), SHAPES)
def test_there_is_one_score_for_each_image(built, side, channels, conditioning):
    config = config_of(built, side, conditioning=part(CONDITIONINGS, conditioning))
    generator, discriminator = networks_of(config, channels)
    assert discriminator(torch.randn(4, channels, side, side), labels_of(generator, 4)).shape == (4,)


@BY_CONDITIONING
@pytest.mark.parametrize(("built", "side", "channels"), SHAPES)
def test_two_steps_at_every_shape_are_finite(built, side, channels, conditioning):
    assert_two_finite_steps(config_of(built, side, conditioning=part(CONDITIONINGS, conditioning)), channels)


@pytest.mark.parametrize("variant", VARIANTS)
def test_two_steps_with_every_choice_of_a_network_are_finite(variant):
    (side, *_) = smallest_sides(variant)
    assert_two_finite_steps(config_of(variant, side))


@BY_CONDITIONING
def test_the_generator_says_what_it_takes_and_makes(architecture, conditioning):
    config = config_of(architecture, conditioning=part(CONDITIONINGS, conditioning))
    generator, _ = networks_of(config, channels=3)
    assert generator.sample_shape == (3, 8, 8)
    assert generator.num_classes == (CLASSES if config.conditioning.uses_labels else 0)
    assert generator.z_dim >= 1
    assert "z" in generator.latent_spaces
    assert generator.num_ws >= 0


@BY_CONDITIONING
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(architecture, conditioning):
    config = config_of(architecture, conditioning=part(CONDITIONINGS, conditioning))
    first, again, other = (networks_of(config, seed=seed) for seed in (1, 1, 2))
    for network, same, different in zip(first, again, other, strict=True):
        assert_same_bits(network.state_dict(), same.state_dict())
        assert not all(
            torch.equal(value, different.state_dict()[name]) for name, value in network.state_dict().items()
        )


@pytest.mark.parametrize("objective", OBJECTIVES.names())
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_network_learns_with_every_objective_or_is_refused(variant, objective):
    (side, *_) = smallest_sides(variant)
    penalties = [(), *((part(REGULARIZERS, name),) for name in REGULARIZERS.names())]
    games = [
        config_of(variant, side, objective=part(OBJECTIVES, objective), regularizers=held)
        for held in penalties
    ]
    accepted = [game for game in games if not refusals(game)]
    assert accepted, "no penalty makes this game possible"
    assert_two_finite_steps(accepted[0])


@BY_CONDITIONING
@pytest.mark.parametrize("regularizer", REGULARIZERS.names())
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_network_learns_with_every_regularizer_or_is_refused(variant, regularizer, conditioning):
    (side, *_) = smallest_sides(variant)
    parts = {
        "regularizers": (part(REGULARIZERS, regularizer),),
        "conditioning": part(CONDITIONINGS, conditioning),
    }
    config = config_of(variant, side, **parts)
    if not refusals(config):
        assert_two_finite_steps(config)


@pytest.mark.parametrize("augmentation", AUGMENTATIONS.names())
@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
@pytest.mark.parametrize("task", TASKS.names())
def test_every_network_learns_with_every_other_part_or_is_refused(
    architecture, task, optimizer, augmentation
):
    (side, *_) = smallest_sides(architecture)
    parts = {
        "task": part(TASKS, task),
        "optimizer": part(OPTIMIZERS, optimizer),
        "augmentations": (part(AUGMENTATIONS, augmentation),),
    }
    config = config_of(architecture, side, **parts)
    if not refusals(config):
        assert_two_finite_steps(config)


def test_a_batch_of_one_learns_or_is_refused(architecture):
    config = config_of(architecture)
    config = dataclasses.replace(config, training=dataclasses.replace(config.training, batch_size=1))
    if not refusals(config):
        assert_two_finite_steps(config)


@pytest.mark.parametrize("regularizer", REGULARIZERS.names())
def test_every_penalty_has_a_gradient_in_the_discriminators_weights(architecture, regularizer):
    generator, discriminator = networks_of(config_of(architecture))
    random = torch.Generator().manual_seed(0)
    real, fake = (torch.rand(4, 1, 8, 8, generator=random) * 2 - 1 for _ in range(2))
    moment = Moment(
        lambda images: discriminator(images, labels_of(generator, len(images))), real, fake, random
    )
    terms = part(REGULARIZERS, regularizer).discriminator_terms(moment)
    for term in terms.values():
        assert term.shape == ()
        assert term.isfinite()
        discriminator.zero_grad()
        term.backward()  # the second derivative of the scores
        slopes = [weight.grad for weight in discriminator.parameters() if weight.grad is not None]
        assert slopes
        assert all(slope.isfinite().all() for slope in slopes)
        assert any(slope.abs().max() > 0 for slope in slopes)


@BY_CONDITIONING
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_saved_generator_draws_the_same_pictures(variant, conditioning, tmp_path):
    (side, *_) = smallest_sides(variant)
    config = config_of(variant, side, conditioning=part(CONDITIONINGS, conditioning))
    trainer = trainer_of(config)
    trainer.step(stream(config).next)
    classes = ("a", "b", "c")
    save_checkpoint(tmp_path / "a.pt", model_content(config, classes, trainer.g_ema.module, [1, 4]))
    loaded = load_generator(tmp_path / "a.pt")
    latents, labels = trainer.latents(4), labels_of(trainer.generator, 4)
    with torch.no_grad():
        assert torch.equal(loaded.module(latents, labels), trainer.g_ema.module(latents, labels))
    assert loaded.config == config
    assert (loaded.step, loaded.images_seen, loaded.classes) == (1, 4, classes)
    assert loaded.sample_shape == (1, side, side)


@BY_CONDITIONING
def test_a_loaded_generator_is_frozen(architecture, conditioning, tmp_path):
    config = config_of(architecture, conditioning=part(CONDITIONINGS, conditioning))
    generator, _ = networks_of(config)
    save_checkpoint(tmp_path / "a.pt", model_content(config, ("a", "b", "c"), generator, [0, 0]))
    module = load_generator(tmp_path / "a.pt").module
    assert not module.training
    assert not any(weight.requires_grad for weight in module.parameters())


@BY_CONDITIONING
def test_loading_a_generator_draws_no_random_number(architecture, conditioning, tmp_path):
    config = config_of(architecture, conditioning=part(CONDITIONINGS, conditioning))
    save_checkpoint(
        tmp_path / "a.pt", model_content(config, ("a", "b", "c"), networks_of(config).generator, [0, 0])
    )
    before = torch.get_rng_state()
    load_generator(tmp_path / "a.pt")
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("objective", OBJECTIVES.names())
def test_every_objective_rewards_the_right_side(objective):
    game = part(OBJECTIVES, objective)
    for slope_of, sign in ((0, -1), (1, 1)):  # D wants real scores up and fake scores down
        scores = [torch.zeros(4, requires_grad=True), torch.zeros(4, requires_grad=True)]
        game.discriminator_loss(*scores).backward()
        assert (scores[slope_of].grad * sign >= 0).all()
    fake = torch.zeros(4, requires_grad=True)
    game.generator_loss(fake).backward()
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
