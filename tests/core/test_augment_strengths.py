"""How far ADA and DiffAugment change pictures, against the ranges of their papers."""

from __future__ import annotations

import pytest
import torch

from gan_studio.core.augment._color import recoloring
from gan_studio.core.augment._corruption import band_gains
from gan_studio.core.augment._draws import Draws
from gan_studio.core.augment._geometry import still, warped
from gan_studio.core.augment.ada import Ada
from gan_studio.core.augment.diff_augment import DiffAugment


class Only(Draws):
    """Lets one of the changes happen, by its place in the order in which they are asked for."""

    def __init__(self, place, count=40_000):
        super().__init__(count, torch.tensor(1.0), torch.Generator().manual_seed(0))
        self.place, self.asked = place, -1

    def happens(self, probability=None):
        self.asked += 1
        return torch.full((self._count,), self.asked == self.place)


def test_hue_turns_all_the_way_round_and_saturation_doubles_by_a_deviation_of_one():
    hues, colours = (recoloring(Only(place), 3)[0].diagonal(dim1=1, dim2=2) for place in (3, 4))
    cosine = (hues[:, :3].sum(dim=1) - 1) / 2  # the trace of a turn is 1 + 2 cos
    assert cosine.mean().item() == pytest.approx(0, abs=5 * 0.5**0.5 / 200)
    factor = (colours[:, :3].sum(dim=1) - 1) / 2  # that of a stretch about one axis 1 + 2 f
    assert factor.log2().std().item() == pytest.approx(1.0, abs=5 / 283)


def test_pictures_turn_all_the_way_round_and_stretch_as_the_paper_says():
    draws = Draws(40_000, torch.tensor(1.0), torch.Generator().manual_seed(0))
    linear = warped(still(40_000, torch.device("cpu")), draws, 64).inverse[:, :2, :2]
    longest, shortest = torch.linalg.svdvals(linear).unbind(dim=1)
    stretch = (longest / shortest).log2() / 2  # |N(0, 0.2)|: turns and scaling leave the ratio
    assert stretch.square().mean().sqrt().item() == pytest.approx(0.2, abs=5 * 0.2 / 283)
    angle = torch.atan2(linear[:, 1, 0] - linear[:, 0, 1], linear[:, 0, 0] + linear[:, 1, 1])
    for wave in (angle.cos(), angle.sin()):
        assert wave.mean().item() == pytest.approx(0, abs=5 * 0.5**0.5 / 200)


def test_a_band_is_amplified_by_doublings_of_a_deviation_of_one():
    gains, _ = band_gains(Only(1))
    assert (gains[:, 1] / gains[:, 0]).log2().std().item() == pytest.approx(1.0, abs=5 / 283)


def test_noise_and_holes_are_as_strong_and_as_large_as_the_paper_says():
    # The same numbers are drawn for all that comes before, so pictures differ by the last change alone.
    images = torch.rand(400, 1, 16, 16) + 1
    coloured, filtered, noisy, cut = (
        Ada(groups, "fixed", 1.0)(images, 0, torch.Generator().manual_seed(0))
        for groups in ("bgc", "bgcf", "bgcfn", "bgcfnc")
    )
    assert (filtered != coloured).flatten(1).any(dim=1).all()
    strength = (noisy - filtered).std(dim=(1, 2, 3))  # half-normal
    assert strength.square().mean().sqrt().item() == pytest.approx(0.1, abs=5 * 0.1 / 28)
    is_hole = (cut != noisy).squeeze(1)
    assert not cut.squeeze(1)[is_hole].any()
    assert is_hole.sum(dim=(1, 2)).max() == 8 * 8  # half the side, wholly inside
    assert is_hole.any(dim=2).sum(dim=1).max() == is_hole.any(dim=1).sum(dim=1).max() == 8


def test_contrast_is_drawn_from_half_to_one_and_a_half():
    image = torch.zeros(1, 3, 4, 4)
    image[..., :2], image[..., 2:] = 0.5, -0.5  # grey, so that saturation changes nothing
    changed = DiffAugment(translation=False, cutout=False)(
        image.repeat(4000, 1, 1, 1), 0, torch.Generator().manual_seed(0)
    )
    contrast = changed[:, 0, 0, 0] - changed[:, 0, 0, 3]
    assert 0.5 <= contrast.min() < 0.51
    assert 1.49 < contrast.max() <= 1.5
