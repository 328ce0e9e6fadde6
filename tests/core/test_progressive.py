"""When networks grow, and what both players are shown meanwhile."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from small_runs import assert_same_bits, small_config, trained, write_data

from gan_studio.core.config import RunConfig, problems, setting_fields, with_assignments
from gan_studio.core.data.loader import Batches
from gan_studio.core.events import Warned
from gan_studio.core.layers.doubling import enlarged, pooled
from gan_studio.core.layers.growth import faded_images, growths
from gan_studio.core.registry import ARCHITECTURES
from gan_studio.core.tasks.generate import Generate
from gan_studio.core.tasks.progressive import Progressive

CPU = torch.device("cpu")
SIDES = (4, 8, 16, 32)
SHORT = ["task=progressive", "task.stable_kimg=0.012", "task.fade_kimg=0.008"]
"""With batches of 4: three steps at a side, of which the first fade takes two more."""


def trainer_of(*assignments, side=16, classes=0, architecture="progan"):
    config = small_config("none.npz", *SHORT, f"architecture={architecture}", *assignments, side=side)
    torch.manual_seed(0)
    random = torch.Generator().manual_seed(0)
    return config.task.trainer(config, (1, side, side), classes, CPU, torch.float32, random)


def stream(side=16, classes=0):
    images = np.random.default_rng(0).integers(0, 256, (40, 1, side, side), dtype=np.uint8)
    return Batches(images, np.arange(40) % classes if classes else None, 0, False, CPU)


def advanced(trainer, images_seen):
    """The trainer as after so many images, when its next step begins."""
    trainer.images_seen = images_seen
    trainer._grow()
    return trainer


@pytest.mark.parametrize(
    ("kimg", "level", "alpha"),
    [
        (0, 0, 1.0),
        (599.9, 0, 1.0),
        (600, 0, 1.0),
        (600.016, 1, 0.016 / 600),
        (900, 1, 0.5),
        (1199.99, 1, 599.99 / 600),
        (1200, 1, 1.0),
        (1800, 1, 1.0),
        (2100, 2, 0.5),
        (2400, 2, 1.0),
        (3000, 2, 1.0),
        (3060, 3, 0.1),
        (3600, 3, 1.0),
        (90_000, 3, 1.0),
    ],
)
def test_the_published_phases(kimg, level, alpha):
    # The official config.py: 600k images to settle a resolution, then 600k to fade the next one in.
    phase = Progressive().phase(round(1000 * kimg), SIDES)
    assert phase == (level, pytest.approx(alpha, abs=1e-9))


@pytest.mark.parametrize(("start", "level"), [(4, 0), (8, 1), (16, 2), (32, 3), (64, 3)])
def test_growing_begins_at_the_side_asked_for(start, level):
    task = Progressive(start_resolution=start)
    assert task.phase(0, SIDES) == (level, 1.0)
    assert task.phase(900_000, SIDES) == (min(level + 1, 3), 0.5 if level < 3 else 1.0)


def test_without_a_fade_a_side_is_switched_to_at_once():
    task = Progressive(stable_kimg=2.0, fade_kimg=0.0)
    phases = [task.phase(images, SIDES) for images in (0, 1999, 2000, 3999, 4000, 6000)]
    assert phases == [(0, 1.0), (0, 1.0), (1, 1.0), (1, 1.0), (2, 1.0), (3, 1.0)]


def test_without_images_per_resolution_one_fade_follows_another():
    task = Progressive(stable_kimg=0.0, fade_kimg=2.0)
    assert [task.phase(images, SIDES) for images in (0, 1000, 2000, 3000)] == [
        (0, 1.0),
        (1, 0.5),
        (1, 1.0),
        (2, 0.5),
    ]
    assert Progressive(stable_kimg=0.0, fade_kimg=0.0).phase(0, SIDES) == (3, 1.0)


def test_growing_never_goes_back():
    task = Progressive(stable_kimg=0.7, fade_kimg=0.3)
    grown = [level - (1 - alpha) for level, alpha in (task.phase(images, SIDES) for images in range(5000))]
    assert grown == sorted(grown)
    assert (grown[0], grown[-1]) == (0, 3)


def test_the_published_batches_of_one_gpu():
    sides = (4, 8, 16, 32, 64, 128, 256, 512)
    task = Progressive(largest_batch=128)
    batches = [task.batch_size(4, level, sides) for level in range(len(sides))]
    assert batches == [128, 128, 128, 64, 32, 16, 8, 4]


def test_batches_are_equal_where_no_larger_ones_are_asked_for():
    assert {Progressive().batch_size(16, level, SIDES) for level in range(4)} == {16}
    assert {Progressive(largest_batch=8).batch_size(16, level, SIDES) for level in range(4)} == {16}


@pytest.mark.parametrize(("side", "factor"), [(64, 1.0), (128, 1.5), (256, 2.0), (512, 3.0), (1024, 3.0)])
def test_the_published_rates(side, factor):
    assert Progressive(raises_rates=True).rate_factor(side) == factor
    assert Progressive().rate_factor(side) == 1.0


def test_rates_follow_the_side_that_has_been_grown_to():
    trainer = trainer_of("task.raises_rates=on", "optimizer.g_lr=0.001", "optimizer.d_lr=0.002", side=128)
    assert trainer.set_rates(0.5) == {"lr/g": 0.0005, "lr/d": 0.001}
    trainer = advanced(trainer, 10_000)
    assert trainer.set_rates(0.5) == pytest.approx({"lr/g": 0.00075, "lr/d": 0.0015})
    assert trainer.g_optimizer.param_groups[0]["lr"] == pytest.approx(0.00075)


def test_how_networks_grow_is_asked_first_and_nothing_twice():
    own, shared = setting_fields(Progressive), setting_fields(Generate)
    assert own[-len(shared) :] == shared
    assert own[0].name == "start_resolution"
    assert len({field.name for field in own}) == len(own)


def test_networks_that_cannot_grow_are_refused():
    config = with_assignments(RunConfig(), ["task=progressive"])
    (problem,) = problems(config)
    assert problem.path == "task"


@pytest.mark.parametrize(("start", "side", "nearest"), [(12, 32, 8), (48, 32, 32), (48, 16, 16)])
def test_a_beginning_that_doubling_does_not_reach_is_refused(start: int, side: int, nearest: int):
    growing = ["task=progressive", "architecture=progan", f"data.resolution={side}"]
    config = with_assignments(RunConfig(), [*growing, f"task.start_resolution={start}"])
    (problem,) = problems(config)
    assert problem.path == "task.start_resolution"
    assert problem.why.endswith(f"choose {nearest} px.")
    assert not problems(with_assignments(config, [f"task.start_resolution={nearest}"]))


def test_a_beginning_is_never_advised_that_doubling_does_not_reach():
    growing = ["task=progressive", "architecture=progan", "data.resolution=12", "task.start_resolution=48"]
    reasons = [problem.why for problem in problems(with_assignments(RunConfig(), growing))]
    assert any(why.startswith("Growing") and why.endswith("choose 8 px.") for why in reasons)
    assert not any("choose 12 px" in why for why in reasons)


def test_a_style_network_that_does_not_grow_is_trained_like_any_other():
    whole = ARCHITECTURES.entry("stylegan").part(grows=False)
    config = dataclasses.replace(RunConfig(), architecture=whole)
    assert not problems(config)
    assert [problem.path for problem in problems(with_assignments(config, ["task=progressive"]))] == ["task"]


@pytest.mark.parametrize("architecture", ["progan", "stylegan"])
def test_networks_grow_with_the_images_they_see(architecture):
    trainer, images, places = trainer_of(architecture=architecture), stream(), []
    for _ in range(12):
        trainer.step(images.next)
        places.append({growth.now for network in trainer.networks for growth in growths(network)})
    half = pytest.approx(0.5)
    assert [level for ((level, _),) in places] == [0] * 4 + [1] * 5 + [2] * 3
    assert [alpha for ((_, alpha),) in places] == [1, 1, 1, 1, half, 1, 1, 1, 1, half, 1, 1]


def test_the_averaged_generator_is_as_far_as_the_trained_one():
    trainer, images = trainer_of(), stream()
    (averaged,) = growths(trainer.g_ema.module)
    assert averaged.now == (0, 1.0)
    for _ in range(12):
        trainer.step(images.next)
        assert averaged.now == trainer.generator.growth.now


def test_where_the_networks_are_is_reported():
    trainer, images = trainer_of(), stream()
    reported = [trainer.step(images.next) for _ in range(5)]
    assert [float(terms["growth/resolution"]) for terms in reported] == [4, 4, 4, 4, 8]
    assert [float(terms["fade/alpha"]) for terms in reported] == [1, 1, 1, 1, 0.5]


@pytest.mark.parametrize(("seen", "level", "alpha"), [(0, 0, 1.0), (16, 1, 0.5), (20, 1, 1.0), (36, 2, 0.5)])
def test_both_players_work_at_the_side_they_have_grown_to(seen, level, alpha):
    trainer, images = advanced(trainer_of(), seen), stream()
    (real, fake) = trainer._pair(images.next, keeps_graph=False)
    side = 4 << level
    expected = faded_images(stream().next(4).images, trainer._sides, level, alpha)
    torch.testing.assert_close(real.images, expected)
    assert fake.images.shape == real.images.shape == (4, 1, side, side)
    torch.testing.assert_close(enlarged(fake.images, 16), trainer.generator(fake.z))


def test_samples_have_their_full_size_from_the_start():
    trainer = trainer_of()
    images = trainer.samples(torch.randn(3, trainer.generator.z_dim), None)
    assert images.shape == (3, 1, 16, 16)
    assert torch.equal(images, enlarged(images[..., ::4, ::4], 16))


@pytest.mark.parametrize(
    ("images_seen", "said"),
    [
        (10_000, "After 10 kimg the networks have grown to 4 of 16 px, which takes 80 kimg"),
        (70_000, "After 70 kimg the networks have grown to 8 of 16 px"),
        (80_000, ""),
    ],
)
def test_what_a_run_leaves_to_grow_is_said(images_seen, said):
    phases = ["task=progressive", "task.stable_kimg=20", "task.fade_kimg=20"]
    config = small_config("none.npz", *phases, "architecture=progan", side=16)
    assert config.task.shortfall(config, images_seen).startswith(said)
    assert bool(config.task.shortfall(config, images_seen)) == bool(said)


def test_a_run_says_at_both_ends_that_it_does_not_grow_to_the_end(tmp_path):
    parts = ["architecture=progan", "task=progressive", "training.kimg=0.02"]
    config = small_config(write_data(tmp_path, side=16), *parts, side=16)
    events = trained(config, tmp_path / "run")
    (warned,) = [event.message for event in events if isinstance(event, Warned)]
    assert "grown to 4 of 16 px" in warned
    assert "grown to 4 of 16 px" in events[-1].message


def test_small_sides_are_given_larger_batches():
    trainer, images = trainer_of("task.largest_batch=14"), stream()
    sizes = []
    for _ in range(4):
        before = images.position
        trainer.step(images.next)
        sizes.append(images.position - before)
        assert trainer.images_seen == images.position
    assert sizes == [12, 12, 8, 8]  # 4 px, 4 px, 8 px from 20 images on; multiples of 4 hold whole groups


def test_the_generators_own_batches_grow_too(monkeypatch):
    trainer = trainer_of("task.largest_batch=8", "task.reuse_fakes=off")
    drawn = []
    draw = trainer._draw
    monkeypatch.setattr(trainer, "_draw", lambda z, labels: (drawn.append(len(z)), draw(z, labels))[1])
    trainer.step(stream().next)
    assert drawn == [8, 8]


@pytest.mark.parametrize(
    ("forgets", "remembered"),
    # 8 px begin to fade in at 16 images, with the fifth step, and are there at 20, with the sixth.
    [("on", [1, 2, 3, 4, 1, 1, 2, 3]), ("off", [1, 2, 3, 4, 5, 6, 7, 8])],
)
def test_momentum_is_forgotten_where_a_fade_begins_and_ends(forgets, remembered):
    trainer, images = trainer_of(f"task.resets_moments={forgets}"), stream()
    biases = {
        trainer.d_optimizer: trainer.discriminator.conv.bias,
        trainer.g_optimizer: trainer.generator.blocks[0][0].conv.bias,
    }
    for expected in remembered:
        trainer.step(images.next)
        for optimizer, bias in biases.items():
            assert int(optimizer.state[bias]["step"]) == expected


def test_the_average_counts_the_larger_batches_of_small_sides():
    trainer = trainer_of("task.largest_batch=14", "training.ema_kimg=0.012", "training.ema_rampup=0")
    before = [weight.clone() for weight in trainer.g_ema.module.parameters()]
    trainer.step(stream().next)  # a batch of 12 is the half-life
    averaged, now = trainer.g_ema.module.parameters(), trainer.generator.parameters()
    for old, after, new in zip(before, averaged, now, strict=True):
        torch.testing.assert_close(after, (old + new.detach()) / 2)


def test_the_held_out_gap_is_taken_at_the_side_of_training():
    trainer, images = advanced(trainer_of(), 16), stream()
    real = images.next(6)
    z = torch.randn(6, trainer.generator.z_dim, generator=torch.Generator().manual_seed(3))
    shown = faded_images(real.images, trainer._sides, 1, 0.5)
    with torch.no_grad():
        drawn = pooled(trainer.generator(z), 8)
        expected = trainer.discriminator(shown).mean() - trainer.discriminator(drawn).mean()
    torch.testing.assert_close(trainer.gap(real, 3), expected)
    assert trainer.generator.growth.now == (1, 0.5)


@pytest.mark.parametrize("images_seen", [0, 16, 20, 36, 40])
def test_classes_are_told_at_every_side(images_seen):
    trainer = trainer_of("conditioning=concatenation", classes=3)
    trainer.images_seen = images_seen
    for name, value in trainer.step(stream(classes=3).next).items():
        assert value.isfinite(), name


@pytest.mark.parametrize("images_seen", [0, 16, 20, 36, 40])
@pytest.mark.parametrize("architecture", ["progan", "stylegan"])
def test_penalties_can_be_learned_from_at_every_side(architecture, images_seen):
    game = ["objective=wasserstein", "regularizers.gradient_penalty=on", "regularizers.r1=on"]
    trainer = trainer_of(*game, architecture=architecture)
    trainer.images_seen = images_seen
    before = {name: value.clone() for name, value in trainer.discriminator.state_dict().items()}
    for name, value in trainer.step(stream().next).items():
        assert value.isfinite(), name
    (growth,) = growths(trainer.discriminator)
    level, _ = growth.now
    active = trainer.discriminator.from_rgb[level].conv.weight
    name = f"from_rgb.{level}.conv.weight"
    assert not torch.equal(active, before[name])


def test_a_state_put_back_goes_on_from_the_middle_of_a_fade():
    trainer, images = trainer_of("task.fade_kimg=0.02"), stream()
    for _ in range(5):
        trainer.step(images.next)
    assert 0 < trainer.generator.growth.now[1] < 1
    other = trainer_of("task.fade_kimg=0.02")
    other.load_state(trainer.state(), trainer.g_ema.module.state_dict())
    z = torch.randn(2, trainer.generator.z_dim)
    assert torch.equal(trainer.samples(z, None), other.samples(z, None))
    assert_same_bits(trainer.generator.state_dict(), other.generator.state_dict())


def test_growth_cannot_begin_beyond_the_pictures_side():
    config = with_assignments(
        RunConfig(),
        ["task=progressive", "architecture=progan", "data.resolution=32", "task.start_resolution=64"],
    )
    (problem,) = problems(config)
    assert problem.path == "task.start_resolution"
    assert "32 px" in problem.why
    for start in (4, 32):
        assert not problems(with_assignments(config, [f"task.start_resolution={start}"]))
