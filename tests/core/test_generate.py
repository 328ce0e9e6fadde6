"""The order and the arithmetic of one step of training."""

from __future__ import annotations

import copy

import pytest
import torch
from small_runs import assert_same_bits
from small_trainers import (
    STILL,
    changed,
    stream,
    trainer_of,
    watch,
    watch_draws,
    watch_looks,
    weights,
)

from gan_studio.core.augment.diff_augment import DiffAugment
from gan_studio.core.tasks.generate import Generate


@pytest.mark.parametrize(("n_critic", "order"), [(1, "dg"), (3, "dddg")])
def test_the_discriminator_learns_before_the_generator(n_critic, order, monkeypatch):
    trainer = trainer_of(f"task.n_critic={n_critic}")
    seen = watch(monkeypatch, trainer)
    trainer.step(stream().next)
    assert "".join(seen) == order


def test_every_real_image_shown_is_counted():
    trainer, images = trainer_of("task.n_critic=3", "training.batch_size=5"), stream()
    for _ in range(2):
        trainer.step(images.next)
    assert (trainer.step_count, trainer.images_seen, images.position) == (2, 30, 30)


@pytest.mark.parametrize(
    ("step", "updates"), [(0, 100), (24, 100), (25, 5), (499, 5), (500, 100), (1000, 100)]
)
def test_the_critic_warms_up_as_the_first_wasserstein_gan_did(step, updates):
    assert Generate(n_critic=5, critic_boost=100).critic_updates(step) == updates


def test_without_warm_up_every_step_has_as_many_critic_updates():
    assert {Generate(n_critic=5).critic_updates(step) for step in (0, 10, 500)} == {5}


def test_a_generator_without_rate_stays_while_the_discriminator_learns():
    trainer = trainer_of("optimizer.g_lr=0", "optimizer.d_lr=0.01")
    before = weights(trainer.generator), weights(trainer.discriminator)
    trainer.step(stream().next)
    assert changed(trainer.generator, before[0]) == []
    assert changed(trainer.discriminator, before[1])


def test_a_discriminator_without_rate_stays_while_the_generator_learns():
    trainer = trainer_of("optimizer.g_lr=0.01", "optimizer.d_lr=0")
    before = weights(trainer.generator), weights(trainer.discriminator)
    trainer.step(stream().next)
    assert changed(trainer.generator, before[0])
    assert changed(trainer.discriminator, before[1]) == []


def test_the_generators_update_leaves_no_gradient_in_the_discriminator():
    trainer = trainer_of()
    trainer.step(stream().next)
    left = [weight.grad.clone() for weight in trainer.discriminator.parameters()]
    trainer._update_generator([trainer._fakes(4, None)], [stream().next(4)])
    assert all(
        torch.equal(weight.grad, old)
        for weight, old in zip(trainer.discriminator.parameters(), left, strict=True)
    )


def test_both_rates_are_multiplied_by_the_schedules_factor():
    trainer = trainer_of("optimizer.g_lr=0.1", "optimizer.d_lr=0.4")
    assert trainer.set_rates(0.5) == pytest.approx({"lr/g": 0.05, "lr/d": 0.2})
    assert trainer.g_optimizer.param_groups[0]["lr"] == pytest.approx(0.05)
    assert trainer.d_optimizer.param_groups[0]["lr"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("assignments", "sizes"),
    [
        ((), [4]),
        (("task.reuse_fakes=off",), [4, 4]),
        (("task.g_batch_factor=2",), [4, 8]),
        (("task.n_critic=2",), [4, 4]),
        (("task.n_critic=2", "task.reuse_fakes=off"), [4, 4, 4]),
    ],
)
def test_fakes_are_drawn_as_often_and_as_many_as_the_task_says(assignments, sizes):
    trainer, seen = trainer_of(*assignments), []
    trainer.generator.register_forward_pre_hook(lambda _, inputs: seen.append(len(inputs[0])))
    trainer.step(stream().next)
    assert seen == sizes


def terms_of(trainer, steps):
    images = stream()
    return [trainer.step(images.next) for _ in range(steps)]


def test_a_lazy_penalty_is_used_every_so_many_updates():
    terms = terms_of(trainer_of(*STILL, "regularizers.r1.interval=3"), 7)
    assert ["loss/d/r1" in term for term in terms] == [True, False, False, True, False, False, True]


def test_a_lazy_penalty_counts_discriminator_updates_not_steps():
    terms = terms_of(trainer_of(*STILL, "task.n_critic=2", "regularizers.r1.interval=4"), 4)
    assert ["loss/d/r1" in term for term in terms] == [True, False, True, False]


def test_a_lazy_penalty_is_scaled_up_by_its_interval():
    (every,), (lazy,) = (terms_of(trainer_of(*STILL, f"regularizers.r1.interval={n}"), 1) for n in (1, 3))
    assert every["loss/d/r1"] > 0
    torch.testing.assert_close(lazy["loss/d/r1"], 3 * every["loss/d/r1"])


def test_a_penalty_is_part_of_what_the_discriminator_makes_small():
    # Its gradient is the objective's plus the penalty's, so it is linear in the penalty's weight.
    slopes = []
    for gamma in (0, 10, 20):
        trainer = trainer_of(*STILL, f"regularizers.r1.r1_gamma={gamma}")
        trainer.step(stream().next)
        slopes.append([weight.grad for weight in trainer.discriminator.parameters()])
    assert any(not torch.equal(without, some) for without, some, _ in zip(*slopes, strict=True))
    for without, some, more in zip(*slopes, strict=True):
        torch.testing.assert_close(more - without, 2 * (some - without), rtol=1e-3, atol=1e-5)


def test_clipped_weights_are_within_the_bound_after_every_step():
    trainer = trainer_of("objective=wasserstein", "regularizers.weight_clipping.clip_value=0.003")
    trainer.step(stream().next)
    largest = max(weight.abs().max().item() for weight in trainer.discriminator.parameters())
    assert largest == pytest.approx(0.003, abs=1e-8)


def test_scores_are_reported_as_the_objective_reads_them():
    (terms,) = terms_of(trainer_of("objective=non_saturating"), 1)
    assert 0 < terms["score/real"] < 1
    assert {"loss/d", "loss/g", "score/fake", "score_gap/train", "accuracy/real", "accuracy/fake"} <= set(
        terms
    )


def test_a_critic_reports_a_distance_and_no_accuracy():
    (terms,) = terms_of(trainer_of("objective=wasserstein"), 1)
    torch.testing.assert_close(terms["wasserstein/train"], terms["score/real"] - terms["score/fake"])
    assert not any(name.startswith("accuracy") for name in terms)


def test_accuracy_is_the_share_on_the_right_side():
    real, fake = torch.tensor([1.0, -1.0, 2.0, 3.0]), torch.tensor([1.0, 2.0, 3.0, -1.0])
    terms = trainer_of("objective=hinge")._verdicts(real, fake)
    assert (terms["accuracy/real"].item(), terms["accuracy/fake"].item()) == (0.75, 0.25)
    assert terms["score_gap/train"].item() == 0.0


def test_fakes_shown_to_the_discriminator_have_the_labels_of_the_real_images(monkeypatch):
    trainer, seen = trainer_of("conditioning=concatenation", classes=4), []
    watch_looks(monkeypatch, trainer, lambda images, labels: seen.append(labels.tolist()))
    trainer.step(stream(classes=4).next)
    assert seen[0] == seen[1] == stream(classes=4).next(4).labels.tolist()


def test_labels_for_the_generator_are_drawn_evenly():
    labels = trainer_of("conditioning=concatenation", classes=4).random_labels(4000)
    counts = torch.bincount(labels, minlength=4).tolist()
    assert len(counts) == 4
    assert counts == pytest.approx([1000] * 4, abs=5 * (4000 * 3 / 16) ** 0.5)


def test_classes_are_ignored_without_conditioning():
    trainer = trainer_of(classes=4)
    assert trainer.random_labels(3) is None
    trainer.step(stream(classes=4).next)


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        (["training.ema_kimg=0.012", "training.ema_rampup=0", "task.n_critic=3"], 0.5),
        (["training.ema_kimg=0.012", "training.ema_rampup=0", "task.accumulate=3"], 0.5),
        (["training.ema_kimg=1000", "training.ema_rampup=0.5"], 0.25),  # half of the 4 images seen
    ],
)
def test_the_average_follows_the_generator_by_the_images_of_the_step(settings, kept):
    trainer = trainer_of(*settings)
    before = weights(trainer.g_ema.module)
    trainer.step(stream().next)
    after, now = trainer.g_ema.module.state_dict(), trainer.generator.state_dict()
    for name in before:
        if before[name].is_floating_point():
            torch.testing.assert_close(after[name], kept * before[name] + (1 - kept) * now[name])


@pytest.mark.parametrize(
    "settings",
    [
        ["architecture=mlp"],
        ["architecture=dcgan"],
        ["augmentations.ada=on", "augmentations.ada.augment_p=0.8", "augmentations.instance_noise=on"],
    ],
)
def test_looking_at_held_out_images_changes_nothing(settings):
    trainer = trainer_of(*settings)
    images = stream()
    trainer.step(images.next)
    before = copy.deepcopy(trainer.state()), trainer.random.get_state(), torch.get_rng_state()
    trainer.gap(stream().next(4), seed=1)
    assert torch.equal(trainer.random.get_state(), before[1])
    assert torch.equal(torch.get_rng_state(), before[2])
    for name in ("generator", "discriminator"):
        assert_same_bits(trainer.state()[name], before[0][name])


def test_the_held_out_gap_follows_from_its_seed():
    trainer = trainer_of("architecture=dcgan")
    gaps = [trainer.gap(stream().next(4), seed=seed).item() for seed in (1, 1, 2)]
    assert gaps[0] == gaps[1] != gaps[2]


def test_held_out_images_are_augmented_as_trained_ones_are():
    trainer, real = trainer_of("augmentations.diff_augment=on"), stream().next(8)
    random = torch.Generator().manual_seed(5)
    z = torch.randn(8, trainer.generator.z_dim, generator=random)
    with torch.no_grad():
        shown = [
            DiffAugment()(images, 0, random) for images in (real.images, trainer.generator(z, real.labels))
        ]
        on_real, on_fake = (trainer.discriminator(images, None).mean() for images in shown)
    torch.testing.assert_close(trainer.gap(real, seed=5), on_real - on_fake)


@pytest.mark.parametrize("network", ["generator", "discriminator"])
def test_one_weight_that_is_not_finite_is_noticed(network):
    trainer = trainer_of()
    assert trainer.is_finite()
    with torch.no_grad():
        next(getattr(trainer, network).parameters()).view(-1)[0] = float("inf")
    assert not trainer.is_finite()


def test_scores_and_losses_are_float32_in_lower_precision():
    (terms,) = terms_of(trainer_of("objective=hinge", precision=torch.bfloat16), 1)
    assert {value.dtype for value in terms.values()} == {torch.float32}


def test_samples_come_from_the_average_and_not_from_the_trained_generator():
    trainer = trainer_of()
    latents = trainer.latents(3)
    with torch.no_grad():
        trainer.generator.eval()
        next(trainer.generator.parameters()).add_(1.0)
        average = trainer.g_ema.module(latents)
    torch.testing.assert_close(trainer.samples(latents, None), average)


def test_samples_are_drawn_in_portions_that_training_has_the_memory_for():
    trainer, drawn = trainer_of(), []
    count = 9 * trainer.config.training.batch_size
    latents = trainer.latents(count)
    with torch.no_grad():
        whole = trainer.g_ema.module(latents)
    trainer.g_ema.module.register_forward_pre_hook(lambda module, given: drawn.append(len(given[0])))
    torch.testing.assert_close(trainer.samples(latents, None), whole)
    assert sum(drawn) == count
    assert max(drawn) <= 4 * trainer.config.training.batch_size


def test_the_generator_can_learn_more_often(monkeypatch):
    trainer = trainer_of("task.n_critic=2", "task.n_gen=3")
    seen = watch(monkeypatch, trainer)
    trainer.step(stream().next)
    assert "".join(seen) == "ddggg"


def test_gathered_batches_count_alike():
    trainer, images = trainer_of("task.accumulate=3"), stream()
    pairs = [trainer._pair(images.next, keeps_graph=False) for _ in range(3)]
    slopes = []
    for pair in pairs:
        trainer.discriminator.zero_grad()
        trainer._discriminator_loss(*pair)[0].backward()
        slopes.append([weight.grad.clone() for weight in trainer.discriminator.parameters()])
    trainer._update_discriminator(pairs)
    gathered = [weight.grad for weight in trainer.discriminator.parameters()]
    for whole, *parts in zip(gathered, *slopes, strict=True):
        torch.testing.assert_close(whole, sum(parts) / 3, rtol=1e-4, atol=1e-6)


def test_every_gathered_batch_is_counted(monkeypatch):
    trainer = trainer_of("task.accumulate=3", "task.n_critic=2", "training.batch_size=5")
    seen = watch(monkeypatch, trainer)
    trainer.step(stream().next)
    assert "".join(seen) == "ddg"
    assert trainer.images_seen == 30


def test_lazy_penalties_lower_rates_and_betas():
    lazy = ["regularizers.r1.interval=16", "optimizer.corrects_lazy=on", "optimizer.beta2=0.99"]
    trainer = trainer_of(*lazy, "optimizer.g_lr=0.1", "optimizer.d_lr=0.1")
    trainer.set_rates(1.0)
    (of_d,), (of_g,) = trainer.d_optimizer.param_groups, trainer.g_optimizer.param_groups
    assert of_d["lr"] == pytest.approx(0.1 * 16 / 17)
    assert of_d["betas"] == pytest.approx((0.5 ** (16 / 17), 0.99 ** (16 / 17)))
    assert of_g["lr"] == pytest.approx(0.1)
    assert of_g["betas"][1] == pytest.approx(0.99)


def test_the_most_frequent_lazy_penalty_says_how_many_updates_there_are(monkeypatch):
    lazy = ["regularizers.r1.interval=4", "regularizers.r2.interval=2", "optimizer.corrects_lazy=on"]
    trainer, images = trainer_of(*lazy, "optimizer.d_lr=0.3"), stream()
    assert trainer.set_rates(1.0)["lr/d"] == pytest.approx(0.3)
    assert trainer.d_optimizer.param_groups[0]["lr"] == pytest.approx(0.3 * 2 / 3)
    seen = watch(monkeypatch, trainer)
    for _ in range(4):
        trainer.step(images.next)
    assert "".join(seen).count("d") == 4 * 3 / 2  # three updates in the time of two


def test_fakes_are_of_the_classes_of_what_they_are_compared_with(monkeypatch):
    classes = ["conditioning=concatenation", "task.n_gen=2", "task.reuse_fakes=off", "task.accumulate=2"]
    for objective in ("relativistic_pairing", "non_saturating"):
        trainer = trainer_of(*classes, f"objective={objective}", classes=3)
        asked = []
        watch_draws(monkeypatch, trainer, asked)
        trainer.step(stream(classes=3).next)
        of_d, of_g = asked[:2], asked[2:]
        assert len(of_g) == 4
        are_equal = [torch.equal(labels, of_d[place % 2]) for place, labels in enumerate(of_g)]
        assert all(are_equal) == (objective == "relativistic_pairing")


def test_lazy_penalties_that_are_made_up_for_have_updates_of_their_own(monkeypatch):
    lazy = ["regularizers.r1.interval=3", "optimizer.corrects_lazy=on"]
    trainer, images = trainer_of(*lazy), stream()
    seen = watch(monkeypatch, trainer)
    reports = [trainer.step(images.next) for _ in range(4)]
    assert "".join(seen) == "ddg" + "dg" * 2 + "ddg"
    assert ["loss/d/r1" in report for report in reports] == [True, False, False, True]


def test_an_update_apart_moves_along_the_penalty_alone():
    trainer = trainer_of("regularizers.r1.interval=2", "optimizer.corrects_lazy=on", *STILL[:2])
    pair = trainer._pair(stream().next, keeps_graph=False)
    trainer._update_discriminator([pair])
    left = [weight.grad for weight in trainer.discriminator.parameters()]
    trainer.discriminator.zero_grad()
    gamma = trainer.config.regularizers[0].r1_gamma
    point = pair[0].images.requires_grad_(True)
    (slope,) = torch.autograd.grad(trainer.discriminator(point, None).sum(), point, create_graph=True)
    (2 * gamma / 2 * slope.square().sum(dim=(1, 2, 3)).mean()).backward()
    for apart, weight in zip(left, trainer.discriminator.parameters(), strict=True):
        assert (apart is None) == (weight.grad is None)  # the last bias has no part in the slope
        if apart is not None:
            torch.testing.assert_close(apart, weight.grad, rtol=1e-4, atol=1e-7)


def test_a_generators_term_has_an_update_apart_too(monkeypatch):
    lazy = ["regularizers.mode_seeking.interval=2", "optimizer.corrects_lazy=on"]
    trainer, images = trainer_of(*lazy), stream()
    seen = watch(monkeypatch, trainer)
    reports = [trainer.step(images.next) for _ in range(3)]
    assert "".join(seen) == "dgg" + "dg" + "dgg"
    assert ["loss/g/mode_seeking" in report for report in reports] == [True, False, True]
    assert trainer.is_finite()
