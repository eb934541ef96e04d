"""Where the document lives on disk: new, open, save, and the sessions opened lately."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace
from psygnal import Signal

from explorer.model.data_store import DataStore
from explorer.model.document import Document
from explorer.model.session import Session, load_session, save_session
from explorer.model.store import Store
from explorer.model.view_state import ViewState

__all__ = ["SUFFIX", "SessionFiles"]

SUFFIX = ".gradx"
MOST_RECENT = 10


class SessionFiles:
    """The current file of a store. Signal: ``changed()`` when the path or the recent files change.

    ``prepare`` completes a document from outside (sliders for its names). All methods that read
    or write raise :class:`~explorer.model.session.SessionError` and leave the store as it was.
    """

    changed: ClassVar[Signal] = Signal()

    def __init__(
        self,
        store: Store,
        prepare: Callable[[Document], Document] = lambda document: document,
        recent: tuple[Path, ...] = (),
        tables: DataStore | None = None,
    ) -> None:
        self._store = store
        self._prepare = prepare
        self._path: Path | None = None
        self._recent = recent[:MOST_RECENT]
        self._tables = DataStore() if tables is None else tables

    @property
    def path(self) -> Path | None:
        """Where the document was opened from or saved to last, None for a new one."""
        return self._path

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files opened or saved lately, the latest first."""
        return self._recent

    @property
    def name(self) -> str:
        """What the window's title calls the document."""
        return self._path.stem if self._path is not None else self._store.document.title or "Untitled"

    @property
    def suggestion(self) -> str:
        """A file name to offer when saving for the first time."""
        kept = "".join(c if c.isalnum() or c in " -_" else "-" for c in self.name).strip(" -")
        return f"{kept or 'Untitled'}{SUFFIX}"

    def new(self) -> None:
        """Start from the opening document; the look stays."""
        self._store.replace(self._prepare(Document()), self._fresh_view())
        self._now(None)

    def open(self, path: Path) -> None:
        """Open a session; theme and type size stay as they are on this machine."""
        session = load_session(path)
        self._tables.adopt(session.tables)
        view = self._fresh_view()
        if session.view is not None:
            view = replace(session.view, theme=view.theme, text_scale=view.text_scale, layout=view.layout)
        self._store.replace(self._prepare(session.document), view)
        self._now(path)

    def open_lost(self, session: Session) -> None:
        """Take lost work back: a document without a file of its own."""
        self._tables.adopt(session.tables)
        self.open_document(session.document, session.view)

    def open_document(self, document: Document, view: ViewState | None = None) -> None:
        """Open a document that has no file: recovered work, or a formula of the command line."""
        self._store.replace(self._prepare(document), view, saved=view is None)
        self._now(None)

    def save(self, path: Path) -> None:
        """Write the session; a name without an ending gets ours."""
        path = path if path.suffix else path.with_suffix(SUFFIX)
        document = self._store.document
        save_session(document, path, self._store.view, self._tables)
        self._store.mark_saved(document)
        self._now(path)

    def _fresh_view(self) -> ViewState:
        view = self._store.view
        return replace(ViewState(), theme=view.theme, text_scale=view.text_scale, layout=view.layout, panel=view.panel)

    def _now(self, path: Path | None) -> None:
        self._path = path
        if path is not None:
            path = path.absolute()
            self._recent = (path, *(other for other in self._recent if other != path))[:MOST_RECENT]
        self.changed.emit()
