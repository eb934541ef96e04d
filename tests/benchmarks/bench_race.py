"""A race of eight at 60 animation ticks a second, against the plain 3D view's frame, in one run.

Run on a screen with OpenGL (Xvfb's software renderer counts). Prints, never asserts a time. A frame is
measured from the change to the end of painting: "plain" is without runs, the camera turned a little with every
frame ("still": painted again as it is); "race" is with eight runs, whose playhead goes one tick further. The
window is the whole of it, with table and charts.
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
from explorer.model.view_state import ViewState
from explorer.views.screenshot import wait_for_rest
from explorer.views.style import apply_style
from explorer.views.theme import theme

PEAKS = "3(1-x)^2 e^(-x^2-(y+1)^2) - 10(x/5 - x^3 - y^5) e^(-x^2-y^2) - 1/3 e^(-(x+1)^2-y^2)"
FRAMES, WARM, TICK, STEPS = 120, 10, 1 / 6, 1000


def main() -> int:
    """Print the table."""
    application = make_application()
    view = replace(ViewState(), panel="descent")
    apply_style(application, theme(view.theme), view.text_scale)
    program = Program(view)
    views = program.views
    views.window.resize(1600, 1000)
    program.start(None)
    views.window.show()
    views.window.share_out(1.0)
    program.intents.enter_formula(PEAKS)
    program.intents.place_probe(-0.05, 1.45)
    wait_for_rest(application, program.at_rest)
    camera = program.store.view.camera

    def turn(number: int) -> None:
        turned = replace(program.store.view, camera=replace(camera, azimuth=camera.azimuth + 0.5 * number))
        program.store.set_view(turned)

    def tick(number: int) -> None:
        program.playback.scrub(20 + TICK * number)

    measured = {"surface, plain, turning": _frames(views.surface, turn)}
    program.store.set_view(replace(program.store.view, camera=camera))
    measured["surface, plain, still"] = _frames(views.surface, lambda _number: None)
    measured["map, plain"] = _frames(views.map, lambda _number: None)
    measured["window, plain, turning"] = _frames(views.window, turn, application.processEvents)
    program.store.set_view(replace(program.store.view, camera=camera))
    program.intents.start_race()
    for _ in range(4):
        program.intents.add_run()
    program.intents.set_steps(STEPS)
    program.playback.pause()
    wait_for_rest(application, program.at_rest)
    measured["surface, race of eight"] = _frames(views.surface, lambda n: views.surface.set_playhead(20 + TICK * n))
    measured["map, race of eight"] = _frames(views.map, lambda n: views.map.set_playhead(20 + TICK * n))
    measured["window, race of eight"] = _frames(views.window, tick, application.processEvents)
    plain = {"surface": "surface, plain, turning", "map": "map, plain", "window": "window, plain, turning"}
    for name, (median, worst) in measured.items():
        ratio = median / measured[plain[name.split(",")[0]]][0]
        print(f"{name:26s} {median * 1e3:7.1f} ms  (95 %: {worst * 1e3:6.1f})  {ratio:5.2f} of plain")
    sys.stdout.flush()
    program.close()
    os._exit(0)  # GL objects at interpreter exit are not what is measured


def _frames(
    widget: QWidget, change: Callable[[int], None], paint: Callable[[], None] | None = None
) -> tuple[float, float]:
    """Median and 95th percentile of the seconds that a change and its painting take."""
    times = []
    for number in range(FRAMES + WARM):
        began = time.perf_counter()
        change(number)
        if paint is None:
            widget.repaint()
        else:
            widget.update()
            paint()
        times.append(time.perf_counter() - began)
    kept = sorted(times[WARM:])
    return statistics.median(kept), kept[int(0.95 * len(kept))]


if __name__ == "__main__":
    main()
