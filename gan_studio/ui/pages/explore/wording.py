"""What a person would call a whole picture: its latent, then everything that sets it apart."""

from __future__ import annotations

from dataclasses import replace

from gan_studio.core.latent.class_words import class_text
from gan_studio.core.latent.requests import NOISE_MODES, Latent, ModelFacts, Noise, PictureRequest
from gan_studio.core.latent.vectors import SPACES
from gan_studio.ui.pages.explore.frames import latent_text


def point_text(latent: Latent) -> str:
    """What a latent is called, also one that no seed gives."""
    if latent.stored is None:
        return latent_text(latent)
    stored = latent.stored
    return stored.name or f"A latent in {SPACES[stored.space]}"


def request_text(request: PictureRequest, facts: ModelFacts | None) -> str:
    """Such as "Seed 5 · ψ 0.70 · boot · 2 directions"."""
    if request.blend is not None:
        start, end = (point_text(part.latent) for part in (request.blend.start, request.blend.end))
        return f"Between {start} and {end}, {request.blend.share:.0%}"
    return " · ".join([point_text(request.latent), *settings_of(request, facts)])


def settings_of(request: PictureRequest, facts: ModelFacts | None) -> list[str]:
    """What is set about a picture besides its latent, a few words each."""
    said = []
    if request.layer_psi:
        said.append("ψ by layer")
    elif request.psi != 1:
        cutoff = "" if request.cutoff is None else f" to layer {request.cutoff}"
        said.append(f"ψ {request.psi:.2f}{cutoff}")
    if named := class_text(request, facts):
        said.append(named)
    if request.z_limit is not None:
        said.append(f"z within {request.z_limit:g}")
    for count, word in (
        (len(request.style_overrides), "style change"),
        (len(request.mixing), "mixed style"),
        (len(request.steps), "direction"),
    ):
        if count:
            said.append(f"{count} {word}{'s' if count > 1 else ''}")
    noise = request.noise
    if noise.is_found:
        said.append("found noise")
    elif replace(noise, maps=None) != Noise():
        said.append(f"{NOISE_MODES.get(noise.mode, noise.mode).lower()} noise")
    return said
