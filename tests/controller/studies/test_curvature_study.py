"""The study of the Hessian at the probe: numbers, trees, sentences, the eigenvectors as lines."""

import numpy as np
import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.results import Partial
from explorer.controller.studies.curvature import NO_SECOND, NO_VARIABLE, compute_curvature, curvature_key
from explorer.controller.studies.study import StudyInput
from explorer.core.autodiff import derivative
from explorer.core.expression.text import to_text
from tests.controller.studies.givens import given_for


def bend_of(formula, probe=(1.0, 2.0), **choices):
    return compute_curvature(given_for(formula, probe, **choices), CancelToken())


def test_the_hessian_of_the_opening_function():
    answer = bend_of("x²y + 3xy³")
    assert answer.hessian == pytest.approx(np.array([[4.0, 38.0], [38.0, 36.0]]))
    assert [to_text(entry) for entry in answer.entries] == ["2y", "2x + 9y²", "2x + 9y²", "18xy"]
    assert answer.sentence == "det H = −1300.000 < 0: f is saddle-shaped here."
    assert "no critical point (steepest slope 46.400)" in answer.aside


@pytest.mark.parametrize(
    ("formula", "kind", "words"),
    [
        ("x² + y²", "minimum", "det H = 4.000 > 0 and tr H = 4.000 > 0: f bends up"),
        ("−x² − 3y²", "maximum", "det H = 12.000 > 0 and tr H = −8.000 < 0: f bends down"),
        ("x²", "minimum", "f″ = 2.000 > 0"),
        ("x² + 0y", "degenerate", "det H = 0"),
        ("x³", "maximum", "f″ = −6.000 < 0"),
    ],
)
def test_the_test_by_determinant_and_trace_is_told(formula, kind, words):
    answer = bend_of(formula, (-1.0, 0.0))
    assert answer.kind == kind and words in answer.sentence


def test_at_a_critical_point_it_says_so():
    assert bend_of("x² + y²", (0.0, 0.0)).aside.startswith("P is a critical point")
    assert bend_of("x²", (0.0, 0.0)).aside.startswith("P is a critical point")


def test_eigenvectors_are_drawn_solid_up_and_dashed_down_in_their_own_directions():
    answer = bend_of("2xy", (0.5, -0.25), window=(-2.0, 2.0, -1.0, 1.0))
    assert [bend.eigenvalue for bend in answer.bends] == pytest.approx([-2.0, 2.0])
    assert [bend.word for bend in answer.bends] == ["bends down", "bends up"]
    assert [(line.style, line.label) for line in answer.figures] == [("dashed", "λ₁"), ("solid", "λ₂")]
    for line, bend in zip(answer.figures, answer.bends, strict=True):
        assert line.points.mean(axis=0) == pytest.approx((0.5, -0.25))
        along = line.points[-1] - line.points[0]
        assert along[0] * bend.direction[1] == pytest.approx(along[1] * bend.direction[0])
    assert bend_of("2xy", eigenvectors=False).figures == ()


def test_symbolic_partials_are_taken_when_they_are_known():
    plain = given_for("(x + y)² − y²")
    function = plain.function
    known = tuple(Partial(name, derivative(function.root, name), exact=True) for name in function.variables)
    assert curvature_key(plain) != curvature_key(StudyInput(plain.problem, known))
    assert compute_curvature(StudyInput(plain.problem, known), CancelToken()).entries


def test_only_the_drawn_axes_are_told_of_three_variables():
    answer = bend_of("x² + 5z² + yz", held=(("y", 1.0),), axes=("x", "z"))
    assert answer.axes == ("x", "z") and answer.held == ("y",)
    assert answer.hessian == pytest.approx(np.diag([2.0, 10.0]))


@pytest.mark.parametrize(
    ("formula", "probe", "words"),
    [
        ("5", (0.0, 0.0), NO_VARIABLE),
        ("ln(x) + y", (-1.0, 0.0), "f is undefined at P"),
        ("∛x + y²", (0.0, 0.0), NO_SECOND),
    ],
)
def test_where_nothing_can_be_told_a_sentence_says_why(formula, probe, words):
    answer = bend_of(formula, probe)
    assert answer.hessian is None and words in answer.message and answer.figures == ()


def test_at_a_kink_the_hessian_is_said_to_be_one_sided():
    assert "kink at P along x" in bend_of("|x| + y²", (0.0, 1.0)).aside
