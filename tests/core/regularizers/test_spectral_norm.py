"""Spectral norm of any network against torch's singular values."""

import numpy as np
import pytest
import torch
from small_parts import VARIANTS, config_of, networks_of, part, refusals, smallest_sides
from small_runs import newest, small, small_config, trained, write_data
from torch import nn
from torch.nn.utils import parametrize

from gan_studio.core.architectures.dcgan import Dcgan
from gan_studio.core.checkpoint import load_generator
from gan_studio.core.config import RunConfig, problems, with_assignments
from gan_studio.core.discriminators import load_discriminator
from gan_studio.core.layers.equalized import FullyConnected
from gan_studio.core.registry import ARCHITECTURES, CONDITIONINGS
from gan_studio.core.regularizers.minibatch_discrimination import MinibatchDiscrimination
from gan_studio.core.regularizers.minibatch_std import MinibatchStd
from gan_studio.core.regularizers.spectral_norm import SpectralNormalization, normalize_layers
from gan_studio.core.run_folder import RunFolder


def largest_singular_value(layer):
    used = layer.weight.detach() * getattr(layer, "weight_gain", 1.0)
    if isinstance(layer, nn.ConvTranspose2d):
        used = used.transpose(0, 1)
    return torch.linalg.svdvals(used.flatten(1))[0].item()


def settled(network, times=200):
    """The network after so many power iterations."""
    for _ in range(times):
        for layer in network.modules():
            if parametrize.is_parametrized(layer):
                layer.weight  # noqa: B018  each use is an iteration
    return network


LAYERS = {
    "Linear": lambda: nn.Linear(5, 7),
    "Conv2d": lambda: nn.Conv2d(3, 4, 3),
    "ConvTranspose2d": lambda: nn.ConvTranspose2d(3, 4, 4),
    "Conv3d": lambda: nn.Conv3d(2, 3, 3),
    "FullyConnected": lambda: FullyConnected(5, 7, lr_multiplier=0.01),
}


@pytest.mark.parametrize("name", LAYERS)
def test_the_largest_singular_value_of_what_a_layer_multiplies_by_is_one(name):
    torch.manual_seed(0)
    layer = LAYERS[name]()
    with torch.no_grad():  # one far above the others, or power iteration takes long to tell them apart
        layer.weight.add_(layer.weight.abs().mean())
    plain = layer.weight.detach().clone()
    with torch.no_grad():
        layer.weight.mul_(3)
    normalize_layers(layer)
    settled(layer)
    assert largest_singular_value(layer) == pytest.approx(1.0, rel=1e-4)
    # A multiple of the weight it was.
    ratio = layer.weight.detach() / plain
    torch.testing.assert_close(ratio, ratio.flatten()[0].expand_as(ratio), rtol=1e-4, atol=0)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_layer_of_every_discriminator_is_normalised(variant):
    (side,) = smallest_sides(variant, 1)
    config = config_of(variant, side, regularizers=(SpectralNormalization(),))
    if refusals(config):
        return
    generator, discriminator = networks_of(config)
    layers = [
        layer for layer in discriminator.modules() if isinstance(getattr(layer, "weight", None), torch.Tensor)
    ]
    normalised = [layer for layer in settled(discriminator).modules() if parametrize.is_parametrized(layer)]
    assert len(normalised) == sum(layer.weight.ndim > 1 for layer in layers) > 1
    for layer in normalised:
        assert largest_singular_value(layer) == pytest.approx(1.0, rel=1e-2)
    assert not any(parametrize.is_parametrized(layer) for layer in generator.modules())


@pytest.mark.parametrize("joining", [MinibatchDiscrimination(ways=3), MinibatchStd(group=2)])
@pytest.mark.parametrize("norm", ["before", "after", "built in"])
def test_what_is_joined_to_the_features_is_normalised_too(joining, norm):
    normalization = SpectralNormalization()
    orders = {"before": (normalization, joining), "after": (joining, normalization), "built in": (joining,)}
    architecture = Dcgan(base_channels=4, d_channels=4, d_norm="none", spectral_norm=norm == "built in")
    config = config_of(architecture, 32, regularizers=orders[norm])
    discriminator = settled(networks_of(config).discriminator)
    weighing = [
        layer
        for layer in discriminator.modules()
        if isinstance(getattr(layer, "weight", None), torch.Tensor) and layer.weight.ndim > 1
    ]
    assert {discriminator.joined} < set(weighing)
    for layer in weighing:
        assert largest_singular_value(layer) == pytest.approx(1.0, rel=1e-2)


@pytest.mark.parametrize("name", ARCHITECTURES.names())
def test_the_generator_is_normalised_where_that_is_wanted(name):
    architecture = small(part(ARCHITECTURES, name))
    (side,) = smallest_sides(architecture, 1)
    config = config_of(architecture, side, regularizers=(SpectralNormalization(in_generator=True),))
    assert ("regularizers.spectral_norm.in_generator" in [problem.path for problem in refusals(config)]) == (
        architecture.has_styles
    )
    if refusals(config):
        return
    generator = settled(networks_of(config).generator)
    normalised = [layer for layer in generator.modules() if parametrize.is_parametrized(layer)]
    assert normalised
    for layer in normalised:
        assert largest_singular_value(layer) == pytest.approx(1.0, rel=1e-2)


@pytest.mark.parametrize("name", CONDITIONINGS.names())
def test_class_vectors_are_normalised_where_they_multiply_features(name):
    told = part(CONDITIONINGS, name)
    config = config_of(
        small(part(ARCHITECTURES, "mlp")), conditioning=told, regularizers=(SpectralNormalization(),)
    )
    if refusals(config):
        return
    discriminator = networks_of(config).discriminator
    for layer in discriminator.modules():
        if isinstance(layer, nn.Embedding):
            is_a_layer = layer.embedding_dim == discriminator.num_features
            assert parametrize.is_parametrized(layer) == is_a_layer


def test_a_network_that_has_it_already_is_refused():
    parts = ["regularizers.spectral_norm=on", "architecture.spectral_norm=on", "architecture.d_norm=none"]
    (problem,) = problems(with_assignments(RunConfig(), parts))
    assert problem.path == "regularizers.spectral_norm"


def test_the_generator_of_such_a_network_may_still_be_normalised():
    config = with_assignments(
        RunConfig(), ["architecture=resnet", "regularizers.spectral_norm.in_generator=on"]
    )
    assert config.architecture.spectral_norm
    assert problems(config) == []


@pytest.mark.parametrize(("norm", "refused"), [("none", []), ("batch", ["objective"])])
def test_it_is_bound_enough_for_a_wasserstein_critic_unless_another_norm_undoes_it(norm, refused):
    parts = ["regularizers.spectral_norm=on", "objective=wasserstein", f"architecture.d_norm={norm}"]
    assert [problem.path for problem in problems(with_assignments(RunConfig(), parts))] == refused


def test_layers_that_are_normalised_already_are_left_alone():
    layer = torch.nn.utils.parametrizations.spectral_norm(nn.Linear(3, 3))
    before = list(layer.state_dict())
    normalize_layers(layer)
    assert list(layer.state_dict()) == before


def test_networks_of_a_checkpoint_draw_and_score_as_they_were_trained(tmp_path):
    assignments = ["training.steps=3", "regularizers.spectral_norm.in_generator=on", "objective=hinge"]
    config = small_config(write_data(tmp_path), *assignments)
    trained(config, tmp_path / "run")
    path = RunFolder(tmp_path / "run").newest_checkpoint()
    content, again = newest(tmp_path / "run"), networks_of(config)
    again.generator.load_state_dict(content["g_ema"])
    again.discriminator.load_state_dict(content["training"]["trainer"]["discriminator"])
    latents, images = torch.randn(3, again.generator.z_dim), torch.randint(0, 256, (3, 1, 8, 8)).byte()
    drawn = load_generator(path).module(latents)
    found = load_discriminator(path).scores(images.numpy(), None, torch.Generator())
    with torch.no_grad():
        torch.testing.assert_close(drawn, again.generator.eval()(latents))
        scores = again.discriminator.eval()(images.float() / 127.5 - 1)
    np.testing.assert_allclose(found, scores.numpy(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("more", [[], ["architecture=mlp", "regularizers.minibatch_discrimination=on"]])
def test_looking_changes_no_score(more, tmp_path):
    assignments = ["training.steps=2", "regularizers.spectral_norm=on", *more]
    trained(small_config(write_data(tmp_path), *assignments), tmp_path / "run")
    discriminator = load_discriminator(RunFolder(tmp_path / "run").newest_checkpoint())
    images = np.random.default_rng(0).integers(0, 256, (4, 1, 8, 8), dtype=np.uint8)
    first, again = (discriminator.scores(images, None, torch.Generator()) for _ in range(2))
    np.testing.assert_array_equal(first, again)
