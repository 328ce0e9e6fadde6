"""ADA as a whole: how its probability moves, and that it does nothing where it should not."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from small_parts import refusals
from small_runs import assert_same_bits, learned, small_config, stopped_at, trained, write_data

from gan_studio.core.augment.ada import Ada
from gan_studio.core.config import setting_fields
from gan_studio.core.objectives.wasserstein import Wasserstein

GROUPS = next(field for field in setting_fields(Ada) if field.name == "groups").setting.choices


def random(seed=0):
    return torch.Generator().manual_seed(seed)


def pictures(count=16, channels=3, side=8):
    return torch.rand(count, channels, side, side, generator=random()) * 2 - 1


def fixed(p, groups="bgc"):
    return Ada(groups=groups, steering="fixed", augment_p=p)


@pytest.mark.parametrize("groups", GROUPS)
@pytest.mark.parametrize("channels", [1, 3])
def test_with_probability_0_images_are_the_same_bit_for_bit(groups, channels):
    images = pictures(channels=channels)
    assert torch.equal(fixed(0.0, groups)(images, 0, random()), images)


@pytest.mark.parametrize("groups", GROUPS)
@pytest.mark.parametrize("channels", [1, 3])
def test_with_probability_1_every_image_is_changed_and_stays_finite(groups, channels):
    images = pictures(channels=channels, count=64)
    changed = fixed(1.0, groups)(images, 0, random())
    assert changed.shape == images.shape
    assert changed.isfinite().all()
    share = (changed != images).flatten(1).any(dim=1).float().mean().item()
    assert share > (0.7 if groups == "b" else 0.99)


def test_more_images_change_the_higher_the_probability():
    images, shares = pictures(count=400), []
    for p in (0.05, 0.2, 0.5, 0.8):
        changed = fixed(p)(images, 0, random())
        shares.append((changed != images).flatten(1).any(dim=1).float().mean().item())
    assert shares == sorted(shares)
    assert shares[0] < 0.6
    assert shares[-1] > 0.99


def test_as_many_numbers_are_drawn_however_high_the_probability():
    states = []
    for p in (0.0, 0.3, 1.0):
        generator = random()
        fixed(p, "bgcfnc")(pictures(), 0, generator)
        states.append(generator.get_state())
    assert torch.equal(states[0], states[1])
    assert torch.equal(states[0], states[2])


def test_an_image_changes_by_itself():
    images, part = pictures(), fixed(0.7)
    others = torch.cat([images[:1], torch.zeros_like(images[1:])])
    torch.testing.assert_close(part(images, 0, random())[0], part(others, 0, random())[0])


def test_gradients_flow_and_can_be_differentiated_again():
    images = pictures(count=3, channels=1).double().requires_grad_(True)
    part = fixed(0.8, "bgcfnc")
    assert torch.autograd.gradcheck(lambda x: part(x, 0, random()), images)
    assert torch.autograd.gradgradcheck(lambda x: part(x, 0, random()).square(), images, fast_mode=True)


def fed(part, scores, memory=None):
    """The probabilities and r_t after each batch of scores."""
    memory = memory if memory is not None else part.memory((3, 8, 8))
    reports = [part.after_discriminator_update(torch.tensor(batch), memory) for batch in scores]
    return [report["augment/p"].item() for report in reports], [
        report["augment/r_t"].item() for report in reports
    ]


def test_the_probability_follows_r_t_by_the_formula():
    part = Ada(ada_kimg=1.0, ada_target=0.5, interval=2, augment_p=0.1)
    high, low = [0.3, 2.0, 5.0, -1.0], [-1.0, 1.0, -2.0, -3.0]  # mean signs 0.5 and -0.5
    all_high = [1.0, 1.0, 1.0, 1.0]
    p, r_t = fed(part, [high, all_high, high, low, all_high, all_high])
    # Eight images between two moves: steps of 8 / 1000, up at 0.75, down at 0, up at 1.
    assert p == pytest.approx([0.1, 0.108, 0.108, 0.1, 0.1, 0.108])
    assert r_t == pytest.approx([0.0, 0.75, 0.75, 0.0, 0.0, 1.0])


def test_at_the_target_the_probability_stays():
    p, _ = fed(Ada(ada_kimg=1.0, ada_target=0.5, interval=1, augment_p=0.2), [[1.0, 1.0, 1.0, -1.0]])
    assert p == pytest.approx([0.2])


def test_the_probability_stays_a_probability():
    down, _ = fed(Ada(ada_kimg=1.0, interval=1), [[-1.0] * 100])
    assert down == [0.0]
    up, _ = fed(Ada(ada_kimg=1.0, interval=1, augment_p=0.95), [[1.0] * 100])
    assert up == [1.0]


def test_the_papers_speed_takes_the_probability_to_1_in_500_kimg():
    part = Ada()
    p, _ = fed(part, [[1.0] * 32] * 1000)
    assert p[-1] == pytest.approx(32_000 / 500_000, rel=1e-3)


def test_a_fixed_probability_stays_while_r_t_is_told():
    p, r_t = fed(fixed(0.3), [[1.0] * 4] * 4)
    assert p == pytest.approx([0.3] * 4)
    assert r_t[-1] == 1.0


def test_images_are_changed_with_the_remembered_probability():
    part = Ada()
    memory = part.memory((3, 8, 8))
    memory.p.fill_(0.6)
    images = pictures()
    assert torch.equal(part(images, 0, random(), memory), fixed(0.6)(images, 0, random()))


def test_what_is_remembered_can_be_saved_within_an_interval():
    part = Ada(ada_kimg=1.0)
    batches = [[1.0, -1.0, 1.0, 1.0]] * 3 + [[1.0] * 4] * 5
    kept = part.memory((3, 8, 8))
    fed(part, batches[:3], kept)
    restored = part.memory((3, 8, 8))
    restored.load_state_dict(kept.state_dict())
    assert fed(part, batches[3:], restored) == fed(part, batches[3:], kept)


def test_the_device_is_not_waited_for():
    # Tensors without values raise where anything asks for one.
    part = Ada()
    memory = part.memory((3, 8, 8)).to("meta")
    report = part.after_discriminator_update(torch.empty(4, device="meta"), memory)
    assert all(value.shape == () for value in report.values())


def test_scores_that_are_no_verdict_cannot_steer_it():
    config = dataclasses.replace(
        small_config("none.npz"), objective=Wasserstein(), augmentations=(Ada(), fixed(0.2))
    )
    found = [problem for problem in refusals(config) if problem.path.startswith("augmentations")]
    assert [problem.path for problem in found] == ["augmentations.ada.steering"]
    assert "fixed probability, such as 0.2" in found[0].why


def test_a_fixed_probability_of_nothing_is_refused():
    config = dataclasses.replace(small_config("none.npz"), augmentations=(fixed(0.0),))
    assert [problem.path for problem in refusals(config)] == ["augmentations.ada.augment_p"]
    assert refusals(dataclasses.replace(config, augmentations=(fixed(0.2),))) == []


@pytest.mark.parametrize(
    "assignments",
    [
        ["augmentations.ada.ada_kimg=1", "augmentations.ada.interval=2", "augmentations.ada.ada_target=-0.5"],
        ["augmentations.diff_augment=on"],
        ["architecture=lightweight", "objective=hinge"],
    ],
)
def test_a_resumed_run_goes_on_as_if_it_had_not_stopped(assignments, tmp_path):
    data = write_data(tmp_path)
    config = small_config(data, "training.steps=7", *assignments)
    trained(config, tmp_path / "whole")
    stopped_at(3, config, tmp_path / "parts")
    trained(config, tmp_path / "parts", resume=True)
    assert_same_bits(learned(tmp_path / "whole"), learned(tmp_path / "parts"))
