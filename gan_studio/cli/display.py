"""Whether a window can be opened on this machine, and what is missing where it cannot."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

_OFFSCREEN = ("offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs")
_DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}


def window_obstacle() -> str | None:
    """Why no window can be opened here and what to do, as a sentence; None where nothing is in the way."""
    for package in ("PySide6", "pyqtgraph"):
        if importlib.util.find_spec(package) is None:
            return (
                f"The window needs {package}, which is not installed; install it with "
                f"“pip install {package}”, or go on without: {_what_works()}."
            )
    display = missing_display()
    if display:
        return f"GAN Studio cannot open its window because {display}; {_what_works()}."
    missing = missing_libraries()
    if missing:
        return (
            f"The window needs system libraries that are missing ({', '.join(missing)}); "
            f"{installation(missing)}, or go on without: {_what_works()}."
        )
    return None


def missing_display() -> str | None:
    """Why there is no display, as the end of a sentence, or None if there is one."""
    if not sys.platform.startswith("linux") or _platform() in _OFFSCREEN:
        return None
    display = os.environ.get("DISPLAY")
    if display and _answers(display):
        return None
    if os.environ.get("WAYLAND_DISPLAY"):
        return None
    return f"the display {display} does not answer" if display else "there is no display here"


def missing_libraries() -> list[str]:
    """File names of the system libraries that Qt's plugin for this display needs and does not find.

    Qt's own message names the wrong one, so the dynamic linker is asked.
    """
    folder = _pyside_folder()
    linker = shutil.which("ldd")
    if folder is None or linker is None or not sys.platform.startswith("linux"):
        return []
    plugins = folder / "Qt" / "plugins" / "platforms"
    needed = [plugins / "libqxcb.so", plugins / "libqoffscreen.so", *folder.glob("QtWidgets*.so")]
    if os.environ.get("WAYLAND_DISPLAY") and not os.environ.get("DISPLAY"):
        needed[0] = plugins / "libqwayland.so"
    present = [str(path) for path in needed if path.is_file()]
    report = subprocess.run([linker, *present], capture_output=True, text=True, check=False).stdout
    return sorted(set(re.findall(r"^\s*(\S+) => not found", report, flags=re.MULTILINE)))


def debian_packages(libraries: list[str]) -> list[str]:
    """The Debian and Ubuntu packages that bring the libraries, where they are known."""
    return sorted({_DEBIAN_PACKAGES[library] for library in libraries if library in _DEBIAN_PACKAGES})


def installation(libraries: list[str]) -> str:
    """How to install the libraries, as part of a sentence."""
    packages = debian_packages(libraries)
    if shutil.which("apt-get") and packages:
        return f"install them with “sudo apt-get install {' '.join(packages)}”"
    return "install them with your system's package manager"


def _what_works() -> str:
    script = Path(sys.argv[0])
    if script.name == "__main__.py":
        program = "python -m gan_studio"
    else:
        program = "gan-studio" if shutil.which("gan-studio") else str(script)
    return f"the commands work without a window, “{program} --help” lists them"


def _platform() -> str:
    return os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]


def _pyside_folder() -> Path | None:
    found = importlib.util.find_spec("PySide6")
    return Path(found.origin).parent if found and found.origin else None


def _answers(display: str) -> bool:
    """Whether an X server listens at a display such as “:0” or “host:10.0”; Qt would abort if not."""
    host, _, number = display.rpartition(":")
    number = number.partition(".")[0]
    if not number.isdigit():
        return True  # a form only Xlib understands; Qt will tell
    try:
        if host in ("", "unix"):
            return _local_server_answers(int(number))
        socket.create_connection((host, 6000 + int(number)), timeout=2).close()
    except OSError:
        return False
    return True


def _local_server_answers(number: int) -> bool:
    path = f"/tmp/.X11-unix/X{number}"
    for address in (path, f"\0{path}"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            try:
                client.connect(address)
            except OSError:
                continue
            return True
    return False
