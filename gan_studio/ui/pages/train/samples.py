"""The samples of a run, the newest or any earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from gan_studio.core.events import SamplesReady
from gan_studio.ui import theme
from gan_studio.ui.widgets.image_grid import ImageGrid

_FRAME_MS = 100
_LONGEST_FILM = 120
_EMPTY = (
    "Pictures appear here as soon as training starts:\n"
    "always of the same latents, so that you can watch them improve."
)


class SamplesPanel(QWidget):
    """A grid of samples over a slider that goes through the run's history.

    At the slider's end the newest samples show as they come; elsewhere they leave the picture alone.

    Signals:
        clicked: the index of the sample that was clicked.
    """

    clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paths: list[Path] = []
        self._newest: SamplesReady | None = None
        self._side = 0
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._play_on)
        self._make_widgets()
        self._lay_out()
        self.forget()

    def forget(self) -> None:
        """Show nothing, as before the first samples."""
        self.pause()
        self._paths, self._newest = [], None
        self.grid.set_images(np.zeros((0, 1, 1, 1), np.uint8))
        self._place_slider(0)
        self._tell_place()

    def show_past(self, samples: Sequence[Path], side: int) -> None:
        """Show the samples that a run left.

        Args:
            samples: the grids' files, oldest first.
            side: width and height of one picture in them.
        """
        self.forget()
        self._paths, self._side = list(samples), side
        self._place_slider(len(self._paths) - 1)
        self._show_chosen()

    def add_path(self, path: Path) -> None:
        """Take samples into the history that newer ones follow at once."""
        if path not in self._paths[-1:]:
            self._paths.append(path)

    def add(self, event: SamplesReady) -> None:
        """Take new samples in, and show them if the newest are wanted."""
        follows = self.slider.value() == self.slider.maximum()
        self.add_path(event.path)
        self._newest, self._side = event, event.images.shape[1]
        self._place_slider(len(self._paths) - 1 if follows and not self.is_playing else self.slider.value())
        if follows and not self.is_playing:
            self._show_chosen()
        else:
            self._tell_place()

    @property
    def is_playing(self) -> bool:
        """Whether the time-lapse runs."""
        return self._timer.isActive()

    def play(self) -> None:
        """Run through the history, from its beginning if it is at its end."""
        if len(self._paths) > 1:
            if self.slider.value() == self.slider.maximum():
                self.slider.setValue(0)
            self._timer.start()
            self._show_playing()

    def pause(self) -> None:
        """Stay at the picture that is shown."""
        self._timer.stop()
        self._show_playing()

    def _make_widgets(self) -> None:
        self.grid = ImageGrid(_EMPTY)
        self.grid.setObjectName("train.samples")
        self.grid.setAccessibleName("Samples")
        self.grid.setToolTip("What the averaged generator draws; right-click to copy or save")
        self.grid.stay_at_top()
        self.grid.clicked.connect(self.clicked)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("train.history")
        self.slider.setAccessibleName("History of the samples")
        self.slider.setToolTip("Drag to see earlier samples; at the right end new ones show as they come")
        self.slider.valueChanged.connect(self._show_chosen)
        self.slider.sliderPressed.connect(self.pause)
        self._play = QToolButton(autoRaise=True)
        self._play.setObjectName("train.play")
        self._play.clicked.connect(self._toggle)
        self._place = theme.as_figures(theme.as_note(QLabel()))
        self._place.setObjectName("train.history.place")
        self._place.setToolTip("How many real images the discriminator had seen when these were drawn")
        self._place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._place.setMinimumWidth(self._place.fontMetrics().horizontalAdvance("00,000.0 kimg"))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.spacing())
        for widget in (self._play, self.slider):  # the pictures stay where they are when these appear
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        row.addWidget(self._play)
        row.addWidget(self.slider, 1)
        row.addWidget(self._place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addLayout(row)
        column.addWidget(self.grid, 1)

    def _place_slider(self, place: int) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, max(0, len(self._paths) - 1))
            self.slider.setPageStep(max(1, len(self._paths) // 10))
            self.slider.setValue(place)
        for widget in (self.slider, self._play):
            widget.setVisible(len(self._paths) > 1)

    def _show_chosen(self) -> None:
        if self._paths:
            path = self._paths[self.slider.value()]
            newest = self._newest
            if newest is not None and path == newest.path:
                self.grid.set_images(newest.images, newest.columns)
            else:
                self._show_file(path)
        self._tell_place()

    def _show_file(self, path: Path) -> None:
        images = read_grid(path, self._side)
        if images is not None:
            self.grid.set_images(*images)

    def _tell_place(self) -> None:
        seen = int(self._paths[self.slider.value()].stem) if self._paths else 0
        self._place.setText(f"{seen / 1000:,.1f} kimg" if self._paths else "")

    def _toggle(self) -> None:
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def _play_on(self) -> None:
        stride = max(1, len(self._paths) // _LONGEST_FILM)
        self.slider.setValue(self.slider.value() + stride)
        if self.slider.value() == self.slider.maximum():
            self.pause()

    def _show_playing(self) -> None:
        self._play.setIcon(theme.icon("pause" if self.is_playing else "play"))
        self._play.setAccessibleName("Pause the time-lapse" if self.is_playing else "Play the time-lapse")
        self._play.setToolTip("Pause" if self.is_playing else "Watch the samples from the run's beginning")


def read_grid(path: Path, side: int) -> tuple[np.ndarray, int] | None:
    """The images uint8 [N, H, W, C] in the PNG of a sample grid and its columns; None if it is damaged."""
    picture = QImage(str(path))
    if picture.isNull() or not side or picture.width() % side or picture.height() % side:
        return None
    is_grey = picture.isGrayscale()
    picture = picture.convertToFormat(
        QImage.Format.Format_Grayscale8 if is_grey else QImage.Format.Format_RGB888
    )
    channels, width, height = (1 if is_grey else 3), picture.width(), picture.height()
    lines = np.frombuffer(picture.constBits(), np.uint8).reshape(height, picture.bytesPerLine())
    pixels = lines[:, : width * channels].reshape(height // side, side, width // side, side, channels)
    return pixels.swapaxes(1, 2).reshape(-1, side, side, channels).copy(), width // side
