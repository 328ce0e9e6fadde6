"""The file of a direction, which goes when the direction is removed and comes back with undo."""

from __future__ import annotations

from pathlib import Path

from gan_studio.core.latent.direction_files import bring_back, files_of, forget_direction
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.vectors import Direction
from gan_studio.session.notices import Notices


class Removal:
    """An Effect of the step that removes a direction: what was saved of it is deleted.

    It happens in the folder of the model that was open then, whichever is open when it is taken back.
    """

    def __init__(self, direction: Direction, facts: ModelFacts, notices: Notices) -> None:
        self._direction = direction
        self._facts = facts
        self._notices = notices
        self._files: dict[Path, bytes] = {}

    def do(self) -> None:
        """Delete the file, if there is one."""
        try:
            self._files = files_of(self._direction, self._facts)
            forget_direction(self._direction, self._facts)
        except OSError as error:
            self._notices.error(
                f"The file of “{self._direction.name}” cannot be deleted ({error.strerror or error}); "
                "it will be listed again when the model is opened."
            )

    def undo(self) -> None:
        """Write it again as it was."""
        try:
            bring_back(self._files)
        except OSError as error:
            self._notices.error(
                f"The file of “{self._direction.name}” cannot be written again "
                f"({error.strerror or error}); save the direction to have it with the model."
            )
