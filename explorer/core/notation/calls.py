"""Functions: their arguments with or without brackets, their powers, inverses and bases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from explorer.core.expression.operators import OPERATORS
from explorer.core.notation.errors import NotationError
from explorer.core.notation.pieces import Builder, Piece
from explorer.core.notation.tokens import Token
from explorer.core.notation.words import INVERSES

if TYPE_CHECKING:
    from explorer.core.notation.parser import Parser

__all__ = ["called", "function"]

_BRACKETS: Final = frozenset(("(", "[", "{", "\\{"))
_JUXTAPOSED: Final = frozenset(("number", "name", "constant", "frac"))
_ENCLOSED: Final = frozenset(("(", "[", "{", "\\{", "|(", "floor(", "ceil(", "root", "degree", "sqrt", "function"))

Parts = Sequence[Piece]


def _number(build: Builder, value: float, at: Piece) -> Piece:
    return build.number(value, at.start, at.end)


def _log_base(base: float) -> Callable[[Builder, Parts, int, int], Piece]:
    return lambda build, parts, start, end: build.apply(
        "log_base", (parts[0], _number(build, base, parts[0])), start, end
    )


def _log1p(build: Builder, parts: Parts, start: int, end: int) -> Piece:
    return build.apply("log", (build.apply("add", (_number(build, 1.0, parts[0]), parts[0]), start, end),), start, end)


def _expm1(build: Builder, parts: Parts, start: int, end: int) -> Piece:
    one = build.negated(_number(build, 1.0, parts[0]), start)
    return build.apply("add", (build.apply("exp", parts, start, end), one), start, end)


def _erfc(build: Builder, parts: Parts, start: int, end: int) -> Piece:
    erf = build.apply("erf", parts, start, end)
    return build.apply("add", (_number(build, 1.0, parts[0]), build.negated(erf, start)), start, end)


def _clip(build: Builder, parts: Parts, start: int, end: int) -> Piece:
    return build.apply("min", (build.apply("max", parts[:2], start, end), parts[2]), start, end)


_COMPOSED: Final[dict[str, tuple[int, Callable[[Builder, Parts, int, int], Piece]]]] = {
    "lg": (1, _log_base(10.0)),
    "log2": (1, _log_base(2.0)),
    "log1p": (1, _log1p),
    "expm1": (1, _expm1),
    "exp2": (
        1,
        lambda build, parts, start, end: build.apply("pow", (_number(build, 2.0, parts[0]), *parts), start, end),
    ),
    "erfc": (1, _erfc),
    "clip": (3, _clip),
    "Rational": (2, lambda build, parts, start, end: build.apply("div", parts, start, end)),
}
"""Functions that are written out as others: number of arguments and how."""

_ORDER_OF_ARGUMENTS: Final = {
    "atan2": "(y, x)",
    "root": "(x, n)",
    "pow": "(x, n)",
    "mod": "(x, y)",
    "clip": "(x, least, most)",
    "Rational": "(p, q)",
}


def function(parser: Parser) -> Piece:
    """A known function from its name on: ``sin²x``, ``log_2(8)``, ``max(x, y)``, ``sin xy``."""
    token = parser.advance()
    return called(parser, token, str(token.value))


def called(parser: Parser, token: Token, name: str) -> Piece:
    """The function ``name``, whose own token has been stepped over, with its arguments and power."""
    parser.deeper(token)
    base = _subscript(parser, token, name)
    power = _exponent(parser)
    if base is None and power is not None:
        base = _subscript(parser, token, name)
    arguments, end = _arguments(parser, token)
    parser.depth -= 1
    if base is not None:
        result = _with_base(parser, token, base, arguments, end)
    else:
        if power is not None and power.value == -1.0:
            name, power = _inverse(name, token, power), None
        result = _applied(parser.build, token, name, arguments, end)
    if power is None:
        return result
    return parser.build.apply("pow", (result, power), token.start, end)


def _subscript(parser: Parser, token: Token, name: str) -> Piece | None:
    if parser.token.kind != "_":
        return None
    mark = parser.advance()
    if name != "log":
        raise NotationError(f"{token.text} takes no subscript.", token.start, mark.end)
    return parser.as_value(parser.primary(mark))


def _exponent(parser: Parser) -> Piece | None:
    """The power between a function and its argument; a superscript or ``^`` with one token."""
    if parser.token.kind != "^":
        return None
    mark = parser.advance()
    if parser.token.kind not in ("+", "-"):
        return parser.as_value(parser.primary(mark))
    signs = 0
    start = parser.token.start
    while parser.token.kind in ("+", "-"):
        signs += parser.advance().kind == "-"
    piece = parser.as_value(parser.primary(mark))
    return parser.build.negated(piece, start) if signs % 2 else piece


def _inverse(name: str, token: Token, power: Piece) -> str:
    inverse = INVERSES.get(name)
    if inverse is None:
        raise NotationError(
            f"{token.text}⁻¹ could mean the inverse or the reciprocal.",
            token.start,
            power.end,
            f"Write 1/{token.text}(…) or the inverse by its name.",
        )
    return inverse


def _with_base(parser: Parser, token: Token, base: Piece, arguments: list[Piece], end: int) -> Piece:
    if len(arguments) != 1:
        raise _miscounted(token, "log", len(arguments), end, "1 argument")
    return parser.build.apply("log_base", (arguments[0], base), token.start, end)


def _applied(build: Builder, token: Token, name: str, arguments: list[Piece], end: int) -> Piece:
    count = len(arguments)
    if name in _COMPOSED:
        wanted, compose = _COMPOSED[name]
        if count != wanted:
            raise _miscounted(token, name, count, end, _count(wanted))
        return compose(build, arguments, token.start, end)
    if name == "log" and count == 2:
        return build.apply("log_base", arguments, token.start, end)
    if name == "hypot" and count == 1:
        return build.apply("abs", arguments, token.start, end)
    operator = OPERATORS[name]
    if count < operator.least or (operator.most is not None and count > operator.most):
        wanted_text = _count(operator.least) if operator.most is not None else f"at least {_count(operator.least)}"
        raise _miscounted(token, name, count, end, wanted_text)
    return build.apply(name, arguments, token.start, end)


def _count(number: int) -> str:
    return f"{number} argument{'s' if number != 1 else ''}"


def _miscounted(token: Token, name: str, count: int, end: int, wanted: str) -> NotationError:
    order = _ORDER_OF_ARGUMENTS.get(name)
    hint = f"Write {token.text}{order}." if order else None
    return NotationError(f"{token.text} takes {wanted}, not {count}.", token.start, end, hint)


def _arguments(parser: Parser, token: Token) -> tuple[list[Piece], int]:
    opening = parser.token
    if opening.kind not in _BRACKETS or opening.start == opening.end:
        argument = _without_brackets(parser, token)
        return [argument], argument.end
    parser.advance()
    arguments: list[Piece] = []
    if parser.token.kind not in (")", "]", "}", "\\}"):
        arguments.append(parser.value())
        while parser.token.kind in (",", ";"):
            parser.advance()
            arguments.append(parser.value())
    closing = parser.close(opening)
    if not arguments:
        raise NotationError(f"{token.text} has nothing in its brackets.", token.start, closing.end)
    return arguments, closing.end


def _without_brackets(parser: Parser, token: Token) -> Piece:
    """The product of numbers and names that follows: sin xy = sin(xy), sin x cos y = sin(x)·cos(y)."""
    build = parser.build
    sign = parser.token if parser.token.kind in ("+", "-") else None
    if sign is not None:
        parser.advance()
    kind = parser.token.kind
    if kind in ("end of text", ")", "]", "}", "\\}", "|)", ",", ";", "*", "/", "+", "-", "^", "cell", "row", "end"):
        raise NotationError(f"{token.text} needs an argument.", token.start, token.end, f"Write {token.text}(x).")
    vulgar = kind == "(" and parser.token.start == parser.token.end
    factors = [parser.as_value(parser.operand(token))]
    if kind not in _ENCLOSED or vulgar:
        while parser.token.kind in _JUXTAPOSED and not _is_call(parser):
            factors.append(parser.as_value(parser.operand()))
    argument = factors[0]
    if len(factors) > 1:
        argument = build.apply("mul", factors, factors[0].start, factors[-1].end)
    if sign is not None and sign.kind == "-":
        return build.negated(argument, sign.start)
    return argument


def _is_call(parser: Parser) -> bool:
    """Whether σ or Γ stands here directly before a bracket."""
    following = parser.peek()
    return parser.token.value in ("σ", "Γ") and following.kind == "(" and following.start == parser.token.end
