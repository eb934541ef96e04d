"""What once crashed or went blank: floating, closing and restoring the surface; a failing driver."""

import numpy as np
import pytest
from PySide6.QtTest import QTest

from explorer.views.surface.scene import SurfaceFailure

pytestmark = pytest.mark.gl


def colours(widget):
    """How many colours the widget shows: a blank one shows few."""
    image = widget.grab().toImage().convertToFormat(widget.grab().toImage().Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32)
    return len(np.unique(pixels))


def test_float_dock_close_restore(driver):
    views = driver.program.views
    dock = views.surface_dock
    before = colours(views.surface)
    for _ in range(2):
        dock.setFloating(True)
        QTest.qWait(100)
        assert colours(views.surface) > before / 4
        dock.setFloating(False)
        QTest.qWait(100)
        assert colours(views.surface) > before / 4
        dock.close()
        QTest.qWait(50)
        dock.show()
        QTest.qWait(100)
        assert colours(views.surface) > before / 4


def test_without_opengl_it_says_so_and_draws(make_driver):
    driver = make_driver(force_painter=True)
    views = driver.program.views
    assert views.surface.without_opengl and colours(views.surface) > 300
    assert "without OpenGL" in views.surface_dock.title.subtitle_text()


def test_a_failing_driver_is_not_silent(driver, monkeypatch):
    surface = driver.program.views.surface
    told = []
    surface.failed.connect(told.append)

    def broken(*_arguments):
        raise SurfaceFailure("The shader does not compile.")

    monkeypatch.setattr(type(surface._images.renderer), "render", broken)
    driver.type_formula("x^2 - y^2")
    driver.qtbot.waitUntil(lambda: bool(told), timeout=5000)
    assert "does not compile" in told[0] and surface.without_opengl
    assert colours(surface) > 300
    driver.rest()
    assert "without OpenGL" in driver.program.presenter.surface_note
