"""A constraint as it is typed, ``x² + y² = 1``, as a function g that is to be 0."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from explorer.core.expression.names import canonical_name
from explorer.core.expression.nodes import Node
from explorer.core.function import Function, parse
from explorer.core.notation.errors import NotationError

__all__ = ["read_constraint"]

_MARK: Final = re.compile(r"[()\[\]{}]|:=|[<>!]=|==?")
_CALL: Final = re.compile(r"\s*(?P<name>[^\W\d_](?:_\w+|\d+|[₀-₉]+)?)\s*(?:\((?P<list>[^()]*)\))?\s*")


def read_constraint(text: str, names: Sequence[str], parameters: Iterable[str] = ()) -> Function:
    """g of a constraint over the variables ``names``: the text itself, or left side − right side.

    ``x^2+y^2-1``, ``x^2+y^2=1`` and ``g(x, y) = x^2+y^2-1`` are the same constraint. ``y = x^2`` is an
    equation, as ``a = x y`` is where a is among ``parameters``; any other letter before the = is taken
    for the function's own name. The result has the variables ``names``; its other names are
    parameters. Raises :class:`NotationError`, with places in ``text``.
    """
    sides = _sides(text)
    if len(sides) > 1 and _is_definition(text[slice(*sides[0])], names, frozenset((*names, *parameters))):
        sides = sides[1:]
    if len(sides) > 2:
        start = sides[1][1]
        raise NotationError(
            "A constraint has one equals sign.", start, start + 1, "Enter two equations as two constraints."
        )
    roots = [_read_side(text, start, end, names) for start, end in sides]
    root = roots[0] if len(roots) == 1 else roots[0] - roots[1]
    if root.symbols.isdisjoint(names):
        raise NotationError(
            f"The constraint does not depend on {' or '.join(names)}.", 0, len(text), "Write one such as x² + y² = 1."
        )
    return Function(root, names)


def _sides(text: str) -> list[tuple[int, int]]:
    """Where the texts between the top-level equals signs stand."""
    depth, start, sides = 0, 0, []
    for mark in _MARK.finditer(text):
        if mark.group() in tuple("([{"):
            depth += 1
        elif mark.group() in tuple(")]}"):
            depth -= 1
        elif depth == 0 and mark.group() in ("=", "==", ":="):
            sides.append((start, mark.start()))
            start = mark.end()
    return [*sides, (start, len(text))]


def _is_definition(side: str, names: Sequence[str], taken: frozenset[str]) -> bool:
    """Whether a left side only names the function, g or g(x, y), by a letter that is not ``taken``."""
    call = _CALL.fullmatch(side)
    if call is None or canonical_name(call["name"]) in taken:
        return False
    return call["list"] is None or all(canonical_name(name) in names for name in call["list"].split(","))


def _read_side(text: str, start: int, end: int, names: Sequence[str]) -> Node:
    try:
        return parse(text[start:end], known_names=names).root
    except NotationError as error:
        raise NotationError(error.message, start + error.start, start + error.end, error.hint) from None
