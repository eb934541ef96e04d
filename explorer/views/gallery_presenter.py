"""Fills the gallery and opens what is chosen there."""

from __future__ import annotations

from msgspec.structs import replace

from explorer.controller.engine import Engine
from explorer.controller.executor import CancelToken, Executor, Failure
from explorer.controller.learning.subject_edits import with_subject
from explorer.controller.playback import Playback
from explorer.controller.thumbnails import thumbnail
from explorer.model.gallery import GalleryEntry, gallery_entries
from explorer.model.learn_settings import FORMULA
from explorer.model.store import Store
from explorer.views.panels.gallery_panel import GalleryPanel, GalleryRow

__all__ = ["GalleryPresenter"]


class GalleryPresenter:
    """Pictures are computed when the gallery is first opened, one after the other."""

    def __init__(
        self, panel: GalleryPanel, store: Store, executor: Executor, engine: Engine, playback: Playback
    ) -> None:
        self._panel = panel
        self._store = store
        self._executor = executor
        self._engine = engine
        self._playback = playback
        self._entries = {entry.name: entry for entry in gallery_entries()}
        self._pictured = False
        rows = [GalleryRow(entry.name, entry.title, entry.formula, entry.note) for entry in self._entries.values()]
        panel.set_rows(rows)
        panel.chosen.connect(self.open)
        store.view_changed.connect(lambda view, _old: self._draw() if view.panel == "gallery" else None)

    def open(self, key: str) -> None:
        """Make the entry the document, as one step that can be undone, and run its descent."""
        entry = self._entries[key]
        self._playback.rewind()
        document = self._engine.synchronised(entry.document(with_subject(self._store.document, FORMULA)))
        self._store.update(document, f"Open {entry.title}")
        if entry.camera is not None:
            self._store.set_view(replace(self._store.view, camera=entry.camera))

    def _draw(self) -> None:
        if self._pictured:
            return
        self._pictured = True
        for entry in self._entries.values():
            self._ask(entry)

    def _ask(self, entry: GalleryEntry) -> None:
        def work(token: CancelToken) -> object:
            token.check()
            return thumbnail(entry)

        def done(answer: object) -> None:
            if not isinstance(answer, Failure):
                self._panel.set_picture(entry.name, answer)  # type: ignore[arg-type]

        self._executor.submit(f"thumbnail {entry.name}", work, done)
