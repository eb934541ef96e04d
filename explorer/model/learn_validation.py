"""Whether settings of data, model and network from outside can be used: sizes and choices."""

from __future__ import annotations

import math
from collections.abc import Iterable

from explorer.model.errors import SessionError
from explorer.model.learn_settings import DataRef, DataSettings, LearnSettings, NetworkSettings, TuningSettings

__all__ = ["validate_learning"]

LARGEST = 1e12
MODEL_LENGTH, TITLE_LENGTH, NAME_LENGTH = 10_000, 500, 200
MOST_COLUMNS, MOST_ROWS, MOST_LABELS, MOST_VALUES = 256, 5_000_000, 10_000, 64
MOST_HIDDEN, MOST_WIDTH, MOST_STEPS, MOST_SEED = 4, 16, 1_000_000, 2**63 - 1
HEXADECIMAL = frozenset("0123456789abcdef")


def validate_learning(learn: LearnSettings) -> None:
    """Check every size and choice.

    Raises:
        SessionError: says in one sentence which part cannot be used.
    """
    _data(learn.data)
    _text(learn.fit.model, "the model", MODEL_LENGTH)
    _choice(learn.fit.loss, "the loss", ("squared", "absolute", "huber", "cross-entropy"))
    for value, what in ((learn.fit.l1, "the L1 penalty"), (learn.fit.l2, "the L2 penalty")):
        _within(value, what, 0.0, LARGEST)
    _within(learn.fit.delta, "the bend of the Huber loss", 1e-12, LARGEST)
    _network(learn.network)
    _choice(learn.landscape.kind, "the plane of the landscape", ("weights", "random", "principal"))
    _choice(learn.landscape.through, "the point of the landscape", ("start", "end"))
    _text(learn.landscape.first + learn.landscape.second, "the weights of the landscape", NAME_LENGTH)
    _within(learn.landscape.seed, "the landscape's seed", 0, MOST_SEED)
    _tuning(learn.tuning)


def _data(data: DataSettings) -> None:
    _choice(data.origin, "the data's origin", ("none", "generated", "public", "table"))
    _choice(data.missing, "what is done about empty cells", ("refuse", "drop", "mean"))
    _text(data.title, "the data's title", TITLE_LENGTH)
    _text(data.target, "the target column", NAME_LENGTH)
    _texts(data.inputs, "input columns", MOST_COLUMNS)
    _within(data.validation, "the share of validation rows", 0.0, 0.9)
    _within(data.split_seed, "the seed of the split", 0, MOST_SEED)
    _within(data.generator.rows, "the number of rows to make", 2, 100_000)
    _within(data.generator.noise, "the noise of the data", 0.0, LARGEST)
    _within(data.generator.seed, "the data's seed", 0, MOST_SEED)
    _text(data.generator.name, "the generator's name", NAME_LENGTH)
    if data.origin == "table" and data.ref is None:
        raise SessionError("its data name no table")
    if data.ref is not None:
        _ref(data.ref)


def _ref(ref: DataRef) -> None:
    if len(ref.sha256) != 64 or not set(ref.sha256) <= HEXADECIMAL:
        raise SessionError("its data are named by something that is no hash")
    _texts(ref.titles, "columns", MOST_COLUMNS)
    _texts(ref.left_out, "columns left out", MOST_COLUMNS)
    _within(ref.rows, "the number of rows", 0, MOST_ROWS)
    if len(ref.labels) > MOST_COLUMNS:
        raise SessionError("its data have labels for more columns than there are")
    for place, words in ref.labels:
        _within(place, "the place of a labelled column", 0, len(ref.titles) - 1)
        _texts(words, "labels", MOST_LABELS)


def _network(network: NetworkSettings) -> None:
    if len(network.hidden) > MOST_HIDDEN or len(network.activations) != len(network.hidden):
        raise SessionError(f"a network has up to {MOST_HIDDEN} hidden layers, each with one activation")
    for width in network.hidden:
        _within(width, "the neurons of a layer", 1, MOST_WIDTH)
    known = ("sigmoid", "tanh", "relu", "leaky_relu", "softplus", "linear")
    for name in (*network.activations, network.output):
        _choice(name, "an activation", known)
    _choice(network.loss, "the network's loss", ("squared", "half-squared", "cross-entropy"))
    _choice(network.initialisation, "the first weights", ("xavier", "he", "zeros", "ones", "normal", "uniform"))
    _within(network.seed, "the network's seed", 0, MOST_SEED)


def _tuning(tuning: TuningSettings) -> None:
    _choice(tuning.search, "the search", ("grid", "random"))
    for values, what, least, most in (
        (tuning.rates, "a learning rate", 0.0, LARGEST),
        (tuning.batches, "the rows of a step", 0, LARGEST),
        (tuning.widths, "the neurons of a layer", 1, MOST_WIDTH),
        (tuning.penalties, "a penalty", 0.0, LARGEST),
    ):
        if len(values) > MOST_VALUES:
            raise SessionError(f"a search has {len(values)} values of one setting; the most is {MOST_VALUES}")
        for value in values:
            _within(value, what, least, most)
    _within(tuning.steps, "the steps of a trial", 1, MOST_STEPS)
    _within(tuning.trials, "the number of trials", 1, 10_000)
    _within(tuning.seed, "the search's seed", 0, MOST_SEED)


def _choice(value: str, what: str, choices: Iterable[str]) -> None:
    known = tuple(choices)
    if value not in known:
        raise SessionError(f"{what} cannot be {value[:40]!r}; choose {', '.join(known)}")


def _text(text: str, what: str, longest: int) -> None:
    if len(text) > longest or any("\ud800" <= character <= "\udfff" for character in text):
        raise SessionError(f"{what} is longer than {longest} characters, or holds half of one")


def _texts(texts: tuple[str, ...], what: str, most: int) -> None:
    if len(texts) > most:
        raise SessionError(f"there are {len(texts)} {what}; the most is {most}")
    for text in texts:
        _text(text, f"a name among the {what}", TITLE_LENGTH)


def _within(value: float, what: str, least: float, most: float) -> None:
    if not (math.isfinite(value) and least <= value <= most):
        raise SessionError(f"{what} is {value!r}; it must be between {least:g} and {most:g}")
