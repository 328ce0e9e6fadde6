"""StyleGAN2's generator draws what the original authors' does from the same weights."""

from __future__ import annotations

import pytest
import torch
from style_references import psi_below, reference_of, state_of

from gan_studio.core.architectures._stylegan2_generator import StyleGan2Generator, StyleGan2Size

NUM_WS = 8
PSI = {"psi1": (1.0, NUM_WS), "psi07": (0.7, NUM_WS), "psi05_cut4": (0.5, 4)}
BAR = {"rtol": 0.0, "atol": 1e-4}
"""The original differs from itself by up to 4e-6; a convention got wrong moves pixels by 0.1."""


@pytest.fixture(scope="module")
def reference():
    return reference_of("sg2-32.npz")


@pytest.fixture(scope="module")
def generator(reference):
    size = StyleGan2Size(32, 3, 1024, 64, "skip")
    built = StyleGan2Generator(48, 80, 0, size, mapping_layers=2)
    built.load_state_dict(state_of(reference))  # strict: every name and shape is the original's
    return built.eval().requires_grad_(False)


def psi_of(case):
    return psi_below(*PSI[case], NUM_WS)


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
