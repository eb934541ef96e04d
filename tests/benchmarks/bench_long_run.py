"""Scrubbing runs of 100,000 steps against runs of 1,000, in one process and in turns.

Run on a screen with OpenGL (Xvfb's software renderer counts). A frame is the moved playhead and everything that
follows from it: both views, both charts, the table. Told are the median frame and the longest single callback:
one view's or chart's painting, or the edit itself. Prints, never asserts a time.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

SHORT, LONG, ROUNDS, FRAMES = 1_000, 100_000, 3, 12
FORMULA = "(1-x)^2 + 20(y-x^2)^2"
RULES = (("GD", 1e-4), ("Momentum", 1e-5), ("Adam", 1e-4), ("RMSProp", 1e-4))
STATES = {
    "1,000 steps": (SHORT, 0.0),
    "100,000 steps": (LONG, 0.0),
    "1,000 noisy steps": (SHORT, 3.0),
    "100,000 noisy steps": (LONG, 3.0),
}


class Clock:
    """The longest painting of every widget that is watched."""

    def __init__(self) -> None:
        self.longest = 0.0

    def watch(self, widget: object) -> None:
        """Take the time of each of a widget's paintings."""
        paint = widget.paintEvent  # type: ignore[attr-defined]

        def timed(event: object) -> None:
            began = time.perf_counter()
            paint(event)
            self.longest = max(self.longest, time.perf_counter() - began)

        widget.paintEvent = timed  # type: ignore[attr-defined]


def main() -> int:
    """Print the table."""
    from msgspec.structs import replace

    from explorer.app import Program, make_application
    from explorer.model.document import OptimiserSettings, RunSpec
    from explorer.model.view_state import ViewState
    from explorer.views.screenshot import wait_for_rest
    from explorer.views.style import apply_style
    from explorer.views.theme import theme

    application = make_application()
    apply_style(application, theme("light"), 1.0)
    program = Program(replace(ViewState(), panel="descent"), force_painter="--painter" in sys.argv)
    views, clock = program.views, Clock()
    for widget in (views.surface, views.map, views.loss_chart, views.norm_chart):
        clock.watch(widget)
    views.window.resize(1600, 1000)
    program.start()
    views.window.show()
    views.window.share_out(1.0)
    program.intents.enter_formula(FORMULA)

    def choose(steps: int, noise: float) -> float:
        """Show four runs; how long until all is computed and drawn."""
        specs = tuple(
            RunSpec((("x", -1.2), ("y", 1.0)), OptimiserSettings(name, (("lr", rate),)), steps, seed, noise=noise)
            for seed, (name, rate) in enumerate(RULES)
        )
        began = time.perf_counter()
        program.store.update(replace(program.store.document, runs=specs, steps=steps), "Race")
        wait_for_rest(application, program.at_rest)
        return time.perf_counter() - began

    ready: dict[str, float] = {}
    frames: dict[str, list[float]] = {name: [] for name in STATES}
    edits: dict[str, float] = dict.fromkeys(STATES, 0.0)
    longest: dict[str, float] = dict.fromkeys(STATES, 0.0)
    kept: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, (steps, noise) in STATES.items():
            ready[name] = choose(steps, noise)
            kept[name] = sum(run.bytes for run in program.engine.results.runs) / 1e6
            clock.longest = 0.0
            for number in range(FRAMES):
                began = time.perf_counter()
                program.playback.scrub(((number * 0.381966) % 1.0) * steps)
                edits[name] = max(edits[name], time.perf_counter() - began)
                application.processEvents()
                frames[name].append(time.perf_counter() - began)
            longest[name] = max(longest[name], clock.longest)
    print(f"{'four runs of':22s} ready     memory    frame (× 1,000)      longest edit   longest painting")
    base = statistics.median(frames["1,000 steps"])
    for name in STATES:
        frame = statistics.median(frames[name])
        print(
            f"{name:22s} {ready[name]:5.2f} s   {kept[name]:5.1f} MB  {frame * 1e3:6.1f} ms ({frame / base:4.2f})   "
            f"{edits[name] * 1e3:6.1f} ms      {longest[name] * 1e3:6.1f} ms"
        )
    program.close()
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
