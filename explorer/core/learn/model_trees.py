"""A model's text and all trees that its losses need, made once however many rows or batches there are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from explorer.core.autodiff import hessian, partials
from explorer.core.expression.names import canonical_name, parameters_of
from explorer.core.expression.nodes import Apply, Node, Number, Symbol, postorder
from explorer.core.learn.pointwise import logit_of
from explorer.core.learn.row_program import RowTrees
from explorer.core.notation import parse_text

__all__ = ["MOST_PARAMETERS", "ModelTrees"]

MOST_PARAMETERS: Final = 200


class ModelTrees:
    """A model: ``root`` over columns and ``parameters``, every name of the text that is no column.

    ``output`` is what the loss is a function of: the model itself or, if ``inside_sigmoid`` and the model ends in a
    sigmoid, what stands inside it. Parameters are in natural order.
    """

    def __init__(self, text: str, columns: Sequence[str], target: str, inside_sigmoid: bool) -> None:
        """Read ``text``, with the names of ``columns`` kept whole.

        Raises NotationError, or ValueError for a model that holds the target or more than 200 parameters.
        """
        self.text = text
        self.target = canonical_name(target)
        self.root: Node = parse_text(text, columns).root
        self.columns = tuple(name for name in columns if name in self.root.symbols)
        if self.target in self.columns:
            raise ValueError(f"The model uses {self.target}, the column that it is to predict; take it out.")
        self.parameters = parameters_of(self.root, columns)
        if len(self.parameters) > MOST_PARAMETERS:
            raise ValueError(
                f"The model has {len(self.parameters)} parameters, and at most {MOST_PARAMETERS} are fitted."
            )
        inner = logit_of(self.root) if inside_sigmoid else None
        self.is_logit = inner is not None
        self.output: Node = self.root if inner is None else inner
        self.chosen_rows: dict[tuple[int, ...], RowTrees] = {}

    @cached_property
    def slopes(self) -> tuple[Node, ...]:
        """∂output/∂parameter for each parameter."""
        return tuple(partials(self.output, self.parameters))

    @cached_property
    def bends(self) -> dict[tuple[int, int], Node]:
        """(i, j), i ≤ j → ∂²output/∂parameterᵢ∂parameterⱼ where that is not 0 everywhere."""
        if self.is_linear:
            return {}
        rows = hessian(self.output, self.parameters)
        n = len(self.parameters)
        pairs = ((i, j) for i in range(n) for j in range(i, n))
        return {(i, j): rows[i][j] for i, j in pairs if rows[i][j] is not Number(0.0)}

    @cached_property
    def is_linear(self) -> bool:
        """Whether the output is a sum of parameters times columns (and a part without parameters)."""
        names = frozenset(self.parameters)
        return all(names.isdisjoint(slope.symbols) for slope in self.slopes)

    def rows_of(self, *outputs: Node) -> RowTrees:
        """Trees over parameters and columns, compiled."""
        return RowTrees(outputs, self.parameters, self._all_columns)

    @property
    def _all_columns(self) -> tuple[str, ...]:
        return (*self.columns, self.target)

    @cached_property
    def prediction_rows(self) -> RowTrees:
        """→ (the model)."""
        return self.rows_of(self.root)

    @cached_property
    def value_rows(self) -> RowTrees:
        """→ (output)."""
        return self.rows_of(self.output)

    @cached_property
    def gradient_rows(self) -> RowTrees:
        """→ (output, its partials)."""
        return self.rows_of(self.output, *self.slopes)

    @cached_property
    def hessian_rows(self) -> RowTrees:
        """→ (output, its partials, its second partials in the order of ``bends``)."""
        return self.rows_of(self.output, *self.slopes, *self.bends.values())

    @cached_property
    def offset(self) -> Node:
        """The output with every parameter at 0, for a linear model: its part without parameters."""
        return substituted(self.output, self.parameters)


def substituted(root: Node, names: Sequence[str]) -> Node:
    """``root`` with 0 for each of ``names``."""
    zero = Number(0.0)
    made: dict[Node, Node] = {}
    for node in postorder(root):
        if isinstance(node, Symbol) and node.name in names:
            made[node] = zero
        elif isinstance(node, Apply):
            made[node] = Apply(node.operator, tuple(made[arg] for arg in node.args))
        else:
            made[node] = node
    return made[root]
