"""The tables of numbers that documents name by hash: kept once, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from explorer.core.learn.dataset import Floats, check_size
from explorer.model.learn_settings import DataRef

__all__ = ["DataStore", "fingerprint"]


def fingerprint(table: Floats) -> str:
    """The hash of a table's shape and numbers, as 64 hexadecimal digits."""
    digest = hashlib.sha256(f"{table.shape[0]}x{table.shape[1]}:".encode())
    digest.update(np.ascontiguousarray(table, dtype="<f8").data)
    return digest.hexdigest()


class DataStore:
    """Tables, (rows, columns) of float64 with NaN for an empty cell, by :class:`~.learn_settings.DataRef`."""

    def __init__(self) -> None:
        self._tables: dict[str, Floats] = {}

    def add(
        self,
        table: Floats,
        titles: Sequence[str],
        labels: Iterable[tuple[int, tuple[str, ...]]] = (),
        left_out: Sequence[str] = (),
    ) -> DataRef:
        """Keep a copy of a table; what names it. Raises :class:`~explorer.core.learn.errors.DataError` if too large."""
        check_size(*table.shape)
        if table.ndim != 2 or table.shape[1] != len(titles):
            raise ValueError(f"a table of {len(titles)} columns cannot have the shape {table.shape}.")
        kept = np.array(table, dtype=np.float64, order="F")
        kept.setflags(write=False)
        ref = DataRef(fingerprint(kept), len(kept), tuple(titles), tuple(labels), tuple(left_out))
        self._tables.setdefault(ref.sha256, kept)
        return ref

    def adopt(self, tables: Mapping[str, Floats]) -> None:
        """Keep tables by hash, such as those of a session that was opened."""
        for sha256, table in tables.items():
            if sha256 not in self._tables:
                kept = np.array(table, dtype=np.float64, order="F")
                kept.setflags(write=False)
                self._tables[sha256] = kept

    def table(self, ref: DataRef) -> Floats:
        """The numbers, read-only. Raises KeyError where they are not kept here."""
        return self._tables[ref.sha256]

    def __contains__(self, ref: DataRef) -> bool:
        return ref.sha256 in self._tables

    def keep_only(self, refs: Iterable[DataRef]) -> None:
        """Forget every table that none of ``refs`` names."""
        wanted = {ref.sha256 for ref in refs}
        self._tables = {sha256: table for sha256, table in self._tables.items() if sha256 in wanted}

    @property
    def bytes(self) -> int:
        """How much memory the tables take."""
        return sum(table.nbytes for table in self._tables.values())
