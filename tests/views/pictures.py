"""Field and run pictures for view tests, made by the real engine, and pixels of widgets."""

import numpy as np
from PySide6.QtGui import QImage

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.model.store import Store


def results_of(text, run=False, probe=None, window=None):
    """The engine's results for a formula, with a run from the probe if asked."""
    store = Store()
    executor = Executor(lambda work: work(), synchronous=True)
    engine = Engine(store, executor, core_mathematics())
    intents = Intents(store, engine, Playback(store, lambda: None))
    engine.start()
    intents.enter_formula(text)
    if window is not None:
        intents.enter_window(*window)
    if probe is not None:
        intents.place_probe(*probe)
    if run:
        intents.start_at_probe()
    executor.close()
    return engine.results


def pixels(source):
    """A widget's or an image's pixels, shape (h, w, 3), red green blue."""
    image = source if isinstance(source, QImage) else source.grab().toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def near(picture, colour, tolerance=40):
    """Which pixels have nearly this colour, ``#RRGGBB``."""
    wanted = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)])
    return np.abs(picture - wanted).sum(axis=-1) <= tolerance
