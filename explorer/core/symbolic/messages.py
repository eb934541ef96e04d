"""What travels between the program and its symbolic worker: trees as flat tables, in bounded frames.

A frame is a 4-byte big-endian length and a msgpack message. Both ends check what they read: the
size before it is read, every operator, operand count, operand index and number before a node is made.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import IO, Final

import msgspec

from explorer.core.expression.nodes import CONSTANT_VALUES, Apply, Constant, Node, Number, Symbol, postorder
from explorer.core.expression.operators import OPERATORS

__all__ = ["BadMessage", "Forest", "Reply", "Request", "forest", "read_frame", "trees", "write_frame"]

LARGEST_FRAME: Final = 16 * 2**20
LARGEST_FOREST: Final = 100_000
LONGEST_NAME: Final = 100
_LENGTH: Final = struct.Struct(">I")


class BadMessage(ValueError):
    """A frame is too long, broken off, or does not describe trees."""


class Row(msgspec.Struct, frozen=True, array_like=True):
    """One node: an operator with the rows of its operands, or a leaf (``#`` number, ``@`` constant, ``$`` name)."""

    kind: str
    operands: tuple[int, ...] = ()
    value: float = 0.0
    name: str = ""


class Forest(msgspec.Struct, frozen=True, array_like=True):
    """Distinct nodes, operands before their operator, and which of them are the roots."""

    rows: tuple[Row, ...]
    roots: tuple[int, ...]


class Request(msgspec.Struct, frozen=True):
    """What the worker is to do (``kind``) with which trees and names."""

    number: int
    kind: str
    forest: Forest
    names: tuple[str, ...] = ()


class Reply(msgspec.Struct, frozen=True):
    """The answer to the request of that number; number 0 says that the worker is ready.

    ``notes`` are sentences about what could not be simplified; ``failure`` is set if there is no answer.
    """

    number: int
    forest: Forest = Forest((), ())
    notes: tuple[str, ...] = ()
    failure: str | None = None


def forest(roots: Sequence[Node]) -> Forest:
    """The trees as one table; raises :class:`BadMessage` beyond 100,000 nodes."""
    index: dict[Node, int] = {}
    rows: list[Row] = []
    order = postorder(*roots)
    if len(order) > LARGEST_FOREST:
        raise BadMessage(f"the expression has {len(order)} parts; the symbolic worker takes {LARGEST_FOREST}")
    for node in order:
        index[node] = len(rows)
        if isinstance(node, Apply):
            rows.append(Row(node.operator, tuple(index[arg] for arg in node.args)))
        elif isinstance(node, Number):
            rows.append(Row("#", value=node.value))
        elif isinstance(node, (Constant, Symbol)):
            rows.append(Row("@" if isinstance(node, Constant) else "$", name=node.name))
    return Forest(tuple(rows), tuple(index[root] for root in roots))


def trees(sent: Forest) -> tuple[Node, ...]:
    """The roots of a received table; raises :class:`BadMessage` for anything that is not a tree of ours."""
    if len(sent.rows) > LARGEST_FOREST:
        raise BadMessage(f"a message holds {len(sent.rows)} nodes; {LARGEST_FOREST} are allowed")
    made: list[Node] = []
    for row in sent.rows:
        made.append(_node(row, made))
    if not all(0 <= root < len(made) for root in sent.roots):
        raise BadMessage("a message names a root that it does not hold")
    return tuple(made[root] for root in sent.roots)


def _node(row: Row, made: list[Node]) -> Node:
    if row.kind == "#":
        if not math.isfinite(row.value):
            raise BadMessage("a message holds a number that is not finite")
        return Number(row.value)
    if row.kind == "@":
        if row.name not in CONSTANT_VALUES:
            raise BadMessage("a message holds an unknown constant")
        return Constant(row.name)
    if row.kind == "$":
        if not 0 < len(row.name) <= LONGEST_NAME:
            raise BadMessage("a message holds a name of no or too great length")
        return Symbol(row.name)
    operator = OPERATORS.get(row.kind)
    count = len(row.operands)
    if operator is None or count < operator.least or (operator.most is not None and count > operator.most):
        raise BadMessage("a message holds an unknown operator or a wrong number of operands")
    if not all(0 <= operand < len(made) for operand in row.operands):
        raise BadMessage("a message holds an operand before it is defined")
    return Apply(row.kind, [made[operand] for operand in row.operands])


def write_frame(stream: IO[bytes], message: Request | Reply) -> None:
    """Send one message; raises :class:`BadMessage` if it is over 16 MiB, OSError if the other end is gone."""
    data = msgspec.msgpack.encode(message)
    if len(data) > LARGEST_FRAME:
        raise BadMessage(f"a message of {len(data)} bytes is too long to send")
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame's bytes, None at the end of the stream; raises :class:`BadMessage` for a broken frame."""
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else LARGEST_FRAME + 1
    if length > LARGEST_FRAME:
        raise BadMessage("a message is broken off or too long")
    data = stream.read(length)
    if len(data) != length:
        raise BadMessage("a message is broken off")
    return data
