"""Another subject of the document: formula, model or network, each with a place of its own to return to."""

from __future__ import annotations

from msgspec.structs import replace

from explorer.model.document import Document, LeftSubject, Window
from explorer.model.learn_settings import SUBJECTS

__all__ = ["forget_others", "was_left", "with_fresh_place", "with_subject"]

_PLACE = tuple(name for name in LeftSubject.__struct_fields__ if name != "subject")
_NEXT_RUN = ("optimiser", "schedule", "noise", "steps", "batch")


def with_subject(document: Document, subject: str) -> Document:
    """The document about another subject: where one was with it last, else at a fresh place."""
    if subject == document.subject or subject not in SUBJECTS:
        return document
    leaving = LeftSubject(document.subject, **{name: getattr(document, name) for name in _PLACE})
    found = next((left for left in document.left if left.subject == subject), None)
    others = tuple(left for left in document.left if left.subject != subject)
    changed = replace(document, subject=subject, left=(*others, leaving))
    if found is None:
        usual = {name: getattr(LeftSubject(subject), name) for name in _NEXT_RUN}
        return with_fresh_place(replace(changed, **usual))
    return replace(changed, **{name: getattr(found, name) for name in _PLACE})


def was_left(document: Document, subject: str) -> bool:
    """Whether one has been with that subject before."""
    return any(left.subject == subject for left in document.left)


def forget_others(document: Document) -> Document:
    """The places of model and network that are not shown now belong to other data: they begin anew."""
    return replace(document, left=tuple(left for left in document.left if left.subject == "formula"))


def with_fresh_place(document: Document) -> Document:
    """The same subject as if one had not been with it yet: no runs, no sliders, the usual window."""
    return replace(
        document,
        variables=None,
        axes=None,
        parameters=(),
        held=(),
        window=Window(),
        probe=(0.0, 0.0),
        locked=(),
        runs=(),
        pins=(),
    )
