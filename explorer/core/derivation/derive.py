"""The worked derivation of a function's partial, ending at its simplified form."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.core.derivation.context import Context
from explorer.core.derivation.steps import Derivation, Step
from explorer.core.derivation.wording import shown
from explorer.core.derivation.work import worked_steps
from explorer.core.expression.names import canonical_name
from explorer.core.expression.nodes import Node
from explorer.core.expression.printing import ExpressionTooLong
from explorer.core.expression.text import to_text
from explorer.core.function import Function

__all__ = ["derive", "finish", "steps_of"]

_LONGEST_COMPARED = 20_000


def derive(f: Function, name: str, simplified: Node | None = None) -> Derivation:
    """Work ∂f/∂name out rule by rule, from f as it was typed to the simplified partial.

    ``name`` is a variable or parameter of f in any spelling; ValueError for any other. ``simplified``
    is the simplified partial where it is known already, else SymPy makes it here.
    """
    steps = steps_of(f, name)
    canonical = canonical_name(name)
    if simplified is None:
        from explorer.core.symbolic import partial

        simplified = partial(f.root, canonical)
    return finish(f, canonical, steps, simplified)


def steps_of(f: Function, name: str) -> list[Step]:
    """The steps of ∂f/∂name without the simplification at the end: quick, and without SymPy."""
    canonical = canonical_name(name)
    if canonical not in f.names:
        found = " and ".join(f.names) if f.names else "no variables"
        raise ValueError(f"{_title(f)} has no {canonical} to differentiate by; it has {found}.")
    return list(worked_steps(f.root, canonical, f.variables, f.parameters, _title(f)))


def finish(f: Function, name: str, steps: Sequence[Step], simplified: Node) -> Derivation:
    """The derivation that ``steps`` (those of :func:`steps_of`) and the simplified partial make.

    Where the last line does not look like the simplified form, one more step says that both are equal.
    """
    result = Function(simplified, f.variables, f.parameters)
    canonical = canonical_name(name)
    held = tuple(other for other in f.variables if other != canonical)
    line = steps[-1].line
    if _looks_like(line, simplified):
        return Derivation(f, canonical, result, tuple(steps), held)
    context = Context(canonical)
    note = (
        f"Tidied up, the derivative by {context.letter} is {shown(simplified)}: both forms have the same value "
        "wherever both are defined."
    )
    last = Step(
        rule="Simplify",
        before=f,
        after=result,
        note=note,
        held=held,
        name=canonical,
        title=steps[-1].title,
        line_before=line,
        line=simplified,
        place_before=(),
        place=(),
        parent=None,
        depth=0,
    )
    return Derivation(f, canonical, result, (*steps, last), held)


def _looks_like(first: Node, second: Node) -> bool:
    if first is second:
        return True
    try:
        return to_text(first, _LONGEST_COMPARED) == to_text(second, _LONGEST_COMPARED)
    except ExpressionTooLong:
        return False


def _title(f: Function) -> str:
    return f.parsed.name if f.parsed is not None and f.parsed.name else "f"
