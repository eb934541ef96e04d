"""The receipt of the step at the playhead: terms, arrows that add up, words."""

from itertools import pairwise

import numpy as np
import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.studies.receipt import ReceiptAnswer, compute_receipt, receipt_key
from explorer.controller.studies.study import StudyInput
from explorer.core.optim import OPTIMIZERS, receipt

PEAKS = "3(1-x)²e^(-x²-(y+1)²)-10(x/5-x³-y⁵)e^(-x²-y²)-1/3*e^(-(x+1)²-y²)"


def given_at(program, step, chosen=0):
    engine, view = program.engine, program.store.view
    del view
    return StudyInput(engine._problem, (), engine.results.runs, float(step), chosen)


def answer_at(program, step, chosen=0):
    return compute_receipt(given_at(program, step, chosen), CancelToken())


@pytest.fixture
def adam(program):
    program.intents.enter_formula(PEAKS)
    program.intents.choose_optimiser("Adam")
    program.intents.set_hyperparameter("lr", 0.1)
    program.intents.place_start(-0.05, 1.4)
    return program


def test_the_lecturers_picture_has_these_numbers(adam):
    """As in the drawn reference: Adam on peaks, step 16 → 17."""
    answer = answer_at(adam, 16)
    rows = {row.symbol: row.values for row in answer.rows}
    assert answer.step == 17
    assert rows["g"] == ("−2.186", "−0.777")
    assert rows["m"] == ("1.287", "1.826")
    assert rows["m̂"] == ("1.545", "2.192")
    assert rows["Δ"] == ("−0.04776", "−0.04100")
    assert "yet m̂ still remembers the slope behind: Adam overshoots" in answer.why


def test_arrows_are_tip_to_tail_and_end_where_the_step_does(adam):
    answer = answer_at(adam, 16)
    arrows = {figure.key: figure for figure in answer.figures}
    assert set(arrows) == {"g", "m", "Δ"} and {row.key for row in answer.rows} <= set(arrows)
    *parts, step, slope = answer.figures
    assert (parts[0].x, parts[0].y) == (step.x, step.y) == (slope.x, slope.y)
    for first, second in pairwise(parts):
        assert (first.x + first.dx, first.y + first.dy) == pytest.approx((second.x, second.y))
    assert sum(part.dx for part in parts) == pytest.approx(step.dx, rel=1e-9)
    assert sum(part.dy for part in parts) == pytest.approx(step.dy, rel=1e-9)
    delta = receipt(adam.engine.results.runs[0].run, 17).delta
    assert np.array([step.dx, step.dy]) == pytest.approx(answer.magnified * delta)
    assert slope.dx == pytest.approx(2.186, abs=1e-3) and slope.pixels


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_every_rule_has_a_receipt_whose_parts_add_up(program, name):
    program.intents.enter_formula("(1-x)² + 5(y-x²)²")
    program.intents.choose_optimiser(name)
    program.intents.place_start(-1.2, 1.0)
    run = program.engine.results.runs[0].run
    answer = answer_at(program, 3)
    assert answer.formula is not None and answer.why
    made = receipt(run, 4)
    total = np.sum([part.values for part in made.parts], axis=0)
    assert total == pytest.approx(made.delta, rel=1e-9, abs=1e-15)
    assert made.position + made.delta == pytest.approx(made.next_position, rel=1e-15)
    assert all(row.key in {figure.key for figure in answer.figures} for row in answer.rows)


def test_the_end_shows_the_last_step_and_the_start_the_first(adam):
    assert [answer_at(adam, step).step for step in (0, 0.5, 199, 200, 500)] == [1, 1, 200, 200, 200]


def test_steps_in_between_are_the_same_question(adam):
    assert receipt_key(given_at(adam, 3.1)) == receipt_key(given_at(adam, 3.9))
    assert receipt_key(given_at(adam, 3.1)) != receipt_key(given_at(adam, 4.0))


def test_without_a_run_a_sentence(program):
    assert "Drop a ball" in answer_at(program, 0).message
    program.intents.enter_formula("√(x-10) + y")
    program.intents.place_start(1.0, 1.0)
    answer = answer_at(program, 0)
    assert isinstance(answer, ReceiptAnswer) and "no step" in answer.message and not answer.figures


def test_one_variable_has_numbers_but_no_arrows(program):
    program.intents.enter_formula("x²")
    program.intents.place_start(1.0, 0.0)
    answer = answer_at(program, 2)
    assert len(answer.rows[0].values) == 1 and not answer.figures


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"weight_decay": 5.0}, "Weight decay pulls towards the origin"),
        ({"momentum": 0.95}, "What was kept decides"),
        ({}, "Straight downhill"),
    ],
)
def test_the_sentence_follows_the_numbers(program, settings, words):
    program.intents.enter_formula("x + 0.5y")
    program.intents.choose_optimiser("GD")
    program.intents.place_start(2.0, 2.0)
    for name, value in {"lr": 0.01, **settings}.items():
        program.intents.set_hyperparameter(name, value)
    assert words in answer_at(program, 30).why


def test_a_zigzag_is_told_as_turning_back(program):
    program.intents.enter_formula("x²/2 + 5y²")
    program.intents.choose_optimiser("GD")
    program.intents.set_hyperparameter("lr", 0.19)
    program.intents.place_start(2.5, 2.2)
    assert "crosses over again" in answer_at(program, 2).why


def test_a_batchs_slope_is_told_with_its_rows(program):
    program.intents.learning.choose_subject("model")
    program.intents.choose_optimiser("Momentum")
    program.intents.place_start(*program.store.document.probe)
    program.intents.set_batch(4)
    rows = len(program.engine.results.learned.used.training)
    slopes = [row for row in answer_at(program, 3).rows if row.symbol == "g"]
    assert [row.words for row in slopes] == [f"slope of all {rows} rows", f"slope of 4 of {rows} rows"]
    assert "batch" in [figure.label for figure in answer_at(program, 3).figures]
    assert program.engine.results.runs[0].run.course.batch == 4
