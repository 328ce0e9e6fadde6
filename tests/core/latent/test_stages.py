from __future__ import annotations

import pytest
import torch

from gan_studio.core.config import RunConfig, with_assignments
from gan_studio.core.contracts import Generator, NetworkShape
from gan_studio.core.latent.stages import changed, stages_of, tapped
from gan_studio.core.registry import ARCHITECTURES


def _generator(name: str, *settings: str) -> Generator:
    config = with_assignments(RunConfig(), ["data.resolution=16", f"architecture={name}", *settings])
    torch.manual_seed(0)
    return config.architecture.networks(NetworkShape((1, 16, 16))).generator.eval().requires_grad_(False)


_STYLED = ("architecture.channel_base=256", "architecture.channel_max=16", "architecture.mapping_layers=1")


def test_a_doubling_network_has_a_stage_for_every_side():
    stages = stages_of(_generator("stylegan2", *_STYLED))
    assert [stage.side for stage in stages] == [4, 8, 16]
    assert [stage.channels for stage in stages] == [16, 16, 16]


@pytest.mark.parametrize("name", ARCHITECTURES.names())
def test_stages_of_every_network_have_the_shape_they_say(name: str):
    generator = _generator(name)
    stages = stages_of(generator)
    with tapped(generator, stages) as taken:
        generator.draw(torch.zeros(2, generator.z_dim))
    assert {stage: tuple(taken[stage].shape) for stage in stages} == {
        stage: (2, stage.channels, stage.side, stage.side) for stage in stages
    }


def test_features_that_are_changed_change_the_picture_until_the_end_of_the_block():
    generator = _generator("stylegan2", *_STYLED)
    (stage, *_) = stages_of(generator)
    z = torch.ones(1, generator.z_dim)
    before = generator.draw(z)
    with changed(generator, stage, torch.zeros_like):
        assert not torch.equal(generator.draw(z), before)
    assert torch.equal(generator.draw(z), before)
