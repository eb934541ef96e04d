"""The study of critical points: rows and their order, words, marks, what is told of special cases."""

import numpy as np
import pytest

from explorer.controller.executor import Cancelled, CancelToken
from explorer.controller.figures import Boxes, Mark, Stroke
from explorer.controller.studies import points as study
from explorer.controller.studies.points import UNDEFINED, compute_points, patient, points_key
from explorer.core.analysis.critical import CriticalPoint, CriticalSearch
from tests.controller.studies.givens import given_for

HIMMELBLAU = "(x² + y − 11)² + (x + y² − 7)²"
WIDE = (-6.0, 6.0, -6.0, 6.0)


def points_of(formula, window=(-2.0, 2.0, -2.0, 2.0), **given):
    return compute_points(given_for(formula, window=window, **given), CancelToken())


def test_himmelblau_has_nine_rows_by_kind_then_value_and_nine_marks():
    answer = points_of(HIMMELBLAU, WIDE)
    assert answer.state == "9 critical points in this window: all found" and answer.complete and answer.notes == ()
    assert [row.word for row in answer.rows] == ["minimum"] * 4 + ["maximum"] + ["saddle"] * 4
    saddles = [row.value for row in answer.rows[5:]]
    assert saddles == sorted(saddles) and [row.value for row in answer.rows[:4]] == [0.0] * 4
    assert any((row.x, row.y) == pytest.approx((3, 2), abs=1e-12) for row in answer.rows[:4])
    marks = [figure for figure in answer.figures if isinstance(figure, Mark)]
    assert [(mark.key, mark.x, mark.y, mark.shape) for mark in marks] == [
        (row.key, row.x, row.y, row.shape) for row in answer.rows
    ]


def test_eigenvalues_and_their_sentence_belong_to_the_kind():
    (saddle,) = points_of("x² − 2y²").rows
    assert saddle.numbers == pytest.approx((-4, 2)) and "a saddle" in saddle.sentence
    (bowl,) = points_of("x² + 3y²").rows
    assert bowl.numbers == pytest.approx((2, 6)) and "bends up in every direction" in bowl.sentence
    (hill,) = points_of("1 − x² − y²").rows
    assert "a maximum" in hill.sentence and hill.value == 1.0


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("x⁴ + y⁴", "rises in every direction"),
        ("−x⁴ − y⁴", "falls in every direction"),
        ("x³ − 3xy²", "rises some ways and falls others"),
    ],
)
def test_degenerate_points_are_told_by_what_f_does_around_them(formula, words):
    (row,) = points_of(formula).rows
    assert row.word == "degenerate" and words in row.sentence


def test_a_kink_is_a_row_of_its_own():
    answer = points_of("|x| + |y|")
    assert [(row.word, row.shape, row.numbers) for row in answer.rows] == [("kink", "kink", ())]
    assert answer.state == "1 kink in this window: all found" and "f rises" in answer.rows[0].sentence


def test_a_curve_of_critical_points_is_drawn_and_told():
    answer = points_of("(x² + y² − 1)²")
    assert answer.state == "1 isolated critical point in this window: all found"
    assert "Along a curve every point is critical." in answer.notes
    (curve,) = [figure for figure in answer.figures if isinstance(figure, Stroke)]
    assert np.hypot(*curve.points.T) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("x + y", "f has no critical point in this window: the gradient is nowhere zero."),
        ("0x + 0y", "f is flat everywhere: every point is critical."),
        ("√(x − 10) + y²", UNDEFINED),
        ("√(x − 10)", UNDEFINED),
    ],
)
def test_an_empty_table_says_why(formula, sentence):
    answer = points_of(formula)
    assert answer.rows == () and answer.state == "" and answer.notes == (sentence,)


def test_without_a_variable_there_is_nothing_to_look_for():
    assert points_of("5").state == study.NO_VARIABLE


def test_one_variable_extrema_and_level_inflections():
    answer = points_of("x³(x − 1)")
    assert [(row.word, row.shape) for row in answer.rows] == [("minimum", "minimum"), ("inflection", "degenerate")]
    minimum, inflection = answer.rows
    assert minimum.x == pytest.approx(0.75) and minimum.numbers == pytest.approx((2.25,))
    assert inflection.x == pytest.approx(0.0, abs=1e-6) and "inflection with a level tangent" in inflection.sentence
    assert [figure.z for figure in answer.figures] == [row.value for row in answer.rows]


def test_a_third_variable_is_held_where_its_slider_is():
    answer = points_of("(x − z)² + y²", held=(("z", 0.5),))
    (row,) = answer.rows
    assert (row.x, row.y) == pytest.approx((0.5, 0.0))
    assert answer.notes == ("Held: z = 0.50. The points are those over x and y alone.",)


def test_the_key_holds_all_that_matters_and_no_probe():
    one, moved = given_for("x² + y²", (1, 2)), given_for("x² + y²", (0, 0))
    wider = given_for("x² + y²", (1, 2), WIDE)
    assert points_key(one) == points_key(moved) and points_key(one) != points_key(wider)


def search_with(monkeypatch, **parts):
    empty = {"points": (), "kinks": (), "curves": (), "undecided": np.empty((0, 4)), "complete": True, "note": ""}
    found = CriticalSearch(**{**empty, **parts})
    monkeypatch.setattr(study, "find_critical_points", lambda *_given: found)
    return points_of("x² + y²")


def point_at(x, y):
    return CriticalPoint({"x": x, "y": y}, 1.0, "saddle", np.array([-1.0, 1.0]), "saddle", "")


def test_all_found_is_claimed_only_when_no_box_is_undecided(monkeypatch):
    boxes = np.array([[0.0, 0.1, 0.0, 0.1]] * 3)
    answer = search_with(monkeypatch, points=(point_at(1, 1),), undecided=boxes, complete=False)
    assert answer.state == "1 critical point found; 3 small boxes are undecided" and not answer.complete
    (drawn,) = [figure for figure in answer.figures if isinstance(figure, Boxes)]
    assert drawn.corners is boxes or (drawn.corners == boxes).all()
    lone = search_with(monkeypatch, undecided=boxes[:1], complete=False)
    assert lone.state == "No critical point found; 1 small box is undecided"


def test_very_many_points_are_all_listed_but_not_all_marked(monkeypatch):
    answer = search_with(monkeypatch, points=tuple(point_at(k * 1e-3, 0.0) for k in range(500)))
    assert len(answer.rows) == 500 and len(answer.figures) == study.MARKED
    assert answer.notes == (f"The first {study.MARKED} are marked on map and surface.",)
    assert not any(mark.label for mark in answer.figures)


def test_a_search_looks_at_its_token_and_tells_once_that_it_is_at_work(monkeypatch):
    told = []
    token = CancelToken(told.append)
    monkeypatch.setattr(study, "PATIENCE", -1.0)
    look = patient(token)
    look()
    look()
    assert told == [-1.0]
    look(0.5)
    assert told == [-1.0, 0.5]
    token.cancel()
    with pytest.raises(Cancelled):
        look()
    with pytest.raises(Cancelled):
        compute_points(given_for(HIMMELBLAU, window=WIDE), token)
