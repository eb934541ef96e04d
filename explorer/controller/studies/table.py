"""The table of studies; the order is the order in which their figures are drawn."""

from __future__ import annotations

from explorer.controller.studies.derivation import compute_derivation, derivation_key
from explorer.controller.studies.slices import compute_slices, slices_key
from explorer.controller.studies.study import Study

__all__ = ["STUDIES"]

STUDIES: tuple[Study, ...] = (
    Study("slices", frozenset({"partials"}), slices_key, compute_slices),
    Study("derivation", frozenset({"derivation"}), derivation_key, compute_derivation),
)
