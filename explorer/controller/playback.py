"""The playhead: play, pause, step, scrub along the runs.

Pure logic with the clock handed in. While playing it asks for ticks, one after the other; when
nothing moves, nothing ticks. The playhead itself lives in the ViewState.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import ClassVar

from msgspec.structs import replace
from psygnal import Signal

from explorer.model.store import Store

__all__ = ["SPEEDS", "Playback"]

SPEEDS = (1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0)
# After a stall (a dialog, a sleeping laptop) the ball goes on from where it was.
LONGEST_TICK = 0.25


class Playback:
    """Moves ``store.view.playhead`` through 0 … ``length`` at ``store.view.speed`` steps a second.

    ``request_tick`` is called when a tick is wanted; the owner then calls :meth:`tick` with the
    clock's time, once, at its next frame. Signals: ``playing_changed(bool)``, ``length_changed(int)``.
    """

    playing_changed: ClassVar[Signal] = Signal(bool)
    length_changed: ClassVar[Signal] = Signal(int)

    def __init__(self, store: Store, request_tick: Callable[[], None], loop: bool = False) -> None:
        self._store = store
        self._request_tick = request_tick
        self._length = 0
        self._playing = False
        self._play_when_ready = False
        self._last_time: float | None = None
        self._tick_asked = False
        self.loop = loop

    @property
    def length(self) -> int:
        """The last step of the longest run, 0 without a run."""
        return self._length

    @property
    def playing(self) -> bool:
        """Whether the playhead is moving by itself."""
        return self._playing

    @property
    def playhead(self) -> float:
        """The step shown, fractional between two steps."""
        return self._store.view.playhead

    @property
    def at_end(self) -> bool:
        """Whether the last step is shown."""
        return self.playhead >= self._length

    def set_length(self, length: int) -> None:
        """The runs have changed: a playhead beyond their end comes back to it."""
        length = max(int(length), 0)
        changed = length != self._length
        self._length = length
        if self.playhead > length:
            self._show(length)
        if changed:
            self.length_changed.emit(length)
        if length == 0:
            self._set_playing(False)
        elif self._play_when_ready:
            self.play()

    def play(self) -> None:
        """Start moving, from the beginning when at the end; a run still being computed plays when it is there."""
        self._play_when_ready = self._length == 0
        if self._playing or self._length == 0:
            return
        if self.at_end:
            self._show(0.0)
        self._last_time = None
        self._set_playing(True)
        self._ask()

    def pause(self) -> None:
        """Stop where the playhead is."""
        self._play_when_ready = False
        self._set_playing(False)

    def toggle(self) -> None:
        """Play or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def step(self, steps: int = 1) -> None:
        """Pause, and go that many whole steps forward (or back)."""
        self.pause()
        playhead = self.playhead
        whole = math.floor(playhead) if steps > 0 else math.ceil(playhead)
        self._show(whole + steps)

    def rewind(self) -> None:
        """Pause at the start, such as when a run begins elsewhere."""
        self.scrub(0.0)

    def first(self) -> None:
        """Pause at the start."""
        self.scrub(0.0)

    def last(self) -> None:
        """Pause at the end."""
        self.scrub(self._length)

    def scrub(self, playhead: float) -> None:
        """Pause at a step."""
        self.pause()
        self._show(playhead)

    def set_speed(self, speed: float) -> None:
        """Steps a second."""
        if math.isfinite(speed):
            speed = min(max(speed, SPEEDS[0]), SPEEDS[-1])
            self._store.set_view(replace(self._store.view, speed=float(speed)))

    def faster(self) -> None:
        """The next speed up."""
        self.set_speed(next((s for s in SPEEDS if s > self._store.view.speed * 1.001), SPEEDS[-1]))

    def slower(self) -> None:
        """The next speed down."""
        self.set_speed(next((s for s in reversed(SPEEDS) if s < self._store.view.speed * 0.999), SPEEDS[0]))

    def tick(self, now: float) -> None:
        """Advance to the clock's time ``now`` (seconds) and, while playing, ask for the next tick."""
        self._tick_asked = False
        if not self._playing:
            return
        elapsed = 0.0 if self._last_time is None else min(max(now - self._last_time, 0.0), LONGEST_TICK)
        self._last_time = now
        playhead = self.playhead + elapsed * self._store.view.speed
        if playhead >= self._length and not self.loop:
            self._show(self._length)
            self.pause()
            return
        self._show(playhead % self._length if self.loop and playhead >= self._length else playhead)
        self._ask()

    def _ask(self) -> None:
        if self._playing and not self._tick_asked:
            self._tick_asked = True
            self._request_tick()

    def _show(self, playhead: float) -> None:
        playhead = min(max(float(playhead), 0.0), float(self._length))
        self._store.set_view(replace(self._store.view, playhead=playhead))

    def _set_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)
