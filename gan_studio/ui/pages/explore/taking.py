"""Taking a picture that lies between two others as one of its own, which controls can change."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from gan_studio.core.latent.requests import PictureRequest
from gan_studio.session.render_messages import Rendered
from gan_studio.ui.pages.explore.latents import stored
from gan_studio.ui.pages.explore.view import View

NAME = "A moment between pictures"


def taken_request(picture: Rendered, name: str = NAME) -> PictureRequest:
    """A request that shows a drawn picture again and is no blend.

    Of a blend the latent becomes a stored one: its styles where the model has them, else its z. Both
    hold truncation and directions already, so nothing of those is asked for again.

    Args:
        picture: the answer whose first picture is meant.
        name: what the stored latent is called.
    """
    request = picture.requests[0]
    if request.blend is None:
        return request
    return replace(request, latent=stored(picture, request.latent.seed, name), blend=None)


def settled(view: View, shown: PictureRequest, picture: Rendered | None) -> View:
    """The view that a control means which was moved while a blend is shown.

    A control changes one part of a request. Where the rest says that it is a blend, which counts in
    place of all parts, the blend is taken as a picture of its own and the part is changed in that; or
    the nearer of its ends, while no moment between them has been drawn.

    Args:
        view: what the control asks for.
        shown: the request that is shown before.
        picture: the newest picture drawn, or None.
    """
    asked = view.request
    if asked.blend is None or asked == shown or asked.blend != shown.blend:
        return view
    start = shown.nearest
    if picture is not None and picture.requests[0].blend is not None:
        start = taken_request(picture)
    changes: dict[str, Any] = {
        part.name: getattr(asked, part.name)
        for part in fields(PictureRequest)
        if getattr(asked, part.name) != getattr(shown, part.name)
    }
    if "latent" in changes and start.latent.space == "z":
        is_component = replace(asked.latent, overrides=()) == replace(shown.latent, overrides=())
        if is_component:
            changes["latent"] = replace(start.latent, overrides=asked.latent.overrides)
    return replace(view, request=replace(start, **changes))
