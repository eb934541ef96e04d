"""What the author may have meant: exponents that were lost when a formula was copied from a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from explorer.core.notation.tokens import Token

__all__ = ["Suggestion", "lost_exponents"]

_LOST: Final = re.compile(r"([^\W\d_])([1-9]\d?)")
_SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Suggestion:
    """Replace ``text[start:end]`` by ``replacement``; ``message`` asks whether that was meant."""

    message: str
    start: int
    end: int
    replacement: str


def lost_exponents(text: str, tokens: Sequence[Token]) -> tuple[Suggestion, ...]:
    """One suggestion for each ``x2`` that may have been x², and where there are several a last one for all.

    Letters that are numbered from 0 or 1 (``x1 + x2``) are taken at their word.
    """
    names = {str(token.value) for token in tokens if token.kind == "name"}
    found: list[Suggestion] = []
    for token in tokens:
        match = _LOST.fullmatch(token.text) if token.kind == "name" else None
        if match is None or match[2] == "1" or names & {f"{match[1]}_0", f"{match[1]}_1"}:
            continue
        raised = match[1] + match[2].translate(_SUPERSCRIPTS)
        lowered = match[1] + match[2].translate(_SUBSCRIPTS)
        found.append(Suggestion(f"{lowered}: did you mean {raised}?", token.start, token.end, raised))
    if len(found) < 2:
        return tuple(found)
    mended = text
    for suggestion in reversed(found):
        mended = mended[: suggestion.start] + suggestion.replacement + mended[suggestion.end :]
    shown = mended if len(mended) <= 40 else mended[:39] + "…"
    return (*found, Suggestion(f"Did you mean {shown}?", 0, len(text), mended))
