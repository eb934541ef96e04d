"""Work off the UI thread: a request goes in, its result comes back on the UI thread or not at all.

Goal: the window never waits, never shows an outdated result, and never loses an error. A piece
of work belongs to a key ("field", "run 0"); a newer submission under the same key cancels the
older one, and what the older one still answers is dropped. Tests and ``--screenshot`` need no
sleeping: a synchronous executor answers inside :meth:`Executor.submit`, and a real one can be
waited for.

Rejected: ``concurrent.futures`` (it joins its threads at exit, so a long run would keep the
program alive after its window closed).
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

__all__ = ["CancelToken", "Cancelled", "Executor", "Failure", "Post"]

Answer = TypeVar("Answer")
LONG, SPELL, COURTESY = 0.25, 0.005, 0.02  # seconds before the first wait, between two, and of a wait at most
Post: TypeAlias = Callable[[Callable[[], None]], None]


class Cancelled(Exception):
    """Raised inside a piece of work that nobody waits for any more."""


class CancelToken:
    """What a piece of work looks at every few milliseconds, and where it tells how far it is."""

    def __init__(
        self,
        on_progress: Callable[[float], None] | None = None,
        on_partial: Callable[[Any], None] | None = None,
        turn: threading.Event | None = None,
    ) -> None:
        self._turn, self._resumed = turn, math.inf  # until it begins
        self._cancelled = threading.Event()
        self._on_progress = on_progress
        self._on_partial = on_partial

    @property
    def cancelled(self) -> bool:
        """Whether to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next look."""
        self._cancelled.set()

    def check(self, progress: float | None = None) -> None:
        """Tell the part done, 0 … 1, and raise :class:`Cancelled` if the work is to stop.

        While the UI thread is at work, long work lets it: of two busy Python threads each makes the other slow.
        """
        if self._turn is not None:
            self._give_way(self._turn)
        if self.cancelled:
            raise Cancelled
        if progress is not None and self._on_progress is not None:
            self._on_progress(progress)

    def _give_way(self, turn: threading.Event) -> None:
        now = time.perf_counter()
        if self._resumed == math.inf:
            self._resumed = now + LONG - SPELL
        elif now - self._resumed > SPELL and not turn.is_set():
            while not (self.cancelled or turn.wait(COURTESY / 4) or time.perf_counter() - now > COURTESY):
                pass
            self._resumed = time.perf_counter()

    def publish(self, answer: Any) -> None:
        """Hand over what is known so far; raises :class:`Cancelled` if the work is to stop."""
        self.check()
        if self._on_partial is not None:
            self._on_partial(answer)


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """Work that raised: ``message`` is for a person, ``error`` for the log."""

    message: str
    error: BaseException


@dataclass(slots=True, eq=False)
class _Job:
    key: str
    work: Callable[[CancelToken], Any]
    on_done: Callable[[Any], None]
    token: CancelToken = field(default_factory=CancelToken)


class Executor:
    """Two threads that run the newest work of each key; results are posted to the UI thread.

    ``post`` runs a callable on the UI thread soon. All methods are called on the UI thread.
    """

    def __init__(self, post: Post, synchronous: bool = False, threads: int = 2) -> None:
        self._post = post
        self._synchronous = synchronous
        self._thread_count = threads
        self._threads: list[threading.Thread] = []
        self._changed = threading.Condition()
        self._waiting: dict[str, _Job] = {}
        self._current: dict[str, _Job] = {}
        self._running = 0
        self._closed = False
        self._turn = threading.Event()
        self._turn.set()

    def make_way(self, is_busy: bool) -> None:
        """Tell whether the UI thread is at work; the threads give way to it at their next look, for a short while."""
        if is_busy:
            self._turn.clear()
        else:
            self._turn.set()

    def submit(
        self,
        key: str,
        work: Callable[[CancelToken], Answer],
        on_done: Callable[[Answer | Failure], None],
        on_progress: Callable[[float], None] | None = None,
        at_once: bool = False,
        on_partial: Callable[[Answer], None] | None = None,
    ) -> None:
        """Run ``work`` instead of whatever the key had; ``on_done`` gets its result or a :class:`Failure`.

        ``on_progress`` gets the part done, 0 … 1, ``on_partial`` what the work publishes on its way. All are called
        on the UI thread, and not at all once the key has newer work. ``at_once`` does it within this call, for
        work of a few milliseconds that must show in the same frame.
        """
        self.cancel(key)
        at_once = at_once or self._synchronous
        job = _Job(key, work, on_done)
        told = (on_progress, on_partial) if at_once else (self._posted(job, on_progress), self._posted(job, on_partial))
        job.token = CancelToken(told[0], told[1], None if at_once else self._turn)
        with self._changed:
            if self._closed:
                return
            self._current[key] = job
            if not at_once:
                self._waiting[key] = job
                self._start_threads()
                self._changed.notify_all()
        if at_once:
            self._finish(job, _outcome(job))

    def _posted(self, job: _Job, told: Callable[[Any], None] | None) -> Callable[[Any], None] | None:
        if told is None:
            return None

        def tell_if_current(value: Any) -> None:
            if self._current.get(job.key) is job:
                told(value)

        return lambda value: self._post(lambda: tell_if_current(value))

    def cancel(self, key: str) -> None:
        """Drop the key's work, wherever it is."""
        with self._changed:
            job = self._current.pop(key, None)
            self._waiting.pop(key, None)
            self._changed.notify_all()
        if job is not None:
            job.token.cancel()

    def cancel_all(self) -> None:
        """Drop all work."""
        for key in self.busy_keys:
            self.cancel(key)

    @property
    def busy_keys(self) -> tuple[str, ...]:
        """The keys whose result has not been delivered yet."""
        with self._changed:
            return tuple(self._current)

    @property
    def idle(self) -> bool:
        """Whether every result has been delivered."""
        return not self.busy_keys

    @contextmanager
    def force_sync(self) -> Iterator[None]:
        """Within this block, submitted work is done at once on the calling thread."""
        before, self._synchronous = self._synchronous, True
        try:
            yield
        finally:
            self._synchronous = before

    def wait_until_idle(self, timeout: float = 10.0) -> bool:
        """Wait until no thread has work left; what was posted may still await the UI thread. False on time-out."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._running, timeout)

    def close(self, timeout: float = 2.0) -> None:
        """Cancel all work and end the threads; later submissions are ignored."""
        self.cancel_all()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout)

    def _start_threads(self) -> None:
        while len(self._threads) < self._thread_count:
            name = f"explorer work {len(self._threads) + 1}"
            thread = threading.Thread(target=self._serve, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or bool(self._waiting))
                if self._closed:
                    return
                job = self._waiting.pop(next(iter(self._waiting)))
                self._running += 1
            try:
                outcome = _outcome(job)
                if not job.token.cancelled:
                    self._post(lambda job=job, outcome=outcome: self._finish(job, outcome))  # type: ignore[misc]
            finally:
                with self._changed:
                    self._running -= 1
                    self._changed.notify_all()

    def _finish(self, job: _Job, outcome: Any) -> None:
        with self._changed:
            if self._current.get(job.key) is not job:
                return
            del self._current[job.key]
        if not isinstance(outcome, Cancelled):
            job.on_done(outcome)


def _outcome(job: _Job) -> Any:
    """The answer, or what went wrong: an error of the work must reach the person, whatever it is."""
    try:
        job.token.check()
        return job.work(job.token)
    except Cancelled as cancelled:
        return cancelled
    except MemoryError as error:
        return Failure("There is not enough memory for this.", error)
    except Exception as error:
        return Failure(f"{type(error).__name__}: {error}", error)
