"""What a model cannot draw, told before it is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.errors import InputError
from gan_studio.core.latent.requests import (
    BLEND_METHODS,
    MAX_AMOUNT,
    MAX_COMPONENT,
    MAX_NOISE_STRENGTH,
    MAX_PSI,
    MAX_STYLE,
    MAX_Z_LIMIT,
    METHODS,
    MIN_PSI,
    MIN_Z_LIMIT,
    NOISE_MODES,
    Latent,
    ModelFacts,
    Noise,
    PictureRequest,
    Step,
    Walk,
)
from gan_studio.core.latent.vectors import SPACES, StoredPoint


def check(request: PictureRequest, facts: ModelFacts) -> None:
    """Raises InputError, with a sentence, for a request that the model cannot draw."""
    if request.blend is not None:
        _check_blend(request, facts)
        return
    _check_latent(request.latent, facts)
    for psi in (request.psi, *request.layer_psi):
        _check_number("Truncation psi", psi, MIN_PSI, MAX_PSI)
    if request.z_limit is not None:
        _check_number("The limit of z", request.z_limit, MIN_Z_LIMIT, MAX_Z_LIMIT)
    if facts.num_ws:
        _check_styles(request, facts)
    elif request.cutoff is not None or request.layer_psi or request.mixing or request.style_overrides:
        raise InputError(
            f"{facts.name} has no style layers; leave the cutoff, psi by layer, mixing and styles out."
        )
    for step in request.steps:
        _check_step(step, facts)
    _check_noise(request.noise, facts)
    _check_label(request.label, request.classes, facts)


def _check_blend(request: PictureRequest, facts: ModelFacts) -> None:
    blend = request.blend
    _check_number("The share of a blend", blend.share, 0.0, 1.0)
    _check_method(blend.method, BLEND_METHODS)
    for latent in (blend.before, blend.after):
        if latent is not None and latent.space != "z":
            raise InputError("A smooth way passes latents in Z only; leave the others out.")
        if latent is not None:
            _check_latent(latent, facts)
    for end in (blend.start, blend.end):
        if end.blend is not None:
            raise InputError("A picture between two others cannot be between pictures that are so too.")
        check(end, facts)


def _check_styles(request: PictureRequest, facts: ModelFacts) -> None:
    if request.cutoff is not None and not 0 <= request.cutoff <= facts.num_ws:
        raise InputError(f"The cutoff is {request.cutoff}; {facts.name} has {facts.num_ws} style layers.")
    if request.layer_psi and len(request.layer_psi) != facts.num_ws:
        raise InputError(
            f"Psi is given for {len(request.layer_psi)} layers; {facts.name} has {facts.num_ws} style layers."
        )
    for layer, index, value in request.style_overrides:
        _check_layers((layer,) if layer >= 0 else (), facts)
        if not 0 <= index < facts.w_dim:
            raise InputError(f"There is no style component {index} in {facts.name}; it has {facts.w_dim}.")
        _check_number(f"Style component {index}", value, -MAX_STYLE, MAX_STYLE)
    for mixed in request.mixing:
        _check_latent(mixed.latent, facts)
        _check_layers(mixed.layers, facts)


def _check_layers(layers: tuple[int, ...], facts: ModelFacts) -> None:
    for layer in layers:
        if not 0 <= layer < facts.num_ws:
            raise InputError(f"There is no style layer {layer} in {facts.name}; it has {facts.num_ws}.")


def _check_step(step: Step, facts: ModelFacts) -> None:
    direction = step.direction
    shapes = {
        "z": [(facts.z_dim,)],
        "w": [(facts.w_dim,), (facts.num_ws, facts.w_dim)] if facts.num_ws else [],
    }
    if direction.vector.shape not in shapes.get(direction.space, []):
        raise InputError(
            f"The direction “{direction.name}” is not one of {facts.name}: it moves "
            f"{' × '.join(map(str, direction.vector.shape))} numbers of {direction.space.upper()}."
        )
    _check_number(f"The amount of “{direction.name}”", step.amount, -MAX_AMOUNT, MAX_AMOUNT)
    _check_layers(step.layers, facts)


def _check_noise(noise: Noise, facts: ModelFacts) -> None:
    if noise != Noise() and not facts.has_noise:
        raise InputError(f"{facts.name} adds no noise to its layers; leave the noise as it is.")
    if noise.mode not in NOISE_MODES:
        raise InputError(f"There is no noise “{noise.mode}”; there are: {', '.join(NOISE_MODES)}.")
    _check_number("The strength of noise", noise.strength, 0.0, MAX_NOISE_STRENGTH)
    _check_seed(noise.seed)
    if noise.maps is not None and noise.maps.shape != (facts.noise_size,):
        raise InputError(
            f"The noise that was found has {' × '.join(f'{size:,}' for size in noise.maps.shape)} numbers; "
            f"the layers of {facts.name} take {facts.noise_size:,}."
        )


def _check_label(label: int | None, classes: tuple[tuple[int, float], ...], facts: ModelFacts) -> None:
    if label is None and facts.num_classes and not classes:
        raise InputError(f"{facts.name} draws by class; choose a class from 0 to {facts.num_classes - 1}.")
    if (label is not None or classes) and not facts.num_classes:
        raise InputError(f"{facts.name} was trained without classes; leave the class out.")
    for asked in [label] if label is not None else []:
        _check_class(asked, facts)
    for asked, weight in classes:
        _check_class(asked, facts)
        _check_number(f"The weight of class {asked}", weight, 0.0, 1e6)
    if classes and not sum(weight for _, weight in classes) > 0:
        raise InputError("No class of the blend has a weight above 0; raise one.")


def _check_class(label: int, facts: ModelFacts) -> None:
    if not 0 <= label < facts.num_classes:
        raise InputError(f"There is no class {label} in {facts.name}; it has 0 to {facts.num_classes - 1}.")


def _check_latent(latent: Latent, facts: ModelFacts) -> None:
    _check_seed(latent.seed)
    for index, value in latent.overrides:
        if not 0 <= index < facts.z_dim:
            raise InputError(f"There is no latent dimension {index} in {facts.name}; it has {facts.z_dim}.")
        _check_number(f"Latent dimension {index}", value, -MAX_COMPONENT, MAX_COMPONENT)
    if latent.stored is not None:
        _check_stored(latent.stored, facts)
    if latent.walk is not None:
        _check_walk(latent.walk, latent.position, facts)


def _check_stored(stored: StoredPoint, facts: ModelFacts) -> None:
    if stored.space not in facts.latent_spaces:
        name = SPACES.get(stored.space, stored.space)
        raise InputError(f"{facts.name} has no latent space {name}, in which this latent is.")
    shape = {"z": (facts.z_dim,), "w": (facts.w_dim,), "w_plus": (facts.num_ws, facts.w_dim)}[stored.space]
    if stored.vector.shape != shape:
        raise InputError(
            f"This latent has {' × '.join(map(str, stored.vector.shape))} numbers; in {facts.name} one of "
            f"{SPACES[stored.space]} has {' × '.join(map(str, shape))}."
        )


def _check_walk(walk: Walk, position: float, facts: ModelFacts) -> None:
    if len(walk.anchors) < 2:
        raise InputError("An interpolation needs two seeds or more; add another.")
    _check_method(walk.method, METHODS)
    if not 0 <= position <= walk.length:
        raise InputError(f"Position {position:g} is not on the interpolation, which ends at {walk.length}.")
    for anchor in walk.anchors:
        if anchor.walk is not None:
            raise InputError("An interpolation cannot pass through another interpolation.")
        _check_latent(anchor, facts)


def _check_method(method: str, methods: Iterable[str]) -> None:
    if method not in methods:
        raise InputError(f"There is no interpolation “{method}”; there are: {', '.join(methods)}.")


def _check_seed(seed: int) -> None:
    if not 0 <= seed <= MAX_SEED:
        raise InputError(f"The seed is {seed}; it must be between 0 and {MAX_SEED}.")


def _check_number(what: str, value: float, smallest: float, largest: float) -> None:
    if not math.isfinite(value) or not smallest <= value <= largest:
        raise InputError(f"{what} is {value:g}; it must be between {smallest:g} and {largest:g}.")
