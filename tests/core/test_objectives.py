"""Adversarial losses against answers worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch
from small_runs import of_kind, small_config, trained, write_data
from torch.nn import functional

from gan_studio.core.config import RunConfig, problems, with_assignments
from gan_studio.core.events import StepDone
from gan_studio.core.objectives.hinge import Hinge
from gan_studio.core.objectives.least_squares import LeastSquares
from gan_studio.core.objectives.minimax import Minimax
from gan_studio.core.objectives.non_saturating import NonSaturating
from gan_studio.core.objectives.relativistic_average import RelativisticAverage
from gan_studio.core.objectives.relativistic_pairing import RelativisticPairing
from gan_studio.core.objectives.wasserstein import Wasserstein

REAL, FAKE = torch.tensor([0.0, 2.0]), torch.tensor([-1.0, 3.0])
ODDS = torch.tensor([math.log(3.0)])  # a score whose sigmoid is 3/4


def close(value, expected):
    torch.testing.assert_close(value, torch.tensor(float(expected)))


@pytest.mark.parametrize("game", [Minimax(), NonSaturating()])
def test_an_undecided_discriminator_pays_two_logarithms_of_two(game):
    close(game.discriminator_loss(torch.zeros(3), torch.zeros(3)), 2 * math.log(2))


@pytest.mark.parametrize("game", [Minimax(), NonSaturating()])
def test_a_probability_of_three_quarters_pays_its_logarithms(game):
    # -log(3/4) for the real image, -log(1 - 3/4) for the fake.
    close(game.discriminator_loss(ODDS, ODDS), math.log(4 / 3) + math.log(4))


@pytest.mark.parametrize("game", [Minimax, NonSaturating])
def test_smoothed_targets_are_those_of_cross_entropy(game):
    smooth = game(smooth_real=0.1, smooth_fake=0.2)
    expected = functional.binary_cross_entropy_with_logits(REAL, torch.full((2,), 0.9))
    expected += functional.binary_cross_entropy_with_logits(FAKE, torch.full((2,), 0.2))
    torch.testing.assert_close(smooth.discriminator_loss(REAL, FAKE), expected)


def test_one_sided_smoothing_pays_most_of_one_logarithm_and_some_of_the_other():
    # Target 0.9 at D(x) = 3/4: -0.9 log(3/4) - 0.1 log(1/4); target 0 at D(G(z)) = 1/2: log 2.
    loss = NonSaturating(smooth_real=0.1).discriminator_loss(ODDS, torch.zeros(1))
    close(loss, 0.9 * math.log(4 / 3) + 0.1 * math.log(4) + math.log(2))


@pytest.mark.parametrize("game", [Minimax, NonSaturating])
def test_smoothing_leaves_the_generators_loss_alone(game):
    torch.testing.assert_close(
        game(smooth_real=0.3, smooth_fake=0.3).generator_loss(FAKE), game().generator_loss(FAKE)
    )


def test_the_non_saturating_generator_pays_for_doubt():
    close(NonSaturating().generator_loss(ODDS), math.log(4 / 3))  # -log(3/4)


def test_the_saturating_generator_gains_from_fooling():
    close(Minimax().generator_loss(ODDS), -math.log(4))  # log(1 - 3/4)


def test_the_saturating_generator_learns_little_from_a_sure_discriminator():
    slopes = {}
    for game in (Minimax(), NonSaturating()):
        score = torch.tensor([-10.0], requires_grad=True)
        game.generator_loss(score).backward()
        slopes[type(game)] = score.grad.item()
    assert slopes[Minimax] == pytest.approx(-torch.sigmoid(torch.tensor(-10.0)).item(), rel=1e-4)
    assert slopes[NonSaturating] == pytest.approx(-1.0, abs=1e-4)


@pytest.mark.parametrize("game", [Minimax(), NonSaturating()])
def test_huge_scores_stay_finite(game):
    huge = torch.tensor([1e4, -1e4])
    assert game.discriminator_loss(huge, huge).isfinite()
    assert game.generator_loss(huge).isfinite()


@pytest.mark.parametrize("game", [Minimax(), NonSaturating()])
def test_a_verdict_of_cross_entropy_is_a_probability(game):
    torch.testing.assert_close(game.verdict(torch.tensor([0.0, math.log(3)])), torch.tensor([0.5, 0.75]))


def test_least_squares_pays_half_the_squared_distances_from_its_targets():
    # Real 0, 2 from b = 1: (1 + 1) / 2. Fake -1, 3 from a = 0: (1 + 9) / 2. Half of 1 + 5.
    close(LeastSquares().discriminator_loss(REAL, FAKE), 3.0)


def test_the_least_squares_generator_draws_scores_to_its_own_target():
    # Fake -1, 3 from c = 1: (4 + 4) / 2, and half of it.
    close(LeastSquares().generator_loss(FAKE), 2.0)


def test_least_squares_takes_other_targets():
    game = LeastSquares(a=-1.0, b=1.0, c=0.0)
    close(game.discriminator_loss(REAL, FAKE), 0.5 * (1.0 + 8.0))  # real 1, 1; fake 0, 16
    close(game.generator_loss(FAKE), 0.5 * 5.0)  # 1 and 9


def test_least_squares_is_undecided_half_way_between_its_targets():
    assert LeastSquares().undecided == 0.5
    assert LeastSquares(a=-1.0, b=1.0).undecided == 0.0


def test_the_hinge_stops_at_its_margins():
    # Real: max(0, 1 - 0), max(0, 1 - 2). Fake: max(0, 1 - 1), max(0, 1 + 3).
    close(Hinge().discriminator_loss(REAL, FAKE), 0.5 + 2.0)


def test_scores_beyond_the_margins_cost_nothing():
    close(Hinge().discriminator_loss(torch.tensor([1.0, 5.0]), torch.tensor([-1.0, -9.0])), 0.0)


@pytest.mark.parametrize("game", [Hinge(), Wasserstein()])
def test_the_generator_pays_the_negated_mean_score(game):
    close(game.generator_loss(FAKE), -1.0)


def test_the_critic_pays_the_negated_distance():
    close(Wasserstein().discriminator_loss(REAL, FAKE), 1.0 - 1.0)
    close(Wasserstein().discriminator_loss(REAL + 3, FAKE), -3.0)


@pytest.mark.parametrize("game", [Hinge(), Wasserstein(), LeastSquares()])
def test_scores_of_the_other_games_are_shown_as_they_are(game):
    torch.testing.assert_close(game.verdict(FAKE), FAKE)


def test_only_the_wasserstein_gap_is_called_a_distance():
    assert Wasserstein().gap_name == "wasserstein"
    assert {game.gap_name for game in (Hinge(), LeastSquares(), Minimax(), NonSaturating())} == {"score_gap"}


def test_a_critics_score_is_no_verdict():
    assert Wasserstein().undecided is None


def test_a_wasserstein_critic_without_a_bound_is_refused():
    config = with_assignments(RunConfig(), ["objective=wasserstein"])
    assert [problem.path for problem in problems(config)] == ["objective"]
    penalty = ["regularizers.gradient_penalty=on", "architecture.d_norm=layer"]
    spectral = ["architecture.spectral_norm=on", "architecture.d_norm=none"]
    for bound in (["regularizers.weight_clipping=on"], spectral, penalty):
        assert problems(with_assignments(config, bound)) == []
    undone = with_assignments(config, [*spectral, "architecture.d_norm=layer"])
    assert [problem.path for problem in problems(undone)] == ["objective"]


@pytest.mark.parametrize(
    ("assignments", "path", "advised"),
    [
        (
            ["objective.smooth_real=0.5", "objective.smooth_fake=0.5"],
            "objective.smooth_fake",
            ["objective.smooth_real=0.1", "objective.smooth_fake=0.1"],
        ),
        (["objective=least_squares", "objective.a=1"], "objective.a", ["objective.a=0"]),
    ],
)
def test_equal_targets_for_both_kinds_are_refused(assignments, path, advised):
    config = with_assignments(RunConfig(), assignments)
    assert [problem.path for problem in problems(config)] == [path]
    assert problems(with_assignments(config, advised)) == []


def log_sigmoid(lead):
    return math.log(1 / (1 + math.exp(-lead)))


def test_the_relativistic_average_sets_each_score_against_the_others_mean():
    # Means: real 1, fake 1. Real leads 0 - 1 and 2 - 1; fakes trail by -1 - 1 and 3 - 1.
    real = (log_sigmoid(-1) + log_sigmoid(1)) / 2
    fake = (log_sigmoid(2) + log_sigmoid(-2)) / 2  # log(1 - s(t)) is log s(-t)
    close(RelativisticAverage().discriminator_loss(REAL, FAKE), -real - fake)


def test_the_relativistic_average_is_the_papers_cross_entropy():
    # Jolicoeur-Martineau 2018, with D~ = sigmoid of the difference; means 3 and -2 are unequal here.
    real, fake = torch.tensor([1.0, 5.0]).double(), torch.tensor([-4.0, 0.0]).double()
    of_real, of_fake = torch.sigmoid(real - fake.mean()), torch.sigmoid(fake - real.mean())
    of_d = -of_real.log().mean() - (1 - of_fake).log().mean()
    of_g = -of_fake.log().mean() - (1 - of_real).log().mean()
    game = RelativisticAverage()
    torch.testing.assert_close(game.discriminator_loss(real, fake), of_d)
    torch.testing.assert_close(game.generator_loss(fake, real), of_g)


def test_the_relativistic_average_has_least_squares():
    # Real 0, 2 less 1: -1, 1 from 1 are 4, 0. Fake -1, 3 less 1: -2, 2 from -1 are 1, 9.
    close(RelativisticAverage("least_squares").discriminator_loss(REAL, FAKE), 2.0 + 5.0)
    # The generator wants the reverse: fakes' -2, 2 from 1 are 9, 1; reals' -1, 1 from -1 are 0, 4.
    close(RelativisticAverage("least_squares").generator_loss(FAKE, REAL), 5.0 + 2.0)


def test_the_relativistic_average_has_a_hinge():
    # Real: max(0, 1 - -1), max(0, 1 - 1). Fake: max(0, 1 - 2), max(0, 1 + 2).
    close(RelativisticAverage("hinge").discriminator_loss(REAL, FAKE), 1.0 + 1.5)
    # Fake: max(0, 1 + 2), max(0, 1 - 2). Real: max(0, 1 - 1), max(0, 1 + 1).
    close(RelativisticAverage("hinge").generator_loss(FAKE, REAL), 1.5 + 1.0)


def test_relativistic_pairing_sets_each_score_against_its_partners():
    # Leads of the real: 0 + 1 and 2 - 3.
    expected = -(log_sigmoid(1) + log_sigmoid(-1)) / 2
    close(RelativisticPairing().discriminator_loss(REAL, FAKE), expected)
    close(RelativisticPairing().generator_loss(FAKE, REAL), expected)
    far = torch.tensor([-11.0, -7.0])  # leads 11 and 9
    close(RelativisticPairing().discriminator_loss(REAL, far), -(log_sigmoid(11) + log_sigmoid(9)) / 2)
    close(RelativisticPairing().generator_loss(far, REAL), -(log_sigmoid(-11) + log_sigmoid(-9)) / 2)


def test_relativistic_pairing_has_the_other_forms():
    # Leads 1, -1: from 1 they are 0, 4 in squares; short of 1 by 0, 2.
    close(RelativisticPairing("least_squares").discriminator_loss(REAL, FAKE), 2.0)
    close(RelativisticPairing("hinge").discriminator_loss(REAL, FAKE), 1.0)


def test_where_there_are_more_of_one_kind_the_other_begins_again():
    more = torch.cat([FAKE, torch.tensor([100.0])]).requires_grad_()
    game = RelativisticPairing()
    # Leads of the fakes: -1 - 0, 3 - 2, 100 - 0.
    loss = game.generator_loss(more, REAL)
    close(loss, -(log_sigmoid(-1) + log_sigmoid(1) + log_sigmoid(100)) / 3)
    close(game.discriminator_loss(REAL, more), -(log_sigmoid(1) + log_sigmoid(-1) + -100) / 3)
    (-more[2] + loss).backward()
    assert (more.grad != 0).all()


@pytest.mark.parametrize("form", ["logistic", "least_squares", "hinge"])
@pytest.mark.parametrize("game", [RelativisticAverage, RelativisticPairing])
def test_a_relativistic_game_knows_differences_alone(game, form):
    held = game(form)
    for loss, scores in ((held.discriminator_loss, (REAL, FAKE)), (held.generator_loss, (FAKE, REAL))):
        torch.testing.assert_close(loss(*(score + 7 for score in scores)), loss(*scores))
    assert held.compares
    assert held.undecided is None


@pytest.mark.parametrize("objective", ["relativistic_average", "relativistic_pairing"])
@pytest.mark.parametrize("more", [[], ["task.g_batch_factor=2"], ["task.accumulate=2", "task.n_gen=2"]])
def test_a_relativistic_game_can_be_played_with_batches_of_every_shape(objective, more, tmp_path):
    config = small_config(write_data(tmp_path), "training.steps=2", f"objective={objective}", *more)
    last = of_kind(StepDone, trained(config, tmp_path / "run"))[-1]
    assert math.isfinite(last.scalars["loss/g"])
    assert not any(name.startswith("accuracy") for name in last.scalars)


def test_the_wasserstein_estimate_leaves_the_penalty_out_and_is_told_of_both_kinds_of_images(tmp_path):
    config = small_config(
        write_data(tmp_path),
        *("objective=wasserstein", "regularizers.gradient_penalty.gp_weight=1000", "training.steps=1"),
        *("saving.log_every=1", "data.held_out=0.2"),
    )
    scalars = of_kind(StepDone, trained(config, tmp_path / "run"))[-1].scalars
    gap = scalars["score/real"] - scalars["score/fake"]
    assert scalars["loss/d/gradient_penalty"] > 1
    assert scalars["wasserstein/train"] == pytest.approx(gap, rel=1e-4, abs=1e-6)
    assert scalars["loss/d"] == pytest.approx(-gap, rel=1e-4, abs=1e-6)
    assert math.isfinite(scalars["wasserstein/held_out"])
