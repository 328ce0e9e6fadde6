"""Dragging points of a picture to where a person wants them, after "Drag Your GAN" [Pan 2023]."""

from __future__ import annotations

import math
import time
from collections.abc import Generator as Stream
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from gan_studio.core.contracts import Generator
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.dragging.features import Sight, Tracker, disc
from gan_studio.core.latent.dragging.hints import edge_hint
from gan_studio.core.latent.dragging.look import SecondLook, Verdict
from gan_studio.core.latent.dragging.messages import (
    DragOptions,
    DragPair,
    DragResult,
    DragStep,
    check_drag,
)
from gan_studio.core.latent.dragging.progress import Progress
from gan_studio.core.latent.drawable import drawable, noise_of, stored_styles
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.core.pictures import as_pixels

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator

_SPREAD_OF = 256
_NARROWEST = 4.0
_NEAR = 2.5
_FADED_BELOW = 0.5
_PACE = 0.4
_LARGEST_PACE = 1 / 160
_SLOWEST, _FIRST, _FASTEST = 0.2, 0.5, 2.0
_SLOWER, _FASTER = 0.7, 1.04
_SHORTEST_SEARCH = 1.5
_LAYERS_OF_MANY = 6
_MANY_LAYERS = 12


def drag_in_file(
    path: Path,
    request: PictureRequest,
    pairs: Sequence[DragPair],
    mask: np.ndarray | None = None,
    options: DragOptions | None = None,
) -> Stream[Preparing | DragStep, None, DragResult]:
    """The same as `drag` with a copy of its own of a checkpoint's model, for a thread of its own.

    It leaves a core to the window.
    """
    from gan_studio.core.latent.opening import open_model
    from gan_studio.core.latent.picture import cores_for_one
    from gan_studio.core.latent.threads import compute_on

    yield Preparing("Opening the model")
    compute_on(cores_for_one())
    model, _ = open_model(path)
    return (yield from drag(model, request, pairs, mask, options))


def drag(
    model: TrainedGenerator,
    request: PictureRequest,
    pairs: Sequence[DragPair],
    mask: np.ndarray | None = None,
    options: DragOptions | None = None,
) -> Stream[DragStep, None, DragResult]:
    """Change a picture's styles until what is at the handles is at the targets, or it goes no further.

    Args:
        model: one with styles.
        request: the picture to begin with; all that it asks for is in the styles that are changed,
            its class and its noise stay.
        pairs: what to move where to.
        mask: bool [H, W], true where the picture may change; None for everywhere.
        options: how; None for what was found to be best.

    Raises:
        InputError: if the model, a point or the mask does not allow it.
    """
    generator, options = model.module, options or DragOptions()
    if not generator.num_ws:
        raise InputError("This model has no styles, which dragging changes; choose one that has.")
    check_drag(pairs, mask, generator.sample_shape[1:])
    pull = _Pull(generator, request, pairs, options)
    if mask is not None and not mask.all():
        pull.keep_outside(mask)
    progress = Progress(pairs, options)
    if (refusal := pull.refusal()) is not None:
        step = pull.look()
        yield step
        return DragResult(False, refusal, step)
    while True:
        step = pull.look()
        yield step
        if (result := progress.result_after(step)) is not None:
            return result if result.is_reached else replace(result, reason=result.reason + pull.hint())
        pull.change()


class _Pull:
    """The styles that are being changed, and what is followed in their picture."""

    def __init__(
        self,
        generator: Generator,
        request: PictureRequest,
        pairs: Sequence[DragPair],
        options: DragOptions,
    ) -> None:
        self._began = time.monotonic()
        self._pairs, self._options = pairs, options
        made = drawable(generator, request)
        self._noise, self._seed = made.noise, request.latent.seed
        # Through numpy, as what is made in inference mode takes no gradients.
        start = torch.from_numpy(made.styles.cpu().numpy()).unsqueeze(0)  # [1, L, D]
        start = start.to(next(generator.parameters()).device)
        count = generator.num_ws
        layers = options.layers or (_LAYERS_OF_MANY if count >= _MANY_LAYERS else count)
        self._free = start[:, :layers].clone().requires_grad_(True)
        self._fixed = start[:, layers:]
        self._rate = options.rate * _spread(generator)
        self._optimizer = torch.optim.Adam([self._free], lr=_FIRST * self._rate)
        self._haste, self._farthest_move = _FIRST, 0.0
        self._steps = 0
        self._mask: Tensor | None = None
        self._sight = Sight(generator)
        self._targets = torch.tensor([pair.target for pair in pairs]).to(start)
        self._handles = torch.tensor([pair.handle for pair in pairs]).to(start)
        self._begin()

    def keep_outside(self, mask: np.ndarray) -> None:
        """Hold the picture where the mask bool [H, W] is false."""
        self._mask = torch.from_numpy(mask.astype(np.float32)).to(self._handles)

    def refusal(self) -> str | None:
        """Why a handle cannot be followed, or None."""
        for pair, tracker in zip(self._pairs, self._trackers, strict=True):
            if tracker.is_plain and pair.handle != pair.target:
                x, y = pair.handle
                return (
                    f"There is nothing to hold at ({x:.0f}, {y:.0f}): its surroundings look the same. "
                    "Set the point on a corner or a detail."
                )
        return None

    def hint(self) -> str:
        """What about the points may have stood in the way, to be said after the reason."""
        hint = edge_hint(self._began_with, self._pairs)
        return f" {hint}" if hint else ""

    def look(self) -> DragStep:
        """Draw the picture and find the handles in it."""
        image, self._maps = self._draw()
        picture = as_pixels(image.detach().cpu().numpy())[0]
        if not self._steps:
            self._began_with = picture
            self._looks = [SecondLook(picture, pair.handle) for pair in self._pairs]
        verdicts = [self._follow(index, picture) for index in range(len(self._pairs))]
        return DragStep(
            self._steps,
            time.monotonic() - self._began,
            tuple(verdict.place for verdict in verdicts),
            tuple(verdict.distance for verdict in verdicts),
            tuple(verdict.likeness for verdict in verdicts),
            picture,
            self._latent(),
        )

    def change(self) -> None:
        """Move the styles one step towards where the handles are nearer to their targets."""
        loss = self._motion_loss()
        if self._mask is not None:
            change = self._sight.change_outside(self._maps, self._first, self._mask)
            loss = loss + self._options.mask_weight * change
        self._keep_pace()
        self._optimizer.zero_grad()
        loss.backward()
        self._optimizer.step()
        self._steps += 1

    def _keep_pace(self) -> None:
        """Change the styles less where the handles leap, and more where they hardly move.

        In a leap a handle is lost from sight, and something else may be drawn where it should go.
        """
        if self._farthest_move > max(_PACE, _LARGEST_PACE * self._sight.side):
            self._haste = max(_SLOWEST, _SLOWER * self._haste)
        else:
            self._haste = min(_FASTEST, _FASTER * self._haste)
        self._farthest_move = 0.0
        for group in self._optimizer.param_groups:
            group["lr"] = self._haste * self._rate

    def _begin(self) -> None:
        """Remember what is at the handles in the first picture."""
        side, options = self._sight.side, self._options
        with torch.no_grad():
            _, self._first = self._draw()
        radii = max(_SHORTEST_SEARCH, options.searched * side), max(_NARROWEST, options.patch * side)
        self._trackers = [Tracker(self._sight, self._first, handle, radii) for handle in self._handles]
        radius = max(_NARROWEST, options.supervised * side)
        self._disc = disc(radius, max(1.0, radius / 6)).to(self._handles)
        self._is_faded = [False] * len(self._pairs)
        self._first_seen = [self._sight.at(self._first, handle + self._disc) for handle in self._handles]

    def _draw(self) -> tuple[Tensor, list[Tensor]]:
        # The noise is made anew for each pass, whose layers use it up, and is the same each time.
        noise_mode = noise_of([self._noise])
        return self._sight.draw(torch.cat([self._free, self._fixed], dim=1), noise_mode)

    def _follow(self, index: int, picture: np.ndarray) -> Verdict:
        """Find a handle again.

        The flow of the picture says where about it went, as features alike all along an edge do not; the
        first picture's features say where it is there, as flow alone drifts; and a look at the pictures
        alone says whether it is.
        """
        pair, look = self._pairs[index], self._looks[index]
        if not self._steps:
            return Verdict(pair.handle, 1.0, pair.length)
        look.see(picture)
        last = tuple(self._handles[index].tolist())
        moved = look.moved(last)
        self._farthest_move = max(self._farthest_move, math.dist(last, moved))
        expected = self._handles.new_tensor(moved)
        found, _ = self._trackers[index].find(self._maps, expected)
        verdict = look.judged(tuple(found.tolist()), pair.target)
        self._handles[index] = self._handles.new_tensor(verdict.place)
        self._is_faded[index] = verdict.likeness < _FADED_BELOW
        return verdict

    def _motion_loss(self) -> Tensor:
        """Equation 1 of the paper, where what is pulled may be anchored in the first picture."""
        terms = []
        places_of = zip(self._handles, self._targets, self._first_seen, self._is_faded, strict=True)
        for handle, target, first, is_faded in places_of:
            way = target - handle
            step = way / (way.norm() / self._options.stride).clamp_min(1.0)
            places = handle + self._disc
            is_near = float(way.norm()) <= _NEAR
            anchor = self._options.anchor_near if is_near or is_faded else self._options.anchor
            wanted = self._sight.at(self._maps, places).detach().lerp(first, anchor)
            terms.append((self._sight.at(self._maps, places + step) - wanted).abs().sum(dim=1).mean())
        return torch.stack(terms).sum()

    def _latent(self) -> Latent:
        styles = torch.cat([self._free, self._fixed], dim=1).detach()[0]
        return replace(stored_styles(styles, "Dragged"), seed=self._seed)


@torch.no_grad()
def _spread(generator: Generator) -> float:
    """The standard deviation of a component of w, over latents and classes."""
    random = torch.Generator().manual_seed(0)
    z = torch.randn(_SPREAD_OF, generator.z_dim, generator=random)
    labels = torch.arange(_SPREAD_OF) % generator.num_classes if generator.num_classes else None
    device = next(generator.parameters()).device
    w = generator.mapping(z.to(device), None if labels is None else labels.to(device))
    return float(w.std(dim=0).mean())
