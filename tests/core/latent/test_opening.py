from pathlib import Path

import torch
from tiny_models import write_run, write_styled_model

from gan_studio.core.latent.opening import model_name, open_model
from gan_studio.core.latent.recipe import checksum_of
from gan_studio.core.latent.sample import latent_of_seed, tensor_of


def test_facts_tell_what_the_model_is_able_to_do(tmp_path: Path):
    path = write_run(tmp_path / "my-run", classes=("a", "b"))
    _, facts = open_model(path)
    assert (facts.name, facts.path, facts.checksum) == ("my-run", path, checksum_of(path))
    assert (facts.z_dim, facts.sample_shape, facts.num_ws) == (12, (1, 8, 8), 0)
    assert (facts.num_classes, facts.classes) == (2, ("a", "b"))
    assert facts.style_mean is facts.style_spread is None


def test_facts_tell_where_styles_lie(tmp_path: Path):
    model, facts = open_model(write_styled_model(tmp_path / "model.pt"))
    z = torch.stack([latent_of_seed(seed, 8) for seed in range(1000, 3000)])
    with torch.no_grad():
        w = model.module.mapping(z)
    torch.testing.assert_close(tensor_of(facts.style_mean), w.mean(dim=0), atol=0.3, rtol=0.1)
    torch.testing.assert_close(tensor_of(facts.style_spread), w.std(dim=0), atol=0.3, rtol=0.2)


def test_a_model_is_called_after_its_run_its_folder_or_its_file():
    assert model_name(Path("/runs/dcgan-1/checkpoints/000000064.pt")) == "dcgan-1"
    assert model_name(Path("/checkpoints/fashion/model.pt")) == "fashion"
    assert model_name(Path("/home/me/faces.pt")) == "faces"
