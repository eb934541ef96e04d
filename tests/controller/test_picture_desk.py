"""Pictures of heavy functions: ever finer ones at rest, one after the other in a drag."""

import threading

import pytest

from explorer.controller.executor import Executor
from explorer.controller.picture_desk import PictureDesk
from tests.controller.studies.givens import given_for


class Desk:
    """A picture desk with two threads whose answers are told by :meth:`deliver`."""

    def __init__(self):
        self.shown, self.failed, self.told, self.posted = [], [], [], []
        self.executor = Executor(self.posted.append)
        fail = self.failed.append
        self.desk = PictureDesk(
            self.executor, lambda _field: None, self.shown.append, lambda *words: fail(words), self.told.append
        )

    def deliver(self):
        while not self.executor.idle:
            assert self.executor.wait_until_idle()
            while self.posted:
                self.posted.pop(0)()


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.executor.close()


@pytest.fixture
def problem():
    return given_for("x^2 + y^2").problem


def test_a_light_function_is_drawn_finely_at_once(desk, problem):
    desk.desk.rest(problem, is_light=True)
    desk.deliver()
    assert [picture.field.shape for picture in desk.shown] == [(256, 256)]


def test_a_heavy_one_comes_ever_finer_with_its_progress(desk, problem):
    desk.desk.rest(problem, is_light=False)
    desk.deliver()
    assert [picture.field.shape[0] for picture in desk.shown] == [16, 32, 64, 128, 256]
    assert desk.told == sorted(desk.told) and desk.told[0] > 0 and desk.told[-1] < 1


def test_in_a_drag_the_picture_under_way_is_shown_and_then_the_newest(desk, problem, monkeypatch):
    waiting, asked = threading.Event(), []
    import explorer.controller.picture_desk as module

    real = module.compute_picture

    def slow(request, verdict, token):
        asked.append(request.window)
        waiting.wait(5)
        return real(request, verdict, token)

    monkeypatch.setattr(module, "compute_picture", slow)
    windows = [given_for("x^2 + y^2", window=(-size, size, -1.0, 1.0)).problem for size in (1.0, 2.0, 3.0, 4.0)]
    for moved in windows:
        desk.desk.follow(moved, is_light=False)
    waiting.set()
    desk.deliver()
    assert [window.x_max for window in asked] == [1.0, 4.0]
    assert [float(picture.field.x[-1]) for picture in desk.shown] == [1.0, 4.0]


def test_a_light_drag_answers_within_the_call(desk, problem):
    desk.desk.follow(problem, is_light=True)
    assert [picture.field.shape for picture in desk.shown] == [(64, 64)]


def test_a_failure_is_told(desk, problem, monkeypatch):
    import explorer.controller.picture_desk as module

    def broken(_request, _verdict, _token):
        raise ValueError("no")

    monkeypatch.setattr(module, "compute_picture", broken)
    desk.desk.rest(problem, is_light=True)
    desk.deliver()
    assert desk.failed == [("picture", "The picture cannot be drawn (ValueError: no).")]
