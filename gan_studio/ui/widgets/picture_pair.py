"""PicturePair: one picture, or two side by side that are looked at together."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gan_studio.ui import theme
from gan_studio.ui.widgets.elided_label import ElidedLabel
from gan_studio.ui.widgets.latent_image import LatentImage


class PicturePair(QWidget):
    """Shows a picture alone until it is given another; zooming into one zooms into both.

    Attributes:
        image: the picture that is always there.
        other: the one beside it.
    """

    def __init__(self, image: LatentImage, other: LatentImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image, self.other = image, other
        self.caption, self.other_caption = _caption(), _caption()
        self._is_following = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.spacing(0.5))
        self._grid.setRowStretch(1, 1)
        self.hide_other()
        image.zoom_changed.connect(self._follow_image)
        other.zoom_changed.connect(self._follow_other)

    def show_other(self, *, is_left: bool) -> None:
        """Show both, the other one at the left or at the right."""
        self._place(self.caption, self.image, 1 if is_left else 0)
        self._place(self.other_caption, self.other, 0 if is_left else 1)
        self._grid.setHorizontalSpacing(theme.spacing())
        self._set_columns(1)

    def hide_other(self) -> None:
        """Show the one picture alone."""
        self._place(self.caption, self.image, 0)
        self._set_columns(0)
        self.other.set_image(None)

    def set_captions(self, text: str, other_text: str) -> None:
        """Say what each of both is."""
        for label, image, said in (
            (self.caption, self.image, text),
            (self.other_caption, self.other, other_text),
        ):
            label.setText(said)
            label.setToolTip(said)
            image.setAccessibleDescription(said)

    def _place(self, caption: QLabel, image: LatentImage, column: int) -> None:
        self._grid.addWidget(caption, 0, column)
        self._grid.addWidget(image, 1, column)

    def _set_columns(self, second: int) -> None:
        """Give the second column as much room as the first, or none."""
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, second)
        for widget in (self.caption, self.other_caption, self.other):
            widget.setVisible(bool(second))

    def _follow_image(self) -> None:
        self._follow(self.other, self.image)

    def _follow_other(self) -> None:
        self._follow(self.image, self.other)

    def _follow(self, follower: LatentImage, leader: LatentImage) -> None:
        if not self._is_following and not self.other.isHidden():
            self._is_following = True
            follower.look_where(leader)
            self._is_following = False


def _caption() -> QLabel:
    label = theme.as_note(ElidedLabel(Qt.TextElideMode.ElideMiddle))
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setMinimumWidth(1)  # a long text is cut off rather than widening the window
    return label
