"""Keeping a file to one process at a time."""

from __future__ import annotations

import sys
from typing import BinaryIO

_FAR = 2**40
"""Where Windows locks a byte: past the end, so that other programs can still read the file."""


def lock(file: BinaryIO) -> bool:
    """Lock an open file until it is closed, also by a crash; False where another holds it.

    A file system that knows no locks locks nothing, and True is returned.
    """
    if sys.platform == "win32":
        import msvcrt

        place = file.tell()
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(place)
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
