"""Balls to the k-th neighbour against a plain count over all pairs, and where pictures coincide."""

import numpy as np
import pytest
from metric_evidence import ended

from gan_studio.core.metrics import _neighbours
from gan_studio.core.metrics._neighbours import MOST_NEIGHBOURS, Neighbours, Overlap


def overlap(real, fake, k):
    return ended(Neighbours(real, fake).overlap(k))[0]


def counted(real, fake, k):
    """The four numbers by their definitions, with every distance taken from a difference."""
    real, fake = real.astype(np.float64), fake.astype(np.float64)

    def distances(left, right):
        return np.array([[np.linalg.norm(x - y) for y in right] for x in left])

    def radii(rows):
        return np.sort(distances(rows, rows), axis=1)[:, k]  # the 0th is the row itself

    between, real_radii, fake_radii = distances(real, fake), radii(real), radii(fake)
    return Overlap(
        precision=(between <= real_radii[:, None]).any(axis=0).mean(),
        recall=(between <= fake_radii[None]).any(axis=1).mean(),
        density=(between < real_radii[:, None]).sum() / (k * len(fake)),
        coverage=(between.min(axis=1) < real_radii).mean(),
    )


def assert_equal(found, expected):
    for name in Overlap.__dataclass_fields__:
        assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=1e-9), name


@pytest.fixture
def sides():
    random = np.random.default_rng(0)
    real, fake = random.standard_normal((2, 150, 6))
    return real.astype(np.float32), (fake * [1.5, 1, 1, 1, 0.5, 0.2] + 0.4).astype(np.float32)


@pytest.mark.parametrize("k", [1, 3, 5, 20])
def test_all_four_follow_their_definitions(sides, k):
    assert_equal(overlap(*sides, k), counted(*sides, k))


@pytest.mark.parametrize("block", [1, 7, 64, 150])
def test_blocks_of_any_size_give_the_same(sides, block, monkeypatch):
    monkeypatch.setattr(_neighbours, "_BLOCK", block)
    assert_equal(overlap(*sides, 4), counted(*sides, 4))


def test_a_far_origin_changes_nothing(sides):
    far = [(side.astype(np.float64) + 1e5).astype(np.float32) for side in sides]
    assert_equal(overlap(*far, 3), counted(*far, 3))


@pytest.mark.parametrize("k", [1, 3, 5])
def test_a_set_covers_itself_wholly(sides, k):
    real = sides[0]
    shuffled = np.random.default_rng(1).permutation(real)
    assert overlap(real, shuffled, k) == Overlap(1.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize("width", [6, 300])  # over many features, sums in another order differ
def test_a_set_with_copies_covers_itself_wholly(width):
    rows = np.random.default_rng(3).standard_normal((100, width)).astype(np.float32)
    real = np.concatenate([rows, rows[:50]])
    found = overlap(real, real[::-1], 1)  # the nearest of a doubled picture is its copy, at 0
    assert (found.precision, found.recall, found.coverage) == (1.0, 1.0, 1.0)
    # Of the 150, the 100 that are doubled are in two balls, and the others in their own.
    assert found.density == pytest.approx((100 * 2 + 50) / 150)


def test_equal_collapsed_sets_cover_each_other(sides):
    same = np.repeat(sides[0][:1], 40, axis=0)
    found = overlap(same, same, 3)
    assert (found.precision, found.recall, found.coverage) == (1.0, 1.0, 1.0)


def test_copies_of_one_real_picture_are_precise_and_cover_little():
    grid = np.stack(np.meshgrid(np.arange(10.0), np.arange(10.0)), axis=-1).reshape(-1, 2)
    found = overlap(grid, np.repeat(grid[55:56], 100, axis=0), 3)
    # The third neighbour is at distance 1: the picture and its four neighbours have it in their balls.
    assert (found.precision, found.recall, found.coverage) == (1.0, 0.01, 0.05)
    assert found.density == pytest.approx(1 / 3)  # of the five, four have it on the rim


def test_sets_far_from_each_other_share_nothing(sides):
    assert overlap(sides[0], sides[1] + 1000, 3) == Overlap(0.0, 0.0, 0.0, 0.0)


def test_radii_are_found_once_for_every_k(sides, monkeypatch):
    neighbours, passes = Neighbours(*sides), []
    distances = _neighbours._squared_distances
    monkeypatch.setattr(
        _neighbours, "_squared_distances", lambda *rows: passes.append(rows) or distances(*rows)
    )
    for k in (3, 5, 3):
        ended(neighbours.overlap(k))
    assert len(passes) == 3  # real among real, fake among fake, real to fake
    ended(neighbours.overlap(MOST_NEIGHBOURS))
    assert len(passes) == 4


def test_no_block_of_distances_is_large(monkeypatch):
    rows = np.random.default_rng(2).standard_normal((1000, 4))
    sizes = [squared.size for _, squared, _ in _neighbours._squared_distances(rows, rows)]
    assert sum(sizes) == 1000 * 1000
    assert max(sizes) <= 1000 * 128
