"""Writing a clean copy of a data set: upright PNGs in class folders, nothing broken, nothing double."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import NamedTuple

from gan_studio import paths
from gan_studio.core.data.decode import upright
from gan_studio.core.data.doctor import examine
from gan_studio.core.data.report import Report
from gan_studio.core.data.source import Item, Source, Unreadable
from gan_studio.core.data.sources.folder import REPORT_FILE
from gan_studio.core.data.split import UNLABELLED
from gan_studio.core.data.threads import Pace, default_threads, in_order
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing

_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")


class Repaired(NamedTuple):
    """What a repair wrote.

    Attributes:
        folder: of the copy.
        count: pictures in it.
        left_out: files that cannot be read.
        doubles: pictures equal to one that was written.
        report: of the data set it was made from.
    """

    folder: Path
    count: int
    left_out: int
    doubles: int
    report: Report


def repair(source: Source, out: Path) -> Generator[Preparing, None, Repaired]:
    """Write a repaired copy of a data set to a new folder, with a report.json.

    Pictures keep their size and become upright PNGs, all grey or all RGB, in a folder for each
    class; a test split of the set's own becomes folders train and test. Closing the generator leaves
    nothing behind.

    Raises:
        InputError: if `out` has files in it, is inside the data set, or cannot be written.
    """
    out = Path(os.path.abspath(paths.typed(str(out))))
    _check_free(source, out)
    report = yield from _first_half(examine(source))
    doubles = {name for group in report.duplicates for name in group[1:]}
    unwanted = doubles | set(report.left_out)
    chosen = [index for index, item in enumerate(source.items) if item.name not in unwanted]
    with _beside(out) as folder:
        written = yield from _write(source, chosen, folder, report)
        left_out = len(report.left_out)
        summary = {
            **report.values(),
            "repaired": {
                "count": len(written),
                "left_out": left_out,
                "doubles": len(doubles),
                "files": written,
            },
        }
        (folder / REPORT_FILE).write_text(json.dumps(summary, indent=1, ensure_ascii=False), encoding="utf-8")
        if out.is_dir():
            out.rmdir()
        os.rename(folder, out)
    return Repaired(out, len(written), left_out, len(doubles), report)


def _check_free(source: Source, out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out} is not empty; choose a new or empty folder for the repaired copy.")
    inside = Path(source.text)
    if inside.is_dir() and out.is_relative_to(inside):
        raise InputError(f"{out} is inside the data set; choose a folder elsewhere for the repaired copy.")


def _first_half(events: Generator[Preparing, None, Report]) -> Generator[Preparing, None, Report]:
    """The same events, their shares halved because the writing is still to come."""
    try:
        while True:
            event = next(events)
            yield Preparing(event.what, None if event.share is None else event.share / 2)
    except StopIteration as stop:
        return stop.value
    finally:
        events.close()


@contextlib.contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A temporary folder on the same disk, deleted at the end unless it was moved away."""
    folder = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", suffix=".part", dir=out.parent))
        folder.chmod(0o755)
        yield folder
    except OSError as error:
        raise InputError(
            f"The repaired copy cannot be written to {out} ({error.strerror or error}); "
            "choose another folder."
        ) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _write(
    source: Source, chosen: list[int], folder: Path, report: Report
) -> Generator[Preparing, None, list[dict[str, str]]]:
    """Write the chosen items; gives which file each became."""
    mode = "RGB" if report.channels == 3 else "L"
    names, pace = _Names(source, labelled=bool(report.classes)), Pace()
    written: list[dict[str, str]] = []
    for data in in_order(lambda place: _png(source, chosen[place], mode), len(chosen), default_threads()):
        if data is not None:
            item = source.items[chosen[len(written)]]
            name = names.for_item(item)
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            written.append({"file": name, "from": item.name})
        if data is None or pace.due():
            share = len(written) / max(1, len(chosen))
            yield Preparing(f"Writing {len(written):,} of {len(chosen):,} pictures", 0.5 + share / 2)
    return written


def _png(source: Source, index: int, mode: str) -> bytes:
    try:
        image = upright(source.load(index).image).convert(mode)
    except Unreadable as reason:
        name = source.items[index].name
        raise InputError(f"{name} can no longer be read ({reason}); was the data set changed?") from None
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


class _Names:
    """Gives every item a file name of its own, safe on every system, in the folder of its class."""

    def __init__(self, source: Source, *, labelled: bool) -> None:
        self._classes = source.classes
        self._labelled = labelled
        self._split = source.has_test_split
        self._taken: set[str] = set()
        self._folders: dict[str, str] = {}

    def for_item(self, item: Item) -> str:
        """A name with "/" that no earlier item has, also where case does not count."""
        parts = ["test" if item.held_out else "train"] if self._split else []
        if self._labelled:
            parts.append(self._class_folder(UNLABELLED if item.label is None else self._classes[item.label]))
        stem = _safe(os.path.splitext(item.name.rpartition("/")[2])[0], "picture")
        return self._unique("/".join([*parts, stem]), ".png")

    def _class_folder(self, name: str) -> str:
        if name not in self._folders:
            self._folders[name] = self._unique(_safe(name, "class"), "")
        return self._folders[name]

    def _unique(self, name: str, suffix: str) -> str:
        result, number = name + suffix, 2
        while result.casefold() in self._taken:
            result, number = f"{name}-{number}{suffix}", number + 1
        self._taken.add(result.casefold())
        return result


def _safe(name: str, otherwise: str) -> str:
    """A name without anything that means something in a path on any system."""
    name = re.sub(r'[\x00-\x1f<>:"/\\|?*\ufffd]+', "-", name).strip(" .")[:100]
    return f"{name}_" if _RESERVED.match(name) else name or otherwise
