"""Constraints of the document: how texts are read, what stays drawn, the probe kept on one."""

import math

import pytest

from explorer.controller.constraints import ConstraintReader, nearest_on, on_axes
from explorer.core.function import parse

F = parse("a x + y + z")


def read_one(text, function=F):
    return ConstraintReader().read((text,), function)[0]


def test_equations_and_expressions_are_read_over_the_functions_variables():
    for text in ("x² + y² = a", "x² + y² − a"):
        g = read_one(text).function
        assert g.variables == F.variables and g(x=1, y=2, z=0) == 4.0


def test_parameters_take_the_functions_values():
    g = read_one("x = a", F.with_parameters(a=3.0)).function
    assert g(x=3, y=0, z=0) == 0.0


@pytest.mark.parametrize(
    ("text", "start", "end"), [("x + y^", 5, 6), ("x² + y² = c", 10, 11), ("x = y = z", 6, 7), ("1 = 2", 0, 5)]
)
def test_what_cannot_be_read_says_what_and_where(text, start, end):
    found = read_one(text)
    assert found.function is None and (found.problem.start, found.problem.end) == (start, end)
    assert found.problem.message.endswith(".")


def test_the_last_good_constraint_stays_while_the_text_is_wrong():
    reader = ConstraintReader()
    (good,) = reader.read(("x = y",), F)
    (wrong,) = reader.read(("x = y +",), F)
    assert wrong.problem is not None and wrong.function == good.function
    (empty,) = reader.read(("",), F)
    assert empty.function is None and empty.problem is None
    assert reader.read(("x = y +",), F)[0].function is None


def test_without_a_function_nothing_is_read():
    assert ConstraintReader().read(("x = y",), None)[0].function is None


def test_the_axes_alone_and_the_nearest_place():
    g = on_axes(parse("x² + y² − z"), ("x", "y"), (("z", 4.0),))
    assert g.variables == ("x", "y") and nearest_on(g, (3.0, 4.0)) == pytest.approx((1.2, 1.6))
    assert nearest_on(parse("x² + y² + 1"), (1.0, 1.0)) is None


def circle(program, follow=False, **study):
    program.intents.enter_formula("x + y")
    program.intents.change_study("Type constraint", constraints=("x² + y² = 1",), **study)
    program.intents.follow_constraint(follow)


def radius(program):
    return math.hypot(*program.store.document.probe)


def test_a_probe_kept_on_the_constraint_goes_there_at_once_and_stays(program):
    circle(program, follow=True)
    assert radius(program) == pytest.approx(1.0)
    program.intents.move_probe(-3.0, 0.5)
    assert radius(program) == pytest.approx(1.0) and program.store.document.probe[0] < -0.9
    program.intents.settle()
    program.store.undo()
    program.store.undo()
    assert not program.store.document.studies.follow_constraint and program.store.document.probe == (1.0, 2.0)


def test_without_the_switch_only_sliding_stays_on_it(program):
    circle(program)
    program.intents.place_probe(2.0, 0.5)
    assert program.store.document.probe == (2.0, 0.5)
    program.intents.slide_probe(2.0, 0.0)
    assert program.store.document.probe == pytest.approx((1.0, 0.0))


def test_a_closed_padlock_goes_before_the_constraint(program):
    circle(program, follow=True)
    y = program.store.document.probe[1]
    program.intents.hold("y", True)
    program.intents.place_probe(0.25, -1.0)
    assert program.store.document.probe == (0.25, y)


def test_going_to_a_point_or_a_mark_is_one_step_past_padlocks(program):
    program.intents.enter_formula("x² + y²")
    program.intents.hold("y", True)
    program.intents.choose_panel("points")
    (mark,) = [figure for figure in program.engine.results.figures if getattr(figure, "key", "")]
    program.intents.go_to_mark(mark.key)
    assert program.store.document.probe == (0.0, 0.0)
    program.store.undo()
    assert program.store.document.probe == (1.0, 2.0)
    program.intents.go_to_mark("no such mark")
    assert program.store.document.probe == (1.0, 2.0)


def test_typing_is_one_step_and_escape_takes_it_back(program):
    program.intents.change_study("Type constraint", "constraint 0", constraints=("x",))
    program.intents.change_study("Type constraint", "constraint 0", constraints=("x = y",))
    program.intents.revert_study("formula")
    assert program.store.document.studies.constraints == ("x = y",)
    program.intents.revert_study("constraint 0")
    assert program.store.document.studies.constraints == ()


def test_what_is_drawn_keeps_its_own_text():
    reader = ConstraintReader()
    f = parse("x + y")
    reader.read(("x^2 + y^2 + 1",), f)
    (broken,) = reader.read(("x^2 + *",), f)
    assert broken.text == "x^2 + *" and broken.drawn_text == "x^2 + y^2 + 1" and broken.problem is not None
