"""The worker's process: its answers, its limits, and what happens when it dies."""

import io
import queue
import sys

import pytest

import explorer
from explorer.controller.symbolic_process import SymbolicProcess, SymbolicTask
from explorer.core.expression.text import to_text
from explorer.core.symbolic.messages import BadMessage, Request, forest, read_frame, trees, write_frame


class Inbox:
    """Collects what is posted and waits for it."""

    def __init__(self):
        self.posted = queue.Queue()

    def __call__(self, work):
        self.posted.put(work)

    def wait(self):
        self.posted.get(timeout=60)()


@pytest.fixture
def inbox():
    return Inbox()


def ask(process, inbox, text, names=("x",), wait=True):
    answers = []
    task = SymbolicTask((explorer.parse(text).root,), names)
    process.request("partials", task, lambda answer: answers.append(answer), lambda sentence: answers.append(sentence))
    if wait:
        inbox.wait()
    return answers


def test_it_answers_again_and_again(inbox):
    process = SymbolicProcess(inbox)
    for text, expected in (("x²y + 3xy³", ["2xy + 3y³", "x² + 9xy²"]), ("x y", ["y", "x"])):
        (answer,) = ask(process, inbox, text, ("x", "y"))
        assert [to_text(node) for node in answer.nodes] == expected
    process.close()


def test_only_the_latest_question_is_answered(inbox):
    process = SymbolicProcess(inbox)
    first = ask(process, inbox, "x^2", wait=False)
    (answer,) = ask(process, inbox, "x^3")
    assert to_text(answer.nodes[0]) == "3x²" and first == []
    process.close()


def test_an_answer_that_is_posted_but_not_told_yet_can_be_cancelled(inbox):
    process = SymbolicProcess(inbox)
    answers = ask(process, inbox, "x^2", wait=False)
    deliver = inbox.posted.get(timeout=60)
    process.cancel("partials")
    deliver()
    assert answers == []
    process.close()


def test_a_limit_of_time_is_told_and_the_next_question_answered(inbox):
    process = SymbolicProcess(inbox, time_limit=0.001)
    (sentence,) = ask(process, inbox, "sin(cos(x^7 + e^x))^9 / (1 + ln(x^2 + 1))^5")
    assert isinstance(sentence, str) and sentence.endswith(".")
    process.close()


@pytest.mark.parametrize("program", ["raise SystemExit(3)", "print('noise')"])
def test_a_worker_that_dies_or_babbles_is_told(inbox, program):
    process = SymbolicProcess(inbox, command=[sys.executable, "-c", program], time_limit=1.0)
    (sentence,) = ask(process, inbox, "x^2")
    assert isinstance(sentence, str) and len(sentence) > 20
    process.close()


def test_closing_ends_it(inbox):
    process = SymbolicProcess(inbox)
    process.warm_up()
    process.close()
    assert ask(process, inbox, "x", wait=False) == [] and inbox.posted.empty()


def test_trees_travel_whole():
    roots = tuple(explorer.parse(text).root for text in ("x²y + 3xy³", "{x<1: x, y}", "π e^x + α_1", "1e300 x"))
    assert trees(forest(roots)) == roots


def test_frames():
    stream = io.BytesIO()
    write_frame(stream, Request(1, "partials", forest((explorer.parse("x").root,)), ("x",)))
    whole = stream.getvalue()
    assert read_frame(io.BytesIO(whole)) == whole[4:]
    assert read_frame(io.BytesIO(b"")) is None
    for broken in (whole[:2], whole[:-1], b"\xff\xff\xff\xff" + whole):
        with pytest.raises((BadMessage, EOFError)):
            read_frame(io.BytesIO(broken))
