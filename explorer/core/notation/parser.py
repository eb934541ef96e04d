"""From tokens to the expression tree, by precedence.

Goal: one grammar for plain text, Unicode and LaTeX, in which juxtaposition multiplies with the
precedence of ``*``, a superscript binds one token, and a function without brackets takes the
product of numbers and names that follows it. The tree keeps the order and shape of the text.

Constraints: text comes from outside, so nesting and size are bounded, and an error names a place.
Rejected: SymPy's parsers. They evaluate Python, reorder what was typed and point at nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NoReturn

from explorer.core.expression.nodes import Constant
from explorer.core.notation import calls, choices, radicals
from explorer.core.notation.errors import NotationError
from explorer.core.notation.pieces import Builder, Piece
from explorer.core.notation.tokens import STARTS_OPERAND, Token

__all__ = ["DEEPEST", "Parser"]

DEEPEST: Final = 200
EULER: Final = Constant("e")
CLOSING: Final = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "|(": "|)", "floor(": "floor)", "ceil(": "ceil)"}
_COMPARISONS: Final = frozenset(("lt", "le", "gt", "ge", "eq", "ne"))
_CONDITIONAL: Final = _COMPARISONS | {"and", "or", "?", "if", "over"}
_FACTOR: Final = STARTS_OPERAND - {"not", "true", "false", "degree"}
_TRUTH_WORDS: Final = frozenset(("not", "true", "false"))
_SYMBOLS: Final = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "=", "ne": "≠"}
_CALLABLE_LETTERS: Final = {"σ": "sigmoid", "Γ": "gamma"}


class Parser:
    """Reads tokens into one :class:`Piece`; ``declared`` names are never taken for functions."""

    __slots__ = ("build", "declared", "depth", "index", "token", "tokens")

    def __init__(self, tokens: list[Token], declared: frozenset[str]) -> None:
        self.tokens = tokens
        self.declared = declared
        self.index = 0
        self.token = tokens[0]
        self.depth = 0
        self.build = Builder()

    def formula(self) -> Piece:
        """The whole text as one value. Raises :class:`NotationError`."""
        if self.token.kind == "end of text":
            raise NotationError("There is no formula yet.", 0, self.token.end, "Type one, such as x²y + 3xy³.")
        piece = self.value()
        if self.token.kind != "end of text":
            self.unexpected()
        return piece

    # Moving on

    def advance(self) -> Token:
        """Step over the current token and return it."""
        token = self.token
        self.index += 1
        self.token = self.tokens[self.index]
        return token

    def peek(self) -> Token:
        """The token after the current one."""
        return self.tokens[min(self.index + 1, len(self.tokens) - 1)]

    def expect(self, kind: str, message: str) -> Token:
        """Step over a token of this kind, or raise with ``message``."""
        if self.token.kind != kind:
            raise NotationError(message, self.token.start, self.token.end)
        return self.advance()

    def deeper(self, token: Token) -> None:
        """Enter one more level of nesting."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotationError(
                f"This is nested more than {DEEPEST} levels deep.", token.start, token.end, "Simplify it."
            )

    # Values and conditions

    def value(self) -> Piece:
        """An expression that must be a number, not a condition."""
        start = self.index
        return self.as_value(self.expression(), start)

    def as_value(self, piece: Piece, first: int = 0) -> Piece:
        """``piece`` itself if it is a number."""
        if not piece.truth:
            return piece
        for token in self.tokens[first : self.index]:
            if token.kind in _COMPARISONS and piece.start <= token.start < piece.end:
                raise NotationError(
                    f"A comparison ({_SYMBOLS[token.kind]}) has no value of its own.",
                    token.start,
                    token.end,
                    "Choose between values with it: {x < 1: x, 2}.",
                )
        raise NotationError(
            "A condition has no value of its own.",
            piece.start,
            piece.end,
            "Choose between values with it: {x < 1: x, 2}.",
        )

    def condition(self) -> Piece:
        """An expression that must be a condition."""
        piece = self.disjunction()
        if not piece.truth:
            raise NotationError("A condition such as x < 1 is needed here.", piece.start, piece.end)
        return piece

    def expression(self) -> Piece:
        """A value or a condition, with everything that binds more loosely than a sum."""
        left = self.sum() if self.token.kind not in _TRUTH_WORDS else self.disjunction()
        kind = self.token.kind
        if kind not in _CONDITIONAL:
            return left
        if kind not in ("?", "if", "over"):
            left = self.disjunction(left)
        return choices.continued(self, left)

    def disjunction(self, left: Piece | None = None) -> Piece:
        """Conditions joined by "or"; "and" binds tighter, "not" tighter still."""
        return self._joined("or", lambda first: self._joined("and", self._negation, first), left)

    def _joined(self, word: str, part: Callable[[Piece | None], Piece], left: Piece | None) -> Piece:
        parts = [part(left)]
        while self.token.kind == word:
            token = self.advance()
            parts.append(part(None))
            for piece in parts[-2:]:
                if not piece.truth:
                    raise NotationError(f"“{word}” joins conditions such as x < 1.", token.start, token.end)
        if len(parts) == 1:
            return parts[0]
        return self.build.apply(word, parts, parts[0].start, parts[-1].end)

    def _negation(self, left: Piece | None) -> Piece:
        nots: list[Token] = []
        while left is None and self.token.kind == "not":
            nots.append(self.advance())
            if len(nots) > DEEPEST:
                self.unexpected()
        piece = self._comparison(left)
        for token in reversed(nots):
            if not piece.truth:
                raise NotationError("“not” belongs before a condition such as x < 1.", token.start, token.end)
            piece = self.build.apply("not", (piece,), token.start, piece.end)
        return piece

    def _comparison(self, left: Piece | None) -> Piece:
        if left is None and self.token.kind in ("true", "false"):
            token = self.advance()
            return self.build.apply(token.kind, (), token.start, token.end)
        operands = [left if left is not None else self.sum()]
        found: list[Piece] = []
        while self.token.kind in _COMPARISONS:
            operator = self.advance().kind
            operands.append(self.sum())
            pair = [self.as_value(operand) for operand in operands[-2:]]
            found.append(self.build.apply(operator, pair, pair[0].start, pair[1].end))
        if not found:
            return operands[0]
        return found[0] if len(found) == 1 else self.build.apply("and", found, found[0].start, found[-1].end)

    # Sums and products

    def sum(self) -> Piece:
        """Terms joined by + and −."""
        first = self._term()
        if self.token.kind not in ("+", "-"):
            return first
        terms = [self.as_value(first)]
        while self.token.kind in ("+", "-"):
            sign = self.advance()
            term = self.as_value(self._term(after=sign))
            terms.append(self.build.negated(term, sign.start) if sign.kind == "-" else term)
        return self.build.apply("add", terms, terms[0].start, terms[-1].end)

    def _term(self, after: Token | None = None) -> Piece:
        if self.token.kind not in ("+", "-"):
            return self.product(after)
        return self.signed(self.product)

    def signed(self, part: Callable[[Token | None], Piece]) -> Piece:
        """What follows the signs here, negated as often as they say."""
        signs: list[Token] = []
        while self.token.kind in ("+", "-"):
            signs.append(self.advance())
            if len(signs) > DEEPEST:
                raise NotationError("There are too many signs here.", signs[0].start, signs[-1].end, "Delete some.")
        piece = part(signs[-1])
        for sign in reversed(signs):
            if sign.kind == "-":
                piece = self.build.negated(self.as_value(piece), sign.start)
        return piece

    def product(self, after: Token | None = None) -> Piece:
        """Factors joined by ``*``, ``/``, mod or by standing side by side, from left to right."""
        piece = self.operand(after)
        kind = self.token.kind
        if kind not in _FACTOR and kind not in ("*", "/", "//", "mod"):
            return piece
        factors = [self.as_value(piece)]
        while True:
            kind = self.token.kind
            if kind in _FACTOR:
                factors.append(self.as_value(self.operand()))
            elif kind == "*":
                factors.append(self._after_operator(self.advance()))
            elif kind in ("/", "//", "mod"):
                left = self._multiplied(factors)
                right = self._after_operator(self.advance())
                quotient = self.build.apply("mod" if kind == "mod" else "div", (left, right), left.start, right.end)
                if kind == "//":
                    quotient = self.build.apply("floor", (quotient,), quotient.start, quotient.end)
                factors = [quotient]
            else:
                return self._multiplied(factors)

    def _multiplied(self, factors: list[Piece]) -> Piece:
        if len(factors) == 1:
            return factors[0]
        return self.build.apply("mul", factors, factors[0].start, factors[-1].end)

    def _after_operator(self, operator: Token) -> Piece:
        if self.token.kind in ("+", "-"):
            return self.signed(self.operand)
        return self.as_value(self.operand(operator))

    # Operands

    def operand(self, after: Token | None = None) -> Piece:
        """One token or bracket with its factorial signs and its exponent."""
        piece = self.primary(after)
        while True:
            kind = self.token.kind
            if kind == "^":
                piece = self._power(piece)
            elif kind == "!":
                token = self.advance()
                if self.token.kind == "!":
                    raise NotationError(
                        "The double factorial !! is not read.", token.start, self.token.end, "Write (x!)!"
                    )
                piece = self.build.apply("factorial", (self.as_value(piece),), piece.start, token.end)
            elif kind == "°":
                piece = self._degrees(piece, self.advance())
            else:
                return piece

    def _power(self, base: Piece) -> Piece:
        token = self.advance()
        raised = token.start == token.end  # a superscript: it ends where its characters end
        self.deeper(token)
        exponent = self.primary(token) if raised else self.exponent(token)
        self.depth -= 1
        self.as_value(base)
        if base.node is EULER:
            return self.build.apply("exp", (exponent,), base.start, exponent.end)
        return self.build.apply("pow", (base, exponent), base.start, exponent.end)

    def exponent(self, after: Token) -> Piece:
        """What ``^`` binds: signs, one token or bracket, and that one's own exponent."""
        if self.token.kind in ("+", "-"):
            return self.signed(self.operand)
        return self.as_value(self.operand(after))

    def _degrees(self, piece: Piece, token: Token) -> Piece:
        start, end = token.start, token.end
        half_turn = self.build.constant("pi", start, end), self.build.number(180.0, start, end)
        factor = self.build.apply("div", half_turn, start, end)
        return self.build.apply("mul", (self.as_value(piece), factor), piece.start, end)

    def primary(self, after: Token | None = None) -> Piece:
        """One token, bracket, function call or LaTeX command with its arguments."""
        token = self.token
        kind = token.kind
        if kind == "name":
            return self._name(token)
        if kind == "number":
            self.advance()
            return self.build.number(float(token.value), token.start, token.end)
        reader = _READERS.get(kind)
        if reader is not None:
            return reader(self)
        return self.missing(after)

    def _name(self, token: Token) -> Piece:
        name = str(token.value)
        self.advance()
        if name in _CALLABLE_LETTERS and name not in self.declared and self.token.kind == "(":
            adjacent = self.token.start == token.end or token.text.startswith("\\")
            if adjacent and self.token.start < self.token.end:
                return calls.called(self, token, _CALLABLE_LETTERS[name])
        return self.build.name(name, token.start, token.end)

    def _constant(self) -> Piece:
        token = self.advance()
        return self.build.constant(str(token.value), token.start, token.end)

    def group(self) -> Piece:
        """A bracket of any kind around a value or a condition."""
        opening = self.advance()
        self.deeper(opening)
        inner = self.expression()
        closing = self.close(opening)
        self.depth -= 1
        return inner.placed(min(opening.start, inner.start), max(closing.end, inner.end))

    def close(self, opening: Token) -> Token:
        """Step over the bracket that closes ``opening``."""
        if self.token.kind == CLOSING[opening.kind]:
            return self.advance()
        if self.token.kind == "end of text":
            raise NotationError(
                f"The bracket {opening.text} is never closed.", opening.start, opening.end, "Add its partner."
            )
        return self.unexpected(opening)

    def _around(self) -> Piece:
        """|x|, ⌊x⌋, ⌈x⌉."""
        opening = self.advance()
        self.deeper(opening)
        inner = self.value()
        closing = self.close(opening)
        self.depth -= 1
        operator = {"|(": "abs", "floor(": "floor", "ceil(": "ceil"}[opening.kind]
        return self.build.apply(operator, (inner,), opening.start, closing.end)

    def _braces(self) -> Piece:
        return choices.braces(self)

    # What went wrong

    def missing(self, after: Token | None) -> NoReturn:
        """Raise: an operand was needed here."""
        token = self.token
        if token.kind == "end of text" or token.kind in CLOSING.values() or token.kind in (",", ";"):
            if after is not None:
                raise NotationError(
                    f"Something is missing after {after.text or 'the superscript'}.",
                    after.start,
                    max(after.end, after.start + 1),
                )
            before = self.tokens[self.index - 1] if self.index else token
            raise NotationError("Something is missing here.", before.start, max(before.end, token.end))
        self.unexpected()

    def unexpected(self, opening: Token | None = None) -> NoReturn:
        """Raise: the current token cannot stand here."""
        token = self.token
        message, hint = f"{token.text} cannot stand here.", None
        if token.kind in (",", ";"):
            before, after = self.tokens[self.index - 1], self.peek()
            decimal = before.kind == after.kind == "number" and token.kind == ","
            message = f"The {'comma' if token.kind == ',' else 'semicolon'} separates nothing here."
            hint = "Write decimals with a point: 0.5." if decimal else None
        elif token.kind in CLOSING.values():
            if opening is not None:
                message = f"{opening.text} is closed by {token.text}."
                hint = "Use brackets of one kind."
            else:
                message = f"There is no opening bracket for {token.text}."
        elif token.kind in ("true", "false"):
            message = f"{token.text} is a condition, not a number."
        elif token.kind == "else":
            message, hint = f"{token.text} needs an if before it.", "Write a if x < 1 else b."
        elif token.kind == "^" and not token.text:
            message = "A superscript needs something before it."
        elif token.kind == "_":
            message, hint = "A subscript needs a name before it.", "Write x_1."
        raise NotationError(message, token.start, max(token.end, self.peek().end if not token.text else 0), hint)


_READERS: Final[dict[str, Callable[[Parser], Piece]]] = {
    "constant": Parser._constant,
    "(": Parser.group,
    "[": Parser.group,
    "{": Parser._braces,
    "\\{": Parser._braces,
    "|(": Parser._around,
    "floor(": Parser._around,
    "ceil(": Parser._around,
    "frac": radicals.fraction,
    "sqrt": radicals.latex_root,
    "root": radicals.radical,
    "degree": radicals.radical_of_degree,
    "function": calls.function,
    "mod": lambda parser: calls.called(parser, parser.advance(), "mod"),
    "choice": choices.call,
    "if": choices.call,
    "begin": choices.environment,
}
