"""No conditioning."""

from __future__ import annotations

from dataclasses import dataclass

from gan_studio.core.contracts import Conditioning
from gan_studio.core.registry import CONDITIONINGS


@CONDITIONINGS.register("unconditional", label="None", summary="The networks are not told any class.")
@dataclass(frozen=True)
class Unconditional(Conditioning):
    """The architecture's networks as they are."""
