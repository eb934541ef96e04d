"""Choices that bring a whole picture with them: a gallery entry, a found window."""

from __future__ import annotations

from explorer.controller import edits
from explorer.controller.engine import Engine
from explorer.controller.playback import Playback
from explorer.model.gallery import gallery_entries
from explorer.model.store import Store

__all__ = ["find_window", "open_entry"]


def open_entry(store: Store, engine: Engine, playback: Playback, name: str) -> None:
    """Show the gallery's entry of that name; one undo step. An unknown name does nothing."""
    for entry in gallery_entries():
        if entry.name == name:
            playback.rewind()
            store.set_view(entry.view(store.view))
            store.update(engine.synchronised(entry.document(store.document)), f"Open {entry.title}")


def find_window(store: Store, engine: Engine) -> None:
    """Look for a window that shows something and go there; the engine says where there is none."""

    def found(ranges: tuple[float, float, float, float]) -> None:
        store.update(edits.set_window(store.document, *ranges), "Find window")

    engine.find_window(found)
