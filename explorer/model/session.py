"""A session on disk: ``.gradx``, a zip of ``document.json``, ``view.json`` and ``data/<sha256>.npy``.

``document.json`` is the document's fields beside ``"schema"``, a number that grows when they
change. A file is untrusted: see :mod:`explorer.model.archive` for its sizes and names and
:mod:`explorer.model.validation` for its values. Nothing in it is executed, no path in it followed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from explorer.core.learn.dataset import Floats
from explorer.model.archive import pack, read_bounded, unpack, write_atomically
from explorer.model.data_store import DataStore
from explorer.model.document import SCHEMA, Document
from explorer.model.errors import SessionError
from explorer.model.learn_settings import DataRef
from explorer.model.migrations import migrated
from explorer.model.table_file import entry_name, table_bytes, table_from_bytes
from explorer.model.validation import validate, validate_view
from explorer.model.view_state import ViewState

__all__ = [
    "Session",
    "SessionError",
    "load_session",
    "open_session",
    "save_session",
    "session_bytes",
    "session_from_bytes",
]

Struct = TypeVar("Struct", Document, ViewState)
SUFFIX = ".gradx"
DOCUMENT = "document.json"
VIEW = "view.json"
MOST_JSON_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Session:
    """What a file holds: the document, how it was looked at where that was saved too, its tables by hash."""

    document: Document
    view: ViewState | None = None
    tables: Mapping[str, Floats] = field(default_factory=dict, compare=False)


def save_session(
    document: Document,
    path: str | os.PathLike[str],
    view: ViewState | None = None,
    tables: DataStore | None = None,
) -> None:
    """Write a session file in one move; on any failure the file that was there stays whole.

    ``tables`` holds the table that the document names, if it names one.

    Raises:
        SessionError: the document cannot be saved, or the place cannot be written.
    """
    place = Path(path)
    try:
        write_atomically(place, session_bytes(document, view, tables))
    except SessionError as error:
        raise SessionError(f"Could not save {_name(place)}: {error}.") from error


def load_session(path: str | os.PathLike[str]) -> Session:
    """Read a session file.

    Raises:
        SessionError: one sentence that says why it cannot be opened.
    """
    place = Path(path)
    try:
        return session_from_bytes(read_bounded(place))
    except SessionError as error:
        raise SessionError(f"Could not open {_name(place)}: {error}.") from error


def open_session(path: str | os.PathLike[str]) -> Document:
    """The document of a session file.

    Raises:
        SessionError: one sentence that says why it cannot be opened.
    """
    return load_session(path).document


def session_bytes(document: Document, view: ViewState | None = None, tables: DataStore | None = None) -> bytes:
    """The file's bytes; equal documents and views give equal bytes.

    Raises:
        SessionError: a value that a session cannot hold.
    """
    fields = {"schema": SCHEMA, **msgspec.to_builtins(validate(document))}
    entries = {DOCUMENT: _encoded(fields)}
    if view is not None:
        entries[VIEW] = _encoded(msgspec.to_builtins(validate_view(view)))
    ref = _table_of(document)
    if ref is not None:
        if tables is None or ref not in tables:
            raise SessionError("the table of its data is not at hand; open the data again")
        entries[entry_name(ref)] = table_bytes(tables.table(ref))
    return pack(entries)


def _table_of(document: Document) -> DataRef | None:
    """The table that a document cannot do without."""
    data = document.learn.data
    return data.ref if data.origin == "table" else None


def _tables(document: Document, entries: Mapping[str, bytes]) -> dict[str, Floats]:
    """The tables that the document names; what else lies among the data is left there."""
    ref = _table_of(document)
    if ref is None:
        return {}
    if entry_name(ref) not in entries:
        raise SessionError("its data are missing")
    return {ref.sha256: table_from_bytes(entries[entry_name(ref)], ref)}


def _encoded(fields: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(fields), indent=1)


def session_from_bytes(data: bytes) -> Session:
    """What :func:`session_bytes` made, or an older version's.

    Raises:
        SessionError: without the file's name, for the caller to add.
    """
    entries = unpack(data)
    if DOCUMENT not in entries:
        raise SessionError("it is not a Gradient Explorer session (it holds no document.json)")
    fields = _object(entries[DOCUMENT], DOCUMENT)
    schema = fields.pop("schema", None)
    if type(schema) is not int:
        raise SessionError("its document.json has no schema number")
    document = validate(_struct(migrated(fields, schema), Document, DOCUMENT))
    tables = _tables(document, entries)
    if VIEW not in entries:
        return Session(document, None, tables)
    return Session(document, validate_view(_struct(_object(entries[VIEW], VIEW), ViewState, VIEW)), tables)


def _object(data: bytes, name: str) -> dict[str, Any]:
    if len(data) > MOST_JSON_BYTES:
        raise SessionError(f"its {name} is larger than any session's")
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise SessionError(f"its {name} cannot be read ({_brief(error)})") from error


def _struct(fields: dict[str, Any], kind: type[Struct], name: str) -> Struct:
    try:
        return msgspec.convert(fields, kind)
    except (msgspec.ValidationError, RecursionError, ValueError) as error:
        raise SessionError(f"its {name} has a wrong value ({_brief(error)})") from error


def _brief(error: Exception) -> str:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return text if len(text) <= 200 else text[:200] + "…"


def _name(path: Path) -> str:
    return path.name or str(path)
