"""Try the stand-alone program: it draws its window, and its symbolic worker answers.

Run by bundle.py's caller on a screen with OpenGL. A traceback or a missing library on the way fails
it, whatever the exit code says.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

import msgspec
from bundle import DIST
from PySide6.QtGui import QImage

from explorer.core.expression.evaluate import evaluate
from explorer.core.notation import parse_text
from explorer.core.symbolic.messages import Reply, Request, forest, read_frame, trees, write_frame

__all__ = ["FAULTS", "is_blank", "main"]

FAULTS = re.compile(
    r"Traceback|Error:|cannot open shared object|No module named|could not load the Qt platform|DLL load failed"
)
FORMULA = "x²y + 3xy³"
SECONDS = 120
FEWEST_COLOURS = 2000


class Failure(Exception):
    """The built program does not do what it should; the text says what."""


def main() -> int:
    """Exit code 0 if the program draws and answers."""
    program = DIST / ("gradient-explorer.exe" if sys.platform == "win32" else "gradient-explorer")
    try:
        version = run(program, "--version").strip()
        with tempfile.TemporaryDirectory() as folder:
            draws(program, Path(folder) / "window.png")
        answers(program)
    except (Failure, subprocess.TimeoutExpired, OSError) as failure:
        print(f"The built program fails: {failure}", file=sys.stderr)
        return 1
    print(f"{version}: the built program draws its window and answers a symbolic partial derivative.")
    return 0


def run(program: Path, *arguments: str) -> str:
    """What the program prints; :class:`Failure` on a bad exit code or a fault among its words."""
    done = subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=SECONDS
    )
    said = done.stdout + done.stderr
    if done.returncode != 0 or FAULTS.search(said):
        raise Failure(f"`{' '.join(arguments)}` gives exit code {done.returncode} and says:\n{said}")
    return done.stdout


def draws(program: Path, picture: Path) -> None:
    """The window opens, is drawn and its picture is no empty frame."""
    run(program, FORMULA, "--screenshot", str(picture), "--size", "1280x800")
    image = QImage(str(picture))
    if image.isNull():
        raise Failure("--screenshot wrote no picture")
    if is_blank(image):
        raise Failure("the picture of the window shows next to nothing")


def is_blank(image: QImage) -> bool:
    """Whether a picture holds fewer colours than a drawn surface has: controls and text alone have some hundreds."""
    pixels = image.convertToFormat(QImage.Format.Format_RGB32).constBits()
    words = memoryview(pixels).cast("I")
    return len(set(words)) < FEWEST_COLOURS


def answers(program: Path) -> None:
    """The worker loads SymPy out of the program and differentiates: ∂(x²y + 3xy³)/∂x at (2, 3) is 93."""
    command = [str(program), "--symbolic-worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as worker:
        assert worker.stdin is not None and worker.stdout is not None and worker.stderr is not None
        guard = threading.Timer(SECONDS, worker.kill)
        guard.start()
        ready = reply(worker.stdout)
        if ready is not None:
            write_frame(worker.stdin, Request(1, "partials", forest([parse_text(FORMULA).root]), ("x",)))
        answer = reply(worker.stdout)
        worker.stdin.close()
        said = worker.stderr.read().decode("utf-8", "replace")
        guard.cancel()
    if answer is None or answer.failure or FAULTS.search(said):
        raise Failure(f"the symbolic worker gives no answer: {answer.failure if answer else ''}\n{said}")
    slope = evaluate(trees(answer.forest)[0], {"x": 2.0, "y": 3.0})
    if slope != 93:
        raise Failure(f"the symbolic worker's ∂f/∂x is {slope} at (2, 3); it should be 93")


def reply(stream: IO[bytes]) -> Reply | None:
    """The worker's next answer, None when it has ended."""
    data = read_frame(stream)
    return None if data is None else msgspec.msgpack.decode(data, type=Reply)


if __name__ == "__main__":
    sys.exit(main())
