"""Text in plain, Unicode or LaTeX notation → expression tree, with the place of every part.

Never ``eval``, ``sympify`` or another language's parser: the text is untrusted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from explorer.core.expression.names import canonical_name
from explorer.core.expression.nodes import Node
from explorer.core.notation.bars import match_bars
from explorer.core.notation.characters import plain_characters
from explorer.core.notation.errors import NotationError
from explorer.core.notation.header import read_header
from explorer.core.notation.lexer import Lexer
from explorer.core.notation.parser import Parser
from explorer.core.notation.pieces import Path, Piece, spans_of
from explorer.core.notation.suggestions import Suggestion, lost_exponents

__all__ = ["LONGEST", "NotationError", "Parsed", "Suggestion", "parse_text"]

LONGEST: Final = 10_000
_FRAMES: Final = 6_000  # enough for the deepest nesting that the parser allows


@dataclass(frozen=True)
class Parsed:
    """A text as it was read.

    ``root`` is its tree; ``header`` the variables that its left side names, or None; ``name`` the
    function's own name, or None; ``suggestions`` what the author may have meant instead.
    """

    text: str
    root: Node
    header: tuple[str, ...] | None
    name: str | None
    suggestions: tuple[Suggestion, ...]
    _piece: Piece = field(repr=False, compare=False)

    @property
    def spans(self) -> dict[Path, tuple[int, int]]:
        """Where each node stands in the text: path of operand indices from the root → (start, end)."""
        return spans_of(self._piece)


def parse_text(text: str, known_names: Iterable[str] = ()) -> Parsed:
    """Read ``text``; ``known_names`` (column names, say) are kept whole. Raises :class:`NotationError`."""
    if len(text) > LONGEST:
        raise NotationError(
            f"The formula has more than {LONGEST:,} characters.", LONGEST, len(text), "Shorten it or split it up."
        )
    known = frozenset(canonical_name(name) for name in known_names)
    plain = _without_final_point(plain_characters(text, frozenset("".join(known))))
    header = read_header(plain)
    declared = known | frozenset(header.arguments or ())
    tokens = Lexer(plain, header.start_of_body, declared).run()
    match_bars(tokens)
    if sys.getrecursionlimit() < _FRAMES:
        # Brackets may nest 200 deep, six calls each; the default of 1000 calls is no bound on memory.
        sys.setrecursionlimit(_FRAMES)
    piece = Parser(tokens, declared).formula()
    return Parsed(text, piece.node, header.arguments, header.name, lost_exponents(text, tokens), piece)


def _without_final_point(plain: str) -> str:
    """The point that ends a sentence is no part of its formula."""
    stripped = plain.rstrip(" $")
    if stripped.endswith(".") and not stripped[:-1].rstrip().endswith("."):
        at = len(stripped) - 1
        return plain[:at] + " " + plain[at + 1 :]
    return plain
