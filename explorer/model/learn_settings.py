"""What the user chose about data, model and network: frozen values without arrays, part of the Document."""

from __future__ import annotations

import msgspec

__all__ = [
    "SUBJECTS",
    "DataRef",
    "DataSettings",
    "FitSettings",
    "GeneratorSettings",
    "LandscapeSettings",
    "LearnSettings",
    "NetworkSettings",
    "TuningSettings",
]

FORMULA, MODEL, NETWORK = SUBJECTS = ("formula", "model", "network")


class DataRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of numbers in the :class:`~explorer.model.data_store.DataStore`, by the hash of its contents.

    ``titles`` are the headings, one a column. ``labels`` are (place of the column, words for its 0, 1, …).
    A cell without a value is NaN in the table. ``left_out`` are titles of columns of words that were not taken.
    """

    sha256: str
    rows: int
    titles: tuple[str, ...]
    labels: tuple[tuple[int, tuple[str, ...]], ...] = ()
    left_out: tuple[str, ...] = ()


class GeneratorSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Data made from a seed: one of :data:`explorer.core.learn.generators.GENERATORS`."""

    name: str = "line"
    rows: int = 60
    noise: float = 0.5
    seed: int = 0


class DataSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which data there are and how they are used.

    ``origin`` is "none", "generated" (``generator`` says how), "public" (``title`` is the name of a set that ships
    with the program) or "table" (``ref`` names a table that was read, pasted, typed or drawn; ``title`` says
    which). ``missing`` is what happens to rows with an empty cell: "refuse", "drop" or "mean". ``target`` is
    the column to predict, "" for the last; ``inputs`` those it is predicted from, () for all others.
    ``standardised`` puts the inputs at mean 0 and deviation 1. ``validation`` is the share of rows set aside, 0 for
    none, chosen by ``split_seed``.
    """

    origin: str = "none"
    title: str = ""
    ref: DataRef | None = None
    generator: GeneratorSettings = GeneratorSettings()
    missing: str = "refuse"
    inputs: tuple[str, ...] = ()
    target: str = ""
    standardised: bool = False
    validation: float = 0.0
    split_seed: int = 0


class FitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model over columns and parameters, and its loss: squared, absolute, huber (with ``delta``) or cross-entropy."""

    model: str = "w*x + b"
    loss: str = "squared"
    delta: float = 1.0
    l1: float = 0.0
    l2: float = 0.0


class NetworkSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of a network between the input columns and the target, and its first weights.

    ``hidden`` are the neurons of up to four hidden layers, ``activations`` one name for each; ``output`` is that of
    the last layer.
    """

    hidden: tuple[int, ...] = (4,)
    activations: tuple[str, ...] = ("tanh",)
    output: str = "sigmoid"
    loss: str = "cross-entropy"
    initialisation: str = "xavier"
    seed: int = 0


class LandscapeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which plane of a network's weights is drawn.

    ``kind`` is "weights" (``first`` and ``second`` by name, "" for the two whose gradient at the start is the largest),
    "random" (two filter-normalised directions decided by ``seed``) or "principal" (the plane in which the training
    path moved most). ``through`` is the point that it passes through: "start" or "end" of training. While it
    ``follows``, the window is where the path is, not the document's.
    """

    kind: str = "weights"
    first: str = ""
    second: str = ""
    seed: int = 0
    through: str = "end"
    follows: bool = True


class TuningSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the search for hyperparameters tries: every combination ("grid") or ``trials`` drawn at random.

    Empty lists leave a setting as it is. ``rates`` are learning rates, ``batches`` rows a step (0: all), ``widths``
    neurons of every hidden layer, ``penalties`` L2 penalties. Each trial trains for ``steps`` steps. In a random search
    rates, widths and penalties are ranges from their least to their greatest; batches are any of those named.
    """

    search: str = "grid"
    rates: tuple[float, ...] = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
    batches: tuple[int, ...] = (0,)
    widths: tuple[int, ...] = ()
    penalties: tuple[float, ...] = (0.0, 0.001, 0.01, 0.1)
    steps: int = 200
    trials: int = 24
    seed: int = 0


class LearnSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that was chosen for learning from data."""

    data: DataSettings = DataSettings()
    fit: FitSettings = FitSettings()
    network: NetworkSettings = NetworkSettings()
    landscape: LandscapeSettings = LandscapeSettings()
    tuning: TuningSettings = TuningSettings()
