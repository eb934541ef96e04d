"""Every row's share of the gradient is an arrow, and the arrows add up to ∇L."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from explorer.controller.executor import CancelToken
from explorer.controller.studies.contributions import compute_contributions, contributions_key, link_of
from explorer.model.learn_settings import GeneratorSettings
from explorer.model.view_state import ViewState
from tests.controller.studies.learn_givens import given_fit, given_table

LINE = given_fit(axes=("w", "b"))  # a first reading, which sets how deep formulas may nest
NUMBERS = st.floats(-50, 50, allow_nan=False)


def contributions(given):
    return compute_contributions(given, CancelToken())


@given(
    points=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=130),
    probe=st.tuples(NUMBERS, NUMBERS),
    kind=st.sampled_from(["squared", "absolute", "huber"]),
    l2=st.sampled_from([0.0, 0.3]),
    batch=st.sampled_from([0, 1, 7]),
)
@settings(max_examples=60, deadline=None)
def test_the_arrows_add_up_to_the_gradient(points, probe, kind, l2, batch):
    given = given_table(np.array(points), ("x", "y"), "w*x + b", probe, ("w", "b"), loss=kind, l2=l2, batch=batch)
    answer = contributions(given)
    gradient = given.learned.loss.gradient(dict(zip(("w", "b"), probe, strict=True)))
    there = gradient[list(given.axis_indices)]
    changes = np.array([link.change for link in answer.links])
    scale = max(1.0, float(np.abs(given.learned.loss.contributions(given.position)).sum(axis=0).max()))
    assert np.abs(changes.sum(axis=0) - there).max() <= 1e-12 * scale
    assert np.abs(answer.total - there).max() <= 1e-12 * scale
    assert sorted(np.concatenate([link.rows for link in answer.links]).tolist()) == list(range(len(points)))
    assert len(answer.links) <= 60


def test_one_row_is_what_the_formula_says():
    table = np.array([[1.0, 2.0], [3.0, -1.0]])
    answer = contributions(given_table(table, ("x", "y"), "w*x + b", (0.5, 1.0), ("w", "b")))
    for row, (x, y) in enumerate(table):
        residual = 0.5 * x + 1.0 - y
        expected = [2 / 2 * residual * x, 2 / 2 * residual]
        link = link_of(answer.links, row)
        assert link.change == pytest.approx(expected, rel=1e-14)
        assert link.sign == np.sign(residual)
    assert link_of(answer.links, 5) is None


def test_the_arrows_turn_one_way_round():
    """In the order of directions, a chain and the arrow back from its end enclose a convex figure."""
    given = given_fit(probe=(0.3, -0.5), axes=("w", "b"))
    answer = contributions(given)
    changes = np.array([link.change for link in answer.links])
    changes = np.vstack([changes, -answer.total]) / np.abs(changes).max(axis=0)
    following = np.roll(changes, -1, axis=0)
    turns = changes[:, 0] * following[:, 1] - changes[:, 1] * following[:, 0]
    assert (turns >= -1e-12).all()


def test_a_hundred_thousand_rows_are_few_arrows_that_say_so():
    answer = contributions(given_fit(generator=GeneratorSettings("line", 100_000, 0.5), axes=("w", "b")))
    assert len(answer.links) == 48
    assert answer.plots[0].subtitle == "48 arrows, each of about 2,083 rows"
    assert sum(len(link.rows) for link in answer.links) == 100_000


@pytest.mark.parametrize(("rows", "size"), [(40, 8), (300, 32)])
def test_the_batch_is_strong_and_its_gradient_is_that_of_its_rows(rows, size):
    given = given_fit(generator=GeneratorSettings("line", rows, 0.5), axes=("w", "b"), batch=size)
    answer = contributions(given)
    loss, chosen = given.learned.loss, answer.batch.rows
    assert len(chosen) == size
    assert answer.batch.gradient == pytest.approx(loss.batch(chosen).value_and_gradient(given.position)[1])
    chain, arrow = answer.figures
    assert chain.links.sum(axis=0) == pytest.approx(arrow.links[0], rel=1e-12)
    assert arrow.links[0] == pytest.approx(answer.batch.gradient[list(given.axis_indices)])
    strong = np.concatenate([link.rows for link in answer.links if link.in_batch])
    assert sorted(strong.tolist()) == sorted(chosen.tolist())


def test_another_step_takes_other_rows_and_an_epoch_takes_each_once():
    batches = [
        contributions(given_fit(axes=("w", "b"), batch=8, view=ViewState(batch_step=step))).batch.rows
        for step in range(5)
    ]
    assert sorted(np.concatenate(batches).tolist()) == list(range(40))
    later = type(LINE)(LINE.problem, view=replace(LINE.view, batch_step=1))
    assert contributions_key(LINE) != contributions_key(later)


def test_one_parameter_is_a_staircase():
    answer = contributions(given_fit("b", probe=(3.0, 0.0)))
    arrows = [arrow for arrow in answer.plots[0].arrows if arrow.key]
    assert arrows[-1].end_x == pytest.approx(answer.total[0], rel=1e-12)
    assert all(arrow.y == arrow.end_y for arrow in arrows)
    assert answer.figures == ()


def test_what_cannot_be_told_is_a_sentence():
    answer = contributions(given_table(np.array([[1.0, 2.0], [-1.0, 1.0]]), ("x", "y"), "a*ln(b x)", (1.0, 1.0)))
    assert "row 2" in answer.message and answer.message == answer.plots[0].message
    assert answer.links == ()
