from pathlib import Path

from tiny_models import write_run

from gan_studio.core.latent.opening import model_name, open_model
from gan_studio.core.latent.recipe import checksum_of


def test_facts_tell_what_the_model_is_able_to_do(tmp_path: Path):
    path = write_run(tmp_path / "my-run", classes=("a", "b"))
    _, facts = open_model(path)
    assert (facts.name, facts.path, facts.checksum) == ("my-run", path, checksum_of(path))
    assert (facts.z_dim, facts.sample_shape, facts.num_ws) == (12, (1, 8, 8), 0)
    assert (facts.num_classes, facts.classes) == (2, ("a", "b"))


def test_a_model_is_called_after_its_run_its_folder_or_its_file():
    assert model_name(Path("/runs/dcgan-1/checkpoints/000000064.pt")) == "dcgan-1"
    assert model_name(Path("/checkpoints/fashion/model.pt")) == "fashion"
    assert model_name(Path("/home/me/faces.pt")) == "faces"
