"""What each kind of part must offer to be composed with the others.

A part is a frozen dataclass behind its registry (see registry.py); these base classes give its
methods their meaning and, where most parts do nothing, a default that does nothing.
"""

from gan_studio.core.contracts.networks import (
    Architecture,
    Conditioning,
    Discriminator,
    Generator,
    Networks,
    NetworkShape,
    SampleShape,
    Seen,
    View,
    WrappedDiscriminator,
)
from gan_studio.core.contracts.parts import (
    Augmentation,
    Moment,
    Objective,
    OptimizerChoice,
    Regularizer,
    Schedule,
)

__all__ = [
    "Architecture",
    "Augmentation",
    "Conditioning",
    "Discriminator",
    "Generator",
    "Moment",
    "NetworkShape",
    "Networks",
    "Objective",
    "OptimizerChoice",
    "Regularizer",
    "SampleShape",
    "Schedule",
    "Seen",
    "View",
    "WrappedDiscriminator",
]
