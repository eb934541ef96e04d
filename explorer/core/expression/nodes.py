"""The expression tree: frozen, hash-consed nodes.

Goal: one value for a formula that can be shared, compared and memoised for free.
Two nodes built from the same parts *are* the same object, so ``==`` is ``is`` and a
repeated subexpression exists once, however often the formula repeats it.

Constraints: a tree keeps the shape that its author typed (``x - y`` is a sum with a
negated term, never reordered), it may be deep, and it comes from untrusted text.
Every algorithm over it therefore walks :func:`postorder`, which neither recurses nor
visits a shared node twice.

Rejected: SymPy's trees (they reorder and evaluate on construction, and their import
costs up to 1.8 s) and one class an operator (sixty classes that differ in a name).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, Union, final
from weakref import WeakValueDictionary

__all__ = ["Apply", "Constant", "Node", "Number", "Symbol", "number_of_nodes", "postorder"]

_INTERNED: WeakValueDictionary[tuple[object, ...], Node] = WeakValueDictionary()

CONSTANT_VALUES: Final = {"e": math.e, "pi": math.pi, "tau": math.tau}

Operand = Union["Node", int, float]


class Node:
    """Base of the four kinds of node. Nodes are immutable and compared by identity.

    ``symbols`` holds the names that occur at or below the node.
    """

    __slots__ = ("__weakref__", "symbols")
    symbols: frozenset[str]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __copy__(self) -> Node:
        return self

    def __deepcopy__(self, memo: object) -> Node:
        return self

    @property
    def children(self) -> tuple[Node, ...]:
        """The operands, empty for a leaf."""
        return ()

    def __add__(self, other: Operand) -> Node:
        return Apply("add", (self, as_node(other)))

    def __radd__(self, other: Operand) -> Node:
        return Apply("add", (as_node(other), self))

    def __sub__(self, other: Operand) -> Node:
        return Apply("add", (self, Apply("neg", (as_node(other),))))

    def __rsub__(self, other: Operand) -> Node:
        return Apply("add", (as_node(other), Apply("neg", (self,))))

    def __mul__(self, other: Operand) -> Node:
        return Apply("mul", (self, as_node(other)))

    def __rmul__(self, other: Operand) -> Node:
        return Apply("mul", (as_node(other), self))

    def __truediv__(self, other: Operand) -> Node:
        return Apply("div", (self, as_node(other)))

    def __rtruediv__(self, other: Operand) -> Node:
        return Apply("div", (as_node(other), self))

    def __pow__(self, other: Operand) -> Node:
        return Apply("pow", (self, as_node(other)))

    def __rpow__(self, other: Operand) -> Node:
        return Apply("pow", (as_node(other), self))

    def __neg__(self) -> Node:
        return Apply("neg", (self,))


def _interned(key: tuple[object, ...], node: Node, symbols: frozenset[str]) -> None:
    object.__setattr__(node, "symbols", symbols)
    _INTERNED[key] = node


@final
class Number(Node):
    """A finite double-precision literal. ``Number(1)`` and ``Number(1.0)`` are one node."""

    __slots__ = ("value",)
    value: float

    def __new__(cls, value: float) -> Number:
        value = float(value)
        # The sign of zero is part of the key: -0.0 == 0.0, yet 1/x tells them apart.
        key = (cls, value, math.copysign(1.0, value))
        known = _INTERNED.get(key)
        if isinstance(known, Number):
            return known
        node = object.__new__(cls)
        object.__setattr__(node, "value", value)
        _interned(key, node, frozenset())
        return node

    def __reduce__(self) -> tuple[object, ...]:
        return (Number, (self.value,))

    def __repr__(self) -> str:
        return f"Number({self.value!r})"


@final
class Constant(Node):
    """One of the named constants ``e``, ``pi``, ``tau``."""

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str) -> Constant:
        if name not in CONSTANT_VALUES:
            raise ValueError(f"no constant is called {name!r}")
        key = (cls, name)
        known = _INTERNED.get(key)
        if isinstance(known, Constant):
            return known
        node = object.__new__(cls)
        object.__setattr__(node, "name", name)
        _interned(key, node, frozenset())
        return node

    @property
    def value(self) -> float:
        """The constant in double precision."""
        return CONSTANT_VALUES[self.name]

    def __reduce__(self) -> tuple[object, ...]:
        return (Constant, (self.name,))

    def __repr__(self) -> str:
        return f"Constant({self.name!r})"


@final
class Symbol(Node):
    """A variable or parameter, under its canonical spelling (``x_1``, ``α``)."""

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str) -> Symbol:
        key = (cls, name)
        known = _INTERNED.get(key)
        if isinstance(known, Symbol):
            return known
        node = object.__new__(cls)
        object.__setattr__(node, "name", name)
        _interned(key, node, frozenset((name,)))
        return node

    def __reduce__(self) -> tuple[object, ...]:
        return (Symbol, (self.name,))

    def __repr__(self) -> str:
        return f"Symbol({self.name!r})"


@final
class Apply(Node):
    """An operator of :data:`~explorer.core.expression.operators.OPERATORS` on its operands."""

    __slots__ = ("args", "operator")
    operator: str
    args: tuple[Node, ...]

    def __new__(cls, operator: str, args: Iterable[Node]) -> Apply:
        args = tuple(args)
        key = (cls, operator, *map(id, args))
        known = _INTERNED.get(key)
        # An operand whose id was reused after collection must not be taken for the old one.
        if isinstance(known, Apply) and all(a is b for a, b in zip(known.args, args, strict=True)):
            return known
        node = object.__new__(cls)
        object.__setattr__(node, "operator", operator)
        object.__setattr__(node, "args", args)
        _interned(key, node, _union_of_symbols(args))
        return node

    @property
    def children(self) -> tuple[Node, ...]:
        return self.args

    def __reduce__(self) -> tuple[object, ...]:
        return (Apply, (self.operator, self.args))

    def __repr__(self) -> str:
        return (
            f"Apply({self.operator!r}, {self.args!r})" if number_of_nodes(self) < 40 else f"Apply({self.operator!r}, …)"
        )


def _union_of_symbols(args: tuple[Node, ...]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for arg in args:
        if not arg.symbols <= found:
            found = arg.symbols if found <= arg.symbols else found | arg.symbols
    return found


def as_node(value: Operand) -> Node:
    """Return ``value`` itself if it is a node, else the literal of that number."""
    return value if isinstance(value, Node) else Number(value)


def postorder(*roots: Node) -> list[Node]:
    """All distinct nodes at or below ``roots``, operands before their operator."""
    seen: set[Node] = set()
    order: list[Node] = []
    stack: list[tuple[Node, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, expanded = stack.pop()
        if expanded:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.children) if child not in seen)
    return order


def number_of_nodes(*roots: Node) -> int:
    """How many distinct nodes the expressions consist of."""
    return len(postorder(*roots))
