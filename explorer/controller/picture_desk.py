"""Keeps the picture of the function in step with the document, coarsely while a gesture lasts, finely after it.

A light function is sampled within the frame. Of any other one coarse picture after another is made while something
is dragged, always of where it is by then; at rest ever finer ones follow each other, the last only where it comes
in bearable time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from explorer.controller.executor import CancelToken, Executor, Failure
from explorer.controller.field_request import COARSE, FINE, FieldRequest, Fineness, Verdict, compute_picture
from explorer.controller.pictures import FieldPicture
from explorer.controller.problem import Problem
from explorer.core.interruption import interrupted_by

__all__ = ["PictureDesk"]

STAGES: Final = (
    Fineness((16, 16), "float32"),
    Fineness((32, 32), "float32"),
    COARSE,
    Fineness((128, 128), "float64"),
    FINE,
)
LONGEST: Final = 20.0
"""Seconds that the next finer picture may take, judged by the one before."""
KEY, COARSE_KEY = "picture", "coarse picture"


class PictureDesk:
    """``show`` gets every picture, ``fail`` a part and a sentence, ``progress`` the share of the finest one."""

    def __init__(
        self,
        executor: Executor,
        verdict: Verdict,
        show: Callable[[FieldPicture], None],
        fail: Callable[[str, str], None],
        progress: Callable[[float | None], None],
    ) -> None:
        self._executor, self._verdict = executor, verdict
        self._show, self._fail, self._progress = show, fail, progress
        self._waiting: Problem | None = None  # to be drawn when the coarse picture under way is done

    def follow(self, problem: Problem, is_light: bool) -> None:
        """A coarse picture, while a gesture lasts."""
        self._executor.cancel(KEY)
        if not is_light and COARSE_KEY in self._executor.busy_keys:
            self._waiting = problem  # the one under way is shown first: else a steady drag would show none
            return
        self._coarse(problem, is_light)

    def cancel(self) -> None:
        """Nothing more of a drag."""
        self._waiting = None

    def rest(self, problem: Problem, is_light: bool) -> None:
        """The finest picture there can be, through coarser ones where that takes long."""
        self._waiting = None
        self._executor.cancel(COARSE_KEY)
        stages = (FINE,) if is_light else STAGES
        requests = [request for stage in stages if (request := FieldRequest.of(problem, stage)) is not None]
        if not requests:
            return
        verdict = self._verdict

        def work(token: CancelToken) -> FieldPicture:
            return _ever_finer(requests, verdict, token)

        told = None if is_light else self._progress
        self._executor.submit(KEY, work, self._done, told, on_partial=self._show)

    def _coarse(self, problem: Problem, is_light: bool) -> None:
        request = FieldRequest.of(problem, COARSE)
        if request is None:
            return
        verdict = self._verdict

        def work(token: CancelToken) -> FieldPicture:
            with interrupted_by(token.check):
                return compute_picture(request, verdict, token)

        def done(answer: FieldPicture | Failure) -> None:
            self._done(answer)
            waiting, self._waiting = self._waiting, None
            if waiting is not None:
                self._coarse(waiting, is_light)

        self._executor.submit(COARSE_KEY, work, done, at_once=is_light)

    def _done(self, answer: FieldPicture | Failure) -> None:
        if isinstance(answer, Failure):
            self._fail("picture", f"The picture cannot be drawn ({answer.message}).")
        else:
            self._show(answer)


def _ever_finer(requests: list[FieldRequest], verdict: Verdict, token: CancelToken) -> FieldPicture:
    """Publish a picture after the other; the last one that comes in bearable time."""
    total = sum(request.fineness.points for request in requests)
    done = 0
    with interrupted_by(token.check):
        for place, request in enumerate(requests):
            begun = time.perf_counter()
            picture = compute_picture(request, verdict, token)
            done += request.fineness.points
            if place + 1 == len(requests):
                break
            growth = requests[place + 1].fineness.points / request.fineness.points
            if growth * (time.perf_counter() - begun) > LONGEST:
                break
            token.publish(picture)
            token.check(done / total)
    return picture
