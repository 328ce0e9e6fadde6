"""Operations on torch's meta device, where tensors have shapes and no values, made quick and silent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx
from torch.overrides import TorchFunctionMode

META = torch.device("meta")
Sizes = int | Sequence[int]


class Undrawn(torch.Generator):
    """A random generator for the meta device, from which nothing is drawn."""

    device = META


class _Shaped(torch.autograd.Function):
    """An operation of which only the shapes are known; keeps its inputs, as do its gradients."""

    @staticmethod
    def forward(ctx: FunctionCtx, shape: Sequence[int], *inputs: Tensor) -> Tensor:
        """A tensor of that shape."""
        ctx.save_for_backward(*inputs)
        return inputs[0].new_empty(shape)

    @staticmethod
    def backward(ctx: FunctionCtx, slope: Tensor) -> tuple[Tensor | None, ...]:
        """Tensors of the inputs' shapes, which can be differentiated again."""
        inputs = ctx.saved_tensors
        wanted = ctx.needs_input_grad[1:]
        slopes = (
            _Shaped.apply(tensor.shape, slope, *inputs) if wants else None
            for tensor, wants in zip(inputs, wanted, strict=True)
        )
        return None, *slopes


def _each(size: Sizes, axes: int) -> Sequence[int]:
    return [size] * axes if isinstance(size, int) else list(size) * (axes // len(size))


def _convolved(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Sizes = 1,
    padding: Sizes | str = 0,
    dilation: Sizes = 1,
    groups: int = 1,
) -> Tensor:
    sides, kernel = x.shape[2:], weight.shape[2:]
    if padding == "same":
        return _Shaped.apply((len(x), len(weight), *sides), x, weight)
    around = _each(0 if isinstance(padding, str) else padding, len(kernel))
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, _each(dilation, len(kernel)), strict=True)]
    steps = _each(stride, len(kernel))
    out = [(n + 2 * p - r) // s + 1 for n, p, r, s in zip(sides, around, reach, steps, strict=True)]
    return _Shaped.apply((len(x), len(weight), *out), x, weight)


def _convolved_transposed(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Sizes = 1,
    padding: Sizes = 0,
    output_padding: Sizes = 0,
    groups: int = 1,
    dilation: Sizes = 1,
) -> Tensor:
    kernel = weight.shape[2:]
    others = (_each(size, len(kernel)) for size in (stride, padding, output_padding, dilation))
    sizes = zip(x.shape[2:], kernel, *others, strict=True)
    out = [(n - 1) * s - 2 * p + d * (k - 1) + extra + 1 for n, k, s, p, extra, d in sizes]
    return _Shaped.apply((len(x), weight.shape[1] * groups, *out), x, weight)


def _normalized(x: Tensor, *others: Any, **settings: Any) -> Tensor:
    return _Shaped.apply(x.shape, x)


def _drawn(*shape: Any, **settings: Any) -> Tensor:
    return torch.empty(shape[0] if isinstance(shape[0], Sequence) else shape, device=META)


def _drawn_classes(*bounds: Any, size: Sequence[int] | None = None, **settings: Any) -> Tensor:
    return torch.empty(size or bounds[-1], dtype=torch.int64, device=META)


def _drawn_alike(x: Tensor, *others: Any, **settings: Any) -> Tensor:
    return torch.empty_like(x)


def _unchanged(x: Tensor, *others: Any, **settings: Any) -> Tensor:
    return x


_DRAWING: dict[Callable[..., Any], Callable[..., Tensor]] = {
    torch.randn: _drawn,
    torch.rand: _drawn,
    torch.randint: _drawn_classes,
}
_COMPUTING: dict[Callable[..., Any], Callable[..., Tensor]] = {
    torch.conv1d: _convolved,
    torch.conv2d: _convolved,
    torch.conv3d: _convolved,
    torch.conv_transpose1d: _convolved_transposed,
    torch.conv_transpose2d: _convolved_transposed,
    torch.conv_transpose3d: _convolved_transposed,
    torch.nn.functional.batch_norm: _normalized,
    torch.randn_like: _drawn_alike,
    torch.rand_like: _drawn_alike,
    torch.bernoulli: _drawn_alike,
    Tensor.normal_: _unchanged,
    Tensor.uniform_: _unchanged,
    Tensor.random_: _unchanged,
    Tensor.bernoulli_: _unchanged,
}


_FIRST_WEIGHTS: dict[Callable[..., Any], Callable[..., Tensor]] = {
    torch.eye: lambda side: torch.empty(side, side),
    torch.mv: lambda matrix, vector: matrix.new_empty(len(matrix)),
    torch.vdot: lambda left, right: left.new_empty(()),
    torch.nn.functional.normalize: lambda x, *others, out=None, **settings: x if out is None else out,
    Tensor.normal_: _unchanged,
    Tensor.div_: _unchanged,
    Tensor.div: _unchanged,
}
"""What networks do to their first weights and torch computes on the meta device by its compiler."""


class _Replaced(TorchFunctionMode):
    """Within the block, some operations are others."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        return self.result(func, args, kwargs or {})

    def result(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What comes of a call."""
        return func(*args, **kwargs)


class ShapesOnly(_Replaced):
    """Within the block, what is dear or random gives shapes and nothing more on the meta device."""

    def result(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What comes of a call, or just its shape."""
        if func in _DRAWING:
            is_meta = torch.device(kwargs.get("device") or "cpu") == META
            return (_DRAWING[func] if is_meta else func)(*args, **kwargs)
        return (_COMPUTING.get(func, func) if _is_on_meta(args) else func)(*args, **kwargs)


class NoFirstWeights(_Replaced):
    """Within the block, networks are built on the meta device without drawing or scaling first weights.

    Torch would import its compiler for that, which takes seconds.
    """

    def result(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What comes of a call, unless it is of first weights."""
        if getattr(func, "__module__", "") == "torch.nn.init":
            return kwargs["tensor"] if "tensor" in kwargs else args[0]
        if func is torch.randn:
            return _drawn(*args)
        computes = func is torch.eye or _is_on_meta(args)
        return (_FIRST_WEIGHTS.get(func, func) if computes else func)(*args, **kwargs)


def _is_on_meta(args: tuple[Any, ...]) -> bool:
    return bool(args) and isinstance(args[0], Tensor) and args[0].is_meta
