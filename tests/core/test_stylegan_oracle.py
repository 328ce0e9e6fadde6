"""The style networks against formulas that know nothing of them but their weights' public names.

Every weight and buffer is moved away from where it starts, so that nothing got wrong hides behind a zero
or a one. What the formulas themselves are worth is told by the original authors' pictures.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import style_formulas as formulas
import torch

from gan_studio.core.architectures._stylegan2_discriminator import StyleGan2Discriminator
from gan_studio.core.architectures._stylegan2_generator import StyleGan2Generator, StyleGan2Size
from gan_studio.core.architectures._stylegan3_design import Design
from gan_studio.core.architectures._stylegan3_generator import StyleGan3Generator
from gan_studio.core.layers.fourier_features import motion

REFERENCES = Path(__file__).parents[1] / "references"
MIXED = np.array([[1.0, 0.0, 0.0], [0.2, -0.5, 1.5]])
"""One class of three by itself, and weights of all."""


@pytest.fixture(autouse=True)
def _same_weights_every_time():
    torch.manual_seed(4)


def unsettled(network):
    """The network, nothing in it at its start, and its weights as NumPy arrays."""
    with torch.no_grad():
        for name, value in network.state_dict().items():
            noise = torch.randn_like(value)
            if name.endswith("resample_filter"):  # still symmetric
                value.mul_(1.1)
            elif name.endswith(("up_filter", "down_filter")):  # symmetric no more
                value.mul_(1 + 0.3 * noise)
            elif name.endswith("magnitude_ema"):
                value.copy_(torch.exp(noise / 2))
            elif name.endswith("transform"):
                value.copy_(motion(37.0, 0.13, -0.21))
            elif "mapping.fc" in name and name.endswith("bias"):
                value.add_(30 * noise)  # counts by a hundredth
            else:
                value.add_(0.3 * noise)
    state = {name: value.double().numpy() for name, value in network.state_dict().items()}
    return network.eval().requires_grad_(False), state


def assert_near(found, expected):
    """Within a few roundings of float32, at the scale of the values."""
    error = np.abs(found.double().numpy() - expected).max()
    assert np.abs(expected).max() > 0.05
    assert error < 2e-5 * np.abs(expected).max() + 1e-6


def psi_until(cutoff, psi, num_ws):
    return torch.where(torch.arange(num_ws) < cutoff, psi, 1.0).expand(2, -1)


@pytest.mark.parametrize("name", ["sg2-32", "sg3-t-64"])
def test_the_formulas_draw_the_originals_pictures(name):
    with np.load(REFERENCES / f"{name}.npz") as arrays:
        held = {key: np.asarray(arrays[key], dtype=np.float64) for key in arrays.files}
    state = {key.removeprefix("state/"): value for key, value in held.items() if key.startswith("state/")}
    expected = held["psi05_cut4/ws"]
    ws = formulas.truncated(state, formulas.mapped(state, held["z"]), expected.shape[1], 0.5, 4)
    np.testing.assert_allclose(ws, expected, rtol=0, atol=5e-6)
    if name == "sg2-32":
        image = formulas.stylegan2_image(state, ws[0])
    else:
        image = formulas.stylegan3_image(state, formulas.Stylegan3Layout(64), ws[0])
    np.testing.assert_allclose(image, held["psi05_cut4/img"][0], rtol=0, atol=3e-5)


@pytest.mark.parametrize(
    ("architecture", "channels", "clamp", "inside"),
    [
        ("skip", 1, 0.0, {}),
        ("skip", 3, 0.7, {"mapping_layers": 1}),
        ("resnet", 3, 0.7, {"embed_features": 9, "layer_features": 11, "mapping_layers": 3}),
        ("orig", 4, 256.0, {"use_noise": False, "mapping_layers": 2}),
    ],
)
def test_a_stylegan2_generator_draws_what_the_formulas_draw(architecture, channels, clamp, inside):
    size = StyleGan2Size(32, channels, 256, 16, architecture, clamp)
    network, state = unsettled(StyleGan2Generator(10, 7, 3, size, **inside))
    z = torch.randn(2, 10)
    ws = formulas.truncated(state, formulas.mapped(state, z.double().numpy(), MIXED), 8, 0.6, 5)
    found = network.styles(z, torch.from_numpy(MIXED), psi_until(5, 0.6, 8))
    assert_near(found, ws)
    for mode in ("const", "none"):
        images = [formulas.stylegan2_image(state, styles, clamp, mode == "const") for styles in ws]
        assert_near(network.synthesis(found, noise_mode=mode), np.stack(images))
    # One image alone goes another way through the convolutions.
    assert_near(network.synthesis(found[1:], noise_mode="none"), images[1][None])


@pytest.mark.parametrize("labels", [torch.tensor([2, 0]), None])
def test_classes_by_number_and_no_class_are_weights_of_1_and_0(labels):
    network, state = unsettled(StyleGan2Generator(10, 7, 3, StyleGan2Size(8, 3, 256, 16, "skip")))
    z = torch.randn(2, 10)
    weights = np.zeros((2, 3)) if labels is None else np.eye(3)[labels]
    assert_near(network.styles(z, labels)[:, 0], formulas.mapped(state, z.double().numpy(), weights))


@pytest.mark.parametrize(
    ("architecture", "classes", "clamp", "group", "inside"),
    [
        ("resnet", 3, 0.6, 2, {"cmap_dim": 13, "mapping_layers": 2}),
        ("resnet", 0, 0.0, 4, {}),
        ("skip", 3, 0.6, 4, {}),
        ("orig", 0, 256.0, 1, {}),
    ],
)
def test_a_stylegan2_discriminator_scores_as_the_formulas_do(architecture, classes, clamp, group, inside):
    size = StyleGan2Size(32, 2, 256, 16, architecture, clamp)
    network, state = unsettled(StyleGan2Discriminator(size, classes, mbstd_group=group, **inside))
    images = 4 * torch.randn(4, 2, 32, 32)
    labels = torch.tensor([0, 2, 1, 2])
    told = np.eye(3)[labels] if classes else None
    expected = formulas.scores(state, images.double().numpy(), told, clamp, group)
    assert_near(network(images, labels if classes else None), expected)


@pytest.mark.parametrize(
    ("side", "radial", "classes", "clamp", "counts"),
    [(32, False, 3, 0.3, (6, 1, 4)), (32, True, 3, 256.0, (8, 3, 7)), (64, True, 0, 0.3, (14, 2, 10))],
)
def test_a_stylegan3_generator_draws_what_the_formulas_draw(side, radial, classes, clamp, counts):
    layers, critical, margin = counts
    layout = formulas.Stylegan3Layout(side, *counts, base=512, most=12, image_channels=2)
    design = Design(
        side,
        layers,
        critical,
        margin=margin,
        kernel=1 if radial else 3,
        radial=radial,
        channel_base=512,
        channel_max=12,
        out_channels=2,
    )
    network, state = unsettled(StyleGan3Generator(10, 7, classes, design, mapping_layers=2, clamp=clamp))
    z = torch.randn(2, 10)
    told = MIXED if classes else None
    ws = formulas.truncated(state, formulas.mapped(state, z.double().numpy(), told), layers + 2, 0.7, 4)
    found = network.styles(z, torch.from_numpy(MIXED) if classes else None, psi_until(4, 0.7, layers + 2))
    assert_near(found, ws)
    images = [formulas.stylegan3_image(state, layout, styles, clamp) for styles in ws]
    assert_near(network.synthesis(found), np.stack(images))


@pytest.mark.parametrize("side", [16, 128, 256, 1024])
@pytest.mark.parametrize(("layers", "critical", "margin"), [(14, 2, 10), (10, 1, 4), (20, 4, 0)])
def test_a_stylegan3_is_laid_out_by_the_formulas(side, layers, critical, margin):
    layout = formulas.Stylegan3Layout(side, layers, critical, margin, 32768, 512)
    plans = list(Design(side, layers, critical, margin=margin).layers())
    assert [plan.name for plan in plans] == layout.names
    for index, plan in enumerate(plans):
        assert plan.factors == layout.factors(index)
        assert plan.padding == layout.padding(index, 1 if index == layers else 3)
        if index < layers:
            for held, expected in zip(plan.filters, layout.filters(index), strict=True):
                np.testing.assert_allclose(held, expected, rtol=0, atol=1e-7)
