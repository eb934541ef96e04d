"""The one accessor for files that ship with the program: themes, icons, gallery, shaders."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

__all__ = ["resource_bytes", "resource_names", "resource_path", "resource_text"]


@cache
def _root() -> Path:
    package = Path(__file__).resolve().parent.parent
    candidates = [package / "resources", package.parent / "resources"]
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        candidates.insert(0, Path(frozen) / "explorer" / "resources")
    for candidate in candidates:
        if (candidate / "themes").is_dir():
            return candidate
    raise FileNotFoundError("the program's resources folder is missing; reinstall Gradient Explorer")


def resource_path(*parts: str) -> Path:
    """The path of a shipped file or folder, e.g. ``resource_path("icons", "play.svg")``."""
    return _root().joinpath(*parts)


def resource_text(*parts: str) -> str:
    """The UTF-8 text of a shipped file."""
    return resource_path(*parts).read_text(encoding="utf-8")


def resource_bytes(*parts: str) -> bytes:
    """The bytes of a shipped file."""
    return resource_path(*parts).read_bytes()


def resource_names(folder: str, suffix: str) -> list[str]:
    """The file names with that suffix in a shipped folder, sorted."""
    return sorted(path.name for path in resource_path(folder).iterdir() if path.suffix == suffix)
