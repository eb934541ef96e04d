"""The study of what a network says: regions or curve over the data, both losses, the rows that it gets right."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.controller.data_picture import DataPicture
from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.learning.current_network import CurrentNetwork, current_network, why_no_network
from explorer.controller.learning.decision import decision_picture, network_says, wrong_rows
from explorer.controller.learning.place import current_key
from explorer.controller.plots import Plot
from explorer.controller.studies.study import StudyInput

__all__ = ["NetworkDecisionAnswer", "compute_network_decision", "is_quick_decision", "network_decision_key"]

AT_HAND: Final = 1_000_000  # rows times weights that cost no more than a few milliseconds


@dataclass(frozen=True, slots=True, eq=False)
class NetworkDecisionAnswer:
    """``loss`` and ``validation`` are L of the training rows and of those set aside (NaN where there are none).

    ``wrong`` of ``rows`` training rows, and ``wrong_aside`` of ``rows_aside``, are on the wrong side of ½; both counts
    are −1 where the target is no class. ``norm`` is ‖∇L‖ over all weights, ``count`` how many of them there are.
    Nothing but the ``message`` where there is one.
    """

    message: str = ""
    words: str = ""
    picture: DataPicture | None = None
    loss: float = math.nan
    validation: float = math.nan
    norm: float = math.nan
    wrong: int = -1
    rows: int = 0
    wrong_aside: int = -1
    rows_aside: int = 0
    count: int = 0
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()

    @property
    def accuracy(self) -> float:
        """The share of training rows that it gets right, NaN where the target is no class."""
        return 1.0 - self.wrong / self.rows if self.wrong >= 0 and self.rows else math.nan

    @property
    def accuracy_aside(self) -> float:
        """The share of the rows set aside that it gets right."""
        return 1.0 - self.wrong_aside / self.rows_aside if self.wrong_aside >= 0 and self.rows_aside else math.nan

    @property
    def told_accuracy(self) -> tuple[str, float]:
        """The share that tells most, and of which rows: of those set aside where there are some."""
        if not math.isnan(self.accuracy_aside):
            return "validation accuracy", self.accuracy_aside
        return "training accuracy", self.accuracy


def network_decision_key(given: StudyInput) -> tuple[object, ...]:
    """Weights, data and the sample ringed."""
    learned = given.learned
    return (*current_key(given), learned.network, learned.objective, learned.used, learned.problem, given.view.sample)


def is_quick_decision(given: StudyInput) -> bool:
    """Whether all rows are worth a look in every frame."""
    learned = given.learned
    if learned.used is None or learned.network is None:
        return True
    return len(learned.used.data) * learned.network.layout.count <= AT_HAND


def compute_network_decision(given: StudyInput, token: CancelToken) -> NetworkDecisionAnswer:
    """Everything at the weights that are shown."""
    current = current_network(given)
    if current is None:
        return NetworkDecisionAnswer(why_no_network(given.learned))
    used, learned = current.used, given.learned
    assert learned.objective is not None
    loss, gradient = learned.objective.value_and_gradient(current.position)
    aside = learned.validation_objective
    says = network_says(current.network, used, used.data.matrix(used.inputs))
    token.check()
    wrong, wrong_aside = _wrong(current, says)
    return NetworkDecisionAnswer(
        words=current.words,
        picture=decision_picture(current.network, used, says, given.view.sample, current.words),
        loss=loss,
        validation=math.nan if aside is None else aside.value_at(current.position),
        norm=float(np.linalg.norm(gradient)),
        wrong=wrong,
        rows=len(used.training),
        wrong_aside=wrong_aside,
        rows_aside=0 if used.validation is None else len(used.validation),
        count=len(current.position),
    )


def _wrong(current: CurrentNetwork, says: np.ndarray) -> tuple[int, int]:
    """How many training rows, and how many set aside, are on the wrong side; −1 for numbers that are no classes."""
    used = current.used
    if not used.is_classes:
        return -1, -1
    wrong = wrong_rows(says, used.data[used.target])
    aside = -1 if used.validation_rows is None else int(wrong[used.validation_rows].sum())
    return int(wrong[used.training_rows].sum()), aside
