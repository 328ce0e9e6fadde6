"""What a person is told of an exception: what happened and what to try."""

from __future__ import annotations

import errno
import traceback
from dataclasses import dataclass

from gan_studio.core.errors import InputError

_MEMORY_WORDS = ("out of memory", "can't allocate memory", "not enough memory", "cannot allocate memory")


@dataclass(frozen=True)
class Failure:
    """Why something stopped.

    Attributes:
        message: what happened, in a sentence.
        advice: what to try, or "" where the message says it.
        trace: the exception's trace, or "" where it would tell a person nothing.
    """

    message: str
    advice: str = ""
    trace: str = ""


def failure_of(error: BaseException) -> Failure:
    """What to tell a person of an exception; it holds only texts, so no tensor is kept alive."""
    if isinstance(error, InputError):
        return Failure(str(error))
    trace = "".join(traceback.format_exception(error))
    if is_out_of_memory(error):
        return Failure(
            "The device ran out of memory.",
            "Choose a smaller batch size or a lower resolution, or close other programs, then start again.",
            trace,
        )
    if isinstance(error, OSError):
        return _disk_failure(error, trace)
    if isinstance(error, ImportError):
        return Failure(
            f"A part of the installation is missing or broken: {error}.",
            "Install GAN Studio again; `gan-studio doctor` says what this machine lacks.",
            trace,
        )
    text = str(error).strip().split("\n", maxsplit=1)[0]
    return Failure(
        f"Something unexpected went wrong ({type(error).__name__}{': ' + text if text else ''}).",
        "What was saved is still there. Try again; if it happens again, report it with the details below.",
        trace,
    )


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception means that memory ran out; torch says so in a RuntimeError."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    words = str(error).lower()
    return isinstance(error, RuntimeError) and any(known in words for known in _MEMORY_WORDS)


def _disk_failure(error: OSError, trace: str) -> Failure:
    place = f" ({error.filename})" if error.filename else ""
    reason = error.strerror or str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Failure(
            f"The disk is full{place}.",
            "Free some space, for example by deleting old runs and emptying the trash, then try again.",
            trace,
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return Failure(
            f"A file or folder may not be used{place}: {reason}.",
            "Choose another folder, or change its permissions.",
            trace,
        )
    if isinstance(error, FileNotFoundError):
        return Failure(
            f"A file or folder is missing{place}.",
            "It may have been moved or deleted; choose it again.",
            trace,
        )
    return Failure(f"Reading or writing failed{place}: {reason}.", "Check the disk, then try again.", trace)
