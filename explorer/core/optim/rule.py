"""An update rule as data: named state and assignments written as expression trees.

From the same rule come the fused loop (:mod:`.fused`), the array form (:mod:`.steppers`) and the
receipt, its formulas with one step's numbers put in (:mod:`.receipt`). A rule speaks of one component of the position:
``g`` is that component of the gradient, ``x`` of the position, ``t`` the number of the step,
from 1. Hyperparameters appear under their symbols.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from explorer.core.expression.nodes import Apply, Node, Number, Symbol, postorder

__all__ = ["NOISE", "Assignment", "ClosedRule", "UpdateRule", "chained", "close", "substitute", "with_noise"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """``name ← expression``."""

    name: str
    expression: Node


@dataclass(frozen=True, slots=True)
class UpdateRule:
    """One step of an optimiser.

    ``state`` names what is kept between steps with the value it starts from: ``memory`` once a
    component, ``schedule`` once for all. ``shared`` is assigned once a step (it knows only ``t``,
    the schedule and hyperparameters), then ``each`` in order for every component; ``each`` ends by
    assigning the step ``Δ``, what is kept after it, and ``x`` ← x + Δ. With the assignments named in
    ``held`` kept as they are, Δ is linear in g, x and the remaining memory: that takes it apart.
    """

    memory: tuple[tuple[str, float], ...]
    each: tuple[Assignment, ...]
    shared: tuple[Assignment, ...] = ()
    schedule: tuple[tuple[str, float], ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedRule:
    """A rule solved for the new values in terms of the old ones, ready to be compiled.

    ``shared`` gives (name, tree) once a step in order; ``each`` the trees of the new memory, in
    the rule's order, then of the new ``x``. What depends on hyperparameters alone is taken out as
    ``constants``, (name, tree), to be computed once a run.
    """

    memory: tuple[str, ...]
    schedule: tuple[str, ...]
    constants: tuple[tuple[str, Node], ...]
    shared: tuple[tuple[str, Node], ...]
    each: tuple[Node, ...]


NOISE: Final = "ξ"


def with_noise(rule: UpdateRule) -> UpdateRule:
    """``rule`` on the gradient with the noise ``ξ`` added to it."""
    noisy = Assignment("g", Symbol("g") + Symbol(NOISE))
    return UpdateRule(rule.memory, (noisy, *rule.each), rule.shared, rule.schedule, rule.held)


def chained(rule: UpdateRule) -> tuple[Node, ...]:
    """Every assignment of ``rule.each`` in order, as a tree over what was known before the step."""
    new: dict[Node, Node] = {}
    trees = []
    for assignment in rule.each:
        tree = substitute(assignment.expression, new)
        new[Symbol(assignment.name)] = tree
        trees.append(tree)
    return tuple(trees)


@lru_cache(maxsize=256)
def close(rule: UpdateRule, hyperparameters: tuple[str, ...], everything: bool = False) -> ClosedRule:
    """Chain the assignments of ``rule`` into one tree a result; ``hyperparameters`` stay the same all along.

    With ``everything``, ``each`` holds a tree for every assignment instead, in their order.
    """
    memory = tuple(name for name, _ in rule.memory)
    results = chained(rule)
    new = {assignment.name: tree for assignment, tree in zip(rule.each, results, strict=True)}
    trees = [assignment.expression for assignment in rule.shared]
    trees += results if everything else [new.get(name, Symbol(name)) for name in (*memory, "x")]
    constants = _constant_parts(trees, frozenset(hyperparameters))
    trees = [substitute(tree, {node: Symbol(name) for name, node in constants}) for tree in trees]
    shared = tuple((assignment.name, tree) for assignment, tree in zip(rule.shared, trees, strict=False))
    schedule = tuple(name for name, _ in rule.schedule)
    return ClosedRule(memory, schedule, constants, shared, tuple(trees[len(rule.shared) :]))


def substitute(root: Node, replacements: Mapping[Node, Node]) -> Node:
    """``root`` with every occurrence of the keys replaced by their values (not within these)."""
    done: dict[Node, Node] = dict(replacements)
    for node in postorder(root):
        if node not in done:
            done[node] = Apply(node.operator, [done[arg] for arg in node.args]) if isinstance(node, Apply) else node
    return done[root]


def _constant_parts(trees: Sequence[Node], hyperparameters: frozenset[str]) -> tuple[tuple[str, Node], ...]:
    """The largest subtrees with hyperparameters as their only symbols, each with a name."""
    found: dict[Node, str] = {}
    for node in postorder(Apply("max", tuple(trees) or (Number(0.0),))):
        if not (node.symbols and node.symbols <= hyperparameters):
            for child in node.children:
                if child.symbols and child.symbols <= hyperparameters:
                    found.setdefault(child, f"constant {len(found)}")
    return tuple((name, node) for node, name in found.items())
