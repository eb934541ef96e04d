"""The project's own Python environment: made once, checked in a moment ever after."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ROOT", "Environment", "environment_folder", "prepare_environment"]

ROOT = Path(__file__).resolve().parent.parent
STAMP = "gradient-explorer.json"
# What must be findable for the environment to be whole; found, not imported, to stay fast.
PROBE = """
import importlib.util, sys
sys.exit(any(importlib.util.find_spec(name) is None for name in ("pip", "explorer", "PySide6", "numpy")))
"""


@dataclass(frozen=True)
class Environment:
    """A virtual environment in which the project is installed."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        windows = sys.platform == "win32"
        return self.folder / ("Scripts" if windows else "bin") / ("python.exe" if windows else "python")

    @property
    def stamp(self) -> Path:
        """The file that says what was installed."""
        return self.folder / STAMP


def environment_folder(root: Path = ROOT) -> Path:
    """``.venv`` in the checkout, or a folder in the user's cache where the checkout is read-only."""
    inside = root / ".venv"
    if os.access(inside if inside.exists() else root, os.W_OK):
        return inside
    checkout = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    return _cache_folder() / "gradient-explorer" / f"environment-{checkout}"


def _cache_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def prepare_environment(extras: tuple[str, ...], root: Path = ROOT) -> Environment:
    """The environment with the project and ``extras`` installed; makes or mends it as needed."""
    environment = Environment(environment_folder(root))
    key = _key(root)
    installed = _installed_extras(environment, key)
    if installed is not None and set(extras) <= installed and _is_whole(environment):
        return environment
    wanted = sorted(set(extras) | (installed or set()))
    try:
        if not _runs(environment):
            _create(environment)
        _install(environment, root, wanted)
    except subprocess.CalledProcessError:
        print("The environment is damaged; making it anew …", flush=True)
        _create(environment)
        _install(environment, root, wanted)
    environment.stamp.write_text(json.dumps({"key": key, "extras": wanted}), encoding="utf-8")
    return environment


def _key(root: Path) -> str:
    """Changes when what should be installed changes."""
    parts = ((root / "pyproject.toml").read_text(encoding="utf-8"), sys.version, platform.machine(), str(root))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _installed_extras(environment: Environment, key: str) -> set[str] | None:
    """The extras installed for this very key, None when nothing valid is there."""
    try:
        stamp = json.loads(environment.stamp.read_text(encoding="utf-8"))
        return set(stamp["extras"]) if stamp["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _succeeds(environment: Environment, program: str) -> bool:
    try:
        return subprocess.run([str(environment.python), "-c", program], capture_output=True).returncode == 0
    except OSError:
        return False


def _is_whole(environment: Environment) -> bool:
    return _succeeds(environment, PROBE)


def _runs(environment: Environment) -> bool:
    """Whether there is an interpreter of our version with pip in it."""
    return _succeeds(environment, f"import pip, sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})")


def _create(environment: Environment) -> None:
    print(f"Making a Python environment in {environment.folder} …", flush=True)
    environment.folder.parent.mkdir(parents=True, exist_ok=True)
    venv.create(environment.folder, clear=True, with_pip=True, symlinks=sys.platform != "win32")


def _install(environment: Environment, root: Path, extras: list[str]) -> None:
    project = str(root) + (f"[{','.join(extras)}]" if extras else "")
    print("Installing what Gradient Explorer needs (some minutes the first time) …", flush=True)
    pip = [str(environment.python), "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input"]
    subprocess.run([*pip, "install", "--editable", project], check=True)
