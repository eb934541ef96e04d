"""The expression tree that every other part of the core reads."""

from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, number_of_nodes, postorder
from explorer.core.expression.operators import OPERATORS, Operator

__all__ = ["OPERATORS", "Apply", "Constant", "Node", "Number", "Operator", "Symbol", "number_of_nodes", "postorder"]
