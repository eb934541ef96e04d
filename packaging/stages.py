"""What each command of run.py does once everything that it needs is there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from tempfile import TemporaryFile
from threading import Thread
from typing import IO

from environment import ROOT, Environment

__all__ = ["benchmark", "build", "check", "open_window", "test"]

NO_TESTS_COLLECTED = 5
SCREEN = "-screen 0 1920x1200x24"


def _call(command: Sequence[str], told: IO[bytes] | None = None, **variables: str) -> int:
    """Run a command in the checkout, with more environment variables, and return its exit code.

    What it prints goes into ``told`` if that is given.
    """
    errors = None if told is None else subprocess.STDOUT
    return subprocess.call(list(command), cwd=ROOT, env={**os.environ, **variables}, stdout=told, stderr=errors)


def _python(environment: Environment, *arguments: str) -> list[str]:
    return [str(environment.python), "-m", *arguments]


def open_window(environment: Environment, arguments: Sequence[str]) -> int:
    """Open the window; paths among the arguments stay relative to where the user is, and nothing is imported there."""
    return subprocess.call([str(environment.python), "-P", "-m", "explorer", *arguments])


def test(environment: Environment, arguments: Sequence[str]) -> int:
    """Every test once, in three parts; that with OpenGL has a screen of its own and runs beside the others.

    The lower layers are tested as if no Qt were installed, which shows that they need none.
    """
    with TemporaryFile() as told:
        drawing = Thread(target=lambda: drawn.append(_with_screen(with_opengl, told)))
        drawn: list[int] = []
        with_opengl = _python(environment, "pytest", "-m", "gl", *arguments)
        drawing.start()
        print("Tests of core, model, export and controller, without Qt:", flush=True)
        lower = _python(environment, "pytest", "-p", "no:pytest-qt", "-m", "not gl", *arguments)
        below = _call(lower, GRADIENT_EXPLORER_WITHOUT_QT="1", GRADIENT_EXPLORER_TESTS="lower")
        print("Tests of the views and all else that needs no screen:", flush=True)
        upper = _python(environment, "pytest", "-m", "not gl", *arguments)
        plain = _call(upper, QT_QPA_PLATFORM="offscreen", GRADIENT_EXPLORER_TESTS="upper")
        drawing.join()
        print("Tests that need a screen with OpenGL:", flush=True)
        told.seek(0)
        print(told.read().decode(errors="replace"), end="", flush=True)
    return combined_exit_code(below, plain, *drawn)


def combined_exit_code(*codes: int) -> int:
    """The first failure; a part that had nothing to run is no failure unless all had nothing."""
    ran = [code for code in codes if code != NO_TESTS_COLLECTED]
    return next((code for code in ran if code != 0), 0) if ran else NO_TESTS_COLLECTED


def _with_screen(command: Sequence[str], told: IO[bytes] | None = None) -> int:
    """Run on a virtual screen with software OpenGL on Linux, on the real screen elsewhere."""
    if not sys.platform.startswith("linux"):
        return _call(command, told, GRADIENT_EXPLORER_SCREEN="required")
    return _call(
        ["xvfb-run", "-a", "-s", SCREEN, *command],
        told,
        QT_QPA_PLATFORM="xcb",
        LIBGL_ALWAYS_SOFTWARE="1",
        GRADIENT_EXPLORER_SCREEN="required",
    )


def check(environment: Environment) -> int:
    """Style, types, the direction of imports; all are run, so that one go tells everything."""
    codes = [
        _announced("Style (ruff)", _python(environment, "ruff", "check", ".")),
        _announced("Types (mypy --strict)", _python(environment, "mypy")),
        _announced("Layers", _python(environment, "pytest", "tests/test_layers.py")),
    ]
    return combined_exit_code(*codes)


def _announced(title: str, command: Sequence[str], **variables: str) -> int:
    print(f"{title}:", flush=True)
    return _call(command, None, QT_QPA_PLATFORM="offscreen", **variables)


def benchmark(environment: Environment, arguments: Sequence[str]) -> int:
    """Every benchmark, or those named, on a screen with OpenGL; their ratios are printed, not judged."""
    found = sorted((ROOT / "tests" / "benchmarks").glob("bench_*.py"))
    chosen = [path for path in found if not arguments or path.stem.removeprefix("bench_") in arguments]
    codes = []
    for path in chosen:
        print(f"{path.stem}:", flush=True)
        codes.append(_with_screen([str(environment.python), str(path)]))
    return combined_exit_code(*codes)


def build(environment: Environment) -> int:
    """The program as a folder in ``dist/``, started once to see that it works."""
    made = _call([str(environment.python), "packaging/bundle.py"])
    return made or _with_screen([str(environment.python), "packaging/smoke.py"])
