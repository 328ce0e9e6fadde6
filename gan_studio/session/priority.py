"""Making a working thread step back for the window's."""

from __future__ import annotations

import os
import sys
import threading

_NICENESS = 1
_WINDOWS_BELOW_NORMAL = -1


def lower_priority() -> None:
    """Let the calling thread, and every thread it starts, come after the window's thread.

    Does nothing where the platform has no priority per thread or forbids the change: the window is
    then less smooth, and nothing else differs.
    """
    try:
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        elif sys.platform == "win32":
            import ctypes

            kernel = ctypes.windll.kernel32
            kernel.SetThreadPriority(kernel.GetCurrentThread(), _WINDOWS_BELOW_NORMAL)
    except OSError:
        pass
