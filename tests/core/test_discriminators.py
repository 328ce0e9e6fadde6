"""Opening the discriminator of a checkpoint."""

import numpy as np
import pytest
import torch
from small_runs import newest, small_config, trained, write_data
from tiny_models import write_model

from gan_studio.core.checkpoint import load_checkpoint, save_checkpoint
from gan_studio.core.discriminators import load_discriminator
from gan_studio.core.errors import InputError
from gan_studio.core.registry import ARCHITECTURES, AUGMENTATIONS, TASKS
from gan_studio.core.run_folder import RunFolder

IMAGES = np.random.default_rng(0).integers(0, 256, (6, 1, 8, 8), dtype=np.uint8)
LABELS = np.arange(6) % 3


def run_folder(tmp_path, *assignments, classes=0, side=8):
    """A run of two steps."""
    data = write_data(tmp_path, classes=classes, side=side)
    config = small_config(data, "training.steps=2", *assignments, side=side)
    trained(config, tmp_path / "run")
    return RunFolder(tmp_path / "run")


def scores(discriminator, labels=None):
    return discriminator.scores(IMAGES, labels, torch.Generator().manual_seed(0))


@pytest.mark.parametrize("architecture", ARCHITECTURES.names())
def test_it_scores_as_the_network_that_was_trained(architecture, tmp_path):
    grows = ARCHITECTURES.entry(architecture).part.grows
    task = next(entry.name for entry in TASKS.entries() if entry.part.grows == grows)
    folder = run_folder(tmp_path, f"architecture={architecture}", f"task={task}")
    discriminator = load_discriminator(folder.newest_checkpoint())
    config = discriminator.config
    again = config.conditioning.networks(config.architecture, (1, 8, 8), 0).discriminator
    again.load_state_dict(newest(folder.path)["training"]["trainer"]["discriminator"])
    with torch.no_grad():
        expected = again.train(config.mixes_batch)(torch.from_numpy(IMAGES).float() / 127.5 - 1)
    np.testing.assert_allclose(scores(discriminator), expected.numpy(), rtol=1e-4, atol=1e-6)
    assert discriminator.sample_shape == (1, 8, 8)
    assert discriminator.images_seen == 8


def test_spectral_norm_comes_with_its_weights(tmp_path):
    folder = run_folder(tmp_path, "architecture.spectral_norm=true", "architecture.d_norm=none")
    first, second = (load_discriminator(folder.newest_checkpoint()) for _ in range(2))
    found = scores(first)
    np.testing.assert_array_equal(found, scores(second))
    np.testing.assert_array_equal(found, scores(first))  # looking changes nothing
    assert np.ptp(found) > 0


def test_one_that_mixes_the_batch_takes_the_batch_s_own_statistics(tmp_path):
    folder = run_folder(tmp_path, "architecture.d_norm=batch", side=16)
    discriminator = load_discriminator(folder.newest_checkpoint())
    images = np.random.default_rng(0).integers(0, 256, (6, 1, 16, 16), dtype=np.uint8)
    six, three = (discriminator.scores(images[:count], None, torch.Generator()) for count in (6, 3))
    assert not np.allclose(six[:3], three, rtol=1e-2)
    with torch.no_grad():
        expected = discriminator.module.train()(torch.from_numpy(images).float() / 127.5 - 1).numpy()
    np.testing.assert_allclose(six, expected, rtol=1e-4, atol=1e-6)


def test_one_from_before_parts_had_memories_is_opened(tmp_path):
    path = run_folder(tmp_path).newest_checkpoint()
    expected = scores(load_discriminator(path))
    content = load_checkpoint(path)
    del content["training"]["trainer"]["memories"]
    save_checkpoint(path, content)
    np.testing.assert_array_equal(scores(load_discriminator(path)), expected)


def test_one_with_classes_is_told_them(tmp_path):
    folder = run_folder(tmp_path, "conditioning=concatenation", classes=3)
    discriminator = load_discriminator(folder.newest_checkpoint())
    assert discriminator.num_classes == 3
    assert discriminator.classes == ("0", "1", "2")
    assert not np.allclose(scores(discriminator, LABELS), scores(discriminator, LABELS[::-1].copy()))


@pytest.mark.parametrize("augmentation", AUGMENTATIONS.names())
def test_pictures_are_augmented_as_in_training(augmentation, tmp_path):
    plain = load_discriminator(run_folder(tmp_path).newest_checkpoint())
    part = AUGMENTATIONS.entry(augmentation).part()
    object.__setattr__(plain, "config", plain.config.__class__(augmentations=(part,)))
    seen = part(torch.from_numpy(IMAGES).float() / 127.5 - 1, 8, torch.Generator().manual_seed(0))
    with torch.no_grad():
        np.testing.assert_allclose(scores(plain), plain.module(seen).numpy(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("count", [1, 2, 5, 8, 9, 100])
def test_batches_cover_every_row_once_and_are_as_large_as_in_training(count, tmp_path):
    batches = load_discriminator(run_folder(tmp_path).newest_checkpoint()).batches(count)
    np.testing.assert_array_equal(np.concatenate(batches), np.arange(count))
    assert all(min(count, 4) <= len(batch) < 8 for batch in batches)


def test_the_best_checkpoint_borrows_the_discriminator_of_the_nearest_in_time(tmp_path):
    folder = run_folder(tmp_path, "saving.save_every_steps=1", "training.steps=3")
    best, first = load_checkpoint(folder.best_path), folder.checkpoint_path(4)
    save_checkpoint(folder.best_path, {**best, "progress": [1, 5]})
    borrowed, own = load_discriminator(folder.best_path), load_discriminator(first)
    assert borrowed.path == first
    np.testing.assert_array_equal(scores(borrowed), scores(own))


def test_a_model_that_ships_says_what_to_choose(tmp_path):
    with pytest.raises(InputError, match="choose a numbered checkpoint of a run"):
        load_discriminator(write_model(tmp_path / "model.pt"))


def test_weights_that_do_not_fit_are_refused_in_a_sentence(tmp_path):
    folder = run_folder(tmp_path)
    content = newest(folder.path)
    content["training"]["trainer"]["discriminator"].popitem()
    save_checkpoint(tmp_path / "odd.pt", content)
    with pytest.raises(InputError, match="does not hold the discriminator it names"):
        load_discriminator(tmp_path / "odd.pt")
