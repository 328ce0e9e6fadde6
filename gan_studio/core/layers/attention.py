"""Self-attention over the places of a map."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

_QUERY_SHARE, _VALUE_SHARE = 8, 2


class SelfAttention(nn.Module):
    """Adds to each place what it looks for, found anywhere in the map [Zhang 2019, eq. 1 to 3].

    Queries and keys have an eighth of the channels, values half of them; keys and values are the
    largest of each 2 x 2 places, as in the paper's code, which makes it four times cheaper. At first,
    with gamma 0, the map passes as it is.

    Args:
        channels: C.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        narrow, half = max(1, channels // _QUERY_SHARE), max(1, channels // _VALUE_SHARE)
        self.query, self.key = (nn.Conv2d(channels, narrow, 1, bias=False) for _ in range(2))
        self.value = nn.Conv2d(channels, half, 1, bias=False)
        self.out = nn.Conv2d(half, channels, 1, bias=False)
        self.gamma = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        """Maps [N, C, H, W], of a side of 2 or more."""
        query = self.query(x).flatten(2)  # [N, C / 8, H W]
        key = functional.max_pool2d(self.key(x), 2).flatten(2)  # [N, C / 8, H W / 4]
        value = functional.max_pool2d(self.value(x), 2).flatten(2)  # [N, C / 2, H W / 4]
        # Plain products: the fused ones have no second derivative, which penalties need.
        share = (query.transpose(1, 2) @ key).softmax(dim=2)  # [N, H W, H W / 4]
        found = (value @ share.transpose(1, 2)).unflatten(2, x.shape[2:])
        return x + self.gamma * self.out(found)
