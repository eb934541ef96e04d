"""The one error of everything that is read from or written to a session."""

from __future__ import annotations

__all__ = ["SessionError"]


class SessionError(ValueError):
    """A session, a gallery entry or a document that cannot be used; the message is one sentence."""
