"""``explorer.show`` as a script calls it: a window on a Python function, its picture, and the end of the call."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from explorer.views.theme import theme
from tests.views.pictures import near, pixels

pytestmark = pytest.mark.gl

SCRIPT = """
import sys
import numpy as np
import explorer as gx
from PySide6.QtCore import QTimer

def loss(a, b):
    return np.log1p((1 - a) ** 2 + 20 * (b - a * a) ** 2)

shown = gx.show(loss, x=(-2, 2), y=(-1, 3), names=("a", "b"), title="My loss", panel="descent", block=False)
shown.program.intents.move_start(-1.2, 2.0)
shown.program.intents.settle()
shown.save_picture(sys.argv[1])
header = shown.program.views.window.header
print(header.editor.text, header.editor.line.isReadOnly(), len(shown.program.engine.results.runs), sep="|")
shown.close()

def close():
    print("blocked until closed")
    from PySide6.QtWidgets import QApplication
    next(window for window in QApplication.topLevelWidgets() if window.isVisible()).close()

QTimer.singleShot(1500, close)
again = gx.show(lambda x, y: 1 / 0)
print(again.is_open, again.objective.trouble)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("show")
    script = folder / "script.py"
    script.write_text(textwrap.dedent(SCRIPT), encoding="utf-8")
    picture = folder / "shown.png"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        [sys.executable, str(script), str(picture)],
        capture_output=True,
        text=True,
        timeout=90,
        env=environment,
        check=False,
    )
    return done, QImage(str(picture))


def test_the_script_runs_to_its_end(told):
    done, _ = told
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "Python: My loss|True|1"
    assert lines[1] == "blocked until closed"
    assert lines[2].startswith("False The Python function <lambda> failed at")


def test_the_picture_shows_the_function(told):
    picture = pixels(told[1])
    height, width = picture.shape[:2]
    views = picture[int(0.2 * height) : int(0.65 * height), : int(0.68 * width)]
    for name in ("x", "y", "gradient"):
        assert near(views, getattr(theme("light"), name)).sum() > 100
    map_side = views[:, int(0.58 * views.shape[1]) : int(0.9 * views.shape[1])].reshape(-1, 3)
    assert len(np.unique(map_side // 16, axis=0)) > 60  # a coloured map, not an empty one
