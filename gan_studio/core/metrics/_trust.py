"""Whether a score can be trusted, and whether it can be set beside others: the sentences that say so."""

from __future__ import annotations

import numpy as np

from gan_studio.core.evidence import Evidence

NOT_FINITE = (
    "Some features are not finite numbers, so there is no score; look at the pictures, "
    "and choose another checkpoint if the model has diverged."
)


def are_finite(*arrays: np.ndarray) -> bool:
    """Whether every number of every array is finite."""
    return all(bool(np.isfinite(array).all()) for array in arrays)


def unpublished(evidence: Evidence, label: str) -> tuple[str, ...]:
    """A note where the features are not those that published scores were computed from."""
    extractor = evidence.extractor
    if extractor is None or extractor.comparable:
        return ()
    return (f"The features are those of “{extractor.name}”: not comparable with published {label}.",)
