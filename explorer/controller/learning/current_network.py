"""The network at the weights that are shown, with its rows as matrices; None where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.controller.learning.learned import Learned, UsedData
from explorer.controller.learning.place import current_position
from explorer.core.sampling.field import FloatArray

if TYPE_CHECKING:
    from explorer.controller.studies.study import StudyInput
    from explorer.core.learn.network import Network

__all__ = ["CurrentNetwork", "current_network", "why_no_network"]


@dataclass(frozen=True, slots=True, eq=False)
class CurrentNetwork:
    """``position`` are its weights (n,), ``words`` say where they are ("step 60", "first weights")."""

    network: Network
    used: UsedData
    position: FloatArray
    words: str


def current_network(given: StudyInput) -> CurrentNetwork | None:
    """The network at the playhead of the chosen run, before there is one at its first weights."""
    first, used = given.learned.network, given.learned.used
    if first is None or used is None or given.learned.objective is None:
        return None
    position, words = current_position(given)
    network = first.copy()
    if len(position) != len(network.parameters) or not np.isfinite(position).all():
        position, words = network.parameters.copy(), "first weights"
    network.parameters = position
    return CurrentNetwork(network, used, position, words)


def why_no_network(learned: Learned) -> str:
    """The sentence that says why there is no network."""
    if learned.problem is not None and learned.problem.message:
        return " ".join(part for part in (learned.problem.message, learned.problem.hint) if part)
    return learned.data_problem or "There is no network: choose data first."
