"""What every registered metric must be and do."""

import dataclasses
import math

import numpy as np
import pytest
from metric_evidence import FewFeatures, measured, seen

from gan_studio.core.config import setting_fields
from gan_studio.core.config.fields import faults
from gan_studio.core.evidence import Evidence, Metric
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Measured

NEEDS = {"features", "probabilities", "real", "labels", "training", "model", "asked labels"}
PLAIN = {"features", "probabilities", "real"}
COUNT = 40


@pytest.fixture(params=METRICS.entries(), ids=lambda entry: entry.name)
def entry(request):
    return request.param


@pytest.fixture(
    params=[entry for entry in METRICS.entries() if entry.part.needs <= PLAIN], ids=lambda e: e.name
)
def plain(request):
    """A metric that looks at no more than features, probabilities and real pictures."""
    return request.param.part()


def small_evidence(seed=0, count=COUNT, scale=1.0):
    random = np.random.default_rng(seed)
    extractor = FewFeatures()
    sides = []
    for _ in range(2):
        features = (random.standard_normal((count, extractor.width)) * scale).astype(np.float32)
        logits = random.standard_normal((count, extractor.num_classes))
        log_probabilities = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        sides.append(seen(features, log_probabilities.astype(np.float32)))
    return Evidence(*sides, extractor=extractor, seed=seed)


def outcome(metric, evidence):
    """What a metric finds, or no value and why it refuses."""
    refusal = metric.refusal(evidence)
    return Measured(None, notes=(refusal,)) if refusal else measured(metric, evidence)


def is_sentence(text):
    return (text[:1].isupper() or text[:1].isdigit()) and text.endswith(".")


def is_allowed(found):
    """A finite value, or none and a note."""
    return bool(found.notes) if found.value is None else math.isfinite(found.value)


def test_it_is_a_frozen_dataclass_of_settings(entry):
    assert issubclass(entry.part, Metric)
    assert entry.part.__dataclass_params__.frozen
    settings = setting_fields(entry.part)
    assert len(settings) == len(dataclasses.fields(entry.part))
    assert not list(faults(entry.part()))
    assert all(is_sentence(field.setting.help) for field in settings)
    assert all(field.setting.label for field in settings)


def test_it_introduces_itself(entry):
    assert entry.label
    assert is_sentence(entry.summary)
    assert entry.part.__doc__


def test_what_it_says_of_itself_is_legal(entry):
    assert entry.part.better in ("lower", "higher", "")
    assert entry.part.aspect in ("fidelity", "variety", "")
    assert entry.part.needs <= NEEDS
    assert isinstance(entry.part.is_live, bool)
    if entry.part.aspect:
        assert entry.part.better == "higher"


@pytest.mark.parametrize("count", [2, 3, COUNT])
def test_it_finds_a_finite_value_or_says_why_not(plain, count):
    found = outcome(plain, small_evidence(count=count))
    assert is_allowed(found)
    assert found.spread is None or (math.isfinite(found.spread) and found.spread >= 0)
    assert all(is_sentence(note) for note in found.notes)
    for used in (found.n_real, found.n_fake):
        assert used is None or 0 <= used <= count


@pytest.mark.parametrize("scale", [0.0, 1e-12, 1e12])
def test_it_survives_features_of_any_size(plain, scale):
    assert is_allowed(outcome(plain, small_evidence(scale=scale)))


def test_features_that_are_not_finite_never_become_a_value_that_is_not(plain):
    evidence = small_evidence()
    for side in (evidence.real, evidence.fake):
        broken, odds = side.features.copy(), side.log_probabilities.copy()
        broken[1, 1] = odds[1, 1] = np.nan
        side.features, side.moments = broken, seen(broken).moments
        side.log_probabilities = odds
    assert is_allowed(outcome(plain, evidence))


def test_equal_seeds_give_equal_results(plain):
    first, second = (outcome(plain, small_evidence(seed=3)) for _ in range(2))
    assert (first.value, first.spread, first.notes) == (second.value, second.spread, second.notes)


def test_what_others_computed_before_changes_nothing(plain):
    evidence = small_evidence()
    for other in METRICS.entries():
        if other.part.needs <= PLAIN:
            outcome(other.part(), evidence)
    assert outcome(plain, evidence).value == outcome(plain, small_evidence()).value
