"""Videos as files, written frame by frame: H.264 in MP4, as every player knows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from gan_studio.core.latent.film.options import FilmOptions

_CONSTANT_RATE = {"high": 14, "medium": 20, "small": 28}
_BT709 = 1
_LIMITED_RANGE = 1


class Mp4File:
    """An MP4 of 8 bits, with half as many colours as pixels each way, its colours declared as BT.709.

    Args:
        recipe: kept as the file's comment.
        frames: how many will be added; not needed here.
    """

    def __init__(self, path: Path, recipe: str, frames: int, options: FilmOptions) -> None:
        self._options = options
        # A path that is not absolute could be taken for an address with a protocol.
        place = str(path.resolve())
        self._container = av.open(place, "w", format="mp4", options={"movflags": "+faststart"})
        self._container.metadata["comment"] = recipe
        rate = Fraction(options.fps).limit_denominator(1001)
        self._stream = self._container.add_stream("libx264", rate=rate)
        self._colours = VideoReformatter()
        self._count = 0

    def add(self, image: np.ndarray) -> None:
        """Write one more frame; height and width are even."""
        if not self._count:
            self._begin(*image.shape[:2])
        whole = np.ascontiguousarray(np.broadcast_to(image, (*image.shape[:2], 3)))
        frame = self._colours.reformat(
            av.VideoFrame.from_ndarray(whole, format="rgb24"),
            format="yuv420p",
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        frame.pts = self._count
        self._count += 1
        with _errors_of_files():
            self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Write the frames that wait to be encoded with later ones, and the index."""
        with _errors_of_files():
            self._container.mux(self._stream.encode())
            self._container.close()

    def close(self) -> None:
        """Close the file."""
        with _errors_of_files():
            self._container.close()

    def _begin(self, height: int, width: int) -> None:
        stream, codec = self._stream, self._stream.codec_context
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"crf": str(_CONSTANT_RATE[self._options.quality]), "preset": "medium"}
        codec.colorspace = codec.color_primaries = codec.color_trc = _BT709
        codec.color_range = _LIMITED_RANGE


@contextmanager
def _errors_of_files() -> Iterator[None]:
    """Let what goes wrong in the library be an OSError, as with every other file."""
    try:
        yield
    except av.FFmpegError as error:
        raise OSError(error.errno, error.strerror) from error
