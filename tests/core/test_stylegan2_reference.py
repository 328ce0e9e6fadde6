"""StyleGAN2's generator draws what the original authors' does from the same weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from gan_studio.core.architectures._stylegan2_generator import StyleGan2Generator, StyleGan2Size

REFERENCE = Path(__file__).parents[1] / "references" / "sg2-32.npz"
PSI = {"psi1": (1.0, 8), "psi07": (0.7, 8), "psi05_cut4": (0.5, 4)}
BAR = {"rtol": 0.0, "atol": 1e-4}
"""The original differs from itself by up to 4e-6; a convention got wrong moves pixels by 0.1."""


@pytest.fixture(scope="module")
def reference():
    with np.load(REFERENCE) as arrays:
        return {name: torch.from_numpy(np.array(arrays[name])) for name in arrays.files}


@pytest.fixture(scope="module")
def generator(reference):
    size = StyleGan2Size(32, 3, 1024, 64, "skip")
    built = StyleGan2Generator(48, 80, 0, size, mapping_layers=2)
    state = {
        name.removeprefix("state/"): value for name, value in reference.items() if name.startswith("state/")
    }
    built.load_state_dict(state)  # strict: every name and shape is the original's
    return built.eval().requires_grad_(False)


def psi_of(case):
    psi, cutoff = PSI[case]
    return torch.where(torch.arange(8) < cutoff, psi, 1.0).expand(2, -1)


@pytest.mark.parametrize("case", PSI)
def test_styles_are_the_originals(generator, reference, case):
    ws = generator.styles(reference["z"], psi=psi_of(case))
    torch.testing.assert_close(ws, reference[f"{case}/ws"], **BAR)


@pytest.mark.parametrize("case", PSI)
def test_pictures_are_the_originals(generator, reference, case):
    images = generator.draw(reference["z"], psi=psi_of(case))
    torch.testing.assert_close(images, reference[f"{case}/img"], **BAR)


def test_a_picture_alone_is_the_one_drawn_among_others(generator, reference):
    for index in range(2):
        image = generator.draw(reference["z"][index : index + 1])
        torch.testing.assert_close(image[0], reference["psi1/img"][index], **BAR)


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_pictures_without_noise_are_the_originals(generator, reference, layout):
    ws = generator.styles(reference["z"])
    images = generator.to(memory_format=layout).synthesis(ws, noise_mode="none")
    torch.testing.assert_close(images, reference["psi1_nonoise/img"], **BAR)
    assert (images - reference["psi1/img"]).abs().max() > 0.01
