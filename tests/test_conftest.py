"""The rules that hold for every test do hold: tried on tests that break them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
pytest.importorskip("PySide6", reason="half of these rules are about Qt")

SAMPLE = """
import random
import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QLabel, QWidget

kept = []

def test_good_window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()

def test_good_window_nobody_keeps(qapp):
    QLabel("gone with the function").show()

def test_bad_window(qapp):
    kept.append(QLabel("left behind"))
    kept[0].setObjectName("forgotten")
    kept[0].show()

def test_good_after_bad(qapp):
    pass

def test_bad_qt_warning(qtbot):
    qWarning("something is wrong")

def test_bad_python_warning():
    import warnings
    warnings.warn("something is wrong")

def test_good_seed():
    assert random.random() == random.Random(20250601).random()

@pytest.mark.gl
def test_screen():
    pass
"""


def outcomes(folder: Path, **variables: str) -> tuple[dict[str, str], str]:
    """Each sample test's outcome, and all that pytest said."""
    shutil.copy(TESTS / "conftest.py", folder / "conftest.py")
    (folder / "test_sample.py").write_text(SAMPLE, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\nmarkers = gl\n", encoding="utf-8")
    absent = ("DISPLAY", "WAYLAND_DISPLAY", "GRADIENT_EXPLORER_SCREEN", "PYTEST_CURRENT_TEST")
    inherited = {name: value for name, value in os.environ.items() if name not in absent}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-rs", "-p", "no:cacheprovider", str(folder)],
        cwd=folder,
        env={**inherited, "QT_QPA_PLATFORM": "offscreen", **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )
    found = re.findall(r"::(test_\w+) (PASSED|FAILED|ERROR|SKIPPED)", done.stdout)
    # A test that passes and then fails in its teardown is told twice; the last word counts.
    return dict(found), done.stdout


def test_what_breaks_a_rule_fails_and_what_keeps_it_passes(tmp_path: Path) -> None:
    found, said = outcomes(tmp_path)
    assert len(found) == 8, said
    for name, outcome in found.items():
        if "good" in name:
            assert outcome == "PASSED", said
        elif "bad" in name:
            assert outcome in ("FAILED", "ERROR"), said
    assert "QLabel 'forgotten'" in said


def test_a_test_that_needs_opengl_says_why_it_is_skipped(tmp_path: Path) -> None:
    found, said = outcomes(tmp_path)
    assert found["test_screen"] == "SKIPPED"
    assert "needs a screen with OpenGL" in said


def test_where_a_screen_is_promised_nothing_is_skipped(tmp_path: Path) -> None:
    found, said = outcomes(tmp_path, GRADIENT_EXPLORER_SCREEN="required")
    assert found["test_screen"] == "PASSED", said
