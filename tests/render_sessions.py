"""Opening models in a render session, and wishing for pictures."""

from __future__ import annotations

from pathlib import Path

from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.session.render_messages import Opened
from gan_studio.session.render_session import RenderSession


def opened_in(qtbot, session: RenderSession, path: Path) -> Opened:
    """What the session says once it has opened a model."""
    with qtbot.waitSignal(session.opened, timeout=20_000) as answer:
        session.open(path)
    return answer.args[0]


def request_of(seed: int) -> PictureRequest:
    """The plain picture of a seed."""
    return PictureRequest(Latent(seed))
