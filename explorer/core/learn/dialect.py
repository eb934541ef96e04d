"""How a table is written: what stands between cells, whether a comma is a decimal point, whether there are headings."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from explorer.core.learn.errors import DataError

__all__ = ["MISSING_WORDS", "Dialect", "is_number", "read_records", "sniff"]

MISSING_WORDS: Final = frozenset(("", "na", "n/a", "nan", "null", "none", "-", "–", "—", "?", ".", "#n/a", "missing"))
"""What a cell without a value may say, in lower case."""

_SAMPLE: Final = 60
_LONGEST_CELL: Final = 10_000
_POINT: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_COMMA: Final = re.compile(r"[+-]?(?:\d{1,3}(?:[. ]\d{3})+|\d+)?,\d*(?:[eE][+-]?\d+)?")

Delimiter = Literal[",", ";", "\t", "|", " "]


@dataclass(frozen=True, slots=True)
class Dialect:
    """``delimiter`` is one character, a blank standing for any run of blanks.

    ``decimal_comma``: 1.234,5 is a number. ``grouped``: 1,234.5 is one. ``header``: the first record holds headings.
    """

    delimiter: Delimiter
    decimal_comma: bool
    grouped: bool
    header: bool

    @property
    def name(self) -> str:
        """The delimiter in words."""
        return {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks"}[self.delimiter]

    def plain(self, cell: str) -> str:
        """A number's text with a decimal point and no grouping; any other text as it is."""
        text = cell.strip().replace("−", "-")
        if self.decimal_comma and _COMMA.fullmatch(text):
            return text.replace(".", "").replace(" ", "").replace(",", ".")
        if self.grouped and _GROUPED.fullmatch(text):
            return text.replace(",", "")
        return text


def is_number(text: str) -> bool:
    """Whether a text is a number with a decimal point, and nothing that only Python reads as one."""
    return _POINT.fullmatch(text) is not None


def sniff(text: str, header: bool | None = None, delimiter: Delimiter | None = None) -> Dialect:
    """How ``text`` is written, judged by its first lines; what is given is taken as given."""
    sample = _first_lines(text)
    chosen = delimiter or _delimiter(sample)
    records = [cells for _, cells in read_records("\n".join(sample), chosen)][:_SAMPLE]
    cells = [cell.strip() for record in records for cell in record]
    points = any(is_number(cell) and "." in cell for cell in cells)
    commas = [cell for cell in cells if _COMMA.fullmatch(cell)]
    grouped = bool(commas) and (points or chosen == ",") and all(_GROUPED.fullmatch(cell) for cell in commas)
    decimal = bool(commas) and not grouped and not points
    guess = Dialect(
        chosen, decimal, grouped or any("," in c and "." in c and _GROUPED.fullmatch(c) for c in cells), True
    )
    headed = _is_header([guess.plain(cell) for cell in records[0]]) if records else False
    return Dialect(chosen, guess.decimal_comma, guess.grouped, headed if header is None else header)


def read_records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(row, cells) of every record that is not blank; rows count from 1, blank ones too."""
    lines = text.splitlines()
    if delimiter == " ":
        yield from ((row, line.split()) for row, line in enumerate(lines, 1) if line.strip())
        return
    quote = '"' if '"' in text else None
    quoting: Literal[0, 3] = 0 if quote else 3  # csv.QUOTE_MINIMAL, csv.QUOTE_NONE
    source = text.splitlines(keepends=True) if quote else lines
    reader = csv.reader(source, delimiter=delimiter, quotechar=quote, quoting=quoting, strict=bool(quote))
    row = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            raise DataError(_told_of_quotes(row + 1, str(trouble)), row + 1) from None
        row += 1
        if len(cells) > 1 or (cells and cells[0].strip()):
            yield row, cells


def _told_of_quotes(row: int, trouble: str) -> str:
    if "field larger" in trouble:
        return f"Row {row:,} has a cell that is too long, perhaps for a quote that is never closed; look for one there."
    return f"Row {row:,} has a quote that is not closed or stands in the middle of a cell; close it or take it out."


def _first_lines(text: str) -> list[str]:
    lines: list[str] = []
    start = 0
    while start < len(text) and len(lines) < _SAMPLE:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end].strip("\r")
        if line.strip():
            lines.append(line[:_LONGEST_CELL])
        start = end + 1
    return lines


def _delimiter(sample: Sequence[str]) -> Delimiter:
    """The first of tab, semicolon, bar, comma that divides most lines into the same number of cells."""
    candidates: tuple[Delimiter, ...] = ("\t", ";", "|", ",")
    for candidate in candidates:
        if _divides(sample, candidate):
            return candidate
    counts = Counter(len(line.split()) for line in sample)
    if counts and max(counts, key=lambda count: counts[count]) > 1 and _numeric_blanks(sample):
        return " "
    return ","


def _divides(sample: Sequence[str], delimiter: str) -> bool:
    try:
        counts = Counter(len(cells) for _, cells in read_records("\n".join(sample), delimiter))
    except DataError:
        return any(delimiter in line for line in sample) and delimiter == ","
    usual, times = counts.most_common(1)[0] if counts else (0, 0)
    return usual > 1 and (2 * times > len(sample) or len(sample) <= 2)


def _numeric_blanks(sample: Sequence[str]) -> bool:
    """Whether lines of text are columns of numbers rather than words."""
    later = sample[1:] or sample
    cells = [cell for line in later for cell in line.split()]
    return 2 * sum(is_number(cell) for cell in cells) > len(cells)


def _is_header(cells: Sequence[str]) -> bool:
    return any(cells) and not any(is_number(cell) for cell in cells)
