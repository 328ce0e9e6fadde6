"""The scores against torch-fidelity and torchmetrics on the same features."""

import numpy as np
import pytest
import torch
from metric_evidence import evidence_of, measured, probabilities_evidence, value
from torch_fidelity import metric_fid, metric_isc, metric_kid, metric_prc
from torchmetrics.image.fid import _compute_fid
from torchmetrics.image.inception import InceptionScore as OtherInceptionScore
from torchmetrics.image.kid import poly_mmd

from gan_studio.core.metrics.fid import FrechetInceptionDistance
from gan_studio.core.metrics.inception_score import InceptionScore
from gan_studio.core.metrics.kid import KernelInceptionDistance
from gan_studio.core.metrics.precision import Precision
from gan_studio.core.metrics.recall import Recall

AGREES = 1e-5  # relative


@pytest.fixture(params=[0, 1, 2])
def sides(request):
    """Features like those of a network: positive, correlated, of unequal variance, some never active."""
    random = np.random.default_rng(request.param)
    mix = random.standard_normal((48, 48)) * np.geomspace(1, 0.01, 48)
    real, fake = (random.standard_normal((count, 48)) for count in (1200, 900))
    real, fake = (np.maximum(rows @ mix, 0) for rows in (real, fake * 1.1 + 0.1))
    real[:, 5] = fake[:, 5] = 0
    return real.astype(np.float32), fake.astype(np.float32)


def fidelity_fid(real, fake):
    statistics = [
        metric_fid.fid_features_to_statistics(torch.from_numpy(side).double()) for side in (real, fake)
    ]
    return metric_fid.fid_statistics_to_metric(*statistics, verbose=False)[metric_fid.KEY_METRIC_FID]


def test_fid_agrees_with_torch_fidelity(sides):
    assert value(FrechetInceptionDistance(), evidence_of(*sides)) == pytest.approx(
        fidelity_fid(*sides), rel=AGREES
    )


def test_fid_agrees_with_torchmetrics(sides):
    moments = []
    for side in sides:
        rows = torch.from_numpy(side).double()
        moments += [rows.mean(dim=0), rows.T.cov()]
    assert value(FrechetInceptionDistance(), evidence_of(*sides)) == pytest.approx(
        _compute_fid(*moments).item(), rel=AGREES
    )


def test_kid_of_one_subset_agrees_with_both(sides):
    real, fake = sides[0][:900], sides[1]
    ours = value(KernelInceptionDistance(), evidence_of(real, fake))
    tensors = [torch.from_numpy(side).double() for side in (real, fake)]
    theirs = metric_kid.kid_features_to_metric(*tensors, kid_subsets=1, kid_subset_size=900, verbose=False)
    assert ours == pytest.approx(theirs[metric_kid.KEY_METRIC_KID_MEAN], rel=AGREES)
    assert ours == pytest.approx(poly_mmd(*tensors).item(), rel=AGREES)


def test_kid_of_random_subsets_agrees_within_its_error(sides):
    ours = measured(KernelInceptionDistance(subsets=60, subset_size=300), evidence_of(*sides))
    tensors = [torch.from_numpy(side).double() for side in sides]
    theirs = metric_kid.kid_features_to_metric(*tensors, kid_subsets=60, kid_subset_size=300, verbose=False)
    error = ours.spread * np.sqrt(2 / 60)
    assert ours.value == pytest.approx(theirs[metric_kid.KEY_METRIC_KID_MEAN], abs=4 * error)
    assert ours.spread == pytest.approx(theirs[metric_kid.KEY_METRIC_KID_STD], rel=0.4)


@pytest.mark.parametrize("splits", [1, 10])
def test_inception_score_agrees_with_torch_fidelity(splits):
    logits = torch.randn(1003, 20, generator=torch.Generator().manual_seed(0)) * 3
    probabilities = logits.double().softmax(dim=1).numpy()
    ours = measured(InceptionScore(splits), probabilities_evidence(probabilities, seed=7))
    order = np.random.default_rng(7).permutation(1003)
    parts = [logits[rows] for rows in np.array_split(torch.from_numpy(order), splits)]
    theirs = [
        metric_isc.isc_features_to_metric(part, 1, shuffle=False)["inception_score_mean"] for part in parts
    ]
    assert ours.value == pytest.approx(np.mean(theirs), rel=AGREES)
    assert (ours.spread or 0) == pytest.approx(np.std(theirs), rel=AGREES)


@pytest.mark.filterwarnings("ignore:std..:UserWarning")  # of one split
@pytest.mark.filterwarnings("ignore:Metric `InceptionScore` will save all extracted features:UserWarning")
def test_inception_score_agrees_with_torchmetrics():
    logits = torch.randn(1000, 20, generator=torch.Generator().manual_seed(1)) * 3
    theirs = OtherInceptionScore(feature=torch.nn.Identity(), splits=1)
    theirs.update(logits)
    ours = value(InceptionScore(splits=1), probabilities_evidence(logits.double().softmax(dim=1).numpy()))
    assert ours == pytest.approx(theirs.compute()[0].item(), rel=AGREES)


@pytest.mark.parametrize("k", [1, 3, 10])
def test_precision_and_recall_agree_with_torch_fidelity(sides, k):
    real, fake = sides[0][:900], sides[1]
    theirs = metric_prc.prc_features_to_metric(
        torch.from_numpy(fake).double(), torch.from_numpy(real).double(), prc_neighborhood=k, verbose=False
    )
    evidence = evidence_of(real, fake)
    assert 0.05 < theirs["precision"] < 1
    assert value(Precision(k), evidence) == pytest.approx(theirs["precision"], rel=AGREES)
    assert value(Recall(k), evidence) == pytest.approx(theirs["recall"], rel=AGREES)
