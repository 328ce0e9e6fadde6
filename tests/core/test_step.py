"""What reaches the networks in one step of training: every part, on the pictures it is meant for."""

from __future__ import annotations

import pytest
import torch
from small_trainers import STILL, stream, trainer_of, watch, watch_draws, watch_looks, watch_pictures


def test_all_that_either_player_is_shown_is_augmented(monkeypatch):
    noisy = ["augmentations.instance_noise.std=0.5", "augmentations.instance_noise.decay_kimg=0"]
    trainer, seen = trainer_of(*noisy, "objective=relativistic_pairing"), []
    watch_looks(monkeypatch, trainer, lambda images, labels: seen.append(images.detach().clone()))
    drawn = watch_pictures(monkeypatch, trainer)
    trainer.step(stream().next)
    real, fake = stream().next(4).images, drawn[0].detach()
    # The discriminator's real and fake ones, then the generator's fakes and what they are compared with.
    for shown, bare in zip(seen, (real, fake, fake, real), strict=True):
        noise = shown - bare
        assert noise.std().item() == pytest.approx(0.5, abs=5 * 0.5 / (2 * noise.numel()) ** 0.5)


def test_what_is_augmented_fades_with_the_images_seen(monkeypatch):
    noisy = ["augmentations.instance_noise.std=0.5", "augmentations.instance_noise.decay_kimg=0.008"]
    trainer, seen, images, plain = trainer_of(*noisy), [], stream(), stream()
    watch_looks(monkeypatch, trainer, lambda images, labels: seen.append(images.detach().clone()))
    for _ in range(2):
        trainer.step(images.next)
    first, second = plain.next(4).images, plain.next(4).images
    noise = seen[0] - first  # 4 of 8 images: half of it is left
    assert noise.std().item() == pytest.approx(0.25, abs=5 * 0.25 / (2 * noise.numel()) ** 0.5)
    assert torch.equal(seen[3], second)


def test_ada_is_steered_by_real_scores_and_changes_images_with_what_it_remembers(monkeypatch):
    trainer, seen = trainer_of("augmentations.ada.interval=1", "objective=hinge"), []
    view, signs = trainer.discriminator.view, iter([1.0, -1.0, -1.0])  # of real, of fakes, of fakes again

    def scripted(images, labels):
        seen.append(images.detach().clone())
        found = view(images, labels)
        return found._replace(scores=0 * found.scores + next(signs))

    monkeypatch.setattr(trainer.discriminator, "view", scripted)
    trainer._memories.of(trainer.config.augmentations[0]).p.fill_(1.0)
    assert trainer.step(stream().next)["augment/r_t"] == 1.0
    assert not torch.equal(seen[0], stream().next(4).images)


def test_slopes_are_those_at_the_images_of_each_kind_through_their_augmentation(monkeypatch):
    blurred = ["augmentations.blur.sigma=1", "augmentations.blur.fade_kimg=0", "regularizers.r2=on"]
    trainer = trainer_of(*STILL, *blurred)
    drawn = watch_pictures(monkeypatch, trainer)
    terms = trainer.step(stream().next)
    (blur,) = trainer.config.augmentations
    for name, bare in (("r1", stream().next(4).images), ("r2", drawn[0].detach())):
        point = bare.clone().requires_grad_(True)
        score = trainer.discriminator(blur(point, 0, trainer.random), None).sum()
        (slope,) = torch.autograd.grad(score, point)
        expected = 10 / 2 * slope.square().sum(dim=(1, 2, 3)).mean()
        torch.testing.assert_close(terms[f"loss/d/{name}"], expected, rtol=1e-4, atol=1e-7)


def test_a_penalty_is_part_of_what_the_generator_makes_small():
    slopes = []
    for weight in (0, 1, 2):
        trainer = trainer_of(*STILL[:2], f"regularizers.orthogonal.ortho_weight={weight}")
        trainer.step(stream().next)
        slopes.append([held.grad for held in trainer.generator.parameters()])
    assert any((some - without).abs().max() > 1e-5 for without, some, _ in zip(*slopes, strict=True))
    for without, some, more in zip(*slopes, strict=True):
        torch.testing.assert_close(more - without, 2 * (some - without), rtol=1e-3, atol=1e-5)


def test_fakes_are_compared_with_the_real_batch_as_it_is(monkeypatch):
    compared = ["objective=relativistic_pairing", "regularizers.feature_matching=on"]
    trainer = trainer_of(*STILL[:2], *compared)
    drawn = watch_pictures(monkeypatch, trainer)
    terms = trainer.step(stream().next)
    real, fake = (trainer.discriminator.view(images) for images in (stream().next(4).images, drawn[0]))
    lead = fake.scores - real.scores
    torch.testing.assert_close(terms["loss/g"], (1 + (-lead).exp()).log().mean().detach())
    apart = (real.features.mean(dim=0) - fake.features.mean(dim=0)).square().sum().detach()
    torch.testing.assert_close(terms["loss/g/feature_matching"], apart)


@pytest.mark.parametrize("more", [[], ["task.accumulate=2"]])
def test_gradients_are_as_short_as_asked_for_when_they_are_used(more):
    trainer, norms = trainer_of("regularizers.gradient_clipping.max_norm=0.001", *more), []
    for network, optimizer in zip(trainer.networks, (trainer.g_optimizer, trainer.d_optimizer), strict=True):
        optimizer.register_step_pre_hook(
            lambda *_, network=network: norms.append(
                torch.cat([held.grad.flatten() for held in network.parameters()]).norm().item()
            )
        )
    trainer.step(stream().next)
    assert norms == pytest.approx([0.001, 0.001], rel=0.01)


def test_the_warm_up_is_made_in_the_steps_that_ask_for_it(monkeypatch):
    trainer, images = trainer_of("task.critic_boost=3"), stream()
    seen = watch(monkeypatch, trainer)
    trainer.step_count = 24
    for _ in range(2):
        trainer.step(images.next)
    assert "".join(seen) == "dddg" + "dg"


def test_new_fakes_are_of_all_classes(monkeypatch):
    apart = ["conditioning=concatenation", "task.reuse_fakes=off", "training.batch_size=32"]
    trainer, asked = trainer_of(*apart, classes=3), []
    watch_draws(monkeypatch, trainer, asked)
    trainer.step(stream(classes=3).next)
    assert asked[1].unique().tolist() == [0, 1, 2]
