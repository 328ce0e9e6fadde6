"""Loading the heavy half of the studio while the window is already there."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Generator

from PySide6.QtCore import QObject, Signal

from gan_studio.core import registry
from gan_studio.core.config import RunConfig
from gan_studio.core.events import Preparing
from gan_studio.session.failure import Failure
from gan_studio.session.task import BackgroundTask


class PartsLoader(QObject):
    """Imports torch and discovers every registry in a thread, once.

    What needs a RunConfig or a registry waits for `ready`; `when_ready` does both cases.

    Attributes:
        device: what the networks compute on, in a few words; "" until ready.

    Signals:
        ready: everything is loaded; no argument.
        failed: the Failure, where the installation is broken.
    """

    ready = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.device = ""
        self._is_ready = False
        self._task = BackgroundTask(_discover, self, is_quiet=False)
        self._task.finished.connect(self._tell_ready)
        self._task.failed.connect(self._tell_failure)

    @property
    def is_ready(self) -> bool:
        """Whether everything is loaded."""
        return self._is_ready

    def start(self) -> None:
        """Begin to load; does nothing if that was begun before."""
        if not self._is_ready and not self._task.is_running:
            self._task.start()

    def when_ready(self, build: Callable[[], None]) -> None:
        """Call a QObject's method now if everything is loaded, else as soon as it is."""
        if self._is_ready:
            build()
        else:
            self.ready.connect(build)

    def wait(self, milliseconds: int) -> bool:
        """Block until everything is loaded and `ready` was emitted; False if it takes longer."""
        self.start()
        return self._task.wait(milliseconds) and self._is_ready

    def _tell_ready(self, device: str) -> None:
        self.device = device
        self._is_ready = True
        self.ready.emit()

    def _tell_failure(self, failure: Failure) -> None:
        self.failed.emit(failure)


def _discover() -> Generator[Preparing, None, str]:
    yield Preparing("Loading PyTorch")
    importlib.import_module("torch")
    registries = [value for value in vars(registry).values() if isinstance(value, registry.Registry)]
    for position, kind in enumerate(registries):
        yield Preparing(f"Loading every {kind.kind}", position / len(registries))
        kind.names()
    RunConfig()  # the first one is slow; the window's thread makes the next
    return _device_text()


def _device_text() -> str:
    from gan_studio.core.device import chosen_device, chosen_precision, precision_name, usable_cores

    device = chosen_device("auto")
    precision = precision_name(chosen_precision("auto", device))
    count = usable_cores()
    cores = f", {count} {'core' if count == 1 else 'cores'}" if device.type == "cpu" else ""
    return f"{device.type.upper()}{cores}, {precision}"
