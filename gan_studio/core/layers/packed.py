"""Weights laid out once as a processor's convolutions want them, for pictures drawn one at a time.

The library that convolves on processors otherwise lays a weight out anew at every call, which for small
maps and many channels takes longer than convolving.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

_OPERATIONS = (
    "_reorder_convolution_weight",
    "_convolution_pointwise",
    "_reorder_convolution_transpose_weight",
    "_convolution_transpose_pointwise",
)


@dataclass(frozen=True, eq=False)
class PackedWeight:
    """A weight [O, I, 3, 3] in a layout of the library's own; it has no gradient.

    Attributes:
        spreads: whether its convolution is transposed, with a stride of 2.
    """

    layout: Tensor
    spreads: bool

    def convolved(self, x: Tensor) -> Tensor:
        """Features [N, O, H, W] of x [N, I, H, W] with a pixel of padding; [N, O, 2H + 1, 2W + 1] spread."""
        library, none = torch.ops.mkldnn, ("none", [], "")
        x = x.to(self.layout.dtype)
        if self.spreads:
            sizes = [0, 0], [0, 0], [2, 2], [1, 1]
            return library._convolution_transpose_pointwise(x, self.layout, None, *sizes, 1, *none)
        return library._convolution_pointwise(x, self.layout, None, [1, 1], [1, 1], [1, 1], 1, *none)


def packed(weight: Tensor, x: Tensor, *, spreads: bool) -> PackedWeight | None:
    """A weight [O, I, 3, 3] packed for features like x, or None where the library cannot.

    It is what makes pictures in bfloat16 fast; in float32 large weights are carried over to tiles instead.
    """
    if weight.dtype != torch.bfloat16 or weight.device.type != "cpu" or not _can_pack():
        return None
    library, size = torch.ops.mkldnn, list(x.shape)
    if spreads:
        turned = weight.transpose(0, 1).contiguous()
        sizes = [0, 0], [0, 0], [2, 2], [1, 1]
        layout = library._reorder_convolution_transpose_weight(turned, *sizes, 1, size)
    else:
        layout = library._reorder_convolution_weight(weight, [1, 1], [1, 1], [1, 1], 1, size)
    return PackedWeight(layout, spreads)


def _can_pack() -> bool:
    has_library = torch.backends.mkldnn.is_available() and torch.backends.mkldnn.enabled
    is_fast = has_library and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return is_fast and all(hasattr(torch.ops.mkldnn, name) for name in _OPERATIONS)
