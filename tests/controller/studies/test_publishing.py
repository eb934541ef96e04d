"""A study that tells what it knows so far: shown at once, dropped when outdated, kept when stopped."""

import threading

import pytest

from explorer.controller.executor import Cancelled, CancelToken
from explorer.controller.studies.study import Study
from tests.controller.studies.test_study_desk import Desk, Told


class Slow:
    """Publishes 1, waits to be let on, answers 2; wanted only while ``asked``."""

    def __init__(self):
        self.published, self.go_on, self.asked = threading.Event(), threading.Event(), True
        self.study = Study(
            "slow",
            frozenset({"sweep"}),
            lambda given: (given.problem.function,),
            self.compute,
            live=False,
            wanted=lambda _given: self.asked,
        )

    def compute(self, _given, token):
        token.publish(Told(1.0))
        self.published.set()
        assert self.go_on.wait(5)
        token.check()
        return Told(2.0)


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def desk(slow):
    made = Desk(slow, synchronous=False)
    yield made
    slow.go_on.set()
    made.executor.close()


def deliver(desk):
    while desk.posted:
        desk.posted.pop(0)()


def number(desk):
    return desk.engine.results.answers["slow"].number


def begin(desk, slow):
    desk.open("sweep")
    assert slow.published.wait(5)
    deliver(desk)


def test_what_is_known_so_far_is_shown_while_the_rest_is_awaited(desk, slow):
    begin(desk, slow)
    assert number(desk) == 1.0 and desk.engine.results.computing == {"slow"}
    slow.go_on.set()
    desk.executor.wait_until_idle()
    deliver(desk)
    assert number(desk) == 2.0 and not desk.engine.results.computing


def test_stopping_keeps_what_was_known(desk, slow):
    begin(desk, slow)
    desk.intents.stop()
    assert number(desk) == 1.0 and desk.engine.results.stopped == {"slow"}


def test_what_an_outdated_piece_of_work_published_is_dropped(desk, slow):
    desk.open("sweep")
    assert slow.published.wait(5)
    desk.store.set_view(type(desk.store.view)(panel=""))
    deliver(desk)
    assert "slow" not in desk.engine.results.answers


def test_a_study_that_is_not_wanted_is_not_computed(desk, slow):
    slow.asked = False
    desk.open("sweep")
    assert not desk.engine.results.computing and not slow.published.is_set()


def test_publishing_is_a_look_at_the_cancellation():
    heard = []
    token = CancelToken(None, heard.append)
    token.publish(3)
    token.cancel()
    with pytest.raises(Cancelled):
        token.publish(4)
    assert heard == [3]
    CancelToken().publish(5)


def test_within_one_call_only_the_last_answer_is_told():
    slow = Slow()
    slow.go_on.set()
    desk = Desk(slow)
    desk.open("sweep")
    assert [told["slow"].number for told in desk.told if "slow" in told] == [2.0]
    desk.executor.close()
