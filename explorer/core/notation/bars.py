"""Which bars open and which close an absolute value.

A bar looks the same on both sides. In ``|2|x|-1|`` a reader takes the reading in which no bar
opens before a sign and none encloses a bare number; the search below counts those oddities and
takes the reading with fewest.
"""

from __future__ import annotations

from typing import Final

from explorer.core.notation.errors import NotationError
from explorer.core.notation.tokens import ENDS_OPERAND, STARTS_OPERAND, Token

__all__ = ["match_bars"]

_OPENERS: Final = frozenset(("(", "[", "{", "\\{", "|(", "floor(", "ceil(", "begin"))
_CLOSERS: Final = frozenset((")", "]", "}", "\\}", "|)", "floor)", "ceil)", "end"))
_SEPARATORS: Final = frozenset((",", ";", "cell", "row", "?", ":", "lt", "le", "gt", "ge", "eq", "ne", "and", "or"))
_MOST_SEARCHED: Final = 60
_DEEPEST: Final = 12

_State = tuple[int, bool]  # how many bars are open, and whether the last bar closed
_Reading = tuple[int, tuple["_Reading", bool] | None]  # its oddity, and the reading before with the last choice


def match_bars(tokens: list[Token]) -> None:
    """Turn every token ``|`` into ``|(`` or ``|)``. Raises :class:`NotationError` for one without a partner."""
    if not any(token.kind == "|" for token in tokens):
        return
    groups: list[list[int]] = [[]]
    finished: list[list[int]] = []
    for index, token in enumerate(tokens):
        if token.kind == "|":
            groups[-1].append(index)
        elif token.kind in _OPENERS:
            groups.append([])
        elif token.kind in _CLOSERS and len(groups) > 1:
            finished.append(groups.pop())
        elif token.kind in _SEPARATORS:
            finished.append(groups[-1])
            groups[-1] = []
    for group in (*finished, *groups):
        if group:
            _match(tokens, group)


def _match(tokens: list[Token], group: list[int]) -> None:
    choices = _search(tokens, group) if len(group) <= _MOST_SEARCHED else _greedy(tokens, group)
    if choices is None:
        token = tokens[group[-1]]
        raise NotationError("This | has no partner.", token.start, token.end, "Write |x| or abs(x).")
    for index, opens in zip(group, choices, strict=True):
        tokens[index].kind = "|(" if opens else "|)"


def _ends(tokens: list[Token], index: int, last_bar_closed: bool) -> bool:
    """Whether an operand can end just before the bar at ``index``."""
    if index == 0:
        return False
    before = tokens[index - 1]
    return last_bar_closed if before.kind == "|" else before.kind in ENDS_OPERAND


def _starts(tokens: list[Token], index: int) -> bool:
    """Whether an operand can start just after the bar at ``index``."""
    after = tokens[index + 1].kind
    return after in STARTS_OPERAND or after in ("+", "-", "|")


def _search(tokens: list[Token], group: list[int]) -> list[bool] | None:
    readings: dict[_State, _Reading] = {(0, False): (0, None)}
    for index in group:
        following: dict[_State, _Reading] = {}
        starts, sign, alone = _starts(tokens, index), tokens[index + 1].kind in ("+", "-"), _after_number(tokens, index)
        for (depth, closed), reading in readings.items():
            ends = _ends(tokens, index, closed)
            if starts and depth < _DEEPEST:
                oddity = reading[0] + (1 + 3 * sign if ends else 0)
                _offer(following, (depth + 1, False), (oddity, (reading, True)))
            if ends and depth > 0:
                _offer(following, (depth - 1, True), (reading[0] + 2 * alone, (reading, False)))
        readings = following
    ended = [reading for (depth, _), reading in readings.items() if depth == 0]
    return _choices(min(ended, key=lambda reading: reading[0])) if ended else None


def _after_number(tokens: list[Token], index: int) -> bool:
    """Whether a closing bar here would enclose a bare number."""
    return index > 1 and tokens[index - 1].kind == "number" and tokens[index - 2].kind == "|"


def _offer(readings: dict[_State, _Reading], state: _State, reading: _Reading) -> None:
    known = readings.get(state)
    if known is None or reading[0] < known[0]:
        readings[state] = reading


def _choices(reading: _Reading) -> list[bool]:
    choices: list[bool] = []
    step = reading[1]
    while step is not None:
        before, opens = step
        choices.append(opens)
        step = before[1]
    return choices[::-1]


def _greedy(tokens: list[Token], group: list[int]) -> list[bool] | None:
    """A bar closes where it can: the reading of |x||y||z| …"""
    choices: list[bool] = []
    depth, closed = 0, False
    for index in group:
        opens = not (depth > 0 and _ends(tokens, index, closed))
        depth += 1 if opens else -1
        closed = not opens
        choices.append(opens)
    return choices if depth == 0 else None
