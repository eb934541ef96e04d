"""The command: ``gradient-explorer [formula | file.gradx] [options]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main"]

_NO_DISPLAY = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code (0 good, 2 unusable arguments or no display)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--symbolic-worker"]:
        from explorer.core.symbolic.worker import worker_main

        return worker_main()
    options = _parser().parse_args(given)
    from explorer.display import display_problem

    problem = display_problem()
    if problem is not None:
        print(f"gradient-explorer: {problem}", file=sys.stderr)
        return _NO_DISPLAY
    from explorer.app import run

    return run(options)


def _parser() -> argparse.ArgumentParser:
    from explorer import __version__
    from explorer.controller.panels import PANELS

    parser = argparse.ArgumentParser(
        prog="gradient-explorer",
        description="See partial derivatives and gradients of a function you type.",
    )
    parser.add_argument(
        "what",
        nargs="?",
        metavar="formula|file.gradx",
        help="a formula such as 'x²y + 3xy³', or a session to open",
    )
    parser.add_argument("--screenshot", type=Path, metavar="out.png", help="draw the window, write its picture, exit")
    parser.add_argument("--size", type=_size, default=None, metavar="1600x1000", help="size of the window in pixels")
    parser.add_argument("--theme", choices=("light", "dark"), default=None, help="light or dark")
    parser.add_argument("--panel", choices=[row.identity for row in PANELS], default=None, help="the panel to open")
    parser.add_argument("--no-opengl", action="store_true", help="draw the surface without OpenGL")
    parser.add_argument("--version", action="version", version=f"Gradient Explorer {__version__}")
    return parser


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().replace("×", "x").partition("x")
    if not (cross and width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1600x1000")
    size = int(width), int(height)
    if not all(200 <= side <= 8000 for side in size):
        raise argparse.ArgumentTypeError(f"{text!r}: each side must be from 200 to 8000 pixels")
    return size


if __name__ == "__main__":
    sys.exit(main())
