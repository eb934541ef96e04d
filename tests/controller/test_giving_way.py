"""Work in the background gives way to the UI thread, for short whiles only, and never within a call of it."""

import threading
import time

from explorer.controller.executor import COURTESY, SPELL, Cancelled, CancelToken, Executor


def test_busy_work_waits_until_the_other_thread_is_idle():
    turn = threading.Event()
    token = CancelToken(turn=turn)
    token._resumed = time.perf_counter() - 2 * SPELL
    threading.Timer(COURTESY / 4, turn.set).start()
    token.check()
    assert turn.is_set()


def test_it_goes_on_after_a_short_while_all_the_same():
    token = CancelToken(turn=threading.Event())
    token._resumed = time.perf_counter() - 2 * SPELL
    before = token._resumed
    token.check()
    assert token._resumed - before >= 2 * SPELL + 0.5 * COURTESY
    resumed = token._resumed
    token.check()  # another wait only after another spell
    assert token._resumed == resumed or time.perf_counter() - resumed > SPELL


def test_work_is_done_while_the_other_thread_is_busy():
    posted = []
    executor = Executor(posted.append)
    executor.make_way(True)
    done = []

    def work(token):
        for _ in range(3):
            time.sleep(2 * SPELL)
            token.check()
        return "answer"

    executor.submit("work", work, done.append)
    assert executor.wait_until_idle()
    posted.pop()()
    assert done == ["answer"]
    executor.close()


def test_short_work_never_waits():
    token = CancelToken(turn=threading.Event())
    token.check()
    first = token._resumed
    token.check()
    assert token._resumed == first > time.perf_counter() - SPELL


def test_what_is_done_within_a_call_never_waits():
    executor = Executor(lambda work: work(), synchronous=True)
    executor.make_way(True)
    tokens = []
    executor.submit("work", lambda token: tokens.append(token), lambda _answer: None)
    assert tokens[0]._turn is None
    executor.close()


def test_a_cancelled_one_stops_though_it_waits():
    token = CancelToken(turn=threading.Event())
    token._resumed = time.perf_counter() - 2 * SPELL
    token.cancel()
    try:
        token.check()
    except Cancelled:
        return
    raise AssertionError("it went on")
