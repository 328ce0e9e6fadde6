"""What a classifier of the data's classes tells, against cases known by hand."""

import numpy as np
import pytest
from metric_evidence import ended, measured
from picture_sets import noise, seen_set, striped

from gan_studio.core.evidence import Evidence
from gan_studio.core.metrics._class_probe import class_probe
from gan_studio.core.metrics._class_shares import likely_shares
from gan_studio.core.metrics.class_histogram import ClassHistogram
from gan_studio.core.metrics.conditional_accuracy import ConditionalAccuracy
from gan_studio.core.metrics.modes_covered import ModesCovered
from gan_studio.core.metrics.reverse_kl import ReverseKl

NAMES = ("north", "east", "south", "west")
LABELS = np.arange(2000) % 4
OF_CLASSES = [ClassHistogram(), ModesCovered(), ReverseKl()]
EVERY = pytest.mark.parametrize(
    "metric", [*OF_CLASSES, ConditionalAccuracy()], ids=lambda m: type(m).__name__
)


def training(images=None, labels=LABELS):
    images = striped(labels, seed=1) if images is None else images
    return seen_set(images, split="training", labels=labels, classes=NAMES)


def evidence(fake_labels, asked=None, **about):
    fake_labels = np.asarray(fake_labels)
    asked = fake_labels if asked is None else asked
    return Evidence(seen_set(striped(fake_labels), labels=asked), training=about.pop("training", training()))


def test_the_classifier_tells_how_often_it_is_right():
    """The stripes can be told from the noise by the brightest row."""
    probe, _ = ended(class_probe(evidence(LABELS)))
    fresh = seen_set(striped(LABELS, seed=5))
    accuracy = (probe.probabilities(fresh.features).argmax(axis=1) == LABELS).mean()
    assert probe.accuracy == pytest.approx(accuracy, abs=0.02)
    assert probe.accuracy > 0.95
    assert probe.probabilities(fresh.features).sum(axis=1) == pytest.approx(1)


def test_a_classifier_is_no_better_than_the_stripes_are_clear():
    """With a weaker stripe the best rule is known: the row whose sum is largest."""
    images = striped(LABELS, seed=1, strength=15)
    best = (images[:, 0].sum(axis=2).argmax(axis=1) == LABELS).mean()
    probe, _ = ended(class_probe(evidence(LABELS, training=training(images))))
    assert probe.accuracy == pytest.approx(best, abs=0.04)
    assert 0.5 < best < 0.9


def test_all_metrics_share_one_classifier():
    found = evidence(LABELS)
    first, _ = ended(class_probe(found))
    for metric in OF_CLASSES:
        measured(metric, found)
    assert ended(class_probe(found)) == (first, [])


def test_the_same_mix_of_classes_is_at_no_distance():
    found = evidence(LABELS)
    assert measured(ClassHistogram(), found).value == pytest.approx(0, abs=0.01)
    assert measured(ReverseKl(), found).value == pytest.approx(0, abs=1e-3)
    assert measured(ModesCovered(), found).value == 4


def test_a_missing_class_is_named():
    found = evidence(LABELS[LABELS != 2])
    histogram = measured(ClassHistogram(), found)
    assert histogram.value == pytest.approx(0.25, abs=0.01)
    (bars,) = histogram.details
    assert bars.missing == ("south",)
    assert bars.classes == NAMES
    assert bars.shares["data"] == pytest.approx([0.25] * 4)
    assert bars.shares["generated"] == pytest.approx([1 / 3, 1 / 3, 0, 1 / 3], abs=0.01)
    covered = measured(ModesCovered(), found)
    assert covered.value == 3
    assert covered.notes[0] == "3 of 4 classes are drawn; missing: south."
    assert measured(ReverseKl(), found).value == pytest.approx(np.log(4 / 3), abs=0.01)


def test_a_collapsed_model_draws_one_class():
    found = evidence(np.ones(1000, int))
    assert measured(ModesCovered(), found).value == 1
    assert measured(ClassHistogram(), found).value == pytest.approx(0.75, abs=0.005)
    assert measured(ReverseKl(), found).value == pytest.approx(np.log(4), abs=0.02)


def test_the_mix_is_compared_with_that_of_the_data_and_not_with_an_even_one():
    uneven = np.repeat(np.arange(4), (1000, 500, 300, 200))
    found = evidence(uneven, training=training(labels=uneven))
    assert measured(ClassHistogram(), found).value == pytest.approx(0, abs=0.01)
    assert measured(ModesCovered(), found).value == 4


def test_a_missing_class_is_found_by_a_classifier_that_often_errs():
    """Counting would find it among those that it is mistaken for."""
    unclear = training(striped(LABELS, seed=1, strength=18))
    fake = striped(LABELS[LABELS != 2], strength=18)
    found = Evidence(seen_set(fake), training=unclear)
    probe, _ = ended(class_probe(found))
    counted = (probe.probabilities(found.fake.features).argmax(axis=1) == 2).mean()
    assert counted > 0.05
    assert measured(ClassHistogram(), found).details[0].missing == ("south",)


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.9, 0.1), (1.0, 0.0)])
def test_the_likely_shares_allow_for_the_classifier_s_doubts(shares):
    """Two Gaussians at -1 and 1: the probabilities are known, and a sixth of each is mistaken."""
    random = np.random.default_rng(0)
    classes = random.random(20_000) < shares[1]
    points = random.standard_normal(20_000) + np.where(classes, 1, -1)
    second = 1 / (1 + np.exp(-2 * points))
    found, _ = ended(likely_shares(np.stack([1 - second, second], axis=1), np.array([0.5, 0.5])))
    assert found == pytest.approx(shares, abs=0.012)


@EVERY
def test_every_score_says_how_good_the_classifier_is(metric):
    found = measured(metric, evidence(LABELS))
    assert any("is right for 9" in note or "is right for 100" in note for note in found.notes)


@EVERY
def test_classes_that_cannot_be_told_give_no_score(metric):
    found = evidence(LABELS, training=training(noise(2000)))
    result = measured(metric, found)
    assert result.value is None
    assert "too few to tell classes by; choose another feature extractor" in result.notes[0]


def test_a_classifier_that_always_says_the_commonest_class_is_not_trusted():
    uneven = np.repeat(np.arange(4), (1700, 100, 100, 100))
    found = evidence(LABELS, training=training(noise(2000), uneven))
    probe, _ = ended(class_probe(found))
    assert probe.accuracy > 0.7
    assert probe.mean_accuracy == pytest.approx(0.25, abs=0.1)
    assert measured(ClassHistogram(), found).value is None


@EVERY
def test_a_class_of_few_pictures_is_refused_by_name(metric):
    labels = np.repeat(np.arange(4), (300, 300, 300, 5))
    why = metric.refusal(evidence(LABELS, training=training(labels=labels)))
    assert "Of class “west” there are 5 pictures" in why


@EVERY
def test_a_single_class_is_refused(metric):
    only = seen_set(noise(100), labels=np.zeros(100, int), classes=("north",))
    assert "two or more" in metric.refusal(evidence(LABELS, training=only))


@EVERY
def test_features_that_are_not_finite_are_refused(metric):
    found = evidence(LABELS)
    assert metric.refusal(found) == ""
    found.fake.features[3, 2] = np.nan
    assert "not finite" in metric.refusal(found)


def test_too_few_pictures_name_no_class_missing():
    found = evidence(np.zeros(20, int))
    assert measured(ModesCovered(), found).value is None
    histogram = measured(ClassHistogram(), found)
    assert histogram.details[0].missing == ()
    assert "take 120 or more" in histogram.notes[-1]


def test_what_chance_alone_would_give_stands_beside_the_distance():
    """Half the summed mean deviation of four shares of a quarter, drawn 1,000 times."""
    drawn = np.random.default_rng(0).multinomial(1000, [0.25] * 4, 20_000) / 1000
    expected = np.abs(drawn - 0.25).sum(axis=1).mean() / 2
    notes = measured(ClassHistogram(), evidence(LABELS[:1000])).notes
    (told,) = (float(note.split()[-1].rstrip(".")) for note in notes if note.startswith("By chance"))
    assert told == pytest.approx(expected, rel=0.05)


def test_a_model_that_draws_what_it_is_asked_for_is_right():
    found = measured(ConditionalAccuracy(), evidence(LABELS))
    assert found.value > 0.95
    assert min(found.details[0].shares["generated"]) > 0.9
    assert found.details[0].missing == ()


def test_swapped_labels_are_wrong_for_the_swapped_classes_alone():
    swapped = np.array([1, 0, 2, 3])[LABELS]
    found = measured(ConditionalAccuracy(), evidence(LABELS, asked=swapped))
    assert found.value == pytest.approx(0.5, abs=0.02)
    north, east, south, west = found.details[0].shares["generated"]
    assert max(north, east) < 0.05
    assert min(south, west) > 0.95


def test_a_class_never_drawn_as_asked_is_named():
    ignored = np.where(LABELS == 3, 0, LABELS)
    found = measured(ConditionalAccuracy(), evidence(ignored, asked=LABELS))
    assert found.details[0].missing == ("west",)
