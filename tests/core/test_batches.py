"""Batches follow from the seed and the position alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_studio.core.data.loader import Batches

CPU = torch.device("cpu")
COUNT = 10


def numbered(count=COUNT):
    """Images [count, 1, 2, 2] whose left column is their number and whose right column is 255."""
    images = np.full((count, 1, 2, 2), 255, np.uint8)
    images[:, :, :, 0] = np.arange(count).reshape(-1, 1, 1)
    return images


def batches(seed=0, flip=False, labels=None, images=None):
    return Batches(numbered() if images is None else images, labels, seed, flip, CPU)


def numbers_of(batch):
    return ((batch.images.amin(dim=(1, 2, 3)) + 1) * 127.5).round().int().tolist()


def drawn(stream, *sizes):
    return [number for size in sizes for number in numbers_of(stream.next(size))]


def test_a_pass_shows_each_image_once():
    assert sorted(drawn(batches(), 3, 3, 3, 1)) == list(range(COUNT))


def test_batches_reach_over_the_end_of_a_pass():
    numbers = drawn(batches(), 4, 4, 4, 4, 4)
    assert sorted(numbers[:COUNT]) == sorted(numbers[COUNT:]) == list(range(COUNT))


def test_a_batch_may_be_larger_than_the_data_set():
    numbers = drawn(batches(), 25)
    assert sorted(numbers[:10]) == sorted(numbers[10:20]) == list(range(COUNT))
    assert len(set(numbers[20:])) == 5


def test_passes_differ_in_order():
    numbers = drawn(batches(), 30)
    assert numbers[:10] != numbers[10:20] != numbers[20:]


def test_the_order_does_not_depend_on_the_batch_size():
    assert drawn(batches(), 7, 7, 7) == drawn(batches(), 1, 13, 2, 5)


def test_the_order_follows_from_the_seed():
    assert drawn(batches(seed=1), 20) == drawn(batches(seed=1), 20)
    assert drawn(batches(seed=1), 20) != drawn(batches(seed=2), 20)


@pytest.mark.parametrize("position", [0, 3, 10, 14, 37])
def test_a_stream_put_at_a_position_goes_on_from_there(position):
    straight, jumped = batches(flip=True), batches(flip=True)
    if position:
        straight.next(position)
    jumped.position = position
    for _ in range(3):
        assert torch.equal(straight.next(6).images, jumped.next(6).images)
    assert straight.position == jumped.position == position + 18


def test_drawing_uses_no_global_random_state():
    torch.manual_seed(0)
    before, numpy_before = torch.get_rng_state(), np.random.get_state()[1].copy()
    batches(flip=True).next(8)
    assert torch.equal(torch.get_rng_state(), before)
    assert np.array_equal(np.random.get_state()[1], numpy_before)


def test_pixels_span_minus_one_to_one():
    images = np.array([0, 51, 255], np.uint8).reshape(1, 1, 1, 3)
    torch.testing.assert_close(
        batches(images=images).next(1).images, torch.tensor([-1.0, -0.6, 1.0]).view(1, 1, 1, 3)
    )


def test_labels_stay_with_their_images():
    batch = batches(labels=np.arange(COUNT) * 11).next(7)
    assert batch.labels.tolist() == [11 * number for number in numbers_of(batch)]
    assert batch.labels.dtype == torch.int64


def test_without_classes_there_are_no_labels():
    assert batches().next(2).labels is None


def test_an_image_is_mirrored_left_to_right_or_left_as_it_is():
    upright = (torch.from_numpy(numbered()).float() / 127.5 - 1).unbind()
    batch = batches(flip=True).next(COUNT)
    for number, image in zip(numbers_of(batch), batch.images, strict=True):
        assert torch.equal(image, upright[number]) or torch.equal(image, upright[number].flip(2))


def test_about_half_of_the_images_are_mirrored():
    images = np.zeros((2000, 1, 1, 2), np.uint8)
    images[..., 1] = 255
    mirrored = (batches(images=images, flip=True).next(2000).images[:, 0, 0, 0] > 0).sum().item()
    assert mirrored == pytest.approx(1000, abs=5 * 2000**0.5 / 2)


def test_each_batch_is_mirrored_anew():
    images = np.zeros((64, 1, 1, 2), np.uint8)
    images[..., 1] = 255
    stream = batches(images=images, flip=True)
    first, second = (stream.next(32).images[:, 0, 0, 0] > 0 for _ in range(2))
    assert not torch.equal(first, second)


def test_without_mirroring_no_image_is_mirrored():
    assert (batches().next(50).images[:, 0, 0, 1] == 1).all()


def test_the_data_is_never_changed():
    images = numbered()
    batches(images=images, flip=True).next(20)
    assert np.array_equal(images, numbered())
