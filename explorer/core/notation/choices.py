"""Values chosen by conditions: if, piecewise, cases, ``a if c else b``, ``c ? a : b``, ``{c: a, b}``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from explorer.core.notation.errors import NotationError
from explorer.core.notation.pieces import Piece
from explorer.core.notation.tokens import Token

if TYPE_CHECKING:
    from explorer.core.notation.parser import Parser

__all__ = ["braces", "call", "continued", "environment"]

_SEPARATORS: Final = (",", ";")
_OPENERS: Final = frozenset(("(", "[", "{", "\\{", "floor(", "ceil(", "|("))
_CLOSERS: Final = frozenset((")", "]", "}", "\\}", "floor)", "ceil)", "|)"))

Case = tuple[Piece | None, Piece]
"""A condition and the value where it holds; None for the value otherwise."""


def chosen(parser: Parser, cases: Sequence[Case], start: int, end: int) -> Piece:
    """The first value whose condition holds; undefined where none does."""
    parts: list[Piece] = []
    for condition, value in cases:
        if condition is None or getattr(condition.node, "operator", "") == "true":
            if not parts:
                return value.placed(start, end)
            parts.append(value)
            break
        parts += (condition, value)
    return parser.build.apply("piecewise", parts, start, end)


def continued(parser: Parser, left: Piece) -> Piece:
    """What a value or condition begins: ``c ? a : b``, ``a if c else b``, TeX's ``a \\over b``."""
    kind = parser.token.kind
    if kind == "?":
        return _question(parser, left)
    if kind == "if":
        return _if_else(parser, left)
    if kind == "over":
        over = parser.advance()
        parser.deeper(over)
        below = parser.value()
        parser.depth -= 1
        return parser.build.apply("div", (parser.as_value(left), below), left.start, below.end)
    return left


def _question(parser: Parser, condition: Piece) -> Piece:
    cases: list[Case] = []
    rest = condition
    while parser.token.kind == "?":
        mark = parser.advance()
        if not rest.truth:
            raise NotationError("Before ? stands a condition such as x < 1.", rest.start, rest.end)
        parser.deeper(mark)
        value = parser.value()
        parser.depth -= 1
        parser.expect(":", "After ? come two values with a colon between them: x < 1 ? a : b.")
        cases.append((rest, value))
        rest = parser.disjunction()
    rest = parser.as_value(rest)
    return chosen(parser, [*cases, (None, rest)], condition.start, rest.end)


def _if_else(parser: Parser, value: Piece) -> Piece:
    cases: list[Case] = []
    rest = value
    while parser.token.kind == "if":
        word = parser.advance()
        condition = parser.condition()
        cases.append((condition, parser.as_value(rest)))
        if parser.token.kind != "else":
            raise NotationError(
                "This if has no else.", word.start, word.end, "Say which value holds otherwise: a if x < 1 else b."
            )
        parser.advance()
        rest = parser.disjunction()
    rest = parser.as_value(rest)
    return chosen(parser, [*cases, (None, rest)], value.start, rest.end)


def call(parser: Parser) -> Piece:
    """``if(c, a, b)``, ``where(…)``, ``piecewise((a, c), (b, True))``, ``piecewise(c, a, …, b)``."""
    word = parser.advance()
    if parser.token.kind != "(":
        raise NotationError(f"{word.text} needs a value before it or a bracket after it.", word.start, word.end)
    opening = parser.advance()
    parser.deeper(opening)
    cases: list[Case] = []
    singles: list[Piece] = []
    while True:
        if parser.token.kind == "(" and _is_pair(parser):
            cases.append(_pair(parser))
        elif parser.token.kind == "else":
            cases.append((None, _otherwise(parser)))
        else:
            _single(parser, cases, singles)
        if parser.token.kind not in _SEPARATORS:
            break
        parser.advance()
    closing = parser.close(opening)
    parser.depth -= 1
    if cases and len(singles) == 1:
        cases.append((None, parser.as_value(singles.pop())))
    elif singles:
        cases = _alternating(parser, word, singles, cases)
    return chosen(parser, cases, word.start, closing.end)


def _single(parser: Parser, cases: list[Case], singles: list[Piece]) -> None:
    """One argument, or ``condition: value``."""
    piece = parser.expression()
    if parser.token.kind == ":":
        cases.append(_after_colon(parser, piece))
    else:
        singles.append(piece)


def _alternating(parser: Parser, word: Token, singles: list[Piece], cases: list[Case]) -> list[Case]:
    if cases or len(singles) < 2:
        raise NotationError(
            f"{word.text} takes a condition, a value, and a value otherwise.",
            word.start,
            singles[-1].end,
            f"Write {word.text}(x < 1, a, b).",
        )
    found: list[Case] = []
    for index in range(0, len(singles) - 1, 2):
        condition, value = singles[index : index + 2]
        if not condition.truth:
            raise NotationError("A condition such as x < 1 is needed here.", condition.start, condition.end)
        found.append((condition, parser.as_value(value)))
    if len(singles) % 2:
        found.append((None, parser.as_value(singles[-1])))
    return found


def _is_pair(parser: Parser) -> bool:
    """Whether the bracket here holds a comma of its own: ``(value, condition)``."""
    depth = 0
    for token in parser.tokens[parser.index :]:
        if token.kind in _OPENERS:
            depth += 1
        elif token.kind in _CLOSERS:
            depth -= 1
            if depth == 0:
                return False
        elif depth == 1 and token.kind == ",":
            return True
    return False


def _pair(parser: Parser) -> Case:
    opening = parser.advance()
    parser.deeper(opening)
    value = parser.value()
    parser.expect(",", "Between value and condition stands a comma.")
    condition = parser.condition()
    parser.close(opening)
    parser.depth -= 1
    return condition, value


def _after_colon(parser: Parser, condition: Piece) -> Case:
    if not condition.truth:
        raise NotationError("Before the colon stands a condition such as x < 1.", condition.start, condition.end)
    parser.advance()
    return condition, parser.value()


def _otherwise(parser: Parser) -> Piece:
    parser.advance()
    if parser.token.kind in (":", ","):
        parser.advance()
    return parser.value()


def braces(parser: Parser) -> Piece:
    """``{x}`` groups; ``{x < 1: x², y}`` chooses."""
    opening = parser.advance()
    parser.deeper(opening)
    first = parser.expression()
    if parser.token.kind != ":":
        closing = parser.close(opening)
        parser.depth -= 1
        return first.placed(opening.start, closing.end)
    cases: list[Case] = [_after_colon(parser, first)]
    while parser.token.kind in _SEPARATORS:
        parser.advance()
        if parser.token.kind == "else":
            cases.append((None, _otherwise(parser)))
            break
        piece = parser.expression()
        if parser.token.kind != ":":
            cases.append((None, parser.as_value(piece)))
            break
        cases.append(_after_colon(parser, piece))
    closing = parser.close(opening)
    parser.depth -= 1
    return chosen(parser, cases, opening.start, closing.end)


def environment(parser: Parser) -> Piece:
    """LaTeX's cases and arrays: rows of a value and its condition."""
    begin = parser.advance()
    parser.deeper(begin)
    cases: list[Case] = []
    while True:
        cases.append(_row(parser))
        if parser.token.kind != "row":
            break
        parser.advance()
        if parser.token.kind == "end":
            break
    if parser.token.kind == "end of text":
        raise NotationError("This \\begin is never closed.", begin.start, begin.end, r"Add \end{cases}.")
    end = parser.expect("end", "A row of cases is a value, & and its condition.")
    parser.depth -= 1
    return chosen(parser, cases, begin.start, end.end)


def _row(parser: Parser) -> Case:
    value = parser.as_value(parser.sum())
    _skip(parser, *_SEPARATORS)
    _skip(parser, "cell")
    _skip(parser, "if")
    if parser.token.kind == "else":
        parser.advance()
        _skip(parser, *_SEPARATORS)
        return None, value
    if parser.token.kind in ("row", "end"):
        return None, value
    condition = parser.condition()
    _skip(parser, *_SEPARATORS)
    return condition, value


def _skip(parser: Parser, *kinds: str) -> None:
    if parser.token.kind in kinds:
        parser.advance()
