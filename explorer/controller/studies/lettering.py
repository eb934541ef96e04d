"""What studies say of f, said of L where a loss is explored.

Studies write their sentences, titles and labels for a function called f. A loss is called L everywhere in the window,
so an answer passes through :func:`in_letter` before it is handed out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Final, TypeVar

from explorer.controller.learning.learned import Learned
from explorer.controller.learning.words import letter_of
from explorer.export.formula_rows import FormulaRow

__all__ = ["in_letter", "letter_for", "row_in_letter", "said_in"]

_T = TypeVar("_T")
_ALONE: Final = re.compile(r"(?<![A-Za-z0-9_\u0302])f(?![A-Za-z0-9_\u2019'])")
_PLANE: Final = re.compile(r"(?<![A-Za-z0-9_\u0302])L(?![A-Za-z0-9_])")
# The tangent plane is called L; beside a loss L it is called T.
PLANE: Final = "T"
_KEYS: Final = frozenset({"key", "handle", "identity", "axes", "variables", "inputs", "numbers", "symbol"})
_WALKED: Final = ("explorer.controller.studies.", "explorer.controller.figures", "explorer.controller.plots")


def letter_for(learned: Learned, variables: tuple[str, ...] = ()) -> str:
    """What the function is called; f stays where a variable or a column of the data has that name."""
    letter = letter_of(learned.subject)
    inputs = learned.used.inputs if learned.used is not None else ()
    return "f" if "f" in (*variables, *inputs) else letter


def said_in(text: str, letter: str, *, has_plane: bool = False) -> str:
    """A text about f, about ``letter`` instead; one that ``has_plane`` calls the tangent plane L."""
    if letter == "f":
        return text
    told = _PLANE.sub(PLANE, text) if has_plane else text
    return _ALONE.sub(letter, told)


def in_letter(value: _T, letter: str, *, has_plane: bool = False) -> _T:
    """An answer with its texts about f said of ``letter``; the same object where nothing changes."""
    return value if letter == "f" else _walk(value, letter, has_plane)  # type: ignore[return-value]


def row_in_letter(row: FormulaRow, letter: str, *, has_plane: bool = False) -> FormulaRow:
    """A formula of f, written for ``letter``."""
    if letter == "f":
        return row
    markup = row.markup or ""
    if has_plane:
        markup = markup.replace(">L</mi>", f">{PLANE}</mi>")
    markup = markup.replace(">f</mi>", f">{letter}</mi>").replace(">∇f</mi>", f">∇{letter}</mi>")
    text, latex = (said_in(told, letter, has_plane=has_plane) for told in (row.text, row.latex))
    return replace(row, markup=markup or None, text=text, latex=latex)


def _walk(value: object, letter: str, has_plane: bool) -> object:
    if isinstance(value, str):
        return said_in(value, letter, has_plane=has_plane)
    if isinstance(value, tuple) and type(value) is tuple:
        parts = tuple(_walk(part, letter, has_plane) for part in value)
        return parts if any(a is not b for a, b in zip(parts, value, strict=True)) else value
    if isinstance(value, Mapping):
        pairs = {_walk(key, letter, has_plane): _walk(part, letter, has_plane) for key, part in value.items()}
        return MappingProxyType(pairs)
    if is_dataclass(value) and not isinstance(value, type) and type(value).__module__.startswith(_WALKED):
        held = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in _KEYS}
        told = {name: _walk(part, letter, has_plane) for name, part in held.items()}
        changed = {name: part for name, part in told.items() if part is not held[name]}
        return replace(value, **changed) if changed else value
    return value
