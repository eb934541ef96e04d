"""One frame of a dragged probe, plain and with everything on, in one run.

Run on a screen with OpenGL (Xvfb's software renderer counts). A frame is the moved probe and everything that
follows from it: the numbers, the studies of the open panel, both views and the panel painted. The states take
turns, so that a busy machine slows all of them; the processor's time is told beside the clock's. Prints, never
asserts a time.
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

ROUNDS, FRAMES, WARMING = 6, 12, 3
NOTHING = {
    name: False
    for name in (
        "slices",
        "tangents",
        "tangent_plane",
        "surface_arrows",
        "floor_arrows",
        "map_arrows",
        "probe_gradient",
        "components",
    )
}
EVERYTHING = dict.fromkeys(NOTHING, True)
STATES = {
    "plain": (NOTHING, ""),
    "arrows": (EVERYTHING | {"slices": False, "tangents": False, "tangent_plane": False}, ""),
    "arrows, slices, plane": (EVERYTHING, ""),
    "plain, panel Partials": (NOTHING, "partials"),
    "arrows, slices, plane, panel Partials": (EVERYTHING, "partials"),
    "arrows, slices, plane, panel Approximate": (EVERYTHING, "approximation"),
}


def main() -> int:
    """Print the table."""
    from msgspec.structs import replace

    from explorer.app import Program, make_application
    from explorer.views.style import apply_style
    from explorer.views.theme import theme

    application = make_application()
    apply_style(application, theme("light"), 1.0)
    program = Program(force_painter="--painter" in sys.argv)
    program.views.window.resize(1600, 1000)
    program.start()
    program.views.window.show()
    program.views.window.share_out(1.0)

    def rest() -> None:
        for _ in range(3):
            application.processEvents()
            while not program.at_rest():
                application.processEvents()
                time.sleep(0.001)

    def choose(layers: dict[str, bool], panel: str) -> None:
        document = program.store.document
        program.store.update(replace(document, layers=replace(document.layers, **layers)), "Show or hide")
        program.intents.choose_panel(panel)
        rest()
        program.views.surface.settle()
        application.processEvents()

    clock: dict[str, list[float]] = {name: [] for name in STATES}
    processor: dict[str, list[float]] = {name: [] for name in STATES}
    for _ in range(ROUNDS):
        for name, (layers, panel) in STATES.items():
            choose(layers, panel)
            for number in range(FRAMES + WARMING):
                angle = 0.3 * number
                began, used = time.perf_counter(), time.process_time()
                program.intents.move_probe(1.0 + 0.8 * math.cos(angle), 1.0 + 0.8 * math.sin(angle))
                application.processEvents()
                if number >= WARMING:
                    clock[name].append(time.perf_counter() - began)
                    processor[name].append(time.process_time() - used)
            program.intents.settle()
    print(f"{'median frame':42s}   clock        processor      × plain")
    base = statistics.median(clock["plain"]), statistics.median(processor["plain"])
    for name in STATES:
        told, used = statistics.median(clock[name]), statistics.median(processor[name])
        ratios = f"{told / base[0]:5.2f} / {used / base[1]:4.2f}"
        print(f"{name:42s} {told * 1e3:6.1f} ms   {used * 1e3:6.1f} ms     {ratios}")
    program.close()
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
