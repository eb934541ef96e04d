"""From a keystroke to the new picture, part by part, against the cost of painting that picture.

Run on a screen with OpenGL. The chain is what runs for a formula never seen before: parse, differentiate
and compile, sample f and both partials at 256², levels, the probe's numbers, and both views painted.
Prints, never asserts a time; medians over formulas that differ in a coefficient, so that nothing is remembered.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

FORMULA = "x²y + {k} x y³"
ROUNDS = 15


def main() -> int:
    """Print the table."""
    from explorer.app import Program, make_application
    from explorer.core.function import parse
    from explorer.core.sampling.sample import sample
    from explorer.views.style import apply_style
    from explorer.views.theme import theme

    application = make_application()
    apply_style(application, theme("light"), 1.0)
    program = Program()
    program.views.window.resize(1600, 1000)
    program.start()
    program.views.window.show()
    views = program.views

    def rest() -> None:
        for _ in range(2):
            application.processEvents()
            while not program.at_rest():
                application.processEvents()
                time.sleep(0.001)

    rest()

    def picture_of(text: str) -> None:
        before = program.engine.results.picture
        views.window.setUpdatesEnabled(False)  # painting is measured by itself
        program.intents.type_formula(text)
        while program.engine.results.picture is before:
            application.processEvents()
        views.window.setUpdatesEnabled(True)

    parts: dict[str, list[float]] = {}

    def timed(name: str, work: object) -> object:
        began = time.perf_counter()
        answer = work()  # type: ignore[operator]
        parts.setdefault(name, []).append(time.perf_counter() - began)
        return answer

    for k in range(ROUNDS):
        text = FORMULA.format(k=1001 + k)
        function = timed("parse", lambda text=text: parse(text))
        timed("differentiate, compile, sample", lambda f=function: sample(f))
        text = FORMULA.format(k=2001 + k)
        timed("keystroke → picture computed", lambda text=text: picture_of(text))
        rest()
        views.surface.settle()
        timed("paint both views", lambda: (views.surface.grab(), views.map.grab()))
    medians = {name: statistics.median(values[2:]) for name, values in parts.items()}
    paint = medians["paint both views"]
    for name, value in medians.items():
        print(f"{name:34s} {value * 1e3:8.1f} ms   {value / paint:5.2f}× painting")
    chain = medians["keystroke → picture computed"] + paint
    print(f"{'keystroke → picture painted':34s} {chain * 1e3:8.1f} ms   {chain / paint:5.2f}× painting")
    program.close()
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
