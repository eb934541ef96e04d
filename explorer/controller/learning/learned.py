"""What the document's data, model and network amount to, as one value that studies and panels read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from explorer.controller.formula_problem import FormulaProblem
from explorer.model.learn_settings import LearnSettings

if TYPE_CHECKING:
    from explorer.core.learn.dataset import DataSet, Floats
    from explorer.core.learn.loss import Loss
    from explorer.core.learn.network import Network
    from explorer.core.learn.network_objective import NetworkObjective
    from explorer.core.learn.planes import Plane
    from explorer.core.learn.scaling import Scaling

__all__ = ["DataTable", "Landscape", "Learned", "UsedData"]


@dataclass(frozen=True, slots=True, eq=False)
class DataTable:
    """All rows and columns as they are edited: ``numbers`` (rows, columns), NaN where a cell is empty.

    ``names`` are canonical, ``titles`` the headings; ``labels`` are (place of a column, words for its 0, 1, …).
    """

    names: tuple[str, ...]
    titles: tuple[str, ...]
    numbers: Floats
    labels: tuple[tuple[int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class UsedData:
    """The rows and columns that are learned from.

    ``data`` are all rows in their own units after the choice about empty cells; ``inputs`` and ``target`` are canonical
    column names. ``training`` and ``validation`` are the rows of each part (``validation`` None where none are set
    aside), with the inputs standardised by ``scaling`` where that was chosen; ``training_rows`` and
    ``validation_rows`` are their places among those of ``data``. ``table_rows`` are the places of the rows of
    ``data`` in the table that was read (they differ where rows with an empty cell were dropped).
    """

    data: DataSet
    inputs: tuple[str, ...]
    target: str
    training: DataSet
    training_rows: NDArray[np.intp]
    table_rows: NDArray[np.intp]
    validation: DataSet | None = None
    validation_rows: NDArray[np.intp] | None = None
    scaling: Scaling | None = None

    @property
    def is_classes(self) -> bool:
        """Whether the target is 0 or 1 in every row."""
        values = self.data[self.target]
        return bool(((values == 0) | (values == 1)).all())


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """The plane of a network's weights that is drawn, and why it is another one than was chosen ("" if it is not)."""

    plane: Plane
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What there is to learn from and with.

    ``used`` is None where there are no data that could be used, and ``data_problem`` says why. ``loss`` and
    ``validation_loss`` are there while the subject is the model, ``network`` (with its first weights; never trained in
    place) and the objectives while it is the network; ``problem`` says why neither is. ``landscape`` is the plane that
    the network's loss is drawn on. ``table`` is what can be edited, empty cells and unused columns included.
    """

    settings: LearnSettings = field(default_factory=LearnSettings)
    subject: str = "formula"
    used: UsedData | None = None
    data_problem: str = ""
    notices: tuple[str, ...] = ()
    loss: Loss | None = None
    validation_loss: Loss | None = None
    network: Network | None = None
    objective: NetworkObjective | None = None
    validation_objective: NetworkObjective | None = None
    problem: FormulaProblem | None = None
    landscape: Landscape | None = None
    table: DataTable | None = None
