"""Settings that every run has, whatever parts it is composed of."""

from __future__ import annotations

from dataclasses import dataclass

from gan_studio.core.config.fields import setting

MAX_SEED = 2**32 - 1


@dataclass(frozen=True)
class DataOptions:
    """Which images a run learns from, and what training sees of them."""

    source: str = setting(
        "fashion-mnist",
        "Data set",
        "The images to learn from: a set that ships with the studio, a folder (sub-folders are "
        "classes), a zip, an IDX file, a .npz file, or torchvision:NAME.",
        options_of="source",
    )
    resolution: int = setting(
        32,
        "Resolution",
        "The side of the square images the networks see and make. Doubling it makes a step about "
        "four times slower.",
        minimum=8,
        maximum=1024,
        unit="px",
    )
    channels: str = setting(
        "auto",
        "Colour",
        "Whether the networks see grey or colour images; automatic takes what the data set has.",
        choices={"auto": "Automatic", "grey": "Grey (1 channel)", "colour": "Colour (3 channels)"},
    )
    fit: str = setting(
        "crop",
        "Fit",
        "What happens to images that are not square: cut the middle out, add a border, or squeeze.",
        choices={"crop": "Crop the middle", "pad": "Add a border", "stretch": "Squeeze"},
        advanced=True,
    )
    flip: bool = setting(
        False,
        "Mirror at random",
        "Shows every image mirrored half of the time, which doubles a small data set. Leave it off "
        "where left and right differ, as in letters.",
    )
    held_out: float = setting(
        0.05,
        "Held-out share",
        "The share of images never trained on, kept to tell learning from memorising. A data set "
        "that brings a test split of its own keeps that instead.",
        minimum=0.0,
        maximum=0.5,
        advanced=True,
    )


@dataclass(frozen=True)
class TrainingOptions:
    """How long, how fast and where a run trains."""

    batch_size: int = setting(
        64,
        "Batch size",
        "Images per update. Larger batches give steadier but slower steps and need more memory.",
        minimum=1,
        maximum=4096,
        log=True,
    )
    seconds: float = setting(
        0.0,
        "Stop after seconds",
        "Ends the run after this much training time; 0 sets no limit.",
        minimum=0.0,
        unit="s",
    )
    kimg: float = setting(
        0.0,
        "Stop after images",
        "Ends the run once this many thousand real images were shown; 0 sets no limit.",
        minimum=0.0,
        unit="kimg",
    )
    steps: int = setting(
        0,
        "Stop after steps",
        "Ends the run after this many generator updates; 0 sets no limit.",
        minimum=0,
        unit="steps",
    )
    ema_kimg: float = setting(
        10.0,
        "Averaging half-life",
        "The averaged generator, which makes every picture and score, forgets half of its past "
        "within this many thousand images. Longer is smoother but lags behind; 0 turns it off.",
        minimum=0.0,
        maximum=100_000.0,
        unit="kimg",
        advanced=True,
    )
    ema_rampup: float = setting(
        0.05,
        "Averaging warm-up",
        "Early on the half-life is at most this share of the images seen, so that the first "
        "pictures are not an average with untrained noise; 0 turns the warm-up off.",
        minimum=0.0,
        maximum=1.0,
        advanced=True,
    )
    seed: int = setting(
        0,
        "Seed",
        "Every random choice of the run follows from this number: the same seed on the same "
        "machine gives the same run.",
        minimum=0,
        maximum=MAX_SEED,
    )
    device: str = setting(
        "auto",
        "Device",
        "Where the networks compute; automatic takes the fastest device found.",
        options_of="device",
        advanced=True,
    )
    precision: str = setting(
        "auto",
        "Precision",
        "Lower precision is faster on some hardware; automatic uses it where it is, float32 elsewhere.",
        choices={"auto": "Automatic", "float32": "float32", "bfloat16": "bfloat16"},
        advanced=True,
    )


@dataclass(frozen=True)
class ScoringOptions:
    """From what live scores are computed, and how much of the time that may take."""

    every_kimg: float = setting(
        50.0,
        "Score every",
        "Scores the averaged generator each time this many thousand images were shown, where the share "
        "of the time allows it; 0 scores only when a checkpoint is saved.",
        minimum=0.0,
        unit="kimg",
    )
    count: int = setting(
        2000,
        "Pictures to score",
        "How many pictures are drawn for each score. More give steadier scores and take longer.",
        minimum=100,
        maximum=50_000,
        log=True,
        unit="pictures",
        advanced=True,
    )
    max_share: float = setting(
        0.08,
        "Share of the time",
        "Scoring waits where it would take more than this share of the training time.",
        minimum=0.01,
        maximum=0.5,
        advanced=True,
    )
    extractor: str = setting(
        "embedded",
        "Feature extractor",
        "The network through whose eyes pictures are compared: “embedded” ships with the studio, "
        "“inception-v3” is that of published FID, “torchvision:NAME” any of torchvision's classifiers.",
        advanced=True,
    )


@dataclass(frozen=True)
class SavingOptions:
    """How often a run reports, draws samples and saves; whichever limit comes first counts."""

    log_every: int = setting(
        20,
        "Report every",
        "Steps between two points of the plots. Reporting more often slows training a little.",
        minimum=1,
        maximum=10_000,
        unit="steps",
        advanced=True,
    )
    samples_every_kimg: float = setting(
        0.0,
        "Samples every (images)",
        "Draws the sample grid each time this many thousand images were shown; 0 turns it off.",
        minimum=0.0,
        unit="kimg",
        advanced=True,
    )
    samples_every_steps: int = setting(
        0,
        "Samples every (steps)",
        "Draws the sample grid after this many steps; 0 turns it off.",
        minimum=0,
        unit="steps",
        advanced=True,
    )
    samples_every_seconds: float = setting(
        5.0,
        "Samples every (seconds)",
        "Draws the sample grid after this much training time; 0 turns it off.",
        minimum=0.0,
        unit="s",
    )
    save_every_kimg: float = setting(
        0.0,
        "Save every (images)",
        "Saves a checkpoint each time this many thousand images were shown; 0 turns it off.",
        minimum=0.0,
        unit="kimg",
        advanced=True,
    )
    save_every_steps: int = setting(
        0,
        "Save every (steps)",
        "Saves a checkpoint after this many steps; 0 turns it off.",
        minimum=0,
        unit="steps",
        advanced=True,
    )
    save_every_seconds: float = setting(
        60.0,
        "Save every (seconds)",
        "Saves a checkpoint after this much training time; 0 turns it off.",
        minimum=0.0,
        unit="s",
    )
    keep_last: int = setting(
        3,
        "Checkpoints to keep",
        "Older checkpoints than this many are deleted; the best one always stays.",
        minimum=1,
        maximum=1000,
    )
    grid_side: int = setting(
        8,
        "Samples per side",
        "The sample grid shows this many images in each direction.",
        minimum=1,
        maximum=32,
        advanced=True,
    )
