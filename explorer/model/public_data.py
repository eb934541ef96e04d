"""The small public data sets that ship with the program, each with its source, licence and a model that fits it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from explorer.core.learn.dataset import DataSet
from explorer.core.learn.reading import load_data
from explorer.model.resources import resource_bytes, resource_path

__all__ = ["PublicData", "public_data"]


class PublicData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One data set: what it is, where it is from, and a first fit (``model``, ``kind`` of loss, ``start``) for it."""

    file: str
    title: str
    about: str
    target: str
    model: str
    kind: str
    start: Mapping[str, float]
    source: str
    licence: str

    @property
    def name(self) -> str:
        """The short name, as in :func:`public_data`."""
        return self.file.removesuffix(".csv")

    def load(self) -> DataSet:
        """Its rows."""
        return load_data(resource_path("data", self.file))


@cache
def _index() -> Mapping[str, PublicData]:
    entries = msgspec.json.decode(resource_bytes("data", "index.json"), type=tuple[PublicData, ...])
    return {entry.name: entry for entry in entries}


def public_data() -> Mapping[str, PublicData]:
    """Name → data set, in the order in which they are offered."""
    return dict(_index())
