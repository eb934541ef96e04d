"""From a heading to a name that a model's text can use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from explorer.core.expression.names import canonical_name
from explorer.core.expression.nodes import Symbol
from explorer.core.learn.errors import DataError, told_text
from explorer.core.notation import NotationError, parse_text

__all__ = ["column_name", "column_names", "is_column_name"]

_LONGEST: Final = 40
_UNIT: Final = re.compile(r"[(\[{].*?[)\]}]")
_NOT_IN_A_NAME: Final = re.compile(r"[\W_]+")


def is_column_name(name: str) -> bool:
    """Whether ``name`` is read as one whole name in a model's text once it is declared."""
    if not name or len(name) > 2 * _LONGEST:
        return False
    try:
        return parse_text(name, (name,)).root is Symbol(name)
    except (NotationError, ValueError):
        return False


def column_name(title: str, number: int, taken: Iterable[str] = ()) -> str:
    """The canonical name for the heading ``title`` of column ``number`` (from 1), distinct from those ``taken``.

    Units in brackets are left out; words are joined by an underscore. A heading that gives no name, or the name
    of something else (``e``, ``sin``, ``if``), becomes ``x_number``.
    """
    used = set(taken)
    joined = (_from_words(_UNIT.sub(" ", title)), _from_words(title))
    one_word = _NOT_IN_A_NAME.search(title.strip().replace("_", "")) is None
    for candidate in (canonical_name(title), *joined) if one_word else joined:
        if candidate not in used and is_column_name(candidate):
            return candidate
    spare = number
    while f"x_{spare}" in used:
        spare += 1
    return f"x_{spare}"


def column_names(titles: Sequence[str]) -> tuple[str, ...]:
    """Names for all headings, in order. Raises :class:`DataError` where two headings are the same."""
    return _column_names(tuple(titles))


@lru_cache(maxsize=64)
def _column_names(titles: tuple[str, ...]) -> tuple[str, ...]:
    where: dict[str, int] = {}
    for number, title in enumerate(titles, 1):
        first = where.setdefault(title, number)
        if title and first != number:
            message = f"Columns {first} and {number} are both called {told_text(title)}; rename one of them."
            raise DataError(message, 1, title)
    names: list[str] = []
    for number, title in enumerate(titles, 1):
        names.append(column_name(title, number, names))
    return tuple(names)


def _from_words(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = [word for word in _NOT_IN_A_NAME.sub(" ", plain).split() if word]
    if not words:
        return ""
    return canonical_name(f"{words[0]}_{''.join(words[1:])}" if len(words) > 1 else words[0])[:_LONGEST]
