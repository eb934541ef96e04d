"""A study that is cancelled: its old answer goes, and it stays cancelled until it is asked for again."""

import pytest
from msgspec.structs import replace

from tests.controller.studies.test_study_desk import Counting, Desk


@pytest.fixture
def long():
    return Counting("long", ["points"], lambda given: (given.problem.function,), live=False)


@pytest.fixture
def desk(long):
    made = Desk(long, synchronous=False)
    yield made
    made.executor.close()


def finish(desk):
    desk.executor.wait_until_idle()
    while desk.posted:
        desk.posted.pop(0)()


def test_work_is_told_while_it_lasts(desk):
    desk.open("points")
    assert desk.engine.results.computing == {"long"}
    finish(desk)
    assert not desk.engine.results.computing and "long" in desk.engine.results.answers


def test_cancelling_takes_the_old_answer_away_and_is_told(desk):
    desk.open("points")
    finish(desk)
    desk.intents.enter_formula("x + y")
    assert "long" in desk.engine.results.answers and desk.engine.results.computing == {"long"}
    desk.intents.stop()
    results = desk.engine.results
    assert results.stopped == {"long"} and not results.computing and not results.answers and not results.figures


def test_what_was_cancelled_is_not_begun_again_by_something_else(desk, long):
    desk.open("points")
    desk.intents.stop()
    desk.intents.place_probe(0.5, 0.5)
    finish(desk)
    assert long.count <= 1 and desk.engine.results.stopped == {"long"}


@pytest.mark.parametrize("how", ["again", "key", "panel"])
def test_it_is_begun_again_on_demand_by_a_new_key_or_by_opening_the_panel(desk, how):
    desk.open("points")
    desk.intents.stop()
    if how == "again":
        desk.intents.search_again()
    elif how == "key":
        desk.intents.enter_formula("x² + y")
    else:
        desk.open("")
        desk.open("points")
    finish(desk)
    assert not desk.engine.results.stopped and "long" in desk.engine.results.answers
    assert desk.store.view == replace(desk.store.view, panel="points")
