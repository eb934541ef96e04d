"""What training costs the window: its frames while a run is computed and while it plays, against the window at rest.

Run on a screen with OpenGL (Xvfb's software renderer counts). Prints, never asserts a time. A frame is measured from
the change to the end of painting, of all the views that show training: landscape, diagram, data and both charts.
"At rest" is the trained window painted again as it is, "training" the same while
a run of 100,000 steps is computed in the background, "playing" with the playhead going on. Of the run, the longest
chunk between two checks for cancelling is told, and how long a cancelled one goes on.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QWidget

from explorer.app import Program, make_application
from explorer.controller.executor import CancelToken
from explorer.model.view_state import ViewState
from explorer.views.panels.network_panel import NetworkPanel
from explorer.views.screenshot import wait_for_rest
from explorer.views.style import apply_style
from explorer.views.theme import theme

FRAMES, WARM, STEPS, LONG, ROWS = 80, 8, 1000, 100_000, 1500


def main() -> None:
    """Print the table for both planes of a 2–4–1 network on 1,000 training rows."""
    application = make_application()
    view = replace(ViewState(), panel="network")
    apply_style(application, theme(view.theme), view.text_scale)
    program = Program(view)
    program.views.window.resize(1600, 1000)
    program.start(None)
    program.views.window.show()
    program.views.window.share_out(1.0)
    learning = program.intents.learning
    learning.choose_subject("network")
    learning.change_generator("Two moons", None, name="moons", rows=ROWS)
    for kind in ("weights", "principal"):
        program.intents.set_steps(STEPS)
        learning.train()
        program.playback.pause()
        learning.change_landscape("Plane", None, kind=kind)
        wait_for_rest(application, program.at_rest)
        _measure(program, application.processEvents, kind)
    sys.stdout.flush()
    program.close()
    os._exit(0)  # GL objects at interpreter exit are not what is measured


def _measure(program: Program, paint: Callable[[], None], kind: str) -> None:
    def play(number: int) -> None:
        program.playback.scrub(100.0 + number)

    resting = _frames(program, paint, lambda _number: None)
    playing = _frames(program, paint, play)
    chunks = _Checks()
    program.intents.set_steps(LONG)
    training = _frames(program, paint, lambda _number: None, while_busy=True)
    busy = bool(program.executor.busy_keys)
    stopping = _stopping(program, chunks)
    for title, (median, worst) in (("at rest", resting), ("playing", playing), ("training", training)):
        told = f"{median * 1e3:7.1f} ms  (95 %: {worst * 1e3:6.1f})  {median / resting[0]:5.2f} of at rest"
        print(f"{kind:10} {title:10} {told}")
    gaps = sorted(chunks.gaps) or [0.0]
    middle, longest = statistics.median(gaps) * 1e3, gaps[-1] * 1e3
    print(f"{kind:10} chunks     median {middle:.1f} ms, longest {longest:.1f} ms of {len(gaps):,}")
    print(f"{kind:10} stopped in {stopping * 1e3:.1f} ms (it was {'still' if busy else 'no longer'} training)")


def _stopping(program: Program, chunks: _Checks) -> float:
    """Seconds until no thread works after all work was cancelled."""
    chunks.stop()
    began = time.perf_counter()
    program.engine.cancel()
    program.executor.wait_until_idle(5.0)
    return time.perf_counter() - began


class _Checks:
    """Processor time of each thread between two checks for cancelling."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last: dict[int, float] = {}
        self._check = CancelToken.check
        checks, check = self, self._check

        def watched(token: CancelToken, progress: float | None = None) -> None:
            now = time.thread_time()
            last = checks._last.get(id(token))
            if last is not None:
                checks.gaps.append(now - last)
            checks._last[id(token)] = now
            check(token, progress)

        CancelToken.check = watched  # type: ignore[method-assign]

    def stop(self) -> None:
        """Watch no longer."""
        CancelToken.check = self._check  # type: ignore[method-assign]


def _frames(
    program: Program, paint: Callable[[], None], change: Callable[[int], None], while_busy: bool = False
) -> tuple[float, float]:
    """Median and 95th percentile of the seconds that a change and the window's painting take."""
    times = []
    for number in range(FRAMES + WARM):
        began = time.perf_counter()
        change(number)
        panel = program.views.panels["network"]
        assert isinstance(panel, NetworkPanel)
        for view in (program.views.surface, panel.diagram, panel.page.plot, panel.losses, panel.layers):
            view.update()
            for part in view.findChildren(QWidget):
                part.update()
        paint()
        times.append(time.perf_counter() - began)
        if while_busy and not program.executor.busy_keys:
            break
    kept = sorted(times[WARM:]) or times
    return statistics.median(kept), kept[int(0.95 * len(kept))]


if __name__ == "__main__":
    main()
