"""The sessions opened lately, kept between one start of the program and the next."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from explorer.controller.files import MOST_RECENT

__all__ = ["load_recent", "save_recent"]

_NAME = "recent.json"
_LARGEST = 64 * 1024


def load_recent(folder: Path) -> tuple[Path, ...]:
    """The files named there that still exist, the latest first; nothing where the list cannot be read."""
    try:
        text = (folder / _NAME).read_bytes()[: _LARGEST + 1]
        names = msgspec.json.decode(text, type=list[str]) if len(text) <= _LARGEST else []
        return tuple(path for path in map(Path, names[:MOST_RECENT]) if path.is_file())
    except (OSError, msgspec.DecodeError, ValueError):
        return ()


def save_recent(folder: Path, paths: Iterable[Path]) -> None:
    """Remember ``paths``; silently not, where the folder cannot be written: it is a convenience."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{_NAME}.part"
        part.write_bytes(msgspec.json.encode([str(path) for path in paths]))
        part.replace(folder / _NAME)
    except OSError:
        return
