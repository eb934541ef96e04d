"""Large graphs folded to what can be read: whole parts of the formula as one node that can be opened.

What hides in a fold is what reaches the output only through it: its subtree in the dominator tree of
the graph, looked at from the output (Lengauer and Tarjan's notion; in a graph without cycles the
immediate dominator is the nearest common ancestor of a node's users). The value of a fold, its local
derivatives and all adjoints outside therefore stay what they were.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from explorer.core.expression.nodes import Apply, Node, postorder
from explorer.core.graph.structure import Graph, GraphNode, computation_graph

__all__ = ["fold"]

READABLE: Final = 60
_WIDEST: Final = 8
_BROADEST: Final = 12  # nodes at one distance from the output, so that a picture is not one tall column
_OPENED_LIMIT: Final = 3  # what the user opens may make the graph this many times as large as the limit


def fold(graph: Graph, limit: int = READABLE, opened: Collection[int] = frozenset()) -> Graph:
    """The graph itself if it has at most ``limit`` nodes, else one with folds that has.

    Shown are the steps nearest to the output, a dozen at each distance: of many terms alike the first
    ones are shown to the bottom and the others folded. Long sums and products are first split into
    partial ones. ``opened`` holds identities of folds to open, which may exceed ``limit`` up to three
    times.
    """
    if len(graph.nodes) <= limit:
        return graph
    graph = computation_graph(_grouped(graph.root), graph.variables)
    parents = _dominators(graph)
    children: list[list[int]] = [[] for _ in graph.nodes]
    for identity, parent in enumerate(parents[:-1]):
        children[parent].append(identity)
    expanded = _expanded(graph, parents, children, limit, opened)
    return _folded(graph, parents, expanded, opened)


def _grouped(root: Node) -> Node:
    """The same value with sums and products of at most ``_WIDEST`` operands, partial ones inside."""
    rebuilt: dict[Node, Node] = {}
    for node in postorder(root):
        if not isinstance(node, Apply):
            rebuilt[node] = node
            continue
        args: Sequence[Node] = [rebuilt[arg] for arg in node.args]
        if node.operator in ("add", "mul"):
            while len(args) > _WIDEST:
                size = -(-len(args) // _WIDEST) if len(args) < _WIDEST**2 else _WIDEST
                parts = [args[start : start + size] for start in range(0, len(args), size)]
                args = [part[0] if len(part) == 1 else Apply(node.operator, part) for part in parts]
        rebuilt[node] = Apply(node.operator, args)
    return rebuilt[root]


def _dominators(graph: Graph) -> list[int]:
    """The immediate dominator of each node on its way to the output; the output's own is itself."""
    count = len(graph.nodes)
    parents, depths = [count - 1] * count, [0] * count
    for identity in range(count - 2, -1, -1):
        first, *others = graph.users[identity]
        common = first
        for user in others:
            while common != user:
                if depths[common] >= depths[user]:
                    common = parents[common]
                else:
                    user = parents[user]
        parents[identity], depths[identity] = common, depths[common] + 1
    return parents


def _expanded(
    graph: Graph, parents: list[int], children: list[list[int]], limit: int, opened: Collection[int]
) -> set[int]:
    """The nodes whose own operation is shown: those asked for, then from the output back while there is room."""
    output = len(graph.nodes) - 1
    expanded: set[int] = set()
    shown = 1
    for wanted in sorted(identity for identity in opened if 0 <= identity <= output):
        path = [wanted]
        while path[-1] not in expanded and path[-1] != output:
            path.append(parents[path[-1]])
        new = [identity for identity in path if identity not in expanded]
        cost = sum(len(children[identity]) for identity in new)
        if shown + cost <= _OPENED_LIMIT * limit:
            expanded.update(new)
            shown += cost
    queue = [(0, output)]
    breadths: Counter[int] = Counter()
    while queue:
        depth, identity = heapq.heappop(queue)
        cost = len(children[identity])
        if identity not in expanded:
            broad = breadths[depth + 1] > 0 and breadths[depth + 1] + cost > _BROADEST
            if shown + cost > limit or broad:
                continue
            expanded.add(identity)
            shown += cost
        breadths[depth + 1] += cost
        for child in children[identity]:
            heapq.heappush(queue, (depth + 1, child))
    return expanded


def _folded(graph: Graph, parents: list[int], expanded: set[int], opened: Collection[int]) -> Graph:
    """The visible nodes; each hidden one belongs to the nearest visible node above it that is not expanded."""
    count = len(graph.nodes)
    owner = list(range(count))
    for identity in range(count - 2, -1, -1):
        above = owner[parents[identity]]
        if above not in expanded:
            owner[identity] = above
    operands: list[dict[int, None]] = [{} for _ in range(count)]
    hidden_steps = [0] * count
    for node in graph.nodes:
        place = owner[node.identity]
        hidden_steps[place] += node.is_computed
        operands[place].update((owner[o], None) for o in node.operands if owner[o] != place)
    visible = [node for node in graph.nodes if owner[node.identity] == node.identity]
    holders = {place for identity, place in enumerate(owner) if identity != place}
    return Graph(
        tuple(
            _as_fold(node, tuple(operands[node.identity]), hidden_steps[node.identity])
            if node.identity in holders
            else replace(node, opened=node.identity in opened)
            for node in visible
        ),
        graph.variables,
    )


def _as_fold(node: GraphNode, operands: tuple[int, ...], steps: int) -> GraphNode:
    label = "(1 step)" if steps == 1 else f"({steps} steps)"
    return replace(node, kind="fold", label=label, operands=operands, steps=steps)
