"""Writes a picture of the window once everything in it has come to rest."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

__all__ = ["take_screenshot", "wait_for_rest"]

_PATIENCE_SECONDS = 60.0
_QUIET_ROUNDS = 6
_ROUND_MILLISECONDS = 40


def wait_for_rest(application: QApplication, at_rest: Callable[[], bool], patience: float = _PATIENCE_SECONDS) -> bool:
    """Run the event loop until ``at_rest`` has held for a while; False when patience ran out."""
    end = time.monotonic() + patience
    quiet = 0
    while quiet < _QUIET_ROUNDS:
        loop = QEventLoop()
        QTimer.singleShot(_ROUND_MILLISECONDS, loop.quit)
        loop.exec()
        application.processEvents()
        quiet = quiet + 1 if at_rest() else 0
        if time.monotonic() > end:
            return False
    return True


def take_screenshot(
    application: QApplication, window: QWidget, at_rest: Callable[[], bool], path: Path, close: Callable[[], None]
) -> int:
    """Write the window's picture; 0 if it was written, 1 with a sentence if not."""
    rested = wait_for_rest(application, at_rest)
    written = window.grab().save(str(path), "PNG")
    close()
    if not written:
        print(f"gradient-explorer: the picture could not be written to {path}; check the folder.", file=sys.stderr)
        return 1
    if not rested:
        print("gradient-explorer: the window did not come to rest; the picture shows how far it got.", file=sys.stderr)
    return 0
