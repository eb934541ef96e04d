"""Works a partial derivative out: the leftmost unfinished piece, one rule, the next line, until nothing is left.

A piece that occurs again was worked out before: its result is put in at once, so the number of steps
is bounded by the distinct parts of the formula. Very long derivations end with one step for all that is
left after :data:`MOST_STEPS`. Nothing here needs SymPy, and steps come one at a time, so that a caller
may stop at any of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from explorer.core.derivation.arrange import Arranger
from explorer.core.derivation.context import Applied, Context
from explorer.core.derivation.pieces import Finished, Slopes, Way, filled, first_unfinished, pieces_of, put
from explorer.core.derivation.rules import applied
from explorer.core.derivation.steps import Place, Step
from explorer.core.derivation.wording import shown
from explorer.core.expression.names import variables_of
from explorer.core.expression.nodes import Apply, Node, Symbol
from explorer.core.expression.placeholders import unfinished
from explorer.core.function import Function

__all__ = ["MOST_STEPS", "worked_steps"]

MOST_STEPS: Final = 400


def worked_steps(
    root: Node,
    name: str,
    variables: Sequence[str] | None = None,
    parameters: Mapping[str, float] | None = None,
    title: str = "f",
) -> Iterator[Step]:
    """The steps from ∂/∂name[root] to a line with nothing unfinished, made as they are asked for.

    ``name`` is canonical; ``variables`` default to the notation's own; ``title`` is what f is called.
    """
    names = tuple(variables) if variables is not None else variables_of(root)
    return _Work(root, name, names, dict(parameters or {}), title).steps()


@dataclass(slots=True)
class _Opened:
    """A piece left over by a step: which one, and how deep in the tree of steps it is."""

    step: int | None
    depth: int


@dataclass(slots=True)
class _Work:
    root: Node
    name: str
    variables: tuple[str, ...]
    parameters: Mapping[str, float]
    title: str
    context: Context = field(init=False)
    arranger: Arranger = field(init=False)
    finished: Finished = field(init=False)
    slopes: Slopes = field(init=False)
    opened: dict[Node, list[_Opened]] = field(default_factory=dict)
    worked: dict[Node, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = _in_order_of_appearance(self.root)
        self.context = Context(self.name)
        self.arranger = Arranger(names)
        self.finished = Finished(self.context, names)
        self.slopes = Slopes(self.name)
        self.opened[self.root] = [_Opened(None, 0)]

    def steps(self) -> Iterator[Step]:
        line: Node = unfinished(self.root, self.name)
        number = 0
        while (way := first_unfinished(line, self.name)) is not None:
            if number == MOST_STEPS:
                yield self._all_at_once(line)
                return
            step = self._next(line, way, number)
            yield step
            line, number = step.line, number + 1

    def _next(self, line: Node, way: Way, number: int) -> Step:
        pending = way[-1][0].args[way[-1][1]] if way else line
        piece = pending.children[0]
        opened = self.opened[piece].pop()
        done = self._again(piece) if piece in self.worked else applied(piece, self.context)
        left_over = pieces_of(done.outcome, self.name)
        for part in left_over:
            self.opened.setdefault(part, []).append(_Opened(number, opened.depth + 1))
        if left_over:
            self.worked.setdefault(piece, number)
        after, place = put(way, done.outcome, self.name, self.arranger)
        place_before = tuple(index for _, index in way)
        return self._step(done, piece, (line, after), (place_before, place), opened)

    def _again(self, piece: Node) -> Applied:
        note = (
            f"{self.context.sign} of {shown(piece)} was worked out before, in step {self.worked[piece] + 1}: "
            "its result is put in at once."
        )
        return Applied("Found before", self.finished.of(piece), note)

    def _all_at_once(self, line: Node) -> Step:
        after = filled(line, self.name, self.slopes.of)
        note = (
            f"After {MOST_STEPS} steps the rest of the derivative by {self.context.letter} is worked out at once, "
            "by the same rules."
        )
        done = Applied("Remaining rules", self.slopes.of(self.root), note)
        return self._step(done, self.root, (line, after), ((), ()), _Opened(None, 0))

    def _step(
        self,
        done: Applied,
        piece: Node,
        lines: tuple[Node, Node],
        places: tuple[Place, Place | None],
        opened: _Opened,
    ) -> Step:
        after = filled(done.outcome, self.name, self.slopes.of)
        return Step(
            rule=done.rule,
            before=self._function(piece),
            after=self._function(after),
            note=done.note,
            held=tuple(name for name in self.variables if name != self.name),
            name=self.name,
            title=self.title,
            line_before=lines[0],
            line=lines[1],
            place_before=places[0],
            place=places[1],
            parent=opened.step,
            depth=opened.depth,
        )

    def _function(self, root: Node) -> Function:
        return Function(root, self.variables, self.parameters)


def _in_order_of_appearance(root: Node) -> list[str]:
    """The names of a formula as one reads them, from the left."""
    found: dict[str, None] = {}
    seen: set[Node] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, Symbol):
            found[node.name] = None
        elif isinstance(node, Apply):
            stack.extend(reversed(node.args))
    return list(found)
