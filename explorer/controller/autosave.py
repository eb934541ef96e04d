"""Keeps a copy of unsaved work, and finds the copies that a crash left behind.

Each running program writes one file into its own folder of the user's state, named by its process.
A file whose process is gone was never removed: its work was lost.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from explorer.model.data_store import DataStore
from explorer.model.document import Document
from explorer.model.errors import SessionError
from explorer.model.session import Session, load_session, save_session
from explorer.model.view_state import ViewState

__all__ = ["Autosave", "LostWork", "lost_work", "state_folder"]

DELAY_SECONDS = 2.0
MOST_OFFERED = 20
_PREFIX, _SUFFIX = "autosave-", ".gradx"

Cancel = Callable[[], None]


class Later(Protocol):
    """Calls something after some seconds on the UI thread, unless it is cancelled first."""

    def __call__(self, seconds: float, work: Callable[[], None], /) -> Cancel: ...


@dataclass(frozen=True)
class LostWork:
    """A copy whose program ended without removing it."""

    path: Path
    session: Session

    def discard(self) -> None:
        """Forget it."""
        self.path.unlink(missing_ok=True)


def state_folder(environment: dict[str, str] | None = None, platform: str = sys.platform) -> Path:
    """Where this user's programs keep what must outlive them."""
    known = dict(os.environ) if environment is None else environment
    home = Path(known.get("HOME") or Path.home())
    if platform == "win32":
        base = Path(known.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(known.get("XDG_STATE_HOME") or home / ".local" / "state")
    return base / "gradient-explorer"


def lost_work(folder: Path) -> list[LostWork]:
    """The copies of programs that run no more, the latest first; what cannot be read is removed."""
    found: list[tuple[float, LostWork]] = []
    for path in sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}"))[:MOST_OFFERED]:
        process = path.name[len(_PREFIX) : -len(_SUFFIX)]
        if process.isdecimal() and _is_running(int(process)):
            continue
        try:
            found.append((path.stat().st_mtime, LostWork(path, load_session(path))))
        except (SessionError, OSError):
            path.unlink(missing_ok=True)
    return [lost for _, lost in sorted(found, key=lambda entry: entry[0], reverse=True)]


class Autosave:
    """Writes the document two seconds after its last change; a failure to write is reported once."""

    def __init__(
        self,
        folder: Path,
        later: Later,
        report: Callable[[str], None] = lambda sentence: None,
        tables: DataStore | None = None,
    ) -> None:
        self._tables = tables
        self._path = folder / f"{_PREFIX}{os.getpid()}{_SUFFIX}"
        self._later = later
        self._report = report
        self._cancel: Cancel | None = None
        self._waiting: tuple[Document, ViewState] | None = None
        self._failed = False

    @property
    def path(self) -> Path:
        """The file of this program."""
        return self._path

    def changed(self, document: Document, view: ViewState, unsaved: bool) -> None:
        """There is another document; ``unsaved`` says whether it is worth keeping."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        if not unsaved:
            self._waiting = None
            self._path.unlink(missing_ok=True)
            return
        self._waiting = document, view
        self._cancel = self._later(DELAY_SECONDS, self.flush)

    def flush(self) -> None:
        """Write now what waits to be written."""
        self._cancel = None
        if self._waiting is None:
            return
        (document, view), self._waiting = self._waiting, None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            save_session(document, self._path, view, self._tables)
        except (SessionError, OSError) as error:
            if not self._failed:
                self._report(f"Unsaved work is not being kept: {error}")
            self._failed = True

    def close(self) -> None:
        """The program ends as it should: nothing is lost."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        self._waiting = None
        self._path.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    if sys.platform == "win32":
        return _is_running_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _is_running_on_windows(process: int) -> bool:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(0x1000, False, process)
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259  # STILL_ACTIVE
