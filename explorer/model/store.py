"""The current document and view, and the history of what the user chose.

Goal: every user choice is one undo step, a drag included. The undo stack is a list of documents:
a Document is a small frozen value that shares its unchanged parts with its neighbours, so five
hundred of them cost less than one picture. Rejected: a stack of inverse commands (each new kind
of edit would need its own inverse, and a wrong one corrupts everything after it).

Only the UI thread calls a Store.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from psygnal import Signal

from explorer.model.document import Document
from explorer.model.view_state import ViewState

__all__ = ["HISTORY_LIMIT", "Store"]

HISTORY_LIMIT = 500


class _Step(NamedTuple):
    """A document to return to and the name of the edit that led away from it."""

    document: Document
    label: str


class Store:
    """Holds one Document and one ViewState and tells who listens when they change.

    Signals: ``document_changed(new, old)``, ``view_changed(new, old)``, ``history_changed()``
    whenever what undo, redo or ``dirty`` answer may have changed, ``settled()`` when a gesture
    ends (see :meth:`end_merge`). A listener may update the store: its change is told after the
    one being told.
    """

    document_changed: ClassVar[Signal] = Signal(Document, Document, reemission="queued")
    view_changed: ClassVar[Signal] = Signal(ViewState, ViewState, reemission="queued")
    history_changed: ClassVar[Signal] = Signal()
    settled: ClassVar[Signal] = Signal()

    def __init__(self, document: Document | None = None, view: ViewState | None = None) -> None:
        self._document = Document() if document is None else document
        self._view = ViewState() if view is None else view
        self._saved = self._document
        self._undo: deque[_Step] = deque(maxlen=HISTORY_LIMIT)
        self._redo: list[_Step] = []
        self._merge_key: str | None = None

    @property
    def document(self) -> Document:
        """The current document."""
        return self._document

    @property
    def view(self) -> ViewState:
        """How the document is looked at."""
        return self._view

    @property
    def merge_key(self) -> str | None:
        """The key of the gesture that is going on, None between gestures."""
        return self._merge_key

    def documents(self) -> Iterator[Document]:
        """Every document that undo, redo or closing without saving can return to, the current one included."""
        yield self._document
        yield self._saved
        for step in (*self._undo, *self._redo):
            yield step.document

    def update(self, document: Document, label: str = "Change", merge_key: str | None = None) -> None:
        """Make ``document`` current, as one undo step called ``label``.

        Consecutive updates with the same ``merge_key`` (the moves of one drag) are one step, until
        :meth:`end_merge`, another key, or none.
        """
        if merge_key is None or merge_key != self._merge_key:
            self.end_merge()
        if document == self._document:
            return
        if merge_key is None or merge_key != self._merge_key:
            self._undo.append(_Step(self._document, label))
        self._merge_key = merge_key
        self._redo.clear()
        self._become(document)

    def end_merge(self) -> None:
        """The gesture is over; one that came back to where it began leaves no undo step."""
        if self._merge_key is None:
            return
        self._merge_key = None
        if self._undo and self._undo[-1].document == self._document:
            self._undo.pop()
        self.history_changed.emit()
        self.settled.emit()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone step."""
        return bool(self._redo)

    @property
    def undo_label(self) -> str:
        """What undo would take back, e.g. ``"Move probe"``; empty when nothing."""
        return self._undo[-1].label if self._undo else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again; empty when nothing."""
        return self._redo[-1].label if self._redo else ""

    def undo(self) -> None:
        """Return to the document before the last step; does nothing when there is none."""
        self.end_merge()
        if self._undo:
            step = self._undo.pop()
            self._redo.append(_Step(self._document, step.label))
            self._become(step.document)

    def redo(self) -> None:
        """Take back the last undo; does nothing when there is none."""
        self.end_merge()
        if self._redo:
            step = self._redo.pop()
            self._undo.append(_Step(self._document, step.label))
            self._become(step.document)

    def set_view(self, view: ViewState) -> None:
        """Look at the document differently; never an undo step, never makes it unsaved."""
        if view != self._view:
            old, self._view = self._view, view
            self.view_changed.emit(view, old)

    @property
    def dirty(self) -> bool:
        """Whether the document differs from the one last saved or opened."""
        return self._document != self._saved

    def mark_saved(self, document: Document | None = None) -> None:
        """Remember ``document`` (default: the current one) as the one on disk."""
        self._saved = self._document if document is None else document
        self.history_changed.emit()

    def replace(self, document: Document, view: ViewState | None = None, *, saved: bool = True) -> None:
        """Open another document: its history starts empty. ``saved`` False leaves it unsaved (recovered work)."""
        self._merge_key = None
        self._undo.clear()
        self._redo.clear()
        if saved:
            self._saved = document
        changed = document != self._document
        if view is not None:
            self.set_view(view)
        if changed:
            self._become(document)
        else:
            self.history_changed.emit()

    def _become(self, document: Document) -> None:
        old, self._document = self._document, document
        self.history_changed.emit()
        self.document_changed.emit(document, old)
