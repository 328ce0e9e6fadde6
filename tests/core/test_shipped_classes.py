"""The models of clothes that ship draw the class they are asked for, as a separate classifier sees it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from picture_files import result_of
from torch import Tensor

from gan_studio import paths
from gan_studio.core.checkpoint import load_generator
from gan_studio.core.config import DataOptions
from gan_studio.core.data.prepare import prepare

SIDE, CLASSES, LEARNED, HELD_OUT, EACH = 32, 10, 20_000, 4_000, 50

Classifier = Callable[[np.ndarray], np.ndarray]


@pytest.fixture(scope="module")
def classifier(tmp_path_factory) -> Classifier:
    """Ridge regression of classes on pixels, solved in closed form; it never saw a made picture."""
    options = DataOptions(source="fashion-mnist", resolution=SIDE)
    images = result_of(prepare(options, tmp_path_factory.mktemp("cache")))
    pixels = with_constant(np.array(images.train[:LEARNED]))
    wanted = np.eye(CLASSES)[images.labels[:LEARNED]]
    weights = np.linalg.solve(pixels.T @ pixels + 10.0 * np.eye(pixels.shape[1]), pixels.T @ wanted)

    def classify(pictures: np.ndarray) -> np.ndarray:
        return (with_constant(pictures) @ weights).argmax(axis=1)

    right = classify(np.array(images.held_out[:HELD_OUT])) == images.held_out_labels[:HELD_OUT]
    assert 0.75 < right.mean() < 0.9
    return classify


def with_constant(pictures: np.ndarray) -> np.ndarray:
    """Pixels [N, 1025] from 0 to 1 of pictures uint8 [N, 1, 32, 32], with a constant beside them."""
    rows = pictures.reshape(len(pictures), -1) / 255.0
    return np.concatenate([rows, np.ones((len(rows), 1))], axis=1)


def drawn(name: str, labels: Tensor) -> np.ndarray:
    """Pictures uint8 [N, 1, 32, 32] of the classes, by a model that ships."""
    generator = load_generator(paths.shipped_models() / name / "model.pt").module
    z = torch.randn(len(labels), generator.z_dim, generator=torch.Generator().manual_seed(5))
    images = generator(z, labels)
    return ((images + 1) * 127.5).round().clamp(0, 255).to(torch.uint8).numpy()


@pytest.mark.parametrize("name", ["fashion-quick", "stylegan2-fashion"])
def test_a_model_of_clothes_draws_the_class_it_is_asked_for(name: str, classifier: Classifier):
    asked = torch.arange(CLASSES).repeat_interleave(EACH)
    told = classifier(drawn(name, asked))
    for label in range(CLASSES):
        share = (told[asked.numpy() == label] == label).mean()
        assert share > 0.3, label  # pixels alone tell few shirts from coats; chance is a tenth
    assert 0.75 < (told == asked.numpy()).mean() < 0.99
