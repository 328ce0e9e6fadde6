"""Opening the window where it cannot be opened says why in one sentence and exits 2."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from gan_studio.cli import display

is_linux = sys.platform.startswith("linux")
linux_only = pytest.mark.skipif(not is_linux, reason="only there a display can be missing")


@pytest.fixture
def bare(monkeypatch):
    """An environment that names no display."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@linux_only
def test_without_a_display_the_program_names_what_works_instead(bare):
    done = subprocess.run(
        [sys.executable, "-m", "gan_studio"],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no display" in done.stderr
    assert "“python -m gan_studio --help” lists them" in done.stderr


@linux_only
def test_a_display_that_does_not_answer_is_named(bare, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":31999")
    assert "the display :31999 does not answer" in display.window_obstacle()


@linux_only
def test_a_display_over_the_network_is_asked(bare, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - 6000
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{number}.0")
        assert display.missing_display() is None
    assert "does not answer" in display.missing_display()


def test_the_program_is_named_as_it_can_be_called(bare, monkeypatch):
    monkeypatch.setattr(display.sys, "argv", [".venv/bin/gan-studio"])
    monkeypatch.setattr(display.sys, "platform", "linux")
    monkeypatch.setattr(display.shutil, "which", lambda name: None)
    assert "“.venv/bin/gan-studio --help”" in display.window_obstacle()
    monkeypatch.setattr(display.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert "“gan-studio --help”" in display.window_obstacle()


def test_an_offscreen_window_needs_no_display(bare, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display.missing_display() is None


@pytest.mark.parametrize("package", ["PySide6", "pyqtgraph"])
def test_a_missing_package_is_named_with_its_remedy(monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    assert f"pip install {package}" in display.window_obstacle()


def test_missing_libraries_are_named_with_their_packages(monkeypatch):
    said = "\tlibxcb-icccm.so.4 => not found\n\tlibxcb-keysyms.so.1 => not found\n\tlibc.so.6 => /lib/x\n"
    linker = subprocess.CompletedProcess([], 0, said)
    monkeypatch.setattr(display.subprocess, "run", lambda *_, **__: linker)
    monkeypatch.setattr(display.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(display.sys, "platform", "linux")
    sentence = display.window_obstacle()
    assert "libxcb-icccm.so.4, libxcb-keysyms.so.1" in sentence
    assert "apt-get install libxcb-icccm4 libxcb-keysyms1" in sentence
