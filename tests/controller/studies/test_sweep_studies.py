"""Basins, two settings, the learning rate: what is told, drawn and charted, and every way in which there is nothing."""

from dataclasses import replace as changed

import numpy as np
import pytest
from msgspec.structs import replace

import explorer as gx
from explorer.controller.executor import Cancelled, CancelToken
from explorer.controller.figures import Mark, Raster
from explorer.controller.studies.basins import (
    COLOURS,
    MOST_WORK,
    NEEDS_TWO,
    affordable_side,
    basins_key,
    compute_basins,
)
from explorer.controller.studies.rate_finder import NONE_HELPS, compute_rate, rate_key
from explorer.controller.studies.setting_map import compute_settings, setting_words, settings_key
from explorer.controller.studies.sweeping import limit_words, spec_of, start_of, sweep_course
from explorer.model.document import Document, OptimiserSettings, RunSpec, Studies, SweepSettings
from explorer.model.errors import SessionError
from explorer.model.validation import validate
from tests.controller.studies.givens import given_for
from tests.controller.studies.learn_givens import given_fit

HIMMELBLAU = "(x² + y − 11)² + (x + y² − 7)²"


def with_run(given, **settings):
    """The same with one run from (1, 1)."""
    name = settings.pop("name", "GD")
    spec = RunSpec((("x", 1.0), ("y", 1.0)), OptimiserSettings(name, tuple(sorted(settings.items()))))
    return changed(given, problem=changed(given.problem, runs=(spec,)))


def sweep_given(formula, reach=6.0, **sweep):
    window = (-reach, reach, -reach, reach)
    return given_for(formula, window=window, sweep=SweepSettings(**{"side": 48, "cells": 9, **sweep}))


def test_basins_tell_places_shares_and_steps():
    given = with_run(sweep_given(HIMMELBLAU), lr=0.01)
    answer = compute_basins(given, CancelToken())
    assert answer.state == "All starts end at 4 places" and answer.is_good and not answer.others
    assert sum(row.share for row in answer.rows) == pytest.approx(1.0)
    assert {(round(row.x, 4), round(row.y, 4)) for row in answer.rows} == {
        (3.0, 2.0),
        (-2.8051, 3.1313),
        (-3.7793, -3.2832),
        (3.5844, -1.8481),
    }
    assert [row.number for row in answer.rows] == [1, 2, 3, 4] and answer.rate == ("lr", 0.01)
    assert all(row.shape == "minimum" and row.value == 0.0 for row in answer.rows)


def test_basins_draw_a_raster_and_a_mark_at_every_place():
    given = with_run(sweep_given(HIMMELBLAU), lr=0.01)
    answer = compute_basins(given, CancelToken())
    raster = next(figure for figure in answer.figures if isinstance(figure, Raster))
    marks = [figure for figure in answer.figures if isinstance(figure, Mark)]
    assert raster.window == (-6.0, 6.0, -6.0, 6.0) and raster.classes.shape == (48, 48)
    assert ((raster.shades >= 0) & (raster.shades <= 1)).all() and len(marks) == 4
    for mark in marks:
        column, row = (int((value + 6) / 12 * 48) for value in (mark.x, mark.y))
        assert raster.meanings[raster.classes[row, column]] == mark.meaning


def test_a_cell_is_the_end_of_its_own_run():
    given = with_run(sweep_given(HIMMELBLAU), lr=0.01)
    answer = compute_basins(given, CancelToken())
    raster = answer.figures[0]
    centres = -6 + 12 * (np.arange(48) + 0.5) / 48
    for row, column in ((3, 40), (20, 11), (47, 0), (30, 30)):
        start = {"x": centres[column], "y": centres[row]}
        run = gx.descend(given.function, start, gx.OPTIMIZERS["GD"](lr=0.01), steps=200)
        place = next(p for p in answer.rows if np.hypot(p.x - run.points[-1, 0], p.y - run.points[-1, 1]) < 1e-3)
        assert raster.meanings[raster.classes[row, column]] == place.meaning


def test_the_chart_counts_arrivals():
    answer = compute_basins(with_run(sweep_given(HIMMELBLAU), lr=0.01), CancelToken())
    lines = answer.plots[0].lines
    assert len(lines) == 4 and sum(line.points[-1, 1] for line in lines) == pytest.approx(100.0)
    assert all((np.diff(line.points[:, 1]) >= 0).all() for line in lines)


def test_coarse_maps_are_published_first_and_the_key_knows_what_matters():
    given, heard = with_run(sweep_given(HIMMELBLAU, side=64), lr=0.01), []
    answer = compute_basins(given, CancelToken(None, heard.append))
    assert [part.part for part in heard] == [1 / 64, 1 / 16, 1 / 4] and answer.part == 1.0
    moved = changed(given, problem=changed(given.problem, probe=(0.3, 0.4)))
    assert basins_key(moved) == basins_key(given)
    assert basins_key(with_run(given, lr=0.02)) != basins_key(given)


def test_work_can_be_stopped():
    token = CancelToken()
    token.cancel()
    for compute in (compute_basins, compute_settings, compute_rate):
        with pytest.raises(Cancelled):
            compute(sweep_given(HIMMELBLAU), token)


@pytest.mark.parametrize(
    ("formula", "settings", "sentence"),
    [
        ("x²", {}, NEEDS_TWO),
        ("5", {}, NEEDS_TWO),
        ("x² + y²", {"lr": 3.0}, "Every start diverges at learning rate 3; choose a smaller one"),
        ("ln(x) + y", {"lr": 0.1}, "Every start leaves the domain of f"),
        ("x + y", {"lr": 0.01}, "No start has come to ‖∇f‖ ≤ 10⁻⁴ in 200 steps at learning rate 0.01"),
        ("x² + y²", {"lr": -1.0}, "lr must be"),
        ("x² + y²", {"name": "Nobody"}, "no optimiser called Nobody"),
    ],
)
def test_where_there_are_no_basins_a_sentence_says_why(formula, settings, sentence):
    answer = compute_basins(with_run(sweep_given(formula, 3.0), **settings), CancelToken())
    assert sentence in answer.state and not answer.is_good and not answer.rows


def test_what_does_not_arrive_is_told_and_hatched():
    answer = compute_basins(with_run(sweep_given("x²y + 3xy³", 3.0), lr=0.02), CancelToken())
    assert dict(answer.others)["diverge"] > 0.9
    raster = answer.figures[0]
    diverged = raster.classes == COLOURS + 1
    assert diverged.mean() == pytest.approx(dict(answer.others)["diverge"]) and COLOURS + 1 in raster.hatched


def test_a_slow_rule_is_told_to_have_fewer_starts_and_a_curve_to_be_none_point():
    answer = compute_basins(with_run(sweep_given("x² + y²", side=100, steps=5), name="Newton"), CancelToken())
    assert "64 × 64 starts are shown, not 100²" in answer.notes[0]
    circle = compute_basins(with_run(sweep_given("(x² + y² − 1)²", 2.0), lr=0.05), CancelToken())
    assert len(circle.rows) == 1 and "along a curve" in circle.notes[0]


def test_without_a_run_the_next_ones_settings_are_taken():
    given = sweep_given("x² + y²", 3.0)
    next_run = RunSpec((), OptimiserSettings("Adam", (("lr", 0.5),)))
    given = changed(given, problem=changed(given.problem, next_run=next_run))
    assert spec_of(given) is next_run and tuple(start_of(given)) == given.problem.probe
    assert compute_basins(given, CancelToken()).rate == ("lr", 0.5)


def test_a_fork_is_swept_from_the_start_of_its_first_run():
    given = with_run(sweep_given("x² + y²", 3.0), lr=0.1)
    fork = RunSpec((), OptimiserSettings("Adam"), parent=0, fork_step=5)
    given = changed(given, problem=changed(given.problem, runs=(*given.problem.runs, fork)), chosen=1)
    assert spec_of(given) is fork and tuple(start_of(given)) == (1.0, 1.0)


# Two settings


def test_two_settings_are_charted_with_the_best_and_the_present():
    given = with_run(sweep_given("x² + 3y²", first_range=(0.02, 0.4), second_range=(0.0, 0.8)), lr=0.1, momentum=0.3)
    answer = compute_settings(given, CancelToken())
    plot = answer.plots[0]
    assert [one.keyword for one in answer.varied] == ["lr", "momentum"] and plot.clickable
    assert plot.image.shares.shape == (9, 9) and plot.image.name == "steps"
    now, best = plot.marks
    assert (now.x, now.y) == (0.1, 0.3) and (best.x, best.y) == answer.best
    run = gx.descend(
        given.function,
        {"x": 1, "y": 1},
        gx.OPTIMIZERS["GD"](lr=answer.best[0], momentum=answer.best[1]),
        steps=200,
        tolerance=1e-4,
    )
    assert len(run) == plot.image.low and answer.state.startswith(f"Fewest steps, {len(run)}, with Learning rate η")
    assert answer.cell(best.x * 1.01, best.y + 0.01) == answer.best


def test_the_axes_end_with_their_cells():
    answer = compute_settings(with_run(sweep_given("x² + y²"), lr=0.1), CancelToken())
    bottom = answer.plots[0].bottom
    values = answer.varied[0].swept.values(9)
    half = np.sqrt(values[1] / values[0])
    assert bottom.low == pytest.approx(values[0] / half) and bottom.high == pytest.approx(values[-1] * half)
    assert all(bottom.low <= tick <= bottom.high for tick, _ in bottom.ticks)


def test_f_at_the_end_is_charted_on_a_logarithmic_bar_where_it_spans_much():
    given = with_run(sweep_given("x² + 3y²", goal="loss", steps=30), name="Adam", lr=0.1)
    answer = compute_settings(given, CancelToken())
    assert [one.keyword for one in answer.varied] == ["lr", "betas.0"] and answer.varied[1].title == "Betas β₁"
    assert answer.plots[0].image.logarithmic and answer.state.startswith("Lowest f, ")


def test_chosen_settings_keep_their_order_and_their_ranges():
    sweep = {"first": "betas.1", "second": "lr", "first_range": (0.9, 0.99), "second_range": (0.01, 0.1)}
    answer = compute_settings(with_run(sweep_given("x² + y²", **sweep), name="Adam"), CancelToken())
    assert [(one.keyword, one.swept.low, one.swept.high) for one in answer.varied] == [
        ("betas.1", 0.9, 0.99),
        ("lr", 0.01, 0.1),
    ]


def test_settings_that_another_optimiser_does_not_have_give_way():
    answer = compute_settings(
        with_run(sweep_given("x² + y²", first="momentum", second="lr"), name="Adam"), CancelToken()
    )
    assert {one.keyword for one in answer.varied} == {"lr", "betas.0"}


@pytest.mark.parametrize(
    ("formula", "sweep", "sentence"),
    [
        ("5", {}, "no variable"),
        ("x² + y²", {"first": "lr", "first_range": (1.0, 0.1)}, "must be above its start"),
        ("x² + y²", {"second": "momentum", "second_range": (-0.5, 0.5)}, "zero or more"),
        ("x² + y²", {"first": "lr", "first_range": (5.0, 9.0), "steps": 2000}, "Every run diverges"),
        ("x + y", {}, "No run comes to"),
    ],
)
def test_where_there_is_no_best_setting_a_sentence_says_why(formula, sweep, sentence):
    answer = compute_settings(with_run(sweep_given(formula, **sweep)), CancelToken())
    assert sentence in answer.state and not answer.is_good and answer.best is None


def test_the_map_of_settings_does_not_depend_on_the_window_but_on_the_start():
    given = with_run(sweep_given("x² + y²"))
    other = changed(given, problem=changed(given.problem, window=replace(given.window, x_max=9.0)))
    assert settings_key(other) == settings_key(given) and rate_key(other) == rate_key(given)
    free = sweep_given("x² + y²")
    assert settings_key(changed(free, problem=changed(free.problem, probe=(2.0, 2.0)))) != settings_key(free)


# The learning rate


def test_the_finder_marks_the_present_rate_the_suggestion_and_the_limit():
    answer = compute_rate(with_run(sweep_given("x² + 3y²"), lr=0.1), CancelToken())
    plot = answer.plots[0]
    assert answer.keyword == "lr" and [mark.label for mark in plot.marks] == ["now", "suggested"]
    rule = next(rule for rule in plot.rules if rule.label == "2/λ")
    assert rule.at == pytest.approx(1 / 3) and answer.suggested < rule.at
    assert f"{answer.suggested:.2g}" in answer.state and any("2/λ" in note for note in answer.notes)
    index = 80
    rate = answer.curve.rates[index]
    run = gx.descend(gx.parse("x² + 3y²"), {"x": 1, "y": 1}, gx.OPTIMIZERS["GD"](lr=rate), steps=20)
    assert plot.lines[0].points[index, 1] == pytest.approx(run.losses[-1], rel=1e-9)


@pytest.mark.parametrize(
    ("formula", "settings", "sweep", "sentence"),
    [
        ("5", {}, {}, "no variable"),
        ("x² + y²", {}, {"rates": (1.0, 0.1)}, "below the highest"),
        ("x² + y²", {"maximize": 1.0}, {}, NONE_HELPS),
        ("ln(x − 3)", {}, {}, "undefined at the start"),
    ],
)
def test_where_there_is_no_rate_to_suggest_a_sentence_says_why(formula, settings, sweep, sentence):
    answer = compute_rate(with_run(sweep_given(formula, **sweep), **settings), CancelToken())
    assert sentence in answer.state and not answer.is_good and answer.suggested is None


# Words and documents


def test_words():
    assert limit_words(1e-6) == "10⁻⁶" and limit_words(0.01) == "0.01" and limit_words(0) == "0"
    assert ("betas.0", "Betas β₁") in setting_words(OptimiserSettings("Adam"))
    assert setting_words(OptimiserSettings("Nobody")) == ()


@pytest.mark.parametrize(
    "sweep",
    [
        {"kind": "dance"},
        {"goal": "none"},
        {"side": 100_000},
        {"side": 1},
        {"cells": 1000},
        {"steps": 0},
        {"rate_steps": 10**9},
        {"tolerance": -1.0},
        {"tolerance": float("nan")},
        {"rates": (0.1, float("inf"))},
        {"first": "x" * 1000},
    ],
)
def test_a_document_with_an_impossible_sweep_is_refused(sweep):
    with pytest.raises(SessionError):
        validate(Document(studies=Studies(sweep=SweepSettings(**sweep))))


def test_starts_are_fewer_where_every_step_passes_over_many_rows():
    given = given_fit("w*x + b")
    studies = replace(given.problem.studies, sweep=SweepSettings(side=400, steps=200))
    given = changed(given, problem=changed(given.problem, studies=studies))
    side = affordable_side(given.function, studies.sweep)
    assert 2 <= side < 400 and side**2 * 200 * given.function.work_a_gradient <= MOST_WORK
    assert affordable_side(gx.parse("x² + y²"), studies.sweep) == 400
    few = changed(
        given, problem=changed(given.problem, studies=replace(studies, sweep=SweepSettings(steps=3, side=200)))
    )
    answer = compute_basins(few, CancelToken())
    assert (affordable_side(few.function, few.problem.studies.sweep) < 200) == any(
        "starts along" in n for n in answer.notes
    )


def test_sweeps_take_as_many_rows_a_step_as_the_run():
    given, whole = given_fit(batch=8), given_fit()
    course = sweep_course(given, start_of(given))
    assert course.batch == 8 and sweep_course(whole, start_of(whole)).batch == 0
    assert rate_key(given) != rate_key(replace_batch(given, 16))
    assert sweep_course(replace_batch(given_for("x^2 + y^2"), 8), np.zeros(2)).batch == 0


def replace_batch(given, rows):
    return changed(given, problem=changed(given.problem, next_run=replace(given.problem.next_run, batch=rows)))
