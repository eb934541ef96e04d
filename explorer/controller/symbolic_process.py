"""The near end of the symbolic worker: starts it, asks it, and ends it when it takes too long.

One thread looks after the worker and a warm spare. Requests are answered one at a time, in order;
a later request of the same kind supersedes an earlier one, whose callbacks are then never called.
A worker that overruns its time is killed and the spare takes its place at once.
"""

from __future__ import annotations

import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import msgspec

from explorer.core.expression.nodes import Node
from explorer.core.symbolic.messages import BadMessage, Reply, Request, forest, read_frame, trees, write_frame
from explorer.core.symbolic.worker import worker_command

__all__ = ["SymbolicAnswer", "SymbolicProcess", "SymbolicTask"]

TIME_LIMIT: Final = 5.0
_START_LIMIT: Final = 60.0
_GRACE: Final = 0.3
_POLL: Final = 0.02


@dataclass(frozen=True, slots=True)
class SymbolicTask:
    """Trees and names of a request, e.g. ``SymbolicTask((root,), ("x", "y"))`` for the kind "partials"."""

    roots: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SymbolicAnswer:
    """The trees asked for, and sentences on those that are not simplified."""

    nodes: tuple[Node, ...]
    notes: tuple[str, ...] = ()


@dataclass(eq=False)
class _Pending:
    number: int
    kind: str
    task: SymbolicTask
    on_result: Callable[[SymbolicAnswer], None]
    on_failure: Callable[[str], None]
    superseded: threading.Event = field(default_factory=threading.Event)


class _Worker:
    """One process with the thread that reads its answers."""

    def __init__(self, command: Sequence[str]) -> None:
        self.process = subprocess.Popen(
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._replies: queue.SimpleQueue[Reply | None] = queue.SimpleQueue()
        self.is_ready = False
        threading.Thread(target=self._read, name="symbolic reader", daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with suppress(OSError, ValueError, BadMessage, msgspec.MsgspecError), self.process.stdout as stream:
            while (data := read_frame(stream)) is not None:
                self._replies.put(msgspec.msgpack.decode(data, type=Reply))
        self._replies.put(None)

    def ask(self, request: Request) -> None:
        """Send a request; raises OSError if the process is gone."""
        assert self.process.stdin is not None
        write_frame(self.process.stdin, request)

    def next_reply(self, seconds: float) -> Reply | None:
        """The next reply; raises ``queue.Empty`` after ``seconds``, None if the process has ended."""
        return self._replies.get(timeout=seconds)

    def end(self) -> None:
        """Kill the process and wait for its end."""
        self.process.kill()
        with suppress(OSError):
            if self.process.stdin is not None:
                self.process.stdin.close()
        self.process.wait()


class SymbolicProcess:
    """Asks a worker process for symbolic answers and posts them onto the caller's thread.

    ``post`` runs a callable on the thread that the callbacks belong to. Nothing is started before
    the first request. ``command`` replaces the worker's command in tests.
    """

    def __init__(
        self,
        post: Callable[[Callable[[], None]], None],
        command: Sequence[str] | None = None,
        time_limit: float = TIME_LIMIT,
    ) -> None:
        self._post = post
        self._command = list(command or worker_command())
        self._time_limit = time_limit
        self._lock = threading.Condition()
        self._waiting: list[_Pending] = []
        self._running: _Pending | None = None
        self._latest: dict[str, _Pending] = {}
        self._thread: threading.Thread | None = None
        self._worker: _Worker | None = None
        self._spare: _Worker | None = None
        self._closed = False
        self._count = 0

    def request(
        self,
        kind: str,
        payload: SymbolicTask,
        on_result: Callable[[SymbolicAnswer], None],
        on_failure: Callable[[str], None],
    ) -> None:
        """Ask for ``kind``; one of the callbacks is posted later, unless a newer request of that kind comes first."""
        with self._lock:
            if self._closed:
                return
            self._cancel(kind)
            self._count += 1
            self._latest[kind] = _Pending(self._count, kind, payload, on_result, on_failure)
            self._waiting.append(self._latest[kind])
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="symbolic process", daemon=True)
                self._thread.start()
            self._lock.notify()

    def warm_up(self) -> None:
        """Start the worker now, so that the first request does not wait for SymPy's import."""
        with self._lock:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._serve, name="symbolic process", daemon=True)
                self._thread.start()

    def cancel(self, kind: str) -> None:
        """Drop what was asked of that kind; its callbacks are not called."""
        with self._lock:
            self._cancel(kind)

    def _cancel(self, kind: str) -> None:
        self._waiting = [pending for pending in self._waiting if pending.kind != kind]
        latest = self._latest.pop(kind, None)
        if latest is not None:
            latest.superseded.set()  # also where the answer is posted already but not told yet

    def close(self) -> None:
        """End the worker and its spare; nothing is posted any more."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
            if self._running is not None:
                self._running.superseded.set()
            self._lock.notify()
            thread = self._thread
        if thread is not None:
            thread.join(timeout=10)

    # The thread that looks after the worker

    def _serve(self) -> None:
        try:
            self._prepare()
            while (pending := self._next()) is not None:
                self._settle(pending, self._outcome(pending))
        finally:
            for worker in (self._worker, self._spare):
                if worker is not None:
                    worker.end()

    def _prepare(self) -> None:
        with suppress(OSError):
            self._worker = self._worker or self._spare or _Worker(self._command)
            self._spare = None

    def _next(self) -> _Pending | None:
        with self._lock:
            self._running = None
            while not self._waiting and not self._closed:
                self._lock.wait()
            if self._closed:
                return None
            self._running = self._waiting.pop(0)
            return self._running

    def _settle(self, pending: _Pending, outcome: SymbolicAnswer | str) -> None:
        def deliver() -> None:
            if pending.superseded.is_set() or self._closed:
                return
            if isinstance(outcome, str):
                pending.on_failure(outcome)
            else:
                pending.on_result(outcome)

        self._post(deliver)

    def _outcome(self, pending: _Pending) -> SymbolicAnswer | str:
        self._prepare()
        worker = self._worker
        if worker is None:
            return "The symbolic worker does not start; the derivatives are shown unsimplified."
        try:
            request = Request(pending.number, pending.kind, forest(pending.task.roots), pending.task.names)
            reply = self._exchange(worker, request, pending)
        except BadMessage as error:
            return f"The formula is too large to simplify ({error}); the derivatives are shown unsimplified."
        except OSError:
            reply = None
        if isinstance(reply, str):
            return reply
        if reply is None:
            self._replace()
            return "SymPy stopped unexpectedly; the derivatives are shown unsimplified."
        if reply.failure is not None:
            return f"{reply.failure.rstrip('.')}; the derivatives are shown unsimplified."
        try:
            return SymbolicAnswer(trees(reply.forest), reply.notes)
        except BadMessage as error:
            return f"The symbolic worker's answer cannot be used ({error})."

    def _exchange(self, worker: _Worker, request: Request, pending: _Pending) -> Reply | str | None:
        """Send and wait. None: the worker ended. A sentence: it was killed for overrunning its time."""
        start_deadline = time.monotonic() + _START_LIMIT
        if not worker.is_ready:
            first = self._wait(worker, start_deadline, pending, patient=True)
            if not isinstance(first, Reply):
                return None
            worker.is_ready = True
        worker.ask(request)
        if self._spare is None:
            with suppress(OSError):
                self._spare = _Worker(self._command)
        reply = self._wait(worker, time.monotonic() + self._time_limit, pending)
        if isinstance(reply, str):
            self._replace()
        return reply

    def _wait(self, worker: _Worker, deadline: float, pending: _Pending, patient: bool = False) -> Reply | str | None:
        overtaken: float | None = None
        while True:
            with suppress(queue.Empty):
                return worker.next_reply(_POLL)
            now = time.monotonic()
            if now > deadline:
                return f"SymPy gave up after {self._time_limit:g} s; the derivatives are shown unsimplified."
            if pending.superseded.is_set() and (not patient or self._closed):
                overtaken = overtaken or now
                if now - overtaken > _GRACE or self._closed:
                    return "superseded"

    def _replace(self) -> None:
        """End the worker; the spare takes its place."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None
        self._prepare()
