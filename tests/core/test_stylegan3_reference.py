"""StyleGAN3's generator draws what the original authors' does from the same weights, and is built alike."""

from __future__ import annotations

import pytest
import torch
from style_references import psi_below, reference_of, state_of

from gan_studio.core.architectures._stylegan3_design import Design
from gan_studio.core.architectures._stylegan3_generator import StyleGan3Generator

NUM_WS = 16
PSI = {"psi1": (1.0, NUM_WS), "psi07": (0.7, NUM_WS), "psi05_cut4": (0.5, 4)}
BAR = {"rtol": 0.0, "atol": 1e-4}
"""The original differs from itself by up to 1e-5; a convention got wrong moves pixels by 0.1."""


@pytest.fixture(scope="module")
def reference():
    return reference_of("sg3-t-64.npz")


@pytest.fixture(scope="module")
def state(reference):
    return state_of(reference)


def fresh():
    return StyleGan3Generator(64, 64, 0, Design(64, channel_base=1024, channel_max=64))


@pytest.fixture(scope="module")
def generator(state):
    built = fresh()
    built.load_state_dict(state)  # strict: every name and shape is the original's
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


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_a_picture_alone_is_the_one_drawn_among_others(generator, reference, layout):
    generator = generator.to(memory_format=layout)
    for index in range(2):
        image = generator.draw(reference["z"][index : index + 1])
        torch.testing.assert_close(image[0], reference["psi1/img"][index], **BAR)


def test_layers_and_what_they_hold_are_in_the_originals_order(state):
    def layers(names):
        return list(dict.fromkeys(name.split(".")[1] for name in names if name.startswith("synthesis.")))

    assert layers(fresh().state_dict()) == layers(state)


def test_the_filters_of_a_fresh_network_are_the_originals(state):
    designed = {name: held for name, held in fresh().state_dict().items() if "_filter" in name}
    assert len(designed) == 28
    for name, held in designed.items():
        torch.testing.assert_close(held, state[name], rtol=0, atol=1e-7)


def test_waves_of_a_fresh_network_fill_the_disc_that_the_originals_fill(state):
    """Evenly spread over a disc of radius r, the mean squared distance from its middle is r^2 / 2."""
    torch.manual_seed(0)
    designed = StyleGan3Generator(8, 8, 0, Design(64, channel_base=16384, channel_max=4096)).synthesis.input
    distance = designed.freqs.norm(dim=1)
    assert designed.bandwidth == 2.0
    assert distance.max() <= 2
    assert distance.square().mean().item() == pytest.approx(2.0, rel=0.05)  # 4096 draws: 0.9 % off
    assert state["synthesis.input.freqs"].norm(dim=1).max() <= 2
    assert designed.phases.abs().max() <= 0.5
