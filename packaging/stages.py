"""What each command of run.py does once everything that it needs is there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from environment import ROOT, Environment

__all__ = ["benchmark", "build", "check", "open_window", "test"]

NO_TESTS_COLLECTED = 5
SCREEN = "-screen 0 1920x1200x24"


def _call(command: Sequence[str], **variables: str) -> int:
    """Run a command in the checkout, with more environment variables, and return its exit code."""
    return subprocess.call(list(command), cwd=ROOT, env={**os.environ, **variables})


def _python(environment: Environment, *arguments: str) -> list[str]:
    return [str(environment.python), "-m", *arguments]


def open_window(environment: Environment, arguments: Sequence[str]) -> int:
    """Open the window; paths among the arguments stay relative to where the user is, and nothing is imported there."""
    return subprocess.call([str(environment.python), "-P", "-m", "explorer", *arguments])


def test(environment: Environment, arguments: Sequence[str]) -> int:
    """Every test: those without a screen first, then those that need OpenGL on a screen of their own."""
    print("Tests that need no screen:", flush=True)
    plain = _call(_python(environment, "pytest", "-m", "not gl", *arguments), QT_QPA_PLATFORM="offscreen")
    print("Tests that need a screen with OpenGL:", flush=True)
    drawn = _with_screen(_python(environment, "pytest", "-m", "gl", *arguments))
    return combined_exit_code(plain, drawn)


def combined_exit_code(*codes: int) -> int:
    """The first failure; a part that had nothing to run is no failure unless all had nothing."""
    ran = [code for code in codes if code != NO_TESTS_COLLECTED]
    return next((code for code in ran if code != 0), 0) if ran else NO_TESTS_COLLECTED


def _with_screen(command: Sequence[str]) -> int:
    """Run on a virtual screen with software OpenGL on Linux, on the real screen elsewhere."""
    if not sys.platform.startswith("linux"):
        return _call(command, GRADIENT_EXPLORER_SCREEN="required")
    return _call(
        ["xvfb-run", "-a", "-s", SCREEN, *command],
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
        _announced(
            "The lower layers where no Qt is installed",
            _python(environment, "pytest", "-p", "no:pytest-qt", *lower_layers_tests()),
            GRADIENT_EXPLORER_WITHOUT_QT="1",
        ),
    ]
    return combined_exit_code(*codes)


def lower_layers_tests() -> list[str]:
    """The folders of tests that need no Qt."""
    folders = (ROOT / "tests" / layer for layer in ("core", "model", "export", "controller"))
    return [str(folder.relative_to(ROOT)) for folder in folders if folder.is_dir()]


def _announced(title: str, command: Sequence[str], **variables: str) -> int:
    print(f"{title}:", flush=True)
    return _call(command, QT_QPA_PLATFORM="offscreen", **variables)


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
