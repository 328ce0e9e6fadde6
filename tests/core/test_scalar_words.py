"""What is said of scalars, and the values they are compared with."""

import math

import pytest

from gan_studio.core.registry import OBJECTIVES
from gan_studio.core.scalar_words import (
    group_of,
    group_order,
    references,
    scalar_group,
    scalar_label,
    score_group,
)
from gan_studio.core.scores import Measured, Protocol, Score


@pytest.mark.parametrize("group", [*group_order(), "something_new"])
def test_every_group_has_a_title_and_says_what_it_means(group):
    about = scalar_group(group)
    assert about.title
    assert about.meaning.endswith(".")


def test_unknown_scalars_are_named_after_themselves():
    assert group_of("gradient/norm_d") == "gradient"
    assert scalar_group("gradient_size").title == "Gradient size"
    assert scalar_label("gradient/very_large") == "Very large"
    assert scalar_label("alone") == "Alone"


def test_a_term_of_a_loss_says_whose_it_is():
    assert scalar_label("loss/d/gradient_penalty") == "Discriminator: gradient penalty"
    assert scalar_label("loss/d/r1") == "Discriminator: R1"


@pytest.mark.parametrize("entry", OBJECTIVES.entries(), ids=lambda entry: entry.name)
def test_references_are_finite_and_in_words(entry):
    for reference in references(entry.part()):
        assert math.isfinite(reference.value)
        assert reference.label
        assert reference.label != "-0"
        assert reference.words


def test_cross_entropy_rests_at_two_logarithms_of_two():
    crossed = [
        found
        for entry in OBJECTIVES.entries()
        for found in references(entry.part())
        if found.label.endswith("= 2 ln 2")
    ]
    assert crossed
    assert all(found.value == pytest.approx(1.3863, abs=1e-4) for found in crossed)


def test_an_objective_without_verdict_has_no_references():
    class Distance:
        undecided = None

    assert references(Distance()) == []


def test_the_plot_of_a_score_says_what_it_was_computed_from_and_what_it_costs():
    protocol = Protocol("clothes", "held-out", 5000, 2000, "eyes", "abc", "none", 1.0)
    group = score_group(Score("near", "Nearness", "lower", "", Measured(1.5), protocol), 0.031)
    assert group.title == "Nearness"
    assert group.meaning.startswith("Lower is better.")
    assert "5,000 held-out pictures of clothes" in group.meaning
    assert group.note == "2,000 pictures, eyes features; 3.1% of the time"
