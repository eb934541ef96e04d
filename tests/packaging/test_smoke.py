"""The smoke test itself: it must notice what it is there for."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

pytest.importorskip("PySide6", reason="pictures are read by Qt")

import bundle
import numpy as np
import smoke
from PySide6.QtGui import QImage


def picture(colours: int) -> QImage:
    """A picture with that many different colours."""
    values = np.arange(256 * 256, dtype=np.uint32).reshape(256, 256) % colours
    return QImage(values.tobytes(), 256, 256, QImage.Format.Format_RGB32).copy()


def program(folder: Path, body: str) -> Path:
    """An executable Python script that stands in for the built program."""
    path = folder / "program"
    path.write_text(f"#!{sys.executable}\nimport sys\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


posix = pytest.mark.skipif(sys.platform == "win32", reason="a script with #! is no program on Windows")


def test_few_colours_are_an_empty_window_and_many_a_drawn_one() -> None:
    assert smoke.is_blank(picture(1))
    assert smoke.is_blank(picture(400))
    assert not smoke.is_blank(picture(20_000))


@pytest.mark.parametrize(
    "said",
    [
        "Traceback (most recent call last):",
        "libEGL.so.1: cannot open shared object file",
        "ModuleNotFoundError: No module named 'sympy'",
        'qt.qpa.plugin: could not load the Qt platform plugin "xcb"',
    ],
)
@posix
def test_a_fault_among_the_words_fails_despite_a_good_exit_code(tmp_path: Path, said: str) -> None:
    with pytest.raises(smoke.Failure):
        smoke.run(program(tmp_path, f"print({said!r}, file=sys.stderr)"))


@posix
def test_a_bad_exit_code_fails(tmp_path: Path) -> None:
    with pytest.raises(smoke.Failure, match="exit code 3"):
        smoke.run(program(tmp_path, "sys.exit(3)"))


@posix
def test_a_quiet_success_gives_what_was_printed(tmp_path: Path) -> None:
    assert smoke.run(program(tmp_path, "print('x²', flush=True)"), "--version").strip() == "x²"


@posix
def test_a_program_that_writes_no_picture_fails(tmp_path: Path) -> None:
    with pytest.raises(smoke.Failure, match="no picture"):
        smoke.draws(program(tmp_path, ""), tmp_path / "window.png")


@posix
def test_the_worker_of_the_source_answers_as_the_program_s_must(tmp_path: Path) -> None:
    source = f"sys.path.insert(0, {str(bundle.ROOT)!r})\nfrom explorer.__main__ import main\nsys.exit(main())"
    smoke.answers(program(tmp_path, source))


@posix
def test_a_worker_that_dies_fails(tmp_path: Path) -> None:
    with pytest.raises(smoke.Failure, match="no answer"):
        smoke.answers(program(tmp_path, "sys.exit(1)"))


def test_sizes_are_told_by_part(tmp_path: Path) -> None:
    for name, size in (("_internal/numpy/a.so", 5), ("_internal/numpy/core/b.so", 7), ("program", 3)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    assert bundle.files_by_part(tmp_path) == {"numpy": 12, "program": 3}
