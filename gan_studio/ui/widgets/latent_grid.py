"""LatentGrid: pictures called by what they are drawn from."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent

from gan_studio.ui.widgets.image_grid import ImageGrid


class LatentGrid(ImageGrid):
    """An image grid whose captions stand alone, without a cell's number."""

    def caption(self, index: int) -> str:
        """What the picture is drawn from."""
        return super().caption(index).partition(" · ")[2]

    def event(self, event: QEvent) -> bool:
        """Show the tooltip beside the pictures only; on them the caption says more."""
        if isinstance(event, QHelpEvent) and self.index_at(event.pos()) is not None:
            return True
        return super().event(event)
