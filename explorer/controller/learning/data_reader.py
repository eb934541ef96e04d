"""From the choices about data to the rows that are learned from."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from explorer.controller.learning.learned import DataTable, UsedData
from explorer.core.learn.column_names import column_names
from explorer.core.learn.dataset import DataSet, Missing
from explorer.core.learn.errors import DataError
from explorer.core.learn.generators import generate
from explorer.core.learn.scaling import Scaling, standardise
from explorer.model.data_store import DataStore
from explorer.model.learn_settings import DataSettings
from explorer.model.public_data import public_data

__all__ = ["NO_DATA", "DataReader", "ReadData", "table_of", "whole_data"]

NO_DATA: Final = "No data yet: make some, choose a set, or open a file in the panel Data."
_MEMORY: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class ReadData:
    """The rows, or the sentence that says why there are none; ``notices`` are what a person should know."""

    used: UsedData | None = None
    problem: str = ""
    notices: tuple[str, ...] = ()
    table: DataTable | None = None


class DataReader:
    """Reads what settings name; the same settings give the same value while they are remembered."""

    def __init__(self, store: DataStore) -> None:
        self._store = store
        self._known: OrderedDict[DataSettings, ReadData] = OrderedDict()

    def read(self, settings: DataSettings) -> ReadData:
        """The rows that ``settings`` choose."""
        known = self._known.get(settings)
        if known is None:
            known = self._known[settings] = self._read(settings)
            if len(self._known) > _MEMORY:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(settings)
        return known

    def _read(self, settings: DataSettings) -> ReadData:
        if settings.origin == "none":
            return ReadData(problem=NO_DATA)
        table: DataTable | None = None
        try:
            table = table_of(settings, self._store)
            data, rows = whole_data(settings, self._store)
            return replace(_divided(data, rows, settings), table=table)
        except (DataError, ValueError, KeyError, OSError) as error:
            return ReadData(problem=_sentence(error), table=table)


def table_of(settings: DataSettings, store: DataStore) -> DataTable | None:
    """All rows and columns, empty cells included; None where the table is not there."""
    ref = settings.ref
    if settings.origin == "table":
        if ref is None or ref not in store:
            return None
        return DataTable(tuple(column_names(ref.titles)), ref.titles, store.table(ref), ref.labels)
    data = whole_data(settings, store)[0]
    labels = tuple((data.names.index(name), words) for name, words in data.labels.items())
    return DataTable(data.names, tuple(data.titles[name] for name in data.names), data.matrix(), labels)


def whole_data(settings: DataSettings, store: DataStore) -> tuple[DataSet, NDArray[np.intp]]:
    """All columns of the rows that are kept, and the places of these rows in the table.

    Raises DataError, ValueError or KeyError with a sentence.
    """
    if settings.origin == "generated":
        made = settings.generator
        data = generate(made.name, made.rows, made.noise, made.seed)
    elif settings.origin == "public":
        if settings.title not in public_data():
            raise ValueError(f"There is no data set called {settings.title}; choose another one.")
        data = public_data()[settings.title].load()
    else:
        return _from_table(settings, store)
    return data, np.arange(len(data))


def _from_table(settings: DataSettings, store: DataStore) -> tuple[DataSet, NDArray[np.intp]]:
    ref = settings.ref
    if ref is None or ref not in store:
        raise ValueError("The table of these data is not there any more; open the file again.")
    table = store.table(ref)
    labels = {ref.titles[place]: words for place, words in ref.labels if place < len(ref.titles)}
    columns = {title: table[:, place] for place, title in enumerate(ref.titles)}
    data = DataSet(columns, missing=cast(Missing, settings.missing), labels=labels)
    if settings.missing == "drop":
        return data, np.flatnonzero(~np.isnan(table).any(axis=1))
    return data, np.arange(len(table))


def _divided(data: DataSet, table_rows: NDArray[np.intp], settings: DataSettings) -> ReadData:
    target = settings.target if settings.target in data.names else data.names[-1]
    chosen = tuple(name for name in settings.inputs if name in data.names and name != target)
    inputs = chosen or tuple(name for name in data.names if name != target)
    if not inputs:
        raise ValueError(f"There is only the column {data.titles[target]}; a prediction needs another one.")
    everything = np.arange(len(data))
    training_rows, validation_rows = everything, None
    if settings.validation > 0:
        training_rows, validation_rows = _split_rows(len(data), settings.validation, settings.split_seed)
    training = data if validation_rows is None else data.rows(training_rows)
    validation = None if validation_rows is None else data.rows(validation_rows)
    scaling: Scaling | None = None
    if settings.standardised:
        training, scaling = standardise(training, inputs)
        validation = None if validation is None else scaling.apply(validation)
    used = UsedData(data, inputs, target, training, training_rows, table_rows, validation, validation_rows, scaling)
    return ReadData(used, "", data.notices)


def _split_rows(count: int, share: float, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places of training and validation rows, chosen as :func:`explorer.core.learn.scaling.split` does."""
    aside = round(share * count)
    if not 0 < aside < count:
        raise ValueError(f"A share of {share:g} of {count:,} rows leaves one part empty; choose another share.")
    order = np.random.default_rng(seed).permutation(count)
    return np.sort(order[aside:]), np.sort(order[:aside])


def _sentence(error: Exception) -> str:
    text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    for keyword in (" (missing='drop')", " (missing='mean')"):
        text = text.replace(keyword, "")
    return text if text.endswith(".") else f"{text}."
