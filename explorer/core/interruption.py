"""How long work is stopped from outside between two of its steps, without every function handing a token on.

Whoever starts the work says what is to be asked; whoever does it calls :func:`checkpoint` every few milliseconds.
The question belongs to the thread that asks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["checkpoint", "interrupted_by"]

_asked: ContextVar[Callable[[], object] | None] = ContextVar("asked", default=None)


@contextmanager
def interrupted_by(check: Callable[[], object]) -> Iterator[None]:
    """Within this block, ``check`` is called at every checkpoint of this thread; what it raises ends the work."""
    before = _asked.set(check)
    try:
        yield
    finally:
        _asked.reset(before)


def checkpoint() -> None:
    """A place where work may be stopped; nothing where nobody asked for that."""
    check = _asked.get()
    if check is not None:
        check()
