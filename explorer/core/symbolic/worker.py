"""The far end of the symbolic worker: reads requests from stdin, answers on stdout, until stdin closes.

A process of its own, because SymPy may take minutes or gigabytes and cannot be interrupted:
whoever started it kills it. Started by :func:`worker_command`; never imports Qt.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import BinaryIO, Final

import msgspec

from explorer.core.symbolic.limits import limit_memory
from explorer.core.symbolic.messages import BadMessage, Reply, Request, forest, read_frame, trees, write_frame
from explorer.core.symbolic.tasks import TASKS

__all__ = ["serve", "worker_command", "worker_main"]

_STACK_BYTES: Final = 128 * 2**20
_RECURSION_LIMIT: Final = 12_000


def worker_command() -> list[str]:
    """The command that starts a worker, from source or from a frozen program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--symbolic-worker"]
    return [sys.executable, "-m", "explorer.core.symbolic.worker"]


def worker_main() -> int:
    """Serve the pipes of this process until its parent closes them; returns the exit code."""
    reader, writer = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Nothing that a library prints may fall between two frames.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.setrecursionlimit(_RECURSION_LIMIT)
    threading.stack_size(_STACK_BYTES)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            serve(reader, writer)
        except BaseException as error:
            failures.append(error)

    # SymPy recurses over expressions: only a thread of our own can have a stack deep enough.
    thread = threading.Thread(target=run, name="symbolic")
    thread.start()
    thread.join()
    return 1 if failures else 0


def serve(reader: BinaryIO, writer: BinaryIO) -> None:
    """Answer requests until ``reader`` ends. The first reply, number 0, says that SymPy is loaded."""

    limit_memory()
    write_frame(writer, Reply(0))
    while (data := read_frame(reader)) is not None:
        request = msgspec.msgpack.decode(data, type=Request)
        write_frame(writer, _answer(request))


def _answer(request: Request) -> Reply:
    task = TASKS.get(request.kind)
    if task is None:
        return Reply(request.number, failure=f"The symbolic worker does not know {request.kind!r}.")
    try:
        found, notes = task(trees(request.forest), request.names)
        return Reply(request.number, forest(found), tuple(notes))
    except MemoryError:
        return Reply(request.number, failure="SymPy gave up: it needed more than 1 GiB of memory.")
    except BadMessage as error:
        return Reply(request.number, failure=f"The symbolic worker could not read its task: {error}.")
    except Exception as error:
        # Whatever SymPy raises must not end the worker; the sender shows the unsimplified form.
        return Reply(request.number, failure=f"SymPy failed ({type(error).__name__}).")


if __name__ == "__main__":
    sys.exit(worker_main())
