"""What films are called on disk, for those who must not load anything to know it."""

from __future__ import annotations

FILM_ENDINGS = (".mp4", ".gif", ".webp")

FIRST_FRAME = "frame-000000.png"
"""In a folder of frames."""
