"""Curves and regions against closed forms."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.controller.learning.data_plane import (
    choose_axes,
    curve_of,
    decision_of,
    draws_regions,
    range_of,
    rows_picture,
)
from explorer.controller.learning.learned import UsedData
from explorer.core.learn.dataset import DataSet
from explorer.core.sampling.field import FloatArray


def used(target: list[float], second: bool = True) -> UsedData:
    rows = np.arange(len(target))
    columns = {"x_1": rows * 1.0, "x_2": rows * 2.0 + 1} if second else {"x_1": rows * 1.0}
    data = DataSet({**columns, "y": np.array(target)})
    return UsedData(data, tuple(columns), "y", data, rows, rows + 10)


def logistic(rows: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-(rows[:, 0] ** 2 + rows[:, 1] ** 2 - 1))))


def constant(value: float, rows: FloatArray) -> FloatArray:
    return np.full(len(rows), value)


def test_classes_by_two_inputs_are_drawn_over_both() -> None:
    classes, values = used([0, 1, 1]), used([0.5, 1, 1])
    assert choose_axes(classes) == ("x_1", "x_2") and draws_regions(classes)
    assert choose_axes(values) == ("x_1", "y") and not draws_regions(values)
    assert choose_axes(used([0, 1], second=False)) == ("x_1", "y")


def test_the_boundary_of_a_disc_is_its_circle() -> None:
    decision = decision_of(logistic, (-2, 2), (-3, 3), (121, 101))
    assert decision.values.shape == (121, 101) and len(decision.boundary) == 1
    assert_allclose(np.hypot(*decision.boundary[0].T), 1.0, atol=2e-3)
    outer = np.log(3.0)  # σ(r² − 1) is ¾ where r² = 1 + ln 3; ¼ would be at r² < 0
    assert_allclose(np.hypot(*decision.levels[0].T), np.sqrt(1 + outer), atol=2e-3)
    assert len(decision.levels) == 1


def test_values_stand_where_their_lattice_says() -> None:
    decision = decision_of(lambda rows: rows @ [1.0, 10.0, 100.0], (0, 4), (0, 2), (3, 5), [7.0], is_probability=False)
    assert_allclose(decision.values, np.add.outer([0.0, 10.0, 20.0], np.arange(5.0)) + 700.0)
    assert (decision.low, decision.high) == (700.0, 724.0) and not decision.boundary
    for line in decision.levels:
        assert_allclose(np.ptp(line @ [1.0, 10.0]), 0.0, atol=1e-9)


def test_undefined_values_are_holes_without_lines() -> None:
    decision = decision_of(lambda rows: np.log(rows[:, :1]), (-1, 2), (0, 1), (11, 31))
    assert np.isnan(decision.values[:, decision.x <= 0]).all()
    assert_allclose(decision.boundary[0][:, 0], np.exp(0.5), atol=2e-3)


def test_a_constant_answer_has_no_boundary() -> None:
    for value in (0.5, np.nan):
        decision = decision_of(partial(constant, value), (0, 1), (0, 1))
        assert decision.levels == ()
        assert all(np.isfinite(line).all() for line in decision.boundary)


@pytest.mark.parametrize("shape", [(1, 5), (5, 0), (4096, 4096)])
def test_a_lattice_has_bounds(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="lattice"):
        decision_of(logistic, (0, 1), (0, 1), shape)


def test_a_curve_follows_its_model_and_breaks_where_there_is_none() -> None:
    curve = curve_of(lambda rows: rows[:, 0] ** 2 + rows[:, 1], (-1, 3), 41, [5.0], "run", "step 3", 2)
    assert_allclose(curve.y, curve.x**2 + 5)
    assert (curve.role, curve.label, curve.run) == ("run", "step 3", 2)
    broken = curve_of(lambda rows: 1 / rows, (-1, 1), 3)
    assert_allclose(broken.y, [-1, np.nan, 1])


def test_ranges_leave_room_and_never_vanish() -> None:
    assert_allclose(range_of(np.array([1.0, np.nan, 3.0])), (0.9, 3.1))
    for values in ([4.0, 4.0], [0.0], [np.inf, np.nan], []):
        low, high = range_of(np.array(values))
        assert low < high


def test_rows_on_the_wrong_side_and_set_aside_are_marked() -> None:
    data = used([0, 1, 1, 0])
    picture = rows_picture(data, choose_axes(data), np.array([0.2, 0.9, 0.4, 0.7]), chosen=12)
    assert picture.is_wrong is not None and picture.is_wrong.tolist() == [False, False, True, True]
    assert picture.residuals is None and picture.rows.tolist() == [10, 11, 12, 13] and picture.chosen == 12
    assert picture.y.tolist() == [1, 3, 5, 7]
    values = used([0.5, 1, 1])
    said = np.array([1.0, 2.0, 3.0])
    line = rows_picture(values, choose_axes(values), said)
    assert line.is_wrong is None and line.classes is None and line.residuals is said
