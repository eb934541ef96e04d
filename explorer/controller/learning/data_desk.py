"""Reads files and pasted text into tables, in the background: whole, or not at all with the sentence that says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from explorer.controller.executor import CancelToken, Executor, Failure
from explorer.core.learn.errors import DataError
from explorer.model.data_store import DataStore
from explorer.model.learn_settings import DataRef

if TYPE_CHECKING:
    from explorer.core.learn.dialect import Delimiter
    from explorer.core.learn.reading import Table

__all__ = ["DataDesk", "DataReport", "ReadTable"]

WORK = "read data"


@dataclass(frozen=True, slots=True)
class DataReport:
    """What is known about the last text that was read.

    ``title`` is where it is from. ``sentences`` tell what was found in it, ``problem`` why it could not be taken.
    ``header`` and ``delimiter`` are how it was read; ``can_reread`` tells that it can be read otherwise.
    """

    title: str = ""
    sentences: tuple[str, ...] = ()
    problem: str = ""
    header: bool = True
    delimiter: str = ","
    can_reread: bool = False
    is_reading: bool = False


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table that is in the store now; ``has_gaps`` tells that cells are empty."""

    ref: DataRef
    title: str
    has_gaps: bool


class DataDesk:
    """``show`` gets a report when reading begins and ends; ``taken`` gets the table."""

    def __init__(self, executor: Executor, tables: DataStore, show: Callable[[DataReport], None]) -> None:
        self._executor = executor
        self._tables = tables
        self._show = show
        self._source: Path | str | None = None
        self._title = ""
        self._taken: Callable[[ReadTable], None] = lambda _read: None
        self.report = DataReport()

    def read_file(self, path: Path, taken: Callable[[ReadTable], None]) -> None:
        """Read a file."""
        self._source, self._title, self._taken = path, path.name, taken
        self._read(None, None)

    def read_text(self, text: str, taken: Callable[[ReadTable], None], title: str = "Pasted") -> None:
        """Read a text, such as what was pasted."""
        self._source, self._title, self._taken = text, title, taken
        self._read(None, None)

    def read_again(self, header: bool | None = None, delimiter: str | None = None) -> None:
        """Read the last text otherwise: with or without headings, divided by something else."""
        if self._source is not None:
            report = self.report
            self._read(
                report.header if header is None else header, report.delimiter if delimiter is None else delimiter
            )

    def _read(self, header: bool | None, delimiter: str | None) -> None:
        source, title = self._source, self._title
        assert source is not None

        def work(token: CancelToken) -> tuple[DataRef, Table]:
            token.check()
            table = _table_of(source, header, cast("Delimiter | None", delimiter))
            token.check()
            return _kept(table, self._tables), table

        def done(answer: tuple[DataRef, Table] | Failure) -> None:
            if isinstance(answer, Failure):
                told = str(answer.error) if isinstance(answer.error, DataError) else answer.message
                self._tell(replace(self.report, problem=told, is_reading=False))
                return
            ref, table = answer
            dialect = table.dialect
            # Empty cells are told beside the table, by the numbers that its rows have there.
            found = tuple(sentence for sentence in table.report if "no value" not in sentence)
            self._tell(DataReport(title, found, "", dialect.header, dialect.delimiter, True))
            self._taken(ReadTable(ref, title, bool(table.missing)))

        self._tell(
            DataReport(title, (), "", self.report.header if header is None else header, delimiter or ",", True, True)
        )
        self._executor.submit(WORK, work, done)

    def _tell(self, report: DataReport) -> None:
        self.report = report
        self._show(report)


def _table_of(source: Path | str, header: bool | None, delimiter: Delimiter | None) -> Table:
    """The table in a file or a text. Raises DataError with a sentence."""
    from explorer.core.learn.reading import read_table, read_table_file

    if isinstance(source, str):
        if not source.strip():
            raise DataError("There is no text on the clipboard; copy some rows of a table first.")
        return read_table(source, header=header, delimiter=delimiter)
    try:
        if not source.is_file():
            raise DataError(f"There is no file {source.name} to read; choose another one.")
        return read_table_file(source, header=header, delimiter=delimiter)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DataError(f"{source.name} cannot be read ({reason}); choose another file.") from error


def _kept(table: Table, tables: DataStore) -> DataRef:
    titles = list(table.columns)
    labels = [(titles.index(title), words) for title, words in table.labels.items()]
    return tables.add(np.column_stack(list(table.columns.values())), titles, labels, table.left_out)
