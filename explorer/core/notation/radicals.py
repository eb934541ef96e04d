"""Roots and fractions: √ ∛ ∜ ³√x, LaTeX's \\sqrt and \\frac with TeX's one-token arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.notation.errors import NotationError
from explorer.core.notation.pieces import Piece
from explorer.core.notation.tokens import Token

if TYPE_CHECKING:
    from explorer.core.notation.parser import Parser

__all__ = ["fraction", "latex_root", "radical", "radical_of_degree"]


def tex_argument(parser: Parser, after: Token) -> Piece:
    """A group in braces, or else one digit, letter or command."""
    token = parser.token
    if token.kind == "{":
        return parser.as_value(parser.group())
    if token.kind == "number" and token.end - token.start > 1 and token.text[0].isdigit():
        rest = token.text[1:]
        split = token.start + 1
        parser.token = parser.tokens[parser.index] = Token(
            "number", rest, split, token.end, _rest_of_number(rest, token)
        )
        return parser.build.number(float(token.text[0]), token.start, split)
    return parser.as_value(parser.primary(after))


def fraction(parser: Parser) -> Piece:
    """``\\frac`` with its two arguments."""
    token = parser.advance()
    parser.deeper(token)
    above = tex_argument(parser, token)
    below = tex_argument(parser, token)
    parser.depth -= 1
    return parser.build.apply("div", (above, below), token.start, below.end)


def latex_root(parser: Parser) -> Piece:
    """``\\sqrt``, with a degree in square brackets if there is one."""
    token = parser.advance()
    degree = parser.group() if parser.token.kind == "[" else None
    parser.deeper(token)
    inside = tex_argument(parser, token)
    parser.depth -= 1
    return _root(parser, inside, degree, token)


def radical(parser: Parser) -> Piece:
    """√ ∛ ∜: the root of one token and its exponent."""
    token = parser.advance()
    parser.deeper(token)
    signed = parser.token.kind in ("+", "-")
    inside = parser.signed(parser.operand) if signed else parser.as_value(parser.operand(token))
    parser.depth -= 1
    degree = None if token.value == 2.0 else parser.build.number(float(token.value), token.start, token.end)
    return _root(parser, inside, degree, token)


def radical_of_degree(parser: Parser) -> Piece:
    """A root sign with its degree before it: ³√x."""
    token = parser.advance()
    degree = parser.primary(token)
    radical = parser.expect("root", "A root sign belongs after its degree.")
    parser.deeper(radical)
    inside = parser.as_value(parser.operand(radical))
    parser.depth -= 1
    return _root(parser, inside, degree, token)


def _root(parser: Parser, inside: Piece, degree: Piece | None, token: Token) -> Piece:
    if degree is None or degree.value == 2.0:
        return parser.build.apply("sqrt", (inside,), token.start, inside.end)
    if degree.value == 3.0:
        return parser.build.apply("cbrt", (inside,), token.start, inside.end)
    return parser.build.apply("root", (inside, parser.as_value(degree)), token.start, inside.end)


def _rest_of_number(rest: str, token: Token) -> float:
    try:
        return float(rest)
    except ValueError:
        raise NotationError("Put braces around the parts of this fraction.", token.start, token.end) from None
