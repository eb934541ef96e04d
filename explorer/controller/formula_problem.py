"""Why a text is no formula."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FormulaProblem"]


@dataclass(frozen=True, slots=True)
class FormulaProblem:
    """Why the text is no formula: a sentence, the span in Python string indices, what to do."""

    message: str
    start: int
    end: int
    hint: str = ""
