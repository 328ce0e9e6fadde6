"""Opening the real window: what is imported when, and that every place opens."""

from __future__ import annotations

import os
import subprocess
import sys

from gan_studio.ui.pages import FIRST_PLACE, PLACES

HEAVY = ("torch", "torchvision", "scipy", "pyqtgraph", "numpy", "PIL")

SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gan_studio.ui.app import create_window

window = create_window(["gan-studio"])
seen = []
window.painted.disconnect()  # what the window itself begins then
window.painted.connect(lambda: seen.extend(name for name in {heavy!r} if name in sys.modules))
window.painted.connect(QApplication.quit)
window.show()
QApplication.exec()
import os
print("heavy:", seen, os.environ["GOMP_SPINCOUNT"], flush=True)
os._exit(0)
"""


def test_nothing_heavy_is_imported_before_the_window_is_painted(tmp_path):
    environment = {**os.environ, "GAN_STUDIO_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("OMP_WAIT_POLICY", None)
    environment.pop("GOMP_SPINCOUNT", None)
    script = SCRIPT.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "heavy: [] 5000", done.stderr


def test_the_first_place_is_one_of_the_places():
    assert FIRST_PLACE in [place.name for place in PLACES]
    assert len({place.name for place in PLACES}) == len(PLACES)
    assert all(place.summary.endswith(".") for place in PLACES)
