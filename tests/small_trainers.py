"""Trainers of small networks, and ways to look at what one step of them does."""

from __future__ import annotations

import numpy as np
import torch
from small_runs import small_config

from gan_studio.core.data.loader import Batches

CPU = torch.device("cpu")
STILL = ("optimizer.g_lr=0", "optimizer.d_lr=0", "task.n_critic=1", "regularizers.r1=on")
"""Settings of a run that penalizes slopes and changes no weight."""


def trainer_of(*assignments, precision=torch.float32, classes=0, seed=0):
    """The trainer of a small config for 8 px pictures, on a processor."""
    config = small_config("none.npz", *assignments)
    torch.manual_seed(seed)
    random = torch.Generator().manual_seed(seed)
    return config.task.trainer(config, (1, 8, 8), classes, CPU, precision, random)


def stream(classes=0):
    """Batches of forty random pictures."""
    random = np.random.default_rng(0)
    labels = np.arange(40) % classes if classes else None
    return Batches(random.integers(0, 256, (40, 1, 8, 8), dtype=np.uint8), labels, 0, False, CPU)


def weights(network):
    """A copy of all that a network holds."""
    return {name: value.clone() for name, value in network.state_dict().items()}


def changed(network, before):
    """Names of the weights that are not what they were."""
    return [name for name, value in network.named_parameters() if not torch.equal(value, before[name])]


def watch(monkeypatch, trainer):
    """Note, in order, which network's optimizer steps."""
    order = []
    for name in ("d", "g"):
        optimizer = getattr(trainer, f"{name}_optimizer")
        step = optimizer.step
        monkeypatch.setattr(optimizer, "step", lambda name=name, step=step: (order.append(name), step()))
    return order


def watch_looks(monkeypatch, trainer, note):
    """Call `note` with the images and labels of every batch the discriminator looks at."""
    view = trainer.discriminator.view
    monkeypatch.setattr(
        trainer.discriminator, "view", lambda images, labels: (note(images, labels), view(images, labels))[1]
    )


def watch_draws(monkeypatch, trainer, asked):
    """Note the classes of every batch that the generator draws."""
    draw = trainer._draw
    monkeypatch.setattr(trainer, "_draw", lambda z, labels: (asked.append(labels), draw(z, labels))[1])


def watch_pictures(monkeypatch, trainer):
    """Note every batch that the generator draws."""
    drawn, draw = [], trainer._draw
    monkeypatch.setattr(trainer, "_draw", lambda z, labels: (drawn.append(draw(z, labels)), drawn[-1])[1])
    return drawn
