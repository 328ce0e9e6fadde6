"""Discriminator accuracy with discriminators whose scores are known."""

from pathlib import Path

import numpy as np
import pytest
import torch
from metric_evidence import measured
from picture_sets import set_of
from small_runs import small_config, trained, write_data
from tiny_models import write_model

from gan_studio.core.checkpoint import TrainedGenerator, load_generator
from gan_studio.core.config import RunConfig, with_assignments
from gan_studio.core.contracts import Discriminator, Generator
from gan_studio.core.discriminators import TrainedDiscriminator
from gan_studio.core.evidence import Evidence
from gan_studio.core.memories import Memories
from gan_studio.core.metrics import discriminator_accuracy
from gan_studio.core.metrics.discriminator_accuracy import DiscriminatorAccuracy
from gan_studio.core.run_folder import RunFolder

SIDE = 2
METRIC = DiscriminatorAccuracy()


class Brightness(Discriminator):
    """Scores a picture by its mean pixel, from -1 to 1; ten less for a class it is not of, if told one."""

    def __init__(self):
        super().__init__()
        self.factor = torch.nn.Parameter(torch.ones(()))

    def forward(self, images, labels=None):
        scores = images.flatten(1).mean(dim=1) * self.factor
        return scores if labels is None else scores - 10 * labels


def pictures(bright, dark, **about):
    """So many white and so many black pictures, in no order."""
    images = np.zeros((bright + dark, 1, SIDE, SIDE), np.uint8)
    images[np.random.default_rng(0).permutation(bright + dark)[:bright]] = 255
    return set_of(images, **about)


KEPT = Path("run/checkpoints/1.pt")


@pytest.fixture
def evidence(monkeypatch):
    """Makes evidence on a model whose discriminator is Brightness."""

    def make(fake, training=None, real=None, objective="non_saturating", num_classes=0, checkpoint=KEPT):
        config = with_assignments(RunConfig(), [f"objective={objective}"])
        opened = TrainedDiscriminator(
            Brightness(), config, (), (1, SIDE, SIDE), num_classes, 0, KEPT, Memories({}, "cpu")
        )
        monkeypatch.setattr(discriminator_accuracy, "load_discriminator", lambda path, device: opened)
        generator = Generator(2, (1, SIDE, SIDE))
        generator.weight = torch.nn.Parameter(torch.ones(1))
        model = TrainedGenerator(generator, config, (), 1, 1)
        return Evidence(fake, real, training, model=model, checkpoint=checkpoint)

    return make


def test_it_is_the_mean_of_what_it_tells_right_on_either_side(evidence):
    """9 of 10 training pictures are bright, and 3 of 4 generated ones dark."""
    found = measured(METRIC, evidence(pictures(25, 75), pictures(90, 10, split="training")))
    assert found.value == pytest.approx((0.9 + 0.75) / 2)
    assert found.notes[0] == "It tells right 90 % of training pictures, 75 % of generated pictures."
    assert found.notes[1] == "Mean scores: 0.80 for training, -0.50 for generated pictures."
    assert (found.n_real, found.n_fake) == (100, 100)


def test_a_borrowed_discriminator_is_named(evidence):
    sides = pictures(25, 75), pictures(90, 10, split="training")
    own, borrowed = (
        measured(METRIC, evidence(*sides, checkpoint=path)).notes for path in (KEPT, Path("run/best.pt"))
    )
    assert borrowed[-1] == "best.pt keeps the generator alone; the discriminator is that of 1.pt."
    assert own == borrowed[:-1]


def test_the_three_kinds_are_told_apart(evidence):
    held_out = pictures(60, 40, split="held-out")
    found = measured(METRIC, evidence(pictures(0, 100), pictures(100, 0, split="training"), held_out))
    (bars,) = found.details
    assert bars.classes == ("training", "held-out", "generated")
    assert bars.shares["told right"] == pytest.approx((1.0, 0.6, 1.0))
    assert found.value == pytest.approx(1)


def test_overfitting_is_the_share_of_the_gap_that_held_out_pictures_miss(evidence):
    """Means are 1 on training, 0.2 on held-out and -1 on generated pictures: r = 0.8 / 2."""
    held_out = pictures(60, 40, split="held-out")
    found = measured(METRIC, evidence(pictures(0, 100), pictures(100, 0, split="training"), held_out))
    assert (
        "Overfitting r is 0.40: 0 is none, 1 is complete; it knows training pictures by heart"
        in found.notes[2]
    )


def test_equal_scores_on_new_pictures_are_no_overfitting(evidence):
    held_out = pictures(80, 20, split="held-out")
    found = measured(METRIC, evidence(pictures(0, 100), pictures(80, 20, split="training"), held_out))
    assert found.notes[2] == "Overfitting r is 0.00: 0 is none, 1 is complete."


def test_without_held_out_pictures_it_says_how_to_see_overfitting(evidence):
    found = measured(METRIC, evidence(pictures(0, 100), pictures(100, 0, split="training")))
    assert found.notes[2] == "Compare with the held-out pictures to see whether it overfits."


def test_a_discriminator_that_prefers_fakes_has_no_r(evidence):
    held_out = pictures(60, 40, split="held-out")
    found = measured(METRIC, evidence(pictures(100, 0), pictures(0, 100, split="training"), held_out))
    assert found.value == 0
    assert "overfitting cannot be told" in found.notes[2]


def test_the_border_is_the_objective_s_own(evidence):
    """Least squares is undecided at a half; grey pictures score 0.004, neither bright nor dark."""
    grey = set_of(np.full((10, 1, SIDE, SIDE), 128, np.uint8), split="training")
    values = [
        measured(METRIC, evidence(pictures(0, 10), grey, objective=objective)).value
        for objective in ("hinge", "least_squares")
    ]
    assert values == [1.0, 0.5]


def test_a_critic_has_scores_but_no_accuracy(evidence):
    found = measured(
        METRIC, evidence(pictures(0, 100), pictures(100, 0, split="training"), objective="wasserstein")
    )
    assert found.value is None
    assert "no verdict" in found.notes[0]
    assert found.notes[1] == "Mean scores: 1.00 for training, -1.00 for generated pictures."


def test_every_picture_goes_with_its_own_class(evidence):
    """Those of class 1 lose ten points and are all called fake."""
    labels = np.arange(100) % 2
    training = pictures(100, 0, split="training", labels=labels)
    fake = pictures(100, 0, labels=np.zeros(100, int))
    found = measured(METRIC, evidence(fake, training, num_classes=2))
    assert found.details[0].shares["told right"] == pytest.approx((0.5, 0.0))


def test_only_as_many_are_scored_as_asked_for(evidence):
    found = measured(
        DiscriminatorAccuracy(10), evidence(pictures(0, 100), pictures(100, 0, split="training"))
    )
    assert (found.n_real, found.n_fake) == (10, 10)


def test_without_real_pictures_it_asks_for_them(evidence):
    assert "choose the model's data set" in METRIC.refusal(evidence(pictures(0, 10)))


def test_other_sizes_are_refused_in_a_sentence(evidence):
    large = set_of(np.zeros((5, 3, 4, 4), np.uint8), split="training", name="the photos")
    why = METRIC.refusal(evidence(pictures(0, 10), large))
    assert "scores pictures of 2 x 2 px in grey, and those of the photos are 4 x 4 px in colour" in why


def test_classes_that_are_missing_are_refused_in_a_sentence(evidence):
    why = METRIC.refusal(evidence(pictures(0, 10), pictures(10, 0, name="the photos"), num_classes=2))
    assert "asks for classes, and the photos has none" in why


def test_the_discriminator_of_a_run_is_scored(tmp_path):
    data = write_data(tmp_path, classes=2)
    trained(small_config(data, "training.steps=2", "conditioning=concatenation"), tmp_path / "run")
    path = RunFolder(tmp_path / "run").newest_checkpoint()
    images, labels = (np.load(data)[name] for name in ("images", "labels"))
    training = set_of(images.transpose(0, 3, 1, 2), split="training", labels=labels, classes=("0", "1"))
    fake = set_of(255 - images.transpose(0, 3, 1, 2), labels=labels)
    about = Evidence(fake, None, training, model=load_generator(path), checkpoint=path)
    assert METRIC.refusal(about) == ""
    assert 0 <= measured(METRIC, about).value <= 1


def test_a_model_without_its_discriminator_names_what_to_choose(tmp_path):
    path = write_model(tmp_path / "model.pt")
    real = pictures(5, 5, split="training")
    about = Evidence(pictures(5, 5), None, real, model=load_generator(path), checkpoint=path)
    assert "choose a numbered checkpoint of a run" in METRIC.refusal(about)
