"""The surface's update and paint at 256², 1280 × 800 pixels, against GLSurfacePlotItem with smooth normals.

Run on a screen with OpenGL (Xvfb's software renderer counts). Prints, never asserts a time: medians over
interleaved frames, each with new heights, until the picture is in memory.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QApplication

SIZE, LATTICE, FRAMES = (1280, 800), 256, 12


def picture(amplitude: float):
    """A field picture of a·sin(x)cos(y)."""
    import explorer
    from explorer.controller.pictures import FieldPicture

    f = explorer.parse("a sin(x) cos(y)").with_parameters(a=amplitude)
    field = explorer.sample(f, x=(-4, 4), y=(-4, 4), shape=(LATTICE, LATTICE))
    return FieldPicture(field, -1.5, 1.5, False, np.arange(-1.5, 1.51, 0.25), 0.25)


def ours(stride: int, smooth_edges: bool) -> Callable[[int], None]:
    """One frame of our view with every ``stride``-th vertex, edges smoothed by four samples or not."""
    from explorer.views.surface import SurfaceView
    from explorer.views.surface.scene import Quality

    class View(SurfaceView):
        def _quality(self, picture: object) -> Quality:
            return Quality(stride, smooth_edges)

    view = View()
    view.resize(*SIZE)
    view.show()
    pictures = [picture(1 + 0.05 * k) for k in range(FRAMES)]

    def frame(number: int) -> None:
        view.set_picture(pictures[number % FRAMES])
        view.grab()

    frame.view = view  # type: ignore[attr-defined]  # kept alive with its function
    return frame


def theirs() -> Callable[[int], None]:
    """One frame of GLSurfacePlotItem."""
    import pyqtgraph.opengl as gl

    view = gl.GLViewWidget()
    view.resize(*SIZE)
    x = np.linspace(-4, 4, LATTICE)
    heights = [(1 + 0.05 * k) * np.sin(x)[:, None] * np.cos(x)[None, :] for k in range(FRAMES)]
    item = gl.GLSurfacePlotItem(x=x, y=x, z=heights[0], shader="shaded", smooth=True, computeNormals=True)
    view.addItem(item)
    view.setCameraPosition(distance=14)
    view.show()

    def frame(number: int) -> None:
        item.setData(z=heights[number % FRAMES])
        view.grabFramebuffer()

    frame.view = view  # type: ignore[attr-defined]
    return frame


def main() -> int:
    """Print the table."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    frames = {
        "full mesh": ours(1, False),
        "at rest (2nd vertex, 4 samples)": ours(2, True),
        "full mesh, 4 samples": ours(1, True),
        "while moving (2nd vertex)": ours(2, False),
        "GLSurfacePlotItem": theirs(),
    }
    times: dict[str, list[float]] = {name: [] for name in frames}
    for number in range(FRAMES + 3):
        for name, frame in frames.items():
            application.processEvents()
            began = time.perf_counter()
            frame(number)
            times[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(values[3:]) for name, values in times.items()}
    for name, value in medians.items():
        print(f"{name:32s} {value * 1e3:8.1f} ms   {medians['GLSurfacePlotItem'] / value:5.1f}×")
    sys.stdout.flush()
    os._exit(0)  # two libraries' GL objects at interpreter exit are not what is measured


if __name__ == "__main__":
    main()
