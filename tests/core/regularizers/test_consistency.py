"""Consistency against answers worked out by hand."""

import pytest
import torch
from known_scores import moment

from gan_studio.core.regularizers.consistency import Consistency, mirrored, shifted


def random(seed=0):
    return torch.Generator().manual_seed(seed)


def places(count):
    """Pictures whose pixels say where they are: 10 row + column."""
    row, column = torch.meshgrid(torch.arange(6.0), torch.arange(6.0), indexing="ij")
    return (10 * row + column).expand(count, 2, 6, 6).contiguous()


def test_a_shift_moves_whole_pictures_and_mirrors_their_border():
    seen = set()
    for picture in shifted(places(200), 2, random()):
        assert torch.equal(picture[0], picture[1])
        down, right = int(picture[0, 2, 2]) // 10 - 2, int(picture[0, 2, 2]) % 10 - 2
        seen.add((down, right))
        padded = torch.nn.functional.pad(places(1), (2, 2, 2, 2), mode="reflect")[0]
        expected = padded[:, 2 + down : 8 + down, 2 + right : 8 + right]
        assert torch.equal(picture, expected)
    assert seen == {(down, right) for down in range(-2, 3) for right in range(-2, 3)}


def test_no_shift_changes_nothing():
    assert torch.equal(shifted(places(3), 0, random()), places(3))


def test_about_half_of_the_pictures_are_mirrored():
    found = mirrored(places(4000), random())
    is_mirrored = (found == places(1).flip(3)).flatten(1).all(dim=1)
    is_same = (found == places(1)).flatten(1).all(dim=1)
    assert torch.equal(is_mirrored, ~is_same)
    assert is_mirrored.float().mean().item() == pytest.approx(0.5, abs=5 * 0.5 / 4000**0.5)


def left_half(images):
    return images[:, :, :, :3].sum(dim=(1, 2, 3))


def test_the_term_is_the_weighted_mean_square_of_what_mirroring_changes():
    # Mirrored, the left half holds the right one: 36 numbers, each 3 larger, so the score grows by 2 * 6 * 9.
    part, seen = Consistency(cr_weight=2.0, shift=0.0), moment(left_half, places(500), places(500))
    share = (part.changed(places(500), random())[:, 0, 0, 0] == 5).float().mean()
    terms = part.discriminator_terms(seen)
    assert 0.4 < share < 0.6
    torch.testing.assert_close(terms["consistency"], 2.0 * share * (2 * 6 * 9.0) ** 2)
    assert terms.keys() == {"consistency"}


def test_a_score_that_changes_nothing_keeps_costs_nothing():
    def middle(images):
        return images.sum(dim=(1, 2, 3))

    part = Consistency(shift=0.0)
    torch.testing.assert_close(
        part.discriminator_terms(moment(middle, places(8), places(8)))["consistency"], torch.tensor(0.0)
    )


def test_fakes_have_a_term_of_their_own_where_they_have_a_weight():
    real, fake = torch.zeros(64, 2, 6, 6), places(64)
    part = Consistency(cr_weight=1.0, fake_weight=3.0, shift=0.0)
    terms = part.discriminator_terms(moment(left_half, real, fake))
    torch.testing.assert_close(terms["consistency"], torch.tensor(0.0))
    share = terms["consistency_of_fakes"] / (3.0 * (2 * 6 * 9.0) ** 2)
    assert 0.2 < share < 0.8
    torch.testing.assert_close(share * 64, (share * 64).round())


def test_without_mirroring_only_the_shift_is_left():
    part = Consistency(shift=0.0, flip=False)
    assert torch.equal(part.changed(places(8), random()), places(8))
    assert (
        Consistency(shift=0.3, flip=False).changed(places(500), random())[:, 0, 2, 2].unique().numel() == 25
    )


def test_both_scores_learn():
    weight = torch.ones(1, requires_grad=True)
    seen = moment(lambda images: weight * left_half(images), places(64), places(64))
    term = Consistency(cr_weight=1.0, shift=0.0).discriminator_terms(seen)["consistency"]
    term.backward()
    torch.testing.assert_close(weight.grad.item(), 2 * term.item())  # a square in the weight
