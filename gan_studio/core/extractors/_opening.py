"""Networks and the weights that belong into them."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from torch import Tensor, nn

from gan_studio.core.errors import InputError

_Network = TypeVar("_Network", bound=nn.Module)


def filled(network: _Network, weights: dict[str, Tensor], origin: Path) -> _Network:
    """The network with these weights in place of its own, in float32 and frozen.

    Args:
        network: may be on the meta device, where making it draws no random number and takes no memory.
        origin: the file of the weights, for a person.

    Raises:
        InputError: if they are those of another network.
    """
    try:
        network.load_state_dict(weights, assign=True)
    except RuntimeError as error:
        first = next((line.strip() for line in str(error).splitlines()[1:]), str(error))
        raise InputError(
            f"{origin} holds the weights of another network ({first[:90]}…); "
            "choose the file that was made for this one."
        ) from None
    return network.float().eval().requires_grad_(False)
