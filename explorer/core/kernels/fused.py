"""Lowering a tree with its separable parts kept apart.

A value is held as a sum of terms aᵢ(x)·bᵢ(y)·gᵢ(x, y) for as long as possible. Products of such terms,
powers, exponentials (eᴬ⁺ᴮ = eᴬ·eᴮ), sines and cosines of sums only touch the one-dimensional factors; what
remains at the end is one matrix product, and full-size passes only for what does not separate.

Regrouping can overflow where the tree as written does not. Every factor is therefore listed in
``guarded``, and the exponents of split exponentials in ``bounded``: if a factor turns out infinite,
or an exponent large, the caller runs the plain program instead.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, postorder
from explorer.core.kernels.array_operators import ARRAY_OPERATORS, COS, EXP, LARGEST_PRODUCT_POWER, SIN, raised
from explorer.core.kernels.instructions import (
    ADD,
    ALONG_X,
    ALONG_Y,
    EVERYWHERE,
    MULTIPLY,
    NEGATIVE,
    RECIPROCAL,
    SEPARABLE,
    SUBTRACT,
    Operation,
    Program,
)

__all__ = ["FusedLowering"]

_LARGEST_DISTRIBUTED: Final = 6
_ABS: Final = "abs"


class Term(NamedTuple):
    """a·b·g: indices of a value along x (or constant), one along y, one everywhere; None is 1."""

    a: int | None
    b: int | None
    g: int | None


Form = tuple[Term, ...]


class FusedLowering:
    """Lowers trees into ``program``; ``results`` are the values of the roots."""

    def __init__(self, roots: Sequence[Node], extents: Mapping[str, int]) -> None:
        self.program = Program()
        self.guarded: set[int] = set()
        self.bounded: set[int] = set()
        self._extents = extents
        self._forms: dict[Node, Form] = {}
        self._values: dict[Form, int] = {}
        order = postorder(*roots)
        uses = Counter(child for node in order for child in node.children)
        for node in order:
            form = self._lowered(node)
            if uses[node] > 1 and len(form) > 1 and any(term.g is not None for term in form):
                form = self._of_value(self._value(form))
            self._forms[node] = form
        self.results = tuple(self._value(self._forms[root]) for root in roots)

    def _lowered(self, node: Node) -> Form:
        if isinstance(node, (Number, Constant)):
            return self._of_value(self.program.constant(node.value))
        if isinstance(node, Symbol):
            return self._of_value(self.program.input(node.name, self._extents.get(node.name, 0)))
        assert isinstance(node, Apply)
        forms = [self._forms[arg] for arg in node.args]
        special = _SPECIAL.get(node.operator)
        form = special(self, forms) if special else None
        if form is None:
            lowering = ARRAY_OPERATORS[node.operator]
            form = self._of_value(lowering(self.program, *map(self._value, forms)))
        return form

    def _of_value(self, value: int) -> Form:
        extent = self.program.extents[value]
        if extent == EVERYWHERE:
            return (Term(None, None, value),)
        return (Term(None, value, None),) if extent == ALONG_Y else (Term(value, None, None),)

    # Factors that may be absent

    def _times(self, left: int | None, right: int | None) -> int | None:
        if left is None or right is None:
            return right if left is None else left
        constants = self.program.constants
        if constants.get(left) == 1.0 or constants.get(right) == 1.0:
            return right if constants.get(left) == 1.0 else left
        return self.program.apply(MULTIPLY, left, right)

    def _plus(self, left: int | None, right: int | None) -> int:
        one = self.program.constant(1.0)
        return self.program.apply(ADD, one if left is None else left, one if right is None else right)

    def _negated(self, form: Form) -> Form:
        minus = self.program.constant(-1.0)
        return tuple(self._term(self._times(minus, term.a), term.b, term.g) for term in form)

    def _term(self, a: int | None, b: int | None, g: int | None) -> Term:
        """A term whose constant factor sits where it costs least."""
        if a is not None and b is not None and self.program.extents[a] == 0:
            a, b = None, self._times(a, b)
        return Term(a, b, g)

    def _product(self, left: Term, right: Term) -> Term:
        g = self._times(left.g, right.g)
        return self._term(self._times(left.a, right.a), self._times(left.b, right.b), g)

    # Sums

    def _merged(self, terms: Iterable[Term]) -> Form:
        """Terms with a common factor joined."""
        by_b: dict[tuple[int | None, int | None], int | None] = {}
        for a, b, g in terms:
            by_b[b, g] = self._plus(by_b[b, g], a) if (b, g) in by_b else a
        by_a: dict[tuple[int | None, int | None], int | None] = {}
        for (b, g), a in by_b.items():
            by_a[a, g] = self._plus(by_a[a, g], b) if (a, g) in by_a else b
        return self._with_shift(tuple(self._term(a, b, g) for (a, g), b in by_a.items()))

    def _with_shift(self, form: Form) -> Form:
        """A constant added to a value along y becomes part of it."""
        constants = [term for term in form if term.b is None and term.g is None and self._is_constant(term.a)]
        along_y = [term for term in form if term.a is None and term.b is not None and term.g is None]
        if not constants or not along_y:
            return form
        shifted = self.program.apply(ADD, self._or_one(constants[0].a), self._or_one(along_y[0].b))
        rest = tuple(term for term in form if term not in (constants[0], along_y[0]))
        return (*rest, Term(None, shifted, None))

    def _is_constant(self, value: int | None) -> bool:
        return value is None or self.program.extents[value] == 0

    def _or_one(self, value: int | None) -> int:
        return self.program.constant(1.0) if value is None else value

    # Values

    def _value(self, form: Form) -> int:
        """The one value that a form stands for."""
        known = self._values.get(form)
        if known is None:
            known = self._values[form] = self._summed(form)
        return known

    def _summed(self, form: Form) -> int:
        separable = [term for term in form if term.g is None]
        result = self._separable(separable) if separable else None
        groups: dict[int, list[Term]] = {}
        for term in form:
            if term.g is not None:
                groups.setdefault(term.g, []).append(Term(term.a, term.b, None))
        for g, factors in groups.items():
            result = self._accumulated(result, g, factors)
        return self.program.constant(0.0) if result is None else result

    def _accumulated(self, result: int | None, g: int, factors: list[Term]) -> int:
        operation = ADD
        if len(factors) > 1:
            value = self.program.apply(MULTIPLY, self._separable(factors), g)
        else:
            a, b, _ = factors[0]
            self.guarded.update(factor for factor in (a, b) if factor is not None)
            if result is not None and b is None and a is not None and self.program.constants.get(a) == -1.0:
                operation, value = SUBTRACT, g
            else:
                value = self._or_one(self._times(self._times(g, a), b))
        return value if result is None else self.program.apply(operation, result, value)

    def _separable(self, terms: Sequence[Term]) -> int:
        self.guarded.update(factor for term in terms for factor in term[:2] if factor is not None)
        if len(terms) == 1:
            return self._or_one(self._times(terms[0].a, terms[0].b))
        if len(terms) == 2:
            (a, b, _), (c, d, _) = terms
            if b is None and c is None:
                return self.program.apply(ADD, self._or_one(a), self._or_one(d))
            if a is None and d is None:
                return self.program.apply(ADD, self._or_one(c), self._or_one(b))
        operands = [self._or_one(factor) for term in terms for factor in term[:2]]
        return self.program.apply(SEPARABLE, *operands)

    # Operators that keep forms apart; None means "as any other operator"

    def add(self, forms: Sequence[Form]) -> Form | None:
        """Terms side by side."""
        return self._merged(term for form in forms for term in form)

    def neg(self, forms: Sequence[Form]) -> Form | None:
        """The sign goes into the cheapest factor."""
        return self._negated(forms[0])

    def mul(self, forms: Sequence[Form]) -> Form | None:
        """Factor by factor; short separable sums are multiplied out, others become values first."""
        if not self._may_distribute(forms):
            forms = [form if len(form) == 1 else self._of_value(self._value(form)) for form in forms]
        product: list[Term] = [Term(None, None, None)]
        for form in sorted(forms, key=len):
            product = [self._product(left, right) for left in product for right in form]
        return self._merged(product) if len(product) > 1 else (product[0],)

    def _may_distribute(self, forms: Sequence[Form]) -> bool:
        size = math.prod(len(form) for form in forms)
        separable = all(term.g is None for form in forms for term in form)
        return separable and size <= _LARGEST_DISTRIBUTED and sum(len(form) > 1 for form in forms) <= 1

    def div(self, forms: Sequence[Form]) -> Form | None:
        """Times the reciprocal of each factor."""
        numerator, denominator = forms
        if len(denominator) > 1:
            denominator = self._of_value(self._value(denominator))
        below = denominator[0]
        if len(numerator) > 1 and below.g is not None:
            numerator = self._of_value(self._value(numerator))
        inverse = Term(*(None if factor is None else self.program.apply(RECIPROCAL, factor) for factor in below))
        return tuple(self._product(term, inverse) for term in numerator)

    def pow(self, forms: Sequence[Form]) -> Form | None:
        """Whole powers factor by factor; a constant to a power as an exponential."""
        base, exponent = forms
        literal = self._literal(exponent)
        if self._literal(base) == math.e:
            return self.exp((exponent,))
        if literal is None or literal == 0 or literal != math.floor(literal) or abs(literal) > LARGEST_PRODUCT_POWER:
            return self._of_value(raised(self.program, self._value(base), self._value(exponent)))
        if len(base) > 1:
            base = self._of_value(self._value(base))
        parts = (None if factor is None else self.program.power(factor, int(literal)) for factor in base[0])
        return (Term(*parts),)

    def _literal(self, form: Form) -> float | None:
        if len(form) != 1 or form[0].a is None or form[0].b is not None or form[0].g is not None:
            return None
        return self.program.constants.get(form[0].a)

    def _parts(self, form: Form) -> tuple[int, int] | None:
        """(A, B) if the form is A(x) + B(y) with neither constant."""
        if len(form) != 2:
            return None
        along_x = [term.a for term in form if term.b is None and term.g is None]
        along_y = [term.b for term in form if term.a is None and term.g is None]
        if len(along_x) != 1 or len(along_y) != 1 or along_x[0] is None or along_y[0] is None:
            return None
        both = along_x[0], along_y[0]
        return both if self.program.extents[both[0]] == ALONG_X else None

    def exp(self, forms: Sequence[Form]) -> Form | None:
        """eᴬ⁺ᴮ as eᴬ·eᴮ."""
        parts = self._parts(forms[0])
        if parts is None:
            return self._of_value(self.program.apply(EXP, self._value(forms[0])))
        self.bounded.update(parts)
        return (Term(self.program.apply(EXP, parts[0]), self.program.apply(EXP, parts[1]), None),)

    def gauss(self, forms: Sequence[Form]) -> Form | None:
        """e^(−u²)."""
        squared = self.pow((forms[0], self._of_value(self.program.constant(2.0))))
        return None if squared is None else self.exp((self._negated(squared),))

    def sin(self, forms: Sequence[Form]) -> Form | None:
        """sin(A + B) by the addition theorem."""
        return self._rotated(forms[0], SIN, COS, COS, SIN, False)

    def cos(self, forms: Sequence[Form]) -> Form | None:
        """cos(A + B) by the addition theorem."""
        return self._rotated(forms[0], COS, COS, SIN, SIN, True)

    def _rotated(self, form: Form, a: Operation, b: Operation, c: Operation, d: Operation, minus: bool) -> Form | None:
        parts = self._parts(form)
        if parts is None:
            return None
        along_x, along_y = parts
        second = self.program.apply(c, along_x)
        if minus:
            second = self.program.apply(NEGATIVE, second)
        return (
            Term(self.program.apply(a, along_x), self.program.apply(b, along_y), None),
            Term(second, self.program.apply(d, along_y), None),
        )

    def abs(self, forms: Sequence[Form]) -> Form | None:
        """Factor by factor."""
        if len(forms[0]) != 1:
            return None
        lower = ARRAY_OPERATORS["abs"]
        return (Term(*(None if factor is None else lower(self.program, factor) for factor in forms[0][0])),)


_SPECIAL: Final = {
    "add": FusedLowering.add,
    "neg": FusedLowering.neg,
    "mul": FusedLowering.mul,
    "div": FusedLowering.div,
    "pow": FusedLowering.pow,
    "exp": FusedLowering.exp,
    "gauss": FusedLowering.gauss,
    "sin": FusedLowering.sin,
    "cos": FusedLowering.cos,
    "abs": FusedLowering.abs,
}
