"""Hypothesis strategies for documents and views that are valid."""

from __future__ import annotations

from hypothesis import strategies as st

from explorer.core.camera import Camera
from explorer.model.document import Document, Layers, OptimiserSettings, RunSpec, Slider, Window
from explorer.model.view_state import ViewState

numbers = st.floats(-1e12, 1e12)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


def ranges():
    return st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@st.composite
def sliders(draw, name):
    low, high = draw(ranges())
    return Slider(name, draw(st.floats(low, high)), low, high, draw(st.floats(1e-6, 10)))


@st.composite
def documents(draw):
    unique = draw(st.lists(names, max_size=6, unique=True))
    (x_min, x_max), (y_min, y_max) = draw(ranges()), draw(ranges())
    values = numbers | st.lists(numbers, max_size=3).map(tuple)
    hyperparameters = tuple((name, draw(values)) for name in unique[:2])
    optimiser = OptimiserSettings(draw(texts), hyperparameters)
    start = tuple((name, draw(numbers)) for name in unique)
    return Document(
        formula=draw(texts),
        title=draw(texts),
        variables=draw(st.none() | st.just(tuple(unique))),
        axes=tuple(unique[:2]) if len(unique) > 1 and draw(st.booleans()) else None,
        parameters=tuple(draw(sliders(name)) for name in unique[:3]),
        held=tuple(draw(sliders(name)) for name in unique[3:]),
        window=Window(x_min, x_max, y_min, y_max),
        probe=(draw(numbers), draw(numbers)),
        locked=tuple(unique[:1]),
        layers=Layers(map_fill=draw(st.booleans()), colour_map=draw(st.sampled_from(["strata", "tide"]))),
        optimiser=optimiser,
        steps=draw(st.integers(1, 1_000_000)),
        runs=tuple(RunSpec(start, optimiser, seed=draw(st.integers(0, 2**60))) for _ in range(draw(st.integers(0, 3)))),
    )


@st.composite
def views(draw):
    camera = Camera(draw(st.floats(-180, 180)), draw(st.floats(-90, 90)), draw(st.floats(1, 40)))
    return ViewState(camera=camera, playhead=draw(st.floats(0, 1e5)), layout=draw(texts), theme="dark")
