"""The command as a person runs it, in a process of its own."""

import os
import subprocess
import sys

import pytest
from PySide6.QtGui import QImage

import explorer
from explorer.model.document import Document


def run(*arguments, **variables):
    environment = {**os.environ, **variables}
    command = [sys.executable, "-m", "explorer", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)


def test_version_and_help():
    assert explorer.__version__ in run("--version").stdout
    assert "--screenshot" in run("--help").stdout


@pytest.mark.parametrize("size", ["10x10", "1600", "axb", "99999x10"])
def test_a_size_that_makes_no_sense(size):
    result = run("--size", size)
    assert result.returncode == 2 and "Traceback" not in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_no_display_is_one_sentence():
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    result = subprocess.run([sys.executable, "-m", "explorer"], capture_output=True, text=True, env=environment)
    assert result.returncode == 2 and len(result.stderr.strip().splitlines()) == 1 and "display" in result.stderr


@pytest.mark.gl
@pytest.mark.parametrize(
    "arguments",
    [(), ("\\frac{x^2}{2} - y^2", "--theme", "dark"), ("x +",), ("x^3",), ("1/(x^2+y^2)", "--no-opengl")],
    ids=["opening", "latex", "error", "one variable", "no OpenGL"],
)
def test_screenshot(tmp_path, arguments):
    target = tmp_path / "out.png"
    result = run(*arguments, "--screenshot", target, "--size", "1200x800")
    assert result.returncode == 0 and result.stderr == ""
    image = QImage(str(target))
    assert (image.width(), image.height()) == (1200, 800)


@pytest.mark.gl
def test_a_session_and_a_broken_one(tmp_path):
    good, bad = tmp_path / "good.gradx", tmp_path / "bad.gradx"
    explorer.save_session(Document(formula="sin(x)cos(y)"), good)
    bad.write_text("no session")
    assert run(good, "--screenshot", tmp_path / "a.png").returncode == 0
    broken = run(bad, "--screenshot", tmp_path / "b.png")
    assert broken.returncode == 1 and "bad.gradx" in broken.stderr and "Traceback" not in broken.stderr
