"""What holds for every test: one seed, Qt warnings fail, no window is left behind, no silent skips."""

from __future__ import annotations

import gc
import importlib.util
import os
import random
import sys
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

QT_PACKAGES = ("PySide6", "pyqtgraph", "OpenGL", "superqt")


class WithoutQt(MetaPathFinder):
    """Makes this interpreter one in which no Qt is installed."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """Refuse Qt and what stands on it; leave all else to the next finder."""
        if fullname.split(".")[0] in QT_PACKAGES:
            raise ModuleNotFoundError(f"{fullname} is kept away from these tests", name=fullname)


# `run.py test` runs the lower layers' tests so: they must pass where no Qt is installed.
WITHOUT_QT = os.environ.get("GRADIENT_EXPLORER_WITHOUT_QT") == "1"
if WITHOUT_QT:
    sys.meta_path.insert(0, WithoutQt())
HAS_QT = not WITHOUT_QT and importlib.util.find_spec("PySide6") is not None
HAS_SCREEN = sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

if not HAS_SCREEN:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_QT_API", "pyside6")

# `run.py test` runs the tests in parts, each test in one of them.
PART = os.environ.get("GRADIENT_EXPLORER_TESTS", "")
LOWER_LAYERS = ("core", "model", "export", "controller")

# These need Qt; the mathematics, the model and the controller are tested without it too.
QT_FOLDERS = ("views", "gui", "visual", "benchmarks")

# Qt's own messages that say nothing about our code. Each with its reason.
IGNORED_QT_MESSAGES = (
    # The offscreen platform has no window manager to ask.
    r"This plugin does not support propagateSizeHints\(\)",
    r"This plugin does not support raise\(\)",
    # Qt has no fonts of its own; a machine without the named face falls back to another.
    r"Populating font family aliases took",
)
# Qt's helper windows that outlive what they helped, by design.
QT_HELPERS = ("QTipLabel", "QShapedPixmapWidget")

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60, database=None)
settings.register_profile(
    "thorough", deadline=None, max_examples=2000, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the views' tests out where no Qt is installed, and what belongs to the other part."""
    if collection_path.parent != Path(__file__).parent:
        return None
    name = collection_path.name
    if not HAS_QT and name in QT_FOLDERS:
        return True
    if PART == "lower" and name not in LOWER_LAYERS:
        return True
    return True if PART == "upper" and name in LOWER_LAYERS else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt warnings fail; tests that need OpenGL say so where there is no screen for it."""
    for item in items:
        if HAS_QT:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*IGNORED_QT_MESSAGES, extend=True))
        if item.get_closest_marker("gl") is not None and not _gl_is_promised():
            reason = "needs a screen with OpenGL; `python3 packaging/run.py test` makes one"
            item.add_marker(pytest.mark.skip(reason=reason))


def _gl_is_promised() -> bool:
    """Whether to run OpenGL tests: always when run.py made a screen, so that they cannot vanish."""
    if os.environ.get("GRADIENT_EXPLORER_SCREEN") == "required":
        return True
    return HAS_SCREEN and os.environ.get("QT_QPA_PLATFORM") not in ("offscreen", "minimal")


@pytest.fixture(autouse=True)
def _seeded() -> None:
    """Every test starts from the same random state."""
    random.seed(20250601)
    np.random.seed(20250601)


@pytest.fixture(autouse=True)
def _leaves_no_window() -> Iterator[None]:
    """Fail a test that leaves a top-level widget of its own alive."""
    before = set(_top_level_widgets())
    yield
    left = [widget for widget in _top_level_widgets() if widget not in before]
    if left:
        _delete_what_is_due()
        gc.collect()
        left = [widget for widget in _top_level_widgets() if widget not in before]
    if left:
        names = ", ".join(sorted(f"{type(widget).__name__} {widget.objectName()!r}" for widget in left))
        for widget in left:
            widget.close()
            widget.deleteLater()
        del widget, left
        _delete_what_is_due()
        pytest.fail(f"the test leaves top-level widgets alive: {names}; add them to qtbot or close them")


def _top_level_widgets() -> list:
    """Top-level widgets that belong to nobody, of the running application, if there is one."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = widgets.QApplication.instance() if widgets is not None else None
    if application is None:
        return []
    candidates = application.topLevelWidgets()
    return [w for w in candidates if w.parent() is None and w.metaObject().className() not in QT_HELPERS]


def _delete_what_is_due() -> None:
    core = sys.modules["PySide6.QtCore"]
    for _round in range(2):
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
        core.QCoreApplication.processEvents()
