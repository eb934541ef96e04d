"""Hyperparameter maps and the learning-rate finder against single descents and closed forms."""

import numpy as np
import pytest

import explorer as gx
from explorer.core.optim.course import checked_course
from explorer.core.optim.registry import OPTIMIZERS
from explorer.core.optim.sweeps.ends import CONVERGED, DIVERGED
from explorer.core.optim.sweeps.rate_finder import RateFinder, stability_limit
from explorer.core.optim.sweeps.tuning import SettingSearch, Swept, best_cell, changed, numeric_settings

ROSENBROCK = gx.parse("(1-x)^2 + 20(y-x^2)^2")
BOWL = gx.parse("x^2 + 3y^2")
START = np.array([-1.0, 1.0])


def finished(search):
    for _ in search.advance():
        pass
    return search.map()


def cell_of(optimiser, first, second, map_, row, column):
    return changed(changed(optimiser, first, float(map_.first[column])), second, float(map_.second[row]))


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("Momentum", Swept("lr", 1e-5, 1e-2, True), Swept("momentum", 0.0, 0.9)),
        ("GD", Swept("lr", 1e-5, 1e-2, True), Swept("weight_decay", 0.0, 0.5)),
        ("Adam", Swept("lr", 1e-4, 2e-2, True), Swept("betas.0", 0.0, 0.9)),
        ("Adam", Swept("betas.1", 0.9, 0.999), Swept("eps", 1e-8, 1e-2, True)),
        ("NAdam", Swept("lr", 1e-4, 1e-2, True), Swept("betas.1", 0.9, 0.999)),
        ("Newton", Swept("lr", 0.1, 1.0), Swept("damping", 0.0, 1.0)),
    ],
)
def test_every_cell_is_its_own_descent(name, first, second):
    kind = OPTIMIZERS[name]
    known = {keyword for keyword, _, _ in numeric_settings(kind())}
    if not {first.keyword, second.keyword} <= known:
        second = Swept(next(k for k in sorted(known) if k != first.keyword), 0.5, 1.0)
    if first.keyword not in known:
        pytest.skip(f"{name} has no {first.keyword}")
    optimiser = kind()
    found = finished(SettingSearch(checked_course(ROSENBROCK, optimiser), START, (first, second), (9, 7), 60, 1e-2))
    assert found.kinds.shape == (9, 7) and found.part == 1.0
    for row, column in ((0, 0), (8, 6), (4, 3), (2, 5), (8, 0)):
        own = cell_of(optimiser, first.keyword, second.keyword, found, row, column)
        run = gx.descend(ROSENBROCK, {"x": -1, "y": 1}, own, steps=60, tolerance=1e-2)
        assert len(run) == found.steps[row, column]
        assert run.losses[-1] == pytest.approx(found.losses[row, column], rel=1e-9)


def test_the_best_rate_of_a_bowl_is_between_its_curvatures():
    swept = (Swept("lr", 0.02, 0.4), Swept("momentum", 0.0, 0.6))
    course = checked_course(BOWL, OPTIMIZERS["Momentum"](lr=0.1))
    found = finished(SettingSearch(course, START, swept, (31, 39), 300, 1e-8))
    plain = np.where(found.kinds[0] == CONVERGED, found.steps[0], 10_000)
    # Plain descent contracts by max |1 - 2η|, |1 - 6η|: fastest at 2/(2 + 6).
    assert found.first[int(np.argmin(plain))] == pytest.approx(0.25, abs=0.011)
    row, column = best_cell(found, by_loss=False)
    assert found.steps[row, column] == found.steps[found.kinds == CONVERGED].min() < plain.min()
    assert (found.kinds[0, found.first > 1 / 3 + 0.01] != CONVERGED).all()


def test_where_all_diverge_there_is_no_best():
    swept = (Swept("lr", 5.0, 9.0), Swept("weight_decay", 0.0, 0.1))
    found = finished(SettingSearch(checked_course(BOWL, OPTIMIZERS["GD"]()), START, swept, (4, 4), 1000, 1e-6))
    assert (found.kinds == DIVERGED).all() and best_cell(found, True) is None and best_cell(found, False) is None


def test_the_best_by_loss_is_the_least_loss():
    swept = (Swept("lr", 0.001, 0.1, True), Swept("betas.0", 0.5, 0.95))
    found = finished(SettingSearch(checked_course(BOWL, OPTIMIZERS["Adam"]()), START, swept, (6, 6), 20, 0.0))
    assert found.losses[best_cell(found, by_loss=True)] == found.losses.min()


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (Swept("lr", 0.1, 1.0), Swept("lr", 0.1, 1.0), "two different"),
        (Swept("lr", 0.1, 1.0), Swept("betas.0", 0.5, 1.5), "up to, not including, 1"),
        (Swept("lr", -1.0, 1.0), Swept("betas.0", 0.5, 0.6), "zero or more"),
    ],
)
def test_ranges_that_the_rule_cannot_take_are_told(first, second, sentence):
    with pytest.raises(ValueError, match=sentence):
        SettingSearch(checked_course(BOWL, OPTIMIZERS["Adam"]()), START, (first, second), (4, 4), 10, 0.0)


def test_numbers_that_can_be_varied_begin_with_the_rate():
    words = [(keyword, title) for keyword, title, _ in numeric_settings(OPTIMIZERS["Adam"]())]
    assert words[0] == ("lr", "Learning rate η") and ("betas.1", "Betas β_2") in words
    assert all(keyword not in ("amsgrad", "maximize") for keyword, _ in words)


@pytest.mark.parametrize("name", ["GD", "Momentum", "Adam", "Lion"])
def test_the_finder_is_a_row_of_single_descents(name):
    finder = RateFinder(checked_course(ROSENBROCK, OPTIMIZERS[name]()), START, 1e-5, 1.0, 40, 15)
    for _ in finder.advance():
        pass
    curve = finder.curve()
    for index in (0, 11, 25, 39):
        run = gx.descend(ROSENBROCK, {"x": -1, "y": 1}, OPTIMIZERS[name](lr=curve.rates[index]), steps=15)
        if run.outcome == "diverged" and np.isnan(curve.losses[index]):
            continue
        assert run.losses[-1] == pytest.approx(curve.losses[index], rel=1e-9)
    assert curve.first == ROSENBROCK(x=-1, y=1)


def test_a_bowl_blows_up_just_above_two_over_lambda_and_the_suggestion_lies_below():
    finder = RateFinder(checked_course(BOWL, OPTIMIZERS["GD"]()), START, 1e-4, 10.0, 400, 50)
    for _ in finder.advance():
        pass
    curve = finder.curve()
    assert curve.limit == pytest.approx(2 / 6)
    assert curve.limit < curve.blow_up < 1.1 * curve.limit
    assert curve.suggested < curve.best < curve.limit
    assert curve.best == pytest.approx(0.25, rel=0.05)


def test_the_limit_counts_momentum_in_and_leaves_scaled_rules_out():
    assert stability_limit(checked_course(BOWL, OPTIMIZERS["Momentum"](momentum=0.5)), START) == pytest.approx(0.5)
    assert stability_limit(checked_course(BOWL, OPTIMIZERS["Adam"]()), START) is None
    assert stability_limit(checked_course(gx.parse("x + y"), OPTIMIZERS["GD"]()), START) is None


def test_a_rule_without_a_rate_and_a_range_turned_round_are_told():
    with pytest.raises(ValueError, match="above zero and below the highest"):
        RateFinder(checked_course(BOWL, OPTIMIZERS["GD"]()), START, 1.0, 0.1)
    without = [name for name in OPTIMIZERS if OPTIMIZERS[name].rate is None]
    for name in without:
        with pytest.raises(ValueError, match="has no learning rate"):
            RateFinder(checked_course(BOWL, OPTIMIZERS[name]()), START, 0.1, 1.0)


def test_where_every_rate_climbs_nothing_is_suggested():
    finder = RateFinder(checked_course(BOWL, OPTIMIZERS["GD"](maximize=True)), START, 0.01, 1.0, 20, 10)
    for _ in finder.advance():
        pass
    assert finder.curve().suggested is None and finder.curve().best is None
