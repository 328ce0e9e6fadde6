"""What every registered network must do, whatever it is called."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest
import torch
from small_parts import (
    CLASSES,
    VARIANTS,
    assert_two_finite_steps,
    config_of,
    fitting_conditionings,
    labels_of,
    networks_of,
    part,
    refusals,
    smallest_sides,
    stream,
    trainer_of,
)
from small_runs import assert_same_bits, small
from torch.nn.modules.batchnorm import _BatchNorm

from gan_studio.core.checkpoint import load_generator, model_content, save_checkpoint
from gan_studio.core.config import RunConfig
from gan_studio.core.contracts import Seen
from gan_studio.core.layers.styles import StyledGenerator
from gan_studio.core.registry import (
    ARCHITECTURES,
    CONDITIONINGS,
    TASKS,
)

LARGER_SIDES = (28, 32, 64)


def shapes_of(architecture):
    """Sides, channels and conditionings, each at least once: what may break each other is at small sides."""
    smallest = smallest_sides(architecture)
    larger = [side for side in LARGER_SIDES if not refusals(config_of(architecture, side))]
    plain, *told = sorted(
        fitting_conditionings(architecture), key=lambda name: part(CONDITIONINGS, name).uses_labels
    )
    sides = sorted({*smallest, *larger})
    yield from zip(sides, itertools.cycle((1, 3)), itertools.repeat(plain), strict=False)
    yield from ((smallest[0], 3, name) for name in (plain, *told))


SMALL = {name: small(part(ARCHITECTURES, name)) for name in ARCHITECTURES.names()}
SHAPES = [
    pytest.param(built, side, channels, part(CONDITIONINGS, told), id=f"{name}-{side}px-{channels}-{told}")
    for name, built in SMALL.items()
    for side, channels, told in shapes_of(built)
]
SAVED = [
    *(pytest.param(*variant.values, RunConfig().conditioning, id=variant.id) for variant in VARIANTS),
    *(
        pytest.param(built, part(CONDITIONINGS, told), id=f"{name}-{told}")
        for name, built in SMALL.items()
        for told in fitting_conditionings(built)
    ),
]
AT_EVERY_SHAPE = pytest.mark.parametrize(("built", "side", "channels", "conditioning"), SHAPES)
TOLD = pytest.mark.parametrize(
    ("architecture", "conditioning"),
    [
        pytest.param(built, part(CONDITIONINGS, told), id=f"{name}-{told}")
        for name, built in SMALL.items()
        for told in fitting_conditionings(built)
    ],
)


@pytest.fixture(params=ARCHITECTURES.names())
def architecture(request):
    return small(part(ARCHITECTURES, request.param))


@AT_EVERY_SHAPE
def test_samples_have_the_shape_asked_for_and_lie_within_minus_one_and_one(
    built, side, channels, conditioning
):
    config = config_of(built, side, conditioning=conditioning)
    generator, _ = networks_of(config, channels)
    with torch.no_grad():
        images = generator(5 * torch.randn(4, generator.z_dim), labels_of(generator, 4))
    assert images.shape == (4, channels, side, side)
    assert images.dtype == torch.float32
    assert images.isfinite().all()
    assert not generator.is_bounded or images.abs().max() <= 1
    assert images.std() > 0


@pytest.mark.parametrize("side", [8, 12, 15, 28, 33])
def test_a_side_that_a_network_cannot_make_is_refused_with_one_that_it_can(architecture, side):
    for problem in refusals(config_of(architecture, side)):
        assert problem.path == "data.resolution"
        nearest = int(re.findall(r"(\d+) px", problem.why)[-1])
        assert refusals(config_of(architecture, nearest)) == []


def test_every_network_can_be_told_a_class_and_can_go_without(architecture):
    ways = [part(CONDITIONINGS, told).uses_labels for told in fitting_conditionings(architecture)]
    assert set(ways) == {False, True}


def test_networks_that_grow_and_those_that_do_not_are_not_mixed_up(architecture):
    for name in TASKS.names():
        task = part(TASKS, name)
        found = refusals(config_of(architecture, 16, task=task))
        assert ("task" in [problem.path for problem in found]) == (task.grows != architecture.grows)


@AT_EVERY_SHAPE
def test_there_is_one_score_for_each_image(built, side, channels, conditioning):
    config = config_of(built, side, conditioning=conditioning)
    generator, discriminator = networks_of(config, channels)
    assert discriminator(torch.randn(4, channels, side, side), labels_of(generator, 4)).shape == (4,)


@AT_EVERY_SHAPE
def test_two_steps_at_every_shape_are_finite(built, side, channels, conditioning):
    assert_two_finite_steps(config_of(built, side, conditioning=conditioning), channels)


@pytest.mark.parametrize("variant", VARIANTS)
def test_two_steps_with_every_choice_of_a_network_are_finite(variant):
    (side, *_) = smallest_sides(variant)
    assert_two_finite_steps(config_of(variant, side))


@TOLD
def test_the_generator_says_what_it_takes_and_makes(architecture, conditioning):
    config = config_of(architecture, conditioning=conditioning)
    generator, _ = networks_of(config, channels=3)
    assert generator.sample_shape == (3, 8, 8)
    assert generator.num_classes == (CLASSES if config.conditioning.uses_labels else 0)
    assert generator.z_dim >= 1
    assert "z" in generator.latent_spaces
    assert generator.num_ws >= 0


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_discriminator_with_batch_norm_mixes_the_batch(variant):
    config = config_of(variant, 32)  # where all have layers enough to be normalised
    assert refusals(config) == []
    discriminator, used = networks_of(config).discriminator, []
    for layer in discriminator.modules():
        layer.register_forward_hook(lambda layer, *_: used.append(layer))
    discriminator(torch.randn(4, 1, 32, 32))
    assert variant.mixes_batch == any(isinstance(layer, _BatchNorm) for layer in used)


def test_the_architecture_says_whether_its_generator_has_styles(architecture):
    (side,) = smallest_sides(architecture, 1)
    generator = networks_of(config_of(architecture, side)).generator
    assert isinstance(generator, StyledGenerator) == architecture.has_styles


@TOLD
def test_the_label_changes_the_picture_and_the_score_or_a_loss_where_there_is_one(architecture, conditioning):
    config = config_of(architecture, conditioning=conditioning)
    networks = [moved(network).eval() for network in networks_of(config)]
    inputs = torch.randn(1, networks[0].z_dim), torch.randn(1, 1, 8, 8)
    for told, given in zip((pictures, verdicts), inputs, strict=True):
        with torch.no_grad():
            first, second = (told(*networks, given, torch.tensor([label])) for label in (0, 1))
        assert torch.equal(first, second) != config.conditioning.uses_labels


def moved(network):
    """The network after a step; first weights may treat all classes alike."""
    with torch.no_grad():
        for weight in network.parameters():
            weight.add_(0.1 * torch.randn_like(weight))
    return network


def pictures(generator, _, z, labels):
    return generator(z, labels)


def verdicts(_, discriminator, images, labels):
    """The score, and the discriminator's own terms of the generator's loss."""
    view = discriminator.view(images, labels)
    return torch.stack(
        [view.scores.sum(), *discriminator.generator_terms(Seen(images, labels, view)).values()]
    )


@TOLD
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(architecture, conditioning):
    config = config_of(architecture, conditioning=conditioning)
    first, again, other = (networks_of(config, seed=seed) for seed in (1, 1, 2))
    for network, same, different in zip(first, again, other, strict=True):
        assert_same_bits(network.state_dict(), same.state_dict())
        assert not all(
            torch.equal(value, different.state_dict()[name]) for name, value in network.state_dict().items()
        )


def test_a_batch_of_one_learns_or_is_refused(architecture):
    config = config_of(architecture)
    config = dataclasses.replace(config, training=dataclasses.replace(config.training, batch_size=1))
    if not refusals(config):
        assert_two_finite_steps(config)


@pytest.mark.parametrize(("variant", "conditioning"), SAVED)
def test_a_saved_generator_draws_the_same_pictures(variant, conditioning, tmp_path):
    (side, *_) = smallest_sides(variant)
    config = config_of(variant, side, conditioning=conditioning)
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


@TOLD
def test_a_loaded_generator_is_frozen(architecture, conditioning, tmp_path):
    config = config_of(architecture, conditioning=conditioning)
    generator, _ = networks_of(config)
    save_checkpoint(tmp_path / "a.pt", model_content(config, ("a", "b", "c"), generator, [0, 0]))
    module = load_generator(tmp_path / "a.pt").module
    assert not module.training
    assert not any(weight.requires_grad for weight in module.parameters())


@TOLD
def test_loading_a_generator_draws_no_random_number(architecture, conditioning, tmp_path):
    config = config_of(architecture, conditioning=conditioning)
    save_checkpoint(
        tmp_path / "a.pt", model_content(config, ("a", "b", "c"), networks_of(config).generator, [0, 0])
    )
    before = torch.get_rng_state()
    load_generator(tmp_path / "a.pt")
    assert torch.equal(torch.get_rng_state(), before)
