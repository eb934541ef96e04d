"""A table of numbers as the bytes of a ``.npy`` file: never pickled, every size known before it is read."""

from __future__ import annotations

import io
import tokenize
from typing import Final

import numpy as np

from explorer.core.learn.dataset import MOST_CELLS, MOST_COLUMNS, Floats
from explorer.model.data_store import fingerprint
from explorer.model.errors import SessionError
from explorer.model.learn_settings import DataRef

__all__ = ["FOLDER", "entry_name", "table_bytes", "table_from_bytes"]

FOLDER: Final = "data/"
_SUFFIX: Final = ".npy"
_FLOATS: Final = np.dtype("<f8")
_HEADER_ERRORS: Final = (
    ValueError,
    TypeError,
    SyntaxError,
    EOFError,
    RecursionError,
    MemoryError,
    OverflowError,
    tokenize.TokenError,
)


def entry_name(ref: DataRef) -> str:
    """Where a session keeps the table: ``data/<sha256>.npy``."""
    return f"{FOLDER}{ref.sha256}{_SUFFIX}"


def table_bytes(table: Floats) -> bytes:
    """The file's bytes (NumPy's format 1.0); the same numbers always give the same bytes."""
    buffer = io.BytesIO()
    plain = np.ascontiguousarray(table, dtype=_FLOATS)
    np.lib.format.write_array(buffer, plain, version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def table_from_bytes(data: bytes, ref: DataRef) -> Floats:
    """The numbers (rows, columns) that ``ref`` names.

    Raises:
        SessionError: these are not the bytes of such a table, or of another one.
    """
    shape, is_fortran, start = _header(data)
    if shape != (ref.rows, len(ref.titles)):
        raise SessionError(f"its data have {shape[0]:,} rows of {shape[1]:,} columns, which its document does not say")
    if len(data) - start != shape[0] * shape[1] * _FLOATS.itemsize:
        raise SessionError("its data are cut off, or longer than they say")
    numbers = np.frombuffer(data, dtype=_FLOATS, offset=start).reshape(shape, order="F" if is_fortran else "C")
    table: Floats = np.array(numbers, dtype=np.float64)
    if np.isinf(table).any():
        raise SessionError("its data hold an infinite number")
    if fingerprint(table) != ref.sha256:
        raise SessionError("its data are not those that it was saved with")
    return table


def _header(data: bytes) -> tuple[tuple[int, int], bool, int]:
    """Shape, order of the numbers and where they begin."""
    stream = io.BytesIO(data)
    try:
        if np.lib.format.read_magic(stream) != (1, 0):
            raise SessionError("its data are in a form of NumPy's files that no session has")
        shape, is_fortran, dtype = np.lib.format.read_array_header_1_0(stream)
    except SessionError:
        raise
    except _HEADER_ERRORS as error:
        raise SessionError("its data cannot be read (no NumPy file of numbers)") from error
    if dtype != _FLOATS or len(shape) != 2:
        raise SessionError("its data are no table of numbers in double precision")
    rows, columns = shape
    if rows < 0 or not 1 <= columns <= MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise SessionError(f"its data have {rows:,} rows of {columns:,} columns, more than is held")
    return (rows, columns), bool(is_fortran), stream.tell()
