"""What an action may touch: the store, the engine, the playback, the files, the window's own doings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from explorer.controller.engine import Engine
from explorer.controller.files import SessionFiles
from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.model.store import Store

__all__ = ["Context", "Dialogs", "WindowPort"]


class Dialogs(Protocol):
    """Questions to the person; each answers None where they cancel."""

    def ask_open_path(self) -> Path | None:
        """Which session to open."""
        ...

    def ask_data_path(self) -> Path | None:
        """Which file of data to read."""
        ...

    def ask_save_path(self, suggestion: str) -> Path | None:
        """Where to save the session."""
        ...

    def ask_picture_path(self, suggestion: str) -> Path | None:
        """Where to write a picture."""
        ...

    def ask_keep_changes(self, title: str) -> bool | None:
        """True: save first; False: leave the changes; None: cancel."""
        ...

    def show_error(self, sentence: str) -> None:
        """Say what went wrong."""
        ...

    def show_text(self, title: str, text: str) -> None:
        """Show a page of text."""
        ...


class WindowPort(Protocol):
    """What only the window can do."""

    def write_picture(self, path: Path) -> None:
        """Write what the window shows as a PNG; OSError where it cannot."""
        ...

    def copy_text(self, text: str) -> None:
        """Put a text on the clipboard."""
        ...

    def pasted_text(self) -> str:
        """The text on the clipboard."""
        ...

    def choose_recent(self, paths: Sequence[Path]) -> Path | None:
        """Let the person choose among the sessions opened lately."""
        ...

    def focus_formula(self) -> None:
        """Put the cursor into the formula."""
        ...

    def focus_probe(self) -> None:
        """Put the cursor where the probe's position is typed."""
        ...

    def focus_finder(self) -> None:
        """Put the cursor into "Find an action"."""
        ...

    def toggle_full_screen(self) -> None:
        """Fill the screen, or return."""
        ...

    def close(self) -> None:
        """Leave the program (asking first about unsaved work)."""
        ...


class Context(Protocol):
    """The whole program as an action sees it."""

    @property
    def store(self) -> Store:
        """Document and view."""
        ...

    @property
    def engine(self) -> Engine:
        """Results."""
        ...

    @property
    def playback(self) -> Playback:
        """The playhead."""
        ...

    @property
    def intents(self) -> Intents:
        """The edits, with their undo labels."""
        ...

    @property
    def files(self) -> SessionFiles:
        """Where the document lives on disk."""
        ...

    @property
    def dialogs(self) -> Dialogs:
        """Questions to the person."""
        ...

    @property
    def window(self) -> WindowPort:
        """What only the window can do."""
        ...
