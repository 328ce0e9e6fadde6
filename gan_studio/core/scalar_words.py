"""What the scalars of a run mean, in plain words, and the values they should be compared with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from gan_studio.core.report.words import protocol_words
from gan_studio.core.scores import Score


@dataclass(frozen=True)
class ScalarGroup:
    """Scalars that share the first part of their name and so a plot.

    Attributes:
        title: a word or two above the plot.
        meaning: a sentence or two for a person who has never seen such a plot.
        unit: printed after values, or "".
        note: a line below the title, such as what a score was computed from, or "".
        is_measured: whether values scatter, so that a smoothed curve says more; those that are set do not.
    """

    title: str
    meaning: str
    unit: str = ""
    note: str = ""
    is_measured: bool = True


@dataclass(frozen=True)
class Reference:
    """A value that a scalar is worth comparing with.

    Attributes:
        names: the scalars it belongs to.
        value: where its line is.
        label: a few letters at the line.
        words: what it means that a scalar is there.
    """

    names: tuple[str, ...]
    value: float
    label: str
    words: str


_GROUPS = {
    "loss": ScalarGroup(
        "Losses",
        "What each network tries to make small. Each is the other's opponent, so neither falls to zero in a "
        "healthy run: look for both staying in play, and judge the pictures, not the height of a loss.",
    ),
    "score": ScalarGroup(
        "Scores D(x), D(G(z))",
        "What the discriminator says of real images, D(x), and of made ones, D(G(z)). The closer the two "
        "lines, the less it can tell them apart; far apart for long means that the generator is losing.",
    ),
    "wasserstein": ScalarGroup(
        "Wasserstein estimate",
        "How far the made images are from the real ones in the critic's eyes. It should fall slowly and "
        "steadily; falling on training images but not on held-out ones means that the critic memorises.",
    ),
    "score_gap": ScalarGroup(
        "Score gap",
        "Mean score of real images minus that of made ones: how clearly the discriminator tells them apart. "
        "A growing distance between the two lines means that it memorises the training images.",
    ),
    "accuracy": ScalarGroup(
        "Discriminator's accuracy",
        "The share of real and of made images it judges rightly. Both at 1 for long: it has won and the "
        "generator learns little. Both near 0.5: it guesses.",
    ),
    "class_accuracy": ScalarGroup(
        "Classifier's accuracy",
        "The share of real and of made images whose class the auxiliary classifier guesses. Made images "
        "near the real ones' share show the class that was asked for; far below it, they do not yet.",
    ),
    "augment": ScalarGroup(
        "Adaptive augmentation",
        "How often images are augmented, p, and the mean sign of the scores of real ones, r_t: the better "
        "the discriminator knows the training images by heart, the nearer r_t is to 1, and p rises until "
        "r_t has come down to its target.",
    ),
    "lr": ScalarGroup(
        "Learning rates",
        "How far one update moves each network, as the schedule sets it now.",
        is_measured=False,
    ),
    "growth": ScalarGroup(
        "Resolution now",
        "The side of the pictures that both networks work with at the moment. It doubles as they grow.",
        "px",
        is_measured=False,
    ),
    "fade": ScalarGroup(
        "Fading in",
        "How much the newest resolution counts. It rises from 0 to 1 while a new resolution fades in, and "
        "stays at 1 while that resolution is trained.",
        is_measured=False,
    ),
    "speed": ScalarGroup("Speed", "Real images shown to the discriminator each second.", "images/s"),
    "memory": ScalarGroup("Memory", "Memory that training uses on its device.", "MiB"),
}
_WORDS = {
    "d": "Discriminator",
    "g": "Generator",
    "real": "Real images",
    "fake": "Made images",
    "train": "Training images",
    "held_out": "Held-out images",
    "images_per_second": "Images per second",
    "mib": "MiB",
    "ema": "Averaged generator",
    "p": "Probability p",
    "r_t": "Overfitting r_t",
    "r1": "R1",
    "r2": "R2",
    "dragan": "DRAGAN",
    "alpha": "Share of the newest",
}
_OWN_WORDS = {"score/real": "D(x), real", "score/fake": "D(G(z)), made"}


def group_order() -> tuple[str, ...]:
    """The first parts of names that are known, in the order their plots stand."""
    return tuple(_GROUPS)


def group_of(name: str) -> str:
    """The first part of a scalar's name, which decides its plot."""
    return name.partition("/")[0]


def scalar_group(group: str) -> ScalarGroup:
    """What a plot says of itself; scalars nobody described get a plain title."""
    known = _GROUPS.get(group)
    return known or ScalarGroup(_plain(group), f"What the run reports under the name “{group}”.")


def score_group(score: Score, share: float) -> ScalarGroup:
    """What the plot of a live score says of itself.

    Args:
        share: how much of the training time scoring takes, 0 to 1.
    """
    better = f"{score.better.capitalize()} is better. " if score.better else ""
    return ScalarGroup(
        score.label,
        f"{better}Computed from {protocol_words(score.protocol)}. It chooses among this run's checkpoints; "
        "scores computed otherwise are not comparable.",
        note=f"{score.protocol.n_fake:,} pictures, {score.protocol.extractor} features; "
        f"{share:.1%} of the time",
    )


def scalar_label(name: str) -> str:
    """A scalar's name as a person would say it, without its group."""
    if name in _OWN_WORDS:
        return _OWN_WORDS[name]
    rest = name.split("/")[1:] or [name]
    first, *others = (_WORDS.get(word, _plain(word)) for word in rest)
    return ": ".join([first, *(word if word.isupper() else word.lower() for word in others)])


def scalar_order(name: str) -> tuple[int, ...]:
    """A key that sorts the scalars of a plot: those of every run first, their terms after them."""
    words = name.split("/")[1:]
    known = list(_WORDS)
    return (len(words), *(known.index(word) if word in known else len(known) for word in words))


def references(objective: Any) -> list[Reference]:
    """Where losses and scores lie while the discriminator cannot tell real from made images.

    They follow from the objective itself: its losses at the score it calls undecided. An objective
    whose scores are no verdict has none.
    """
    undecided = getattr(objective, "undecided", None)
    if undecided is None:
        return []
    import torch

    score = torch.full((1,), float(undecided))
    of_d = float(objective.discriminator_loss(score, score))
    of_g = float(objective.generator_loss(score, score)) + 0.0  # no minus before a zero
    verdict = float(objective.verdict(score).mean())
    return [
        Reference(("loss/d",), of_d, _in_logs(of_d), "the discriminator guesses"),
        Reference(("loss/g",), of_g, _in_logs(of_g), "the generator then"),
        Reference(("score/real", "score/fake"), verdict, f"{verdict:.4g}", "it cannot tell them apart"),
    ]


def _in_logs(value: float) -> str:
    """A number, with its name where it is one of the log losses' famous ones."""
    famous = {1.0: "ln 2", 2.0: "2 ln 2", -1.0: "-ln 2"}
    for times, words in famous.items():
        if math.isclose(value, times * math.log(2), abs_tol=1e-4):
            return f"{value:.2f} = {words}"
    return f"{value:.4g}"


def _plain(word: str) -> str:
    words = word.replace("_", " ")
    return words[:1].upper() + words[1:]
