"""How a subject is called: the text in the header, the window's title."""

from __future__ import annotations

from explorer.controller.learning.learned import Learned
from explorer.model.document import Document
from explorer.model.learn_settings import FORMULA, MODEL, NETWORK, DataSettings

__all__ = ["data_words", "letter_of", "network_words", "rows_words", "subject_text", "subject_title"]

NAMES = {"moons": "two moons", "xor": "XOR"}
ACTIVATIONS = {"sigmoid": "σ", "relu": "ReLU", "leaky_relu": "leaky ReLU"}
LOSSES = {"half-squared": "half the squared error", "squared": "squared error"}


def data_words(data: DataSettings) -> str:
    """The data in a few words: ``two moons``, ``norris``, a file's name."""
    if data.origin == "generated":
        return NAMES.get(data.generator.name, data.generator.name)
    return data.title or "no data"


def letter_of(subject: str) -> str:
    """What the function is called: f, or L where it is a loss."""
    return "f" if subject == FORMULA else "L"


def subject_text(document: Document, learned: Learned | None = None) -> str:
    """What stands in the formula's field."""
    if document.subject == MODEL:
        return document.learn.fit.model
    if document.subject == NETWORK:
        count = len(learned.used.inputs) if learned is not None and learned.used is not None else 2
        shape = "\N{EN DASH}".join(map(str, (count, *document.learn.network.hidden, 1)))
        return f"L(network {shape}, {data_words(document.learn.data)})"
    return document.formula


def network_words(learned: Learned) -> str:
    """``17 parameters, tanh then σ, cross-entropy``."""
    network = learned.network
    if network is None:
        return ""
    kinds = [ACTIVATIONS.get(kind, kind) for kind in network.activations]
    told = [kind for place, kind in enumerate(kinds) if place == 0 or kind != kinds[place - 1]]
    return f"{network.layout.count} parameters, {' then '.join(told)}, {LOSSES.get(network.loss, network.loss)}"


def rows_words(learned: Learned) -> str:
    """``120 training, 60 validation``."""
    used = learned.used
    if used is None or learned.subject not in (MODEL, NETWORK):
        return ""
    aside = f", {len(used.validation):,} validation" if used.validation is not None else ""
    return f"{len(used.training):,} training{aside}"


def subject_title(document: Document, learned: Learned | None = None) -> str:
    """What the window's title calls a document without a name of its own."""
    if document.subject == MODEL:
        return f"{document.learn.fit.model}, {data_words(document.learn.data)}"
    return subject_text(document, learned)
