"""A data set: named columns of numbers, all of one length, that nothing can change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal, final

import numpy as np
from numpy.typing import NDArray

from explorer.core.expression.names import canonical_name
from explorer.core.learn.column_names import column_names
from explorer.core.learn.errors import DataError, told_number, told_places, told_text

__all__ = ["MOST_CELLS", "MOST_COLUMNS", "Columns", "DataSet", "Floats", "Missing", "check_size"]

Floats = NDArray[np.float64]
Missing = Literal["refuse", "drop", "mean"]

MOST_CELLS: Final = 5_000_000
MOST_COLUMNS: Final = 256


def check_size(rows: int, columns: int) -> None:
    """Raise :class:`DataError` where a table would be larger than what is held."""
    if columns > MOST_COLUMNS:
        raise DataError(
            f"The data have {columns:,} columns, and at most {MOST_COLUMNS} are read; leave some out.",
            1,
            f"column {MOST_COLUMNS + 1}",
        )
    if rows * columns > MOST_CELLS:
        last = MOST_CELLS // columns
        raise DataError(
            f"The data have {rows * columns:,} cells ({rows:,} rows of {columns:,}), and at most {MOST_CELLS:,} are "
            f"read: row {last + 1:,} is beyond that; keep fewer rows or columns.",
            last + 1,
        )


class Columns(Mapping[str, Floats]):
    """Name → column. A look-up takes any spelling of a name, and the heading as it stood in the file."""

    def __init__(self, columns: Mapping[str, Floats], titles: Mapping[str, str]) -> None:
        self._columns = dict(columns)
        self._by_title = {title: name for name, title in titles.items()}

    def __getitem__(self, name: str) -> Floats:
        for key in (name, self._by_title.get(name), canonical_name(name) if isinstance(name, str) else name):
            if key in self._columns:
                return self._columns[key]
        raise KeyError(f"there is no column {name}; there are {', '.join(self._columns)}")

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (
            name in self._columns or name in self._by_title or canonical_name(name) in self._columns
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


@final
class DataSet:
    """Columns of equal length by name: 1-D, float64, read-only, finite.

    ``names`` are canonical names of the notation, so that a model's text can use them; ``titles`` maps each to the
    heading that it came from, ``labels`` a column of class labels to the words for 0, 1, …, and ``notices`` tells
    in sentences what a person should know (a constant column, rows left out). ``data["size"]`` is a column.

    Raises :class:`DataError`, with row and column, for columns of unequal length, cells that are no numbers or not
    finite, and missing values (NaN or None) unless ``missing`` is ``"drop"`` (their rows) or ``"mean"`` (of
    the column).
    """

    __slots__ = ("columns", "labels", "names", "notices", "titles")

    names: tuple[str, ...]
    columns: Columns
    titles: Mapping[str, str]
    labels: Mapping[str, tuple[str, ...]]
    notices: tuple[str, ...]

    def __init__(
        self,
        columns: Mapping[str, Sequence[float] | NDArray[Any]],
        *,
        missing: Missing = "refuse",
        labels: Mapping[str, tuple[str, ...]] | None = None,
        notices: Sequence[str] = (),
        row_numbers: Sequence[int] | None = None,
    ) -> None:
        """Take the columns, a copy of each. ``row_numbers`` (1, 2, … by default) are what sentences call the rows."""
        if missing not in ("refuse", "drop", "mean"):
            raise ValueError(f"missing must be refuse, drop or mean, not {missing!r}.")
        titles = [str(title) for title in columns]
        check_size(_longest(columns), max(1, len(titles)))
        names = column_names(titles)
        arrays = {n: _numbers(t, c, row_numbers) for n, t, c in zip(names, titles, columns.values(), strict=True)}
        _check_lengths(titles, list(arrays.values()))
        arrays, told = _without_missing(arrays, dict(zip(names, titles, strict=True)), missing, row_numbers)
        self._set(arrays, dict(zip(names, titles, strict=True)), _renamed(labels, titles, names), (*notices, *told))

    def _set(
        self,
        arrays: Mapping[str, Floats],
        titles: Mapping[str, str],
        labels: Mapping[str, tuple[str, ...]],
        notices: tuple[str, ...],
    ) -> None:
        for array in arrays.values():
            array.setflags(write=False)
        constant = tuple(_constant_notice(titles[name], array) for name, array in arrays.items() if _is_constant(array))
        for slot, value in (
            ("names", tuple(arrays)),
            ("columns", Columns(arrays, titles)),
            ("titles", MappingProxyType(dict(titles))),
            ("labels", MappingProxyType(dict(labels))),
            ("notices", (*notices, *constant)),
        ):
            object.__setattr__(self, slot, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a DataSet is immutable; with_columns(…) and rows(…) make another one")

    def __getitem__(self, name: str) -> Floats:
        """The column of that name, in any spelling. Raises KeyError."""
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def keys(self) -> tuple[str, ...]:
        """The names, in order."""
        return self.names

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.columns[self.names[0]]) if self.names else 0

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return len(self), len(self.names)

    def matrix(self, names: Sequence[str] | None = None) -> Floats:
        """Columns side by side, shape (rows, number of names); all by default."""
        chosen = self.names if names is None else names
        return np.column_stack([self[name] for name in chosen]) if chosen else np.empty((len(self), 0))

    def rows(self, indices: Sequence[int] | NDArray[Any]) -> DataSet:
        """The data set of some rows, in the order of ``indices`` (or where a mask of booleans is true)."""
        chosen = np.asarray(indices)
        return self._with({name: np.array(self[name][chosen]) for name in self.names})

    def with_columns(self, columns: Mapping[str, Sequence[float] | NDArray[Any]]) -> DataSet:
        """The same with these columns put in place or added. Raises :class:`DataError` as the constructor does."""
        titled: dict[str, Any] = {self.titles[name]: self[name] for name in self.names}
        known = {name: self.titles[name] for name in self.names}
        for name, values in columns.items():
            titled[known.get(canonical_name(name), name)] = values
        labels = {self.titles[name]: words for name, words in self.labels.items() if self.titles[name] not in columns}
        return DataSet(titled, labels=labels)

    def _with(self, arrays: Mapping[str, Floats]) -> DataSet:
        made = object.__new__(DataSet)
        made._set(arrays, self.titles, self.labels, ())
        return made

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, DataSet)
            and self.names == other.names
            and all(np.array_equal(self[name], other[name]) for name in self.names)
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<DataSet of {len(self):,} rows: {', '.join(self.names)}>"


def _longest(columns: Mapping[str, Any]) -> int:
    try:
        return max((len(column) for column in columns.values()), default=0)
    except TypeError:
        raise DataError("Each column must be a sequence of numbers.") from None


def _numbers(title: str, column: Any, row_numbers: Sequence[int] | None) -> Floats:
    """A copy of a column as float64, None as NaN."""
    try:
        array = np.array(column)
    except ValueError:
        array = np.array(column, dtype=object)
    if array.dtype.kind in "USc":
        array = np.array(column, dtype=object)
    if array.ndim != 1:
        raise DataError(f"Column {title} must have one dimension, not {array.ndim}.", None, title)
    try:
        with np.errstate(invalid="ignore", over="ignore"):
            numbers = array.astype(np.float64) if array.dtype.kind in "fiub" else _one_by_one(title, array, row_numbers)
    except (TypeError, ValueError) as trouble:
        raise trouble if isinstance(trouble, DataError) else DataError(f"Column {title} holds no numbers.") from None
    infinite = np.flatnonzero(np.isinf(numbers))
    if len(infinite):
        row = _row(int(infinite[0]), row_numbers)
        raise DataError(f"Row {row:,} of column {title} is infinite; give it a finite number.", row, title)
    return numbers


def _one_by_one(title: str, array: NDArray[Any], row_numbers: Sequence[int] | None) -> Floats:
    numbers = np.empty(len(array))
    for index, cell in enumerate(array.tolist()):
        try:
            if isinstance(cell, (str, bytes, complex)):
                raise TypeError
            numbers[index] = np.nan if cell is None else float(cell)
        except (TypeError, ValueError, OverflowError):
            row = _row(index, row_numbers)
            raise DataError(
                f"Row {row:,} of column {title} is {told_text(str(cell))}, which is no number.", row, title
            ) from None
    return numbers


def _row(index: int, row_numbers: Sequence[int] | None) -> int:
    return index + 1 if row_numbers is None else row_numbers[index]


def _check_lengths(titles: Sequence[str], arrays: Sequence[Floats]) -> None:
    for title, array in zip(titles, arrays, strict=True):
        if len(array) != len(arrays[0]):
            row = min(len(array), len(arrays[0])) + 1
            raise DataError(
                f"Column {title} has {len(array):,} rows and column {titles[0]} has {len(arrays[0]):,}; "
                "all must have the same number.",
                row,
                title,
            )


def _without_missing(
    arrays: dict[str, Floats], titles: Mapping[str, str], missing: Missing, row_numbers: Sequence[int] | None
) -> tuple[dict[str, Floats], tuple[str, ...]]:
    holes = {name: np.isnan(array) for name, array in arrays.items()}
    places = [(_row(int(r), row_numbers), titles[n]) for n, hole in holes.items() for r in np.flatnonzero(hole)]
    if not places:
        return arrays, ()
    places.sort()
    where = told_places(places)
    if missing == "refuse":
        raise DataError(
            f"There is no value at {where}; fill it in, drop such rows (missing='drop') "
            "or put the column's mean there (missing='mean').",
            *places[0],
        )
    if missing == "drop":
        keep = ~np.logical_or.reduce(list(holes.values()))
        if not keep.any():
            raise DataError(f"No row is complete, so none is left to keep: there is no value at {where}.", *places[0])
        dropped = int(np.count_nonzero(~keep))
        told = f"{dropped:,} of {len(keep):,} rows were left out for a missing value: {where}."
        return {name: np.ascontiguousarray(array[keep]) for name, array in arrays.items()}, (told,)
    for name, hole in holes.items():
        if hole.all() and len(hole):
            raise DataError(f"Column {titles[name]} has no value at all, so no mean either.", None, titles[name])
        if hole.any():
            arrays[name][hole] = np.mean(arrays[name][~hole])
    filled = "1 missing value was" if len(places) == 1 else f"{len(places):,} missing values were"
    return arrays, (f"{filled} filled with the mean of their column: {where}.",)


def _is_constant(array: Floats) -> bool:
    return len(array) > 1 and bool(np.all(array == array[0]))


def _constant_notice(title: str, array: Floats) -> str:
    value = told_number(float(array[0]))
    return f"Column {title} is {value} in all {len(array):,} rows: nothing can be learnt from how it varies."


def _renamed(
    labels: Mapping[str, tuple[str, ...]] | None, titles: Sequence[str], names: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    by_title = dict(zip(titles, names, strict=True))
    return {by_title[title]: tuple(words) for title, words in (labels or {}).items() if title in by_title}
