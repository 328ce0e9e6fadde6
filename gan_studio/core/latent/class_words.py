"""How the class of a picture is called."""

from __future__ import annotations

from gan_studio.core.latent.requests import ModelFacts, PictureRequest


def class_text(request: PictureRequest, facts: ModelFacts | None) -> str:
    """A picture's class in a few words; "" where the model has none.

    Args:
        facts: of the model, whose classes may have names; or None while none is open.
    """
    if request.classes:
        return f"{len(request.classes)} classes"
    if request.label is None:
        return ""
    is_named = facts is not None and request.label < len(facts.classes)
    return facts.classes[request.label] if is_named else f"class {request.label}"
