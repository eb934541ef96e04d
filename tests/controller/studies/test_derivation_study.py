"""The study of the worked derivation: which variable, when it is worked out anew, what it says where it cannot be."""

import math

import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.results import Partial
from explorer.controller.studies.derivation import compute_derivation, derivation_key
from explorer.controller.studies.study import StudyInput
from explorer.core.function import parse
from tests.controller.studies.givens import given_for


def answer(given):
    return compute_derivation(given, CancelToken())


def test_it_derives_by_the_first_axis_until_another_is_chosen():
    assert answer(given_for("x²y + 3xy³")).name == "x"
    chosen = answer(given_for("x²y + 3xy³", derive_by="y"))
    assert chosen.name == "y" and chosen.derivation.held == ("x",)
    assert answer(given_for("x²y + 3xy³", derive_by="q")).name == "x"


def test_the_end_is_awaited_and_then_the_simplified_form():
    given = given_for("sin(x)^2 + y")
    early = answer(given)
    assert early.simplifying
    assert early.derivation.result({"x": 0.3, "y": 1}) == pytest.approx(math.sin(0.6), rel=1e-14)
    known = StudyInput(given.problem, (Partial("x", parse("sin(2x)").root, True), Partial("y", None)))
    late = answer(known)
    assert not late.simplifying and late.derivation.result.text == "sin(2x)"
    assert late.derivation.steps[-1].rule == "Simplify"
    assert derivation_key(given) != derivation_key(known)


def test_a_partial_that_could_not_be_simplified_is_not_waited_for():
    given = given_for("x² + y")
    node = parse("2x").root
    plain = StudyInput(given.problem, (Partial("x", node, False, "SymPy was too slow."),))
    assert not answer(plain).simplifying and answer(plain).derivation.steps[-1].rule != "Simplify"


def test_numbers_do_not_matter_to_it():
    first, second = given_for("a x² + y", probe=(0.0, 1.0)), given_for("a x² + y", probe=(2.0, -1.0))
    assert derivation_key(first) == derivation_key(second)


def test_a_constant_has_nothing_to_derive_by():
    told = answer(given_for("7"))
    assert told.derivation is None and "no variable" in told.message
