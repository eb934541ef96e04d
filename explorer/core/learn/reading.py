"""Reading a table of text, pasted or from a file, into a data set: whole, or not at all with a sentence that says why.

Goal: a hundred thousand rows in a second, and for every cell that is no number its row and column. Columns are
converted at once; only a column where that fails is looked at cell by cell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final, Literal

import numpy as np

from explorer.core.learn.dataset import DataSet, Floats, Missing, check_size
from explorer.core.learn.dialect import MISSING_WORDS, Delimiter, Dialect, is_number, read_records, sniff
from explorer.core.learn.errors import DataError, told_places, told_text

__all__ = ["MOST_BYTES", "MOST_LABELS", "Table", "Words", "load_data", "parse_table", "read_table", "read_table_file"]

MOST_BYTES: Final = 128 << 20
MOST_LABELS: Final = 20

Words = Literal["labels", "refuse", "leave out"]
"""What becomes of a column of words: class labels 0, 1, … if they repeat, an error, or no column."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A text as a table: cells are read, nothing is chosen yet about missing values.

    ``columns`` (by heading) hold NaN where a cell is empty; ``missing`` lists these places as (row, heading), rows
    counted as in the file. ``labels`` are the words of columns of class labels, ``left_out`` the headings of columns of
    words that were left out.
    """

    dialect: Dialect
    columns: dict[str, Floats]
    rows: tuple[int, ...]
    missing: tuple[tuple[int, str], ...]
    labels: dict[str, tuple[str, ...]]
    left_out: tuple[str, ...]

    @property
    def report(self) -> tuple[str, ...]:
        """What was read, in sentences: the form, missing values and where, columns of words."""
        heading = "headings in the first row" if self.dialect.header else "no headings"
        comma = ", decimal commas" if self.dialect.decimal_comma else ""
        told = [
            f"{len(self.rows):,} rows of {len(self.columns)} columns, divided by {self.dialect.name}{comma}, {heading}."
        ]
        if self.missing:
            cells = "1 cell has" if len(self.missing) == 1 else f"{len(self.missing):,} cells have"
            told.append(f"{cells} no value: {told_places(self.missing)}.")
        return (*told, *self._words_told())

    def _words_told(self) -> tuple[str, ...]:
        told = []
        for title, words in self.labels.items():
            pairs = ", ".join(f"{told_text(word)} is {code}" for code, word in enumerate(words))
            told.append(f"Column {title} holds words and is read as class labels: {pairs}.")
        told += [f"Column {title} holds words and was left out." for title in self.left_out]
        return tuple(told)

    def data(self, missing: Missing = "refuse") -> DataSet:
        """The data set, with what is ``missing`` refused, its rows dropped, or filled with the column's mean.

        Raises :class:`DataError`, with row and column, where that leaves nothing.
        """
        return DataSet(
            self.columns, missing=missing, labels=self.labels, notices=self._words_told(), row_numbers=self.rows
        )


def load_data(
    path: str | PathLike[str],
    *,
    missing: Missing = "refuse",
    words: Words = "labels",
    header: bool | None = None,
    delimiter: Delimiter | None = None,
) -> DataSet:
    """The data set in a file of comma-, semicolon-, tab-, bar- or blank-separated values (UTF-8 or Latin-1).

    Headings, delimiter and decimal comma are recognised; ``header`` and ``delimiter`` overrule that. At most
    5 million cells. Raises :class:`DataError`, with row and column, for anything that cannot be read whole, and OSError
    where the file cannot be opened.
    """
    return read_table_file(path, words=words, header=header, delimiter=delimiter).data(missing)


def parse_table(
    text: str,
    *,
    missing: Missing = "refuse",
    words: Words = "labels",
    header: bool | None = None,
    delimiter: Delimiter | None = None,
) -> DataSet:
    """The data set in a pasted text, as :func:`load_data` reads a file."""
    return read_table(text, words=words, header=header, delimiter=delimiter).data(missing)


def read_table_file(
    path: str | PathLike[str],
    *,
    words: Words = "labels",
    header: bool | None = None,
    delimiter: Delimiter | None = None,
) -> Table:
    """The table in a file, before anything is chosen about missing values."""
    file = Path(path)
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise DataError(
            f"{file.name} has {size >> 20:,} MiB, and at most {MOST_BYTES >> 20} MiB are read; "
            "keep fewer rows or columns."
        )
    content = file.read_bytes()[: MOST_BYTES + 1]
    return read_table(_decoded(content, file.name), words=words, header=header, delimiter=delimiter)


def read_table(
    text: str, *, words: Words = "labels", header: bool | None = None, delimiter: Delimiter | None = None
) -> Table:
    """The table in a text. Raises :class:`DataError`, with row and column, for ragged rows and text among numbers."""
    if len(text) > MOST_BYTES:
        raise DataError(f"The text has {len(text):,} characters, and at most {MOST_BYTES:,} are read; keep fewer rows.")
    if text.startswith("\ufeff"):
        text = text[1:]
    dialect = sniff(text, header, delimiter)
    _check_rows(text, dialect)
    numbered = list(read_records(text, dialect.delimiter))
    titles = _titles(numbered, dialect)
    records = numbered[1:] if dialect.header else numbered
    if not records:
        raise DataError("There are no rows of data; give at least one under the headings.", 1)
    _check_widths(records, len(titles), dialect)
    rows = tuple(row for row, _ in records)
    columns: dict[str, Floats] = {}
    labels: dict[str, tuple[str, ...]] = {}
    left_out: list[str] = []
    for title, cells in zip(titles, zip(*(cells for _, cells in records), strict=True), strict=True):
        column = _converted(title, cells, rows, dialect, words)
        if column is None:
            left_out.append(title)
            continue
        columns[title], found = column
        if found:
            labels[title] = found
    if not columns:
        raise DataError("No column holds numbers; there is nothing to read.", rows[0], titles[0])
    missing = sorted((rows[i], title) for title, column in columns.items() for i in np.flatnonzero(np.isnan(column)))
    return Table(dialect, columns, rows, tuple(missing), labels, tuple(left_out))


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:4096]:
        raise DataError(f"{name} is no text file; save the table as CSV.", 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _check_rows(text: str, dialect: Dialect) -> None:
    """Refuse what is too large before a cell is made."""
    first = next(read_records(text[: 1 << 20].partition("\n")[0] or text[: 1 << 16], dialect.delimiter), (1, [""]))[1]
    check_size(text.count("\n") + (not text.endswith("\n")), max(1, len(first)))


def _titles(records: Sequence[tuple[int, list[str]]], dialect: Dialect) -> list[str]:
    if not records:
        raise DataError("The text is empty; there are no rows of data.", 1)
    first = records[0][1]
    if not dialect.header:
        return [f"x{number}" for number in range(1, len(first) + 1)] if len(first) > 1 else ["x"]
    titles = [cell.strip() for cell in first]
    while len(titles) > 1 and not titles[-1] and all(len(c) < len(titles) or not c[-1].strip() for _, c in records[1:]):
        titles.pop()
    named = [title or f"column {number}" for number, title in enumerate(titles, 1)]
    for number, title in enumerate(named, 1):
        if named.index(title) != number - 1:
            first_number = named.index(title) + 1
            raise DataError(
                f"Columns {first_number} and {number} are both called {told_text(title)}; rename one of them.",
                records[0][0],
                title,
            )
    return named


def _check_widths(records: Sequence[tuple[int, list[str]]], width: int, dialect: Dialect) -> None:
    """All rows as wide as the headings; a delimiter at the very end of rows is forgiven."""
    for row, cells in records:
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            raise DataError(
                f"Row {row:,} has {len(cells)} cells and there are {width} columns (divided by {dialect.name}); "
                f"look at column {min(len(cells), width) + 1} of that row.",
                row,
                f"column {min(len(cells), width) + 1}",
            )


def _converted(
    title: str, cells: Sequence[str], rows: Sequence[int], dialect: Dialect, words: Words
) -> tuple[Floats, tuple[str, ...]] | None:
    """A column's numbers and, for a column of words, its labels; None where it is left out."""
    try:
        column = np.array(list(map(float, cells)))
        if np.isfinite(column).all() and not any("_" in cell for cell in cells):
            return column, ()
    except (ValueError, OverflowError):
        pass
    plain = [dialect.plain(cell) for cell in cells]
    values = np.empty(len(plain))
    odd: list[int] = []
    for index, text in enumerate(plain):
        if is_number(text):
            values[index] = float(text)
        else:
            values[index] = math.nan
            if text.lower() not in MISSING_WORDS:
                odd.append(index)
    infinite = np.flatnonzero(np.isinf(values))
    if len(infinite):
        row = rows[int(infinite[0])]
        raise DataError(f"Row {row:,} of column {title} is too large for a number; make it smaller.", row, title)
    return (values, ()) if not odd else _of_words(title, plain, odd, rows, words)


def _of_words(
    title: str, plain: Sequence[str], odd: Sequence[int], rows: Sequence[int], words: Words
) -> tuple[Floats, tuple[str, ...]] | None:
    given = [text for text in plain if text.lower() not in MISSING_WORDS]
    row, text = rows[odd[0]], plain[odd[0]]
    if len(odd) < len(given) or not any(c.isalpha() for c in text):
        raise DataError(
            f"Row {row:,} of column {title} is {told_text(text)} in a column of numbers; put a number there.",
            row,
            title,
        )
    if words == "leave out":
        return None
    found = sorted(set(given))
    if words == "refuse" or len(found) > MOST_LABELS or (len(found) == len(given) and len(given) > 2):
        raise DataError(
            f"Column {title} holds words (row {row:,} is {told_text(text)}), not numbers or up to {MOST_LABELS} class "
            'labels that repeat; take the column out (words="leave out").',
            row,
            title,
        )
    codes = {word: float(code) for code, word in enumerate(found)}
    return np.array([codes.get(text, math.nan) for text in plain]), tuple(found)
