"""The plain task: images from noise, by alternating updates of discriminator and generator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch

from gan_studio.core.adversarial import AdversarialTrainer
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import SampleShape
from gan_studio.core.registry import TASKS

_BOOST_FIRST_STEPS, _BOOST_EVERY = 25, 500


@TASKS.register(
    "generate",
    label="Images from noise",
    summary="A generator learns to turn random numbers into images like those of the data set.",
)
@dataclass(frozen=True)
class Generate:
    """Alternating updates: the discriminator `n_critic` times, then the generator `n_gen` times.

    With `unrolled_steps` the generator learns against a discriminator that is so many updates ahead
    [Metz 2017, section 2.2, eq. 8], of whose gradient only the first term of eq. 10 is taken.
    """

    n_critic: int = setting(
        1,
        "Discriminator updates per step",
        "How often the discriminator learns before the generator does. Wasserstein critics want 5; "
        "the others are faster with 1.",
        minimum=1,
        maximum=100,
        live=True,
    )
    critic_boost: int = setting(
        0,
        "Critic warm-up",
        f"Critic updates in each of the first {_BOOST_FIRST_STEPS} steps and in every "
        f"{_BOOST_EVERY}th, as the first Wasserstein GAN did with 100; 0 turns it off.",
        minimum=0,
        maximum=1000,
        advanced=True,
    )
    g_batch_factor: int = setting(
        1,
        "Generator's batch",
        "How many times larger the generator's batch is than the discriminator's.",
        minimum=1,
        maximum=16,
        unit="×",
        advanced=True,
    )
    reuse_fakes: bool = setting(
        True,
        "Share fakes",
        "Lets the generator learn from the fakes that the discriminator has just seen instead of "
        "drawing new ones, which is faster.",
        advanced=True,
    )

    n_gen: int = setting(
        1,
        "Generator updates per step",
        "How often the generator learns after the discriminator did. More than 1 helps a generator that "
        "cannot keep up.",
        minimum=1,
        maximum=100,
        live=True,
        advanced=True,
    )
    accumulate: int = setting(
        1,
        "Batches per update",
        "How many batches are gathered into one update, which acts as a batch that many times as large "
        "without needing its memory. What sets images of a batch beside each other, such as batch norm, a "
        "relativistic objective or feature matching, still sees one of these batches at a time.",
        minimum=1,
        maximum=256,
        unit="batches",
        advanced=True,
    )
    unrolled_steps: int = setting(
        0,
        "Unrolled steps",
        "How many updates the discriminator makes ahead before each of the generator's, which so learns "
        "against its opponent's coming answer; afterwards the discriminator is put back exactly. Works "
        "against mode collapse, and each step takes as long as an update of the discriminator. The "
        "generator's gradient does not flow back through these steps (first order). 0 turns it off.",
        minimum=0,
        maximum=20,
        unit="updates",
        live=True,
        advanced=True,
    )

    grows = False
    """Whether it makes networks grow while they learn."""

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Networks that grow need a task that makes them grow."""
        if config.architecture.grows:
            yield Problem(
                "task", "These networks begin small and grow; choose the task “Progressive growing”."
            )

    @property
    def shares_fakes(self) -> bool:
        """Whether the generator's first update uses the fakes of the discriminator's last."""
        return self.reuse_fakes and self.g_batch_factor == 1

    def critic_updates(self, step: int) -> int:
        """Discriminator updates in that step."""
        if self.critic_boost and (step < _BOOST_FIRST_STEPS or step % _BOOST_EVERY == 0):
            return self.critic_boost
        return self.n_critic

    def shortfall(self, config: RunConfig, images_seen: int) -> str:
        """What a run that ends after so many real images leaves undone, as advice; nothing here."""
        return ""

    def trainer(
        self,
        config: RunConfig,
        sample_shape: SampleShape,
        num_classes: int,
        device: torch.device,
        precision: torch.dtype,
        random: torch.Generator,
    ) -> AdversarialTrainer:
        """What carries out the steps of a run of this task."""
        return AdversarialTrainer(config, sample_shape, num_classes, device, precision, random)
