"""What the relativistic games share: how real an image looks beside images of the other kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional

from gan_studio.core.config import setting
from gan_studio.core.contracts import Objective

_COSTS: dict[str, Callable[[Tensor], Tensor]] = {
    "logistic": lambda lead: functional.softplus(-lead),  # -log sigmoid(lead)
    "least_squares": lambda lead: (1 - lead).square(),
    "hinge": lambda lead: (1 - lead).relu(),
}
_FORMS = {"logistic": "Logistic", "least_squares": "Least squares", "hinge": "Hinge"}


@dataclass(frozen=True)
class RelativisticGame(Objective):
    """A discriminator whose score of an image has a meaning only beside that of another."""

    form: str = setting(
        "logistic",
        "Form",
        "What a lead of one side's score over the other's costs. Logistic is the usual cross-entropy, "
        "least squares draws the lead to 1, and hinge stops once it is 1.",
        choices=_FORMS,
    )

    compares = True
    undecided = None

    def cost(self, lead: Tensor) -> Tensor:
        """What each lead [N] costs the player that wants it large."""
        return _COSTS[self.form](lead)
