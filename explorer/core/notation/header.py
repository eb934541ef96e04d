"""The left side of a definition: ``z =``, ``f(x, y) =``, ``z = f(x, y) =``, ``(x, y) ↦``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from explorer.core.expression.names import canonical_name
from explorer.core.notation.characters import GREEK_LETTERS, SUBSCRIPT
from explorer.core.notation.errors import NotationError
from explorer.core.notation.latex import DISPLAYS
from explorer.core.notation.words import CONSTANTS, RESERVED

__all__ = ["Header", "read_header"]

_LETTERS: Final = f"A-Za-z{GREEK_LETTERS}"
_FONT: Final = r"\\(?:text|textrm|mathrm|mathbf|mathit|mathcal|mathsf|operatorname|boldsymbol|bm)"
_NAME: Final = (
    rf"(?:{_FONT}\s*\{{[^{{}}]*\}}|\\(?!left|right|text|math)[A-Za-z]+|[{_LETTERS}]+)"
    rf"(?:(?:\s*_\s*(?:\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|[{_LETTERS}0-9]+|\\[A-Za-z]+))+|{SUBSCRIPT}+|\d+)?"
)
_SPACE: Final = r"(?:[\s~&]|\\[,;:! ]|\\quad\b)*"
_LIST: Final = rf"{_NAME}(?:{_SPACE}[,;]{_SPACE}{_NAME})*"
_OPEN: Final = r"(?:\\left|\\bigl?|\\Bigl?)?\s*[(\[]"
_CLOSE: Final = r"(?:\\right|\\bigr?|\\Bigr?)?\s*[)\]]"
_CALL: Final = re.compile(rf"{_SPACE}(?P<name>{_NAME}){_SPACE}{_OPEN}(?P<list>.*?){_CLOSE}{_SPACE}")
_PLAIN: Final = re.compile(rf"{_SPACE}(?P<name>{_NAME}){_SPACE}")
_ARROW_LEFT: Final = re.compile(
    rf"{_SPACE}(?:(?P<name>{_NAME}){_SPACE}:{_SPACE})?(?:{_OPEN})?{_SPACE}(?P<list>{_LIST}){_SPACE}(?:{_CLOSE})?{_SPACE}"
)
_ARROWS: Final = re.compile(r"↦|→|->|\\(?:mapsto|longmapsto|to|rightarrow)(?![A-Za-z])")
_EQUALS: Final = re.compile(r"[()\[\]{}]|:=|≔|\\coloneqq|[<>!=]=|=|\?|\bif\b")
_IGNORED: Final = re.compile(rf"(?:[\s$]|\\\[|\\\(|\\displaystyle|\\begin\s*\{{(?:{'|'.join(DISPLAYS)})\*?\}})*")
_ARGUMENT: Final = re.compile(_NAME)


@dataclass(frozen=True)
class Header:
    """``name`` of the function, ``arguments`` in order (None where none are named), and where the body starts."""

    name: str | None
    arguments: tuple[str, ...] | None
    start_of_body: int


def read_header(plain: str) -> Header:
    """The definition's left side, if there is one. Raises :class:`NotationError` for an equation."""
    ignored = _IGNORED.match(plain)
    start = ignored.end() if ignored else 0
    if arrow := _arrow(plain, start):
        return arrow
    name: str | None = None
    arguments: tuple[str, ...] | None = None
    for equals in _top_level_equals(plain, start):
        segment = plain[start : equals.start()]
        call, single = _CALL.fullmatch(segment), _PLAIN.fullmatch(segment)
        if call is not None and call["list"].strip():
            name = _name(name, call["name"])
            arguments = _arguments(call["list"], start + call.start("list"))
        elif single is not None and not _is_product(single["name"]):
            name = _name(name, single["name"])
        else:
            raise _equation(segment, start, equals)
        start = equals.end()
    return Header(name, arguments, start)


def _name(earlier: str | None, written: str) -> str:
    return earlier or canonical_name(written)


def _is_product(name: str) -> bool:
    return len(name) > 1 and set(name) <= set("xyzuvt")


def _arrow(plain: str, start: int) -> Header | None:
    arrow = _ARROWS.search(plain, start)
    left = _ARROW_LEFT.fullmatch(plain[start : arrow.start()]) if arrow else None
    if arrow is None or left is None:
        return None
    name = canonical_name(left["name"]) if left["name"] else None
    return Header(name, _arguments(left["list"], start + left.start("list")), arrow.end())


def _top_level_equals(plain: str, start: int) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    depth = 0
    for match in _EQUALS.finditer(plain, start):
        mark = match.group()
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth -= 1
        elif mark in ("?", "if"):
            break  # from here on = compares
        elif depth == 0 and mark in ("=", ":=", "≔", "\\coloneqq"):
            found.append(match)
    return found


def _arguments(text: str, offset: int) -> tuple[str, ...]:
    """The variables of a header; what stands after a semicolon is a parameter."""
    names: list[str] = []
    for match in re.finditer(r"[^,]+|(?<=,)(?=,)|^$", text.partition(";")[0]):
        start, end = offset + match.start(), offset + max(match.end(), match.start() + 1)
        written = match.group().replace("\\,", " ").strip()
        name = canonical_name(written)
        if not _ARGUMENT.fullmatch(written) or written in RESERVED:
            raise NotationError("Between the brackets of the left side stand names.", start, end, "Write f(x, y) = …")
        if name in CONSTANTS:
            raise NotationError(
                f"{written} is a constant and cannot be a variable.", start, end, "Take another letter."
            )
        if name in names:
            raise NotationError(f"{written} is listed twice.", start, end, "Name each variable once.")
        names.append(name)
    return tuple(names)


def _equation(segment: str, start: int, equals: re.Match[str]) -> NotationError:
    if not segment.strip():
        return NotationError("Nothing stands before the =.", equals.start(), equals.end(), "Write f(x, y) = …")
    return NotationError(
        "This is an equation, not a function.",
        equals.start(),
        equals.end(),
        "Bring everything to one side, or begin with f(x, y) = …",
    )
