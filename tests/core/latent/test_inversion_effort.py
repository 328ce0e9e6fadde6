"""Inversion tries less at first where pictures take long."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_models import write_model, write_styled_model
from torch import Tensor, nn

from gan_studio.core.checkpoint import load_generator
from gan_studio.core.contracts import Generator
from gan_studio.core.latent.inversion import effort as inversion_effort
from gan_studio.core.latent.inversion import search as inversion_search
from gan_studio.core.latent.inversion.effort import affordable, operations_of, rough_precision
from gan_studio.core.latent.inversion.invert import invert
from gan_studio.core.latent.inversion.options import InversionOptions
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, PictureRequest

_CPU = torch.device("cpu")


class _Convolved(Generator):
    """One convolution of 3 x 3 from one channel to two, on 4 x 4 pixels."""

    def __init__(self) -> None:
        super().__init__(16, (2, 4, 4))
        self.layer = nn.Conv2d(1, 2, 3, padding=1)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Latents as pictures, convolved."""
        return self.layer(z.view(-1, 1, 4, 4))


def test_operations_are_what_a_hand_counts_and_nothing_is_left_behind():
    generator = _Convolved()
    assert operations_of(generator) == 2 * (2 * 1 * 3 * 3) * (4 * 4)
    assert not generator.layer._forward_hooks


@pytest.mark.parametrize("classes", [(), ("a", "b")])
def test_operations_of_any_network_are_counted(classes: tuple[str, ...], tmp_path: Path):
    for path in (write_model(tmp_path / "a.pt", classes=classes), write_styled_model(tmp_path / "b.pt")):
        assert 1e3 < operations_of(load_generator(path).module) < 1e7


@pytest.mark.parametrize(
    ("pixels", "operations", "samples", "starts"),
    [
        (64**2, 1e9, 512, 32),
        (128**2, 1e9, 256, 8),
        (64**2, 1e10, 288, 10),
        (128**2, 1.6e10, 256, 8),
        (1024**2, 1e12, 64, 2),
    ],
)
def test_fewer_starts_are_followed_where_pictures_are_large_or_slow(
    pixels: int, operations: float, samples: int, starts: int
):
    options = affordable(InversionOptions(), pixels, int(operations))
    assert (options.samples, options.starts) == (samples, starts)
    few = InversionOptions(samples=3, starts=1)
    assert affordable(few, pixels, int(operations)) == few


def test_only_slow_networks_are_drawn_roughly(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inversion_effort, "chosen_precision", lambda *_: torch.bfloat16)
    assert rough_precision(_CPU, int(1e9)) == torch.float32
    assert rough_precision(_CPU, int(2e9)) == torch.bfloat16


@pytest.mark.parametrize("space", ["z", "w"])
def test_a_search_that_begins_roughly_ends_exactly(
    space: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(inversion_search, "rough_precision", lambda *_: torch.bfloat16)
    model = load_generator(write_styled_model(tmp_path / "styled.pt"))
    target = draw(model, [PictureRequest(Latent(3))])[0]
    steps = [*invert(model, target, InversionOptions(space, steps=60, samples=32, starts=4))]
    assert steps[-1].psnr > {"z": 25, "w": 30}[space]
    drawn = draw(model, [steps[-1].request])[0]
    assert np.abs(drawn.astype(int) - steps[-1].image).max() <= 1
