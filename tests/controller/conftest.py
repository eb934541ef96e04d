"""A program without a window: store, engine and playback on the real mathematics, all in one thread."""

from types import SimpleNamespace

import pytest

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.controller.files import SessionFiles
from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.model.store import Store


@pytest.fixture
def program():
    """Store, engine, playback, intents and files; the executor answers within each call."""
    store = Store()
    executor = Executor(lambda work: work(), synchronous=True)
    engine = Engine(store, executor, core_mathematics())
    ticks = []
    playback = Playback(store, lambda: ticks.append(None))
    intents = Intents(store, engine, playback)
    files = SessionFiles(store, engine.synchronised)
    engine.start()
    yield SimpleNamespace(
        store=store, engine=engine, playback=playback, intents=intents, files=files, ticks=ticks, executor=executor
    )
    executor.close()
