"""What is wrong with a formula, and where."""

from __future__ import annotations

__all__ = ["NotationError"]


class NotationError(ValueError):
    """A text that cannot be read as a function.

    ``message`` is one sentence that says what is wrong; ``start`` and ``end`` are Python string
    indices into the text, ``start <= end <= len(text)``; ``hint`` says what to do, or is None.
    """

    def __init__(self, message: str, start: int, end: int, hint: str | None = None) -> None:
        super().__init__(f"{message} {hint}" if hint else message)
        self.message = message
        self.start = start
        self.end = end
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        return (NotationError, (self.message, self.start, self.end, self.hint))
