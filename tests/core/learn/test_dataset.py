"""Data sets are values; generators are seeded; scaling comes back."""

from __future__ import annotations

import math

import numpy as np
import pytest

from explorer.core.learn.dataset import DataSet
from explorer.core.learn.errors import DataError
from explorer.core.learn.generators import GENERATORS, generate
from explorer.core.learn.scaling import condition_number, split, standardise


def test_columns_are_read_only_copies_under_any_spelling() -> None:
    given = np.array([1.0, 2.0])
    data = DataSet({"x1": given, "α": [True, False], "House size": [3, 4]})
    given[0] = 9
    assert data.names == ("x_1", "α", "House_size")
    assert data.shape == (2, 3) and len(data) == 2
    for spelling in ("x1", "x_1", "x₁"):
        assert data[spelling].tolist() == [1, 2] and spelling in data.columns
    assert data["House size"].tolist() == [3, 4] and data["alpha"].dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        data["x1"][0] = 3
    with pytest.raises(AttributeError):
        data.names = ()  # type: ignore[misc]
    with pytest.raises(KeyError, match="no column z"):
        data["z"]


@pytest.mark.parametrize(
    ("columns", "row", "column"),
    [
        ({"x": [1, 2], "y": [1]}, 2, "y"),
        ({"x": [1, "two"]}, 2, "x"),
        ({"x": [1, math.inf]}, 2, "x"),
        ({"x": [1, 2], "y": [math.nan, None]}, 1, "y"),
        ({"x": [[1, 2], [3, 4]]}, None, "x"),
        ({"x": [[1], [3, 4]]}, 1, "x"),
        ({"x": [1j]}, 1, "x"),
        ({"x": [0.0] * 5_000_001}, 5_000_001, None),
    ],
)
def test_bad_columns_are_refused_with_their_place(columns: dict, row: int | None, column: str | None) -> None:
    with pytest.raises(DataError) as caught:
        DataSet(columns)
    assert (caught.value.row, caught.value.column) == (row, column)


def test_a_constant_column_is_noticed() -> None:
    data = DataSet({"x": [1.0, 2.0, 3.0], "c": [7, 7, 7]})
    assert data.notices == ("Column c is 7 in all 3 rows: nothing can be learnt from how it varies.",)
    with pytest.raises(DataError, match="Column c is the same in every row"):
        standardise(data)


def test_rows_and_changed_columns_make_other_sets() -> None:
    data = DataSet({"x1": [1, 2, 3], "y": [4, 5, 6]})
    assert data.rows([2, 0]).matrix().tolist() == [[3, 6], [1, 4]]
    assert data.rows(data["y"] > 4).matrix().tolist() == [[2, 5], [3, 6]]
    assert data.with_columns({"x_1": [7, 8, 9]}).matrix().tolist() == [[7, 4], [8, 5], [9, 6]]
    assert data.with_columns({"z": [7, 8, 9]}).names == ("x_1", "y", "z")
    assert data == DataSet({"x1": [1, 2, 3], "y": [4, 5, 6]}) != data.rows([0, 1])


@pytest.mark.parametrize("name", GENERATORS)
def test_generators_are_seeded(name: str) -> None:
    data = generate(name, 100, 0.05, seed=3)
    assert data == generate(name, 100, 0.05, seed=3)
    assert data != generate(name, 100, 0.05, seed=4)
    assert len(data) == 100 and not data.notices
    if "x_1" in data:
        assert set(data["y"].tolist()) == {0.0, 1.0}
        assert 25 <= data["y"].sum() <= 75


def test_generated_shapes_are_what_they_are_called() -> None:
    line = generate("line", 50, 0.0)
    assert np.allclose(line["y"], 2 * line["x"] + 1)
    xor = generate("xor", 50, 0.0)
    assert np.array_equal(xor["y"] > 0, xor["x1"] * xor["x2"] < 0)
    circles = generate("circles", 50, 0.0)
    assert np.allclose(np.hypot(circles["x1"], circles["x2"]), np.where(circles["y"] > 0, 0.5, 1.0))
    for bad in ({"rows": 1}, {"rows": 10**9}, {"noise": -1.0}, {"noise": math.nan}):
        with pytest.raises(ValueError, match="must be"):
            generate("moons", **bad)
    with pytest.raises(ValueError, match="no generator"):
        generate("ring")


def test_standardised_data_come_back_and_their_bowl_is_round() -> None:
    random = np.random.default_rng(0)
    data = DataSet({"size": random.normal(1500, 300, 80), "age": random.normal(20, 4, 80), "y": random.normal(size=80)})
    scaled, scaling = standardise(data, ["size", "age"])
    assert np.allclose([scaled["size"].mean(), scaled["age"].std()], [0, 1])
    assert scaled["y"].tolist() == data["y"].tolist()
    assert np.allclose(scaling.invert(scaled).matrix(), data.matrix(), rtol=1e-14)
    assert scaling.value("size", 0.0) == data["size"].mean() and scaling.value("y", 3.0) == 3.0
    bowls = [np.column_stack([d["size"], d["age"], np.ones(80)]) for d in (data, scaled)]
    raw, rounder = (condition_number(2 / 80 * a.T @ a) for a in bowls)
    assert raw == pytest.approx(np.linalg.cond(bowls[0]) ** 2, rel=1e-6)
    assert rounder < 2 < 1e5 < raw
    assert condition_number(np.diag([1.0, 0.0])) == math.inf
    assert math.isnan(condition_number(np.array([[math.nan]])))


def test_the_split_is_seeded_and_loses_no_row() -> None:
    data = DataSet({"x": range(20), "y": range(20)})
    training, validation = split(data, 0.25, seed=1)
    assert (len(training), len(validation)) == (15, 5)
    assert sorted([*training["x"], *validation["x"]]) == list(range(20))
    assert split(data, 0.25, seed=1)[1] == validation != split(data, 0.25, seed=2)[1]
    with pytest.raises(ValueError, match="empty"):
        split(data, 0.0)
