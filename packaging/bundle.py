"""Build the stand-alone program into ``dist/gradient-explorer`` and tell its size."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from environment import ROOT

__all__ = ["DIST", "files_by_part", "main"]

DIST = ROOT / "dist" / "gradient-explorer"
SPEC = ROOT / "packaging" / "gradient-explorer.spec"
MEBIBYTE = 1 << 20


def main() -> int:
    """Run PyInstaller; returns its exit code."""
    print("Building the program (some minutes) …", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", str(SPEC)],
        cwd=ROOT,
    )
    if done.returncode == 0:
        report(DIST)
    return done.returncode


def report(folder: Path) -> None:
    """Print what the program weighs, and its heaviest parts."""
    parts = files_by_part(folder)
    print(f"{folder.relative_to(ROOT)}: {sum(parts.values()) / MEBIBYTE:.0f} MiB")
    for name, size in parts.most_common(8):
        print(f"  {size / MEBIBYTE:6.1f} MiB  {name}")


def files_by_part(folder: Path) -> Counter[str]:
    """Bytes of the files beneath each part: the first folder within the collected libraries, or the file itself."""
    parts: Counter[str] = Counter()
    for path in _files(folder):
        names = [name for name in path.relative_to(folder).parts if name != "_internal"]
        parts[names[0]] += path.stat().st_size
    return parts


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


if __name__ == "__main__":
    sys.exit(main())
