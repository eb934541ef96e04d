"""From document to results: what is computed, what stays, what is said."""

import numpy as np
import pytest


def results(program):
    return program.engine.results


def test_the_opening_document(program):
    found = results(program)
    assert found.function.text == "x²y + 3xy³" and found.axes == ("x", "y")
    assert found.reading.value == 26.0 and found.problem is None and not found.runs
    assert found.picture.field.window == (-3, 3, -3, 3)
    assert [partial.name for partial in found.partials] == ["x", "y"]


@pytest.mark.parametrize(
    ("text", "message"),
    [("x +", "missing after +"), ("foo(x)", "no function called foo"), ("", "Type"), ("x = y = z", "")],
)
def test_a_formula_that_cannot_be_read_leaves_the_last_picture(program, text, message):
    picture, function = results(program).picture, results(program).function
    program.intents.type_formula(text)
    if message:
        assert message in results(program).problem.message
        assert results(program).picture is picture and results(program).function is function
        assert program.store.document.formula == text


def test_parameters_come_and_go_with_their_values(program):
    program.intents.enter_formula("a x^2 + b y^2")
    program.intents.move_slider("a", 4.0)
    program.intents.settle()
    program.intents.enter_formula("a x^2 + y^2")
    assert [(slider.name, slider.value) for slider in program.store.document.parameters] == [("a", 4.0)]
    assert results(program).reading.value == pytest.approx(4 + 4)


def test_a_third_variable_is_held(program):
    program.intents.enter_formula("x y z")
    assert [slider.name for slider in program.store.document.held] == ["z"]
    program.intents.move_slider("z", 2.0)
    assert results(program).reading.value == pytest.approx(1 * 2 * 2.0)
    assert dict(results(program).gradient)["z"] == pytest.approx(2.0)


@pytest.mark.parametrize(("text", "axes", "dimension"), [("x^2", ("x",), 1), ("7", (), 0), ("a+b+c", ("a", "b"), 2)])
def test_other_numbers_of_variables(program, text, axes, dimension):
    program.intents.enter_formula(text)
    assert results(program).axes == axes and results(program).picture.dimension == dimension


def test_a_drag_is_one_undo_step(program):
    for step in range(10):
        program.intents.move_probe(step / 10, 0.5)
    program.intents.settle()
    assert program.store.document.probe == (0.9, 0.5)
    program.store.undo()
    assert program.store.document.probe == (1.0, 2.0) and not program.store.can_undo
    program.store.redo()
    assert program.store.document.probe == (0.9, 0.5)


def test_every_result_follows_undo(program):
    program.intents.enter_formula("x^2 + y^2")
    assert results(program).reading.value == 5.0
    program.store.undo()
    assert results(program).reading.value == 26.0 and results(program).function.text == "x²y + 3xy³"


def test_a_window_where_f_is_undefined(program):
    program.intents.enter_formula("√(x-10) + y")
    assert "undefined" in results(program).status and results(program).advice.action == "function.find_window"
    found = []
    program.engine.find_window(found.append)
    program.intents.enter_window(*found[0])
    assert np.isfinite(results(program).picture.field.f).mean() > 0.5 and results(program).advice is None


def test_a_pole_does_not_flatten_the_picture(program):
    program.intents.enter_formula("1/(x^2+y^2)")
    picture = results(program).picture
    assert picture.cut and picture.high < 100 and picture.low >= 0


def test_levels_are_round_and_inside(program):
    picture = results(program).picture
    assert np.allclose(np.diff(picture.levels), picture.step)
    assert picture.low <= picture.levels.min() and picture.levels.max() <= picture.high


def test_descent_from_the_probe(program):
    program.intents.enter_formula("x^2 + 3y^2")
    program.intents.start_at_probe()
    run = results(program).runs[0]
    assert run.points[0].tolist() == [1.0, 2.0] and run.values[-1] < 1e-6 and run.outcome == "converged"
    assert "converged" in results(program).status


def test_a_function_without_a_minimum_offers_the_bowl(program):
    program.intents.start_at_probe()
    assert results(program).runs[0].outcome == "diverged"
    assert results(program).advice.action == "descent.use_bowl"
    before = program.store.document.optimiser
    program.intents.use_bowl()
    assert program.store.document.formula == "x² + y²" and program.store.document.optimiser == before
    assert results(program).runs[0].values[-1] < 1e-3
    program.store.undo()
    assert program.store.document.formula == "x²y + 3xy³"


@pytest.mark.parametrize("name", ["GD", "Momentum", "Adam"])
def test_optimisers_and_their_hyperparameters(program, name):
    program.intents.enter_formula("x^2 + y^2")
    program.intents.choose_optimiser(name)
    program.intents.set_hyperparameter("lr", 0.03)
    program.intents.settle()
    program.intents.set_steps(50)
    program.intents.start_at_probe()
    run = results(program).runs[-1]
    assert run.learning_rate == 0.03 and run.steps == 50 and run.values[-1] < run.values[0]
    program.intents.reset_hyperparameter("lr")
    assert results(program).runs[-1].learning_rate != 0.03


def test_suggestions_for_lost_exponents(program):
    program.intents.enter_formula("x2y+3xy3")
    assert results(program).suggestions[-1].replacement == "x²y+3xy³"
