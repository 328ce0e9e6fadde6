"""Held-out pictures and classes."""

from __future__ import annotations

import numpy as np

from gan_studio.core.data.split import UNLABELLED, held_out_rows, moves_to_end, used_classes


def digests(count: int) -> list[bytes]:
    return [bytes([(index * 37) % 251, index % 256]) for index in range(count)]


def test_the_share_is_exact():
    assert len(held_out_rows(digests(200), 0.05)) == 10


def test_ten_pictures_keep_one_held_out_and_fewer_none():
    assert len(held_out_rows(digests(10), 0.01)) == 1
    assert len(held_out_rows(digests(9), 0.01)) == 0
    assert len(held_out_rows(digests(100), 0.0)) == 0


def test_the_choice_follows_the_contents_and_not_the_order():
    forward = digests(100)
    backward = forward[::-1]
    chosen = {forward[index] for index in held_out_rows(forward, 0.2)}
    assert {backward[index] for index in held_out_rows(backward, 0.2)} == chosen


def test_equal_pictures_stay_on_one_side():
    doubled = digests(50) * 2
    held_out = {doubled[index] for index in held_out_rows(doubled, 0.1)}
    train = {doubled[index] for index in set(range(100)) - set(held_out_rows(doubled, 0.1).tolist())}
    assert held_out
    assert not held_out & train


def test_moving_to_the_end_puts_exactly_the_chosen_rows_there():
    rows = np.array([1, 3, 8])
    order = np.arange(10)
    for early, late in zip(*moves_to_end(rows, 10), strict=True):
        order[[early, late]] = order[[late, early]]
    assert set(order[7:]) == {1, 3, 8}
    assert sorted(order) == list(range(10))


def test_classes_without_pictures_are_dropped_and_the_rest_renumbered():
    labels, classes = used_classes([2, 0, 2], ("a", "b", "c"))
    assert classes == ["a", "c"]
    assert labels.tolist() == [1, 0, 1]


def test_pictures_without_a_class_get_one_of_their_own():
    labels, classes = used_classes([0, None], ("a",))
    assert classes == ["a", UNLABELLED]
    assert labels.tolist() == [0, 1]


def test_a_set_without_labels_has_no_classes():
    assert used_classes([None, None], ("a",)) == (None, [])
