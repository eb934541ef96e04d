"""How a subject is called: the text in the header, the window's title."""

from __future__ import annotations

from explorer.controller.learning.learned import Learned
from explorer.model.document import Document
from explorer.model.learn_settings import MODEL, NETWORK, DataSettings

__all__ = ["data_words", "subject_text", "subject_title"]

NAMES = {"moons": "two moons", "xor": "XOR"}


def data_words(data: DataSettings) -> str:
    """The data in a few words: ``two moons``, ``norris``, a file's name."""
    if data.origin == "generated":
        return NAMES.get(data.generator.name, data.generator.name)
    return data.title or "no data"


def subject_text(document: Document, learned: Learned | None = None) -> str:
    """What stands in the formula's field."""
    if document.subject == MODEL:
        return document.learn.fit.model
    if document.subject == NETWORK:
        count = len(learned.used.inputs) if learned is not None and learned.used is not None else 2
        shape = "\N{EN DASH}".join(map(str, (count, *document.learn.network.hidden, 1)))
        return f"L(network {shape}, {data_words(document.learn.data)})"
    return document.formula


def subject_title(document: Document) -> str:
    """What the window's title calls a document without a name of its own."""
    if document.subject == MODEL:
        return f"{document.learn.fit.model}, {data_words(document.learn.data)}"
    return subject_text(document)
