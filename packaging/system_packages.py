"""The system packages that a window needs: which are missing, and installing them where we may.

Qt's xcb platform aborts the process when one of its libraries is missing and cannot be caught,
so this looks before anything of Qt is loaded.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

__all__ = ["MissingPackages", "ensure_system_packages", "missing_packages"]

# Debian package → the library by which we see that it is there, on any distribution.
LIBRARIES = {
    "libglib2.0-0": "libglib-2.0.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libdbus-1-3": "libdbus-1.so.3",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
}
TEST_PROGRAMS = {"xvfb": "Xvfb", "xauth": "xauth"}
# Better with it, complete without it: package → a folder that shows it is there.
OPTIONAL = {"fonts-inter": "/usr/share/fonts/opentype/inter"}


class MissingPackages(Exception):
    """System packages are missing and could not be installed; the text says what to do."""


def _library_loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_packages(
    *, tests: bool, library_loads: Callable[[str], bool] = _library_loads, which: Callable[[str], object] = shutil.which
) -> list[str]:
    """The required Debian packages that are not there, in a fixed order."""
    missing = [package for package, library in LIBRARIES.items() if not library_loads(library)]
    if importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    if tests:
        missing += [package for package, program in TEST_PROGRAMS.items() if which(program) is None]
    return missing


def _missing_optional() -> list[str]:
    return [package for package, folder in OPTIONAL.items() if not Path(folder).is_dir()]


def ensure_system_packages(*, tests: bool) -> None:
    """Install what is missing where we may; raises :class:`MissingPackages` where we may not."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_packages(tests=tests)
    if not missing:
        return
    if shutil.which("apt-get") is None:
        raise MissingPackages(
            "Gradient Explorer needs system packages that Debian calls "
            f"{' '.join(missing)}; install your system's packages of that kind and try again."
        )
    prefix = _privilege()
    if prefix is None:
        raise MissingPackages(
            f"Some system packages are missing; run: sudo apt-get update && sudo apt-get install -y {' '.join(missing)}"
        )
    _install(prefix, missing)
    still = missing_packages(tests=tests)
    if still:
        raise MissingPackages(f"apt-get ran, but these packages are still missing: {' '.join(still)}.")


def _privilege() -> list[str] | None:
    """What to put before apt-get: nothing for root, sudo if it asks no password, else None."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def _install(prefix: list[str], packages: list[str]) -> None:
    print(f"Installing system packages: {' '.join(packages)} …", flush=True)
    environment = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    _apt([*environment, "apt-get", "update", "-qq"])
    offered = [name for name in _missing_optional() if _is_offered(name)]
    _apt([*environment, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, *offered])


def _is_offered(package: str) -> bool:
    return subprocess.run(["apt-cache", "show", package], capture_output=True).returncode == 0


def _apt(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode != 0:
        lines = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()
        raise MissingPackages(f"System packages could not be installed, `{' '.join(command)}` says: {lines[-1]}")
