"""With which view Explore begins when a model has been opened."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gan_studio.core.latent.fitting import fitted_request
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.core.latent.session_file import KeptSession
from gan_studio.session.render_messages import Opened
from gan_studio.ui.pages.explore.directions.view import with_saved
from gan_studio.ui.pages.explore.view import View


@dataclass(frozen=True)
class Arrival:
    """How to begin with a model.

    Attributes:
        beginning: the view before what was asked for with the model: what was kept of it, or what was
            shown before as far as the model can draw it.
        view: the view to show: with the recipe's picture, or the one that is carried along.
        comes_back: whether the beginning was kept.
        warnings: what a person should know, a sentence each.
    """

    beginning: View
    view: View
    comes_back: bool
    warnings: tuple[str, ...]


def arrival(opened: Opened, shown: View, before: KeptSession | None, *, is_carrying: bool) -> Arrival:
    """How to begin with a model that was opened.

    Args:
        shown: the view until now.
        before: what was kept of the model until now, and where.
        is_carrying: whether the picture is to stay as far as possible even where another was kept.
    """
    kept, facts = opened.kept, opened.facts
    # What was kept beside the model that is open already is older than what is shown of it.
    is_same = kept is None or (before is not None and before.path == kept.path)
    comes_back = not is_same and kept.session is not None
    if is_same:
        beginning = shown
    elif comes_back:
        beginning = View.of_session(kept.session)
    else:
        beginning = View(request=_without_styles(shown.request), walk=shown.walk)
    beginning, troubles = with_saved(beginning.fitted(facts), facts)
    view = beginning
    if opened.request is not None:
        walk, timeline = opened.request.latent.walk or view.walk, opened.timeline or view.timeline
        view = replace(view, request=opened.request, walk=walk, timeline=timeline)
    elif is_carrying:
        view = replace(view, request=fitted_request(shown.request, facts))
    warnings = (opened.warning, kept.warning if kept else "", *troubles)
    return Arrival(beginning, view, comes_back, tuple(warning for warning in warnings if warning))


def _without_styles(request: PictureRequest) -> PictureRequest:
    """The request without what means something only among the styles of the model it was made for."""
    request = request.nearest
    latent = request.latent if request.latent.space == "z" else Latent(request.latent.seed)
    return replace(request, latent=latent, style_overrides=(), mixing=(), steps=())
