"""The setting by which costly terms are used only now and then [Karras 2020, section 3.1]."""

from __future__ import annotations

from typing import Any

from gan_studio.core.config import setting


def interval_setting(of: str, remark: str = "", *, every: int = 1, advanced: bool = True) -> Any:
    """How many updates lie between two uses.

    Args:
        of: whose updates, as a sentence begins, such as "Discriminator".
        remark: what else is to be said of it, as a sentence.
        every: how many unless chosen otherwise.
        advanced: as in setting.
    """
    return setting(
        every,
        "Every",
        f"{of} updates between two uses; the term is scaled up by it. {remark}".rstrip(),
        minimum=1,
        maximum=64,
        unit="updates",
        advanced=advanced,
    )
