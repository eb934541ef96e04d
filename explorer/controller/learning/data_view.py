"""What the Data panel shows: the table, what each column holds, and the rows as points over two columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.controller.data_picture import DataPicture
from explorer.controller.learning.learned import DataTable, Learned, UsedData
from explorer.core.numbers import format_value

__all__ = ["ColumnFacts", "column_facts", "data_axes", "data_view"]


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """A column in words: ``role`` is "input", "target" or "unused"; ``told`` its mean and deviation, or its labels."""

    name: str
    title: str
    role: str
    told: str
    warning: str = ""


def column_facts(table: DataTable, learned: Learned) -> tuple[ColumnFacts, ...]:
    """All columns of the table with what is made of them."""
    data, used = learned.settings.data, learned.used
    target = used.target if used is not None else data.target or (table.names[-1] if table.names else "")
    inputs = data.inputs or tuple(name for name in table.names if name != target)
    facts = []
    for place, (name, title) in enumerate(zip(table.names, table.titles, strict=True)):
        role = "target" if name == target else "input" if name in inputs else "unused"
        facts.append(ColumnFacts(name, title, role, *_told(table, place)))
    return tuple(facts)


def _told(table: DataTable, place: int) -> tuple[str, str]:
    column = table.numbers[:, place]
    known = column[~np.isnan(column)]
    empty = len(column) - len(known)
    gaps = "" if not empty else f", {empty:,} empty"
    if not len(known):
        return "no value at all", "Nothing can be learnt from a column without values."
    words = dict(table.labels).get(place)
    if words:
        counts = (f"{word} {np.count_nonzero(known == code):,}" for code, word in enumerate(words[:4]))
        return f"{', '.join(counts)}{' …' if len(words) > 4 else ''}{gaps}", ""
    mean, deviation = float(known.mean()), float(known.std())
    told = f"mean {_brief(mean)}, deviation {_brief(deviation)}{gaps}"
    constant = len(known) > 1 and bool((known == known[0]).all())
    return told, "It is the same in every row: nothing can be learnt from it." if constant else ""


def _brief(value: float) -> str:
    """Four digits."""
    size = abs(value)
    if 1e3 <= size < 1e5:
        return f"{value:.0f}".replace("-", "\N{MINUS SIGN}")
    return format_value(value, 2) if size >= 1e5 or 0 < size < 1e-3 else f"{value:.4g}".replace("-", "\N{MINUS SIGN}")


def data_axes(used: UsedData, x: str, y: str) -> tuple[str, str]:
    """The columns across and up: those that were chosen, else an input and the target, of classes two inputs."""
    names = used.data.names
    first = x if x in names else used.inputs[0]
    if y in names and y != first:
        return first, y
    if used.is_classes and len(used.inputs) > 1:
        return first, next(name for name in used.inputs if name != first)
    return first, used.target if used.target != first else used.inputs[0]


def data_view(learned: Learned, x: str, y: str) -> DataPicture:
    """All rows that are used as points over two columns."""
    used = learned.used
    if used is None:
        nothing = np.empty(0)
        return DataPicture(nothing, nothing, np.empty(0, dtype=np.intp), message=learned.data_problem)
    first, second = data_axes(used, x, y)
    data = used.data
    is_validation = np.zeros(len(data), dtype=bool)
    if used.validation_rows is not None:
        is_validation[used.validation_rows] = True
    words = data.labels.get(used.target, ())
    title = data.titles[used.target]
    return DataPicture(
        data[first],
        data[second],
        used.table_rows,
        data.titles[first],
        data.titles[second],
        classes=data[used.target].astype(np.intp) if used.is_classes else None,
        class_words=(words[0], words[1]) if len(words) > 1 else (f"{title} = 0", f"{title} = 1"),
        is_validation=is_validation if used.validation_rows is not None else None,
        snap_y=(0.0, 1.0) if used.is_classes and second == used.target else (),
    )
