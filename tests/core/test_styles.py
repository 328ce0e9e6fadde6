"""The half of a style generator that maps latents to styles."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_studio.core.layers.styles import MappingNetwork, StyledGenerator

close = torch.testing.assert_close


class Echo(nn.Module):
    """Draws the styles [N, L, D] themselves, as pictures of one channel."""

    def forward(self, ws, noise_mode="auto"):
        return ws.unsqueeze(1)


class Styled(StyledGenerator):
    def __init__(self, num_classes=0, style_mixing_prob=0.0):
        super().__init__(6, (1, 4, 5), 5, num_classes)
        self.mapping = MappingNetwork(6, num_classes, 5, 2)
        self.synthesis, self.num_ws = Echo(), 4
        self.style_mixing_prob = style_mixing_prob


@pytest.fixture
def latents():
    return torch.randn(3, 6, generator=torch.Generator().manual_seed(0))


def test_scaling_a_latent_does_not_change_its_style(latents):
    mapping = MappingNetwork(6, 0, 5, 2)
    close(mapping(latents), mapping(7 * latents), rtol=1e-4, atol=1e-5)


def test_a_label_is_normalised_by_itself_and_joined_to_the_latent(latents):
    mapping = MappingNetwork(6, 3, 5, 1)
    label = mapping.embed.weight[:, 2] / 3**0.5 + mapping.embed.bias
    joined = torch.cat(
        [
            latents / latents.square().mean(1, keepdim=True).sqrt(),
            (label / label.square().mean().sqrt()).expand(3, -1),
        ],
        dim=1,
    )
    close(mapping(latents, torch.tensor([2, 2, 2])), mapping.fc0(joined))
    close(mapping(latents, torch.eye(3)[[2, 2, 2]]), mapping.fc0(joined))


def test_no_label_is_a_legal_label(latents):
    assert MappingNetwork(6, 3, 5, 2)(latents).isfinite().all()


def test_truncation_moves_styles_towards_their_mean_layer_by_layer(latents):
    generator = Styled().eval()
    generator.mapping.w_avg.copy_(torch.arange(5.0))
    full = generator.styles(latents)
    half = generator.styles(latents, psi=0.5)
    close(half, (full + torch.arange(5.0)) / 2)
    psi = torch.tensor([[0.5, 0.5, 1, 1]]).expand(3, -1)
    mixed = generator.styles(latents, psi=psi)
    close(mixed[:, :2], half[:, :2])
    assert torch.equal(mixed[:, 2:], full[:, 2:])
    close(generator.draw(latents, psi=torch.zeros(3)), torch.arange(5.0).expand(3, 1, 4, 5))


def test_the_mean_style_is_tracked_in_training_only(latents):
    generator = Styled()
    generator.eval()(latents)
    assert not generator.w_avg.any()
    generator.train()(latents)
    close(generator.w_avg, 0.005 * generator.mapping(latents).mean(0), rtol=1e-4, atol=1e-7)


def test_mixing_takes_later_layers_from_another_latent_in_training_only(latents):
    generator = Styled(style_mixing_prob=1.0)
    own = generator.mapping(latents)
    torch.manual_seed(0)
    ws = generator.train()(latents)[:, 0]
    close(ws[:, 0], own)
    assert not torch.allclose(ws[:, -1], own)
    close(generator.eval()(latents)[:, 0, -1], own)
