"""The whole program in a real window, driven as a person drives it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.app import Program, make_application
from explorer.model.view_state import ViewState
from explorer.views.style import apply_style
from explorer.views.theme import theme


@pytest.fixture(scope="session")
def qapp_cls():
    """The application is made as the program makes it, so that contexts are shared."""
    return lambda arguments: make_application(arguments)


class Driver:
    """Waits for rest and speaks to the widgets."""

    def __init__(self, program, qtbot):
        self.program, self.qtbot = program, qtbot

    @property
    def document(self):
        return self.program.store.document

    @property
    def results(self):
        return self.program.engine.results

    def rest(self, milliseconds=20_000):
        QTest.qWait(20)
        self.qtbot.waitUntil(self.program.at_rest, timeout=milliseconds)
        QTest.qWait(20)

    def type_formula(self, text, pasted=False):
        line = self.program.views.window.header.editor.line
        line.setFocus()
        line.selectAll()
        if text.isascii() and not pasted:
            QTest.keyClicks(line, text)
        else:
            line.insertPlainText(text)
        self.rest()

    def drag(self, widget, start, end, button=Qt.MouseButton.LeftButton, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.mousePress(widget, button, modifier, start)
        for share in (0.3, 0.6, 1.0):
            QTest.mouseMove(widget, start + (end - start) * share)
            QTest.qWait(10)
        QTest.mouseRelease(widget, button, modifier, end)
        self.rest()


@pytest.fixture
def make_driver(qtbot, qapp, tmp_path):
    """Makes programs with their windows, and ends them."""
    made = []

    def make(force_painter=False, state=None, **view):
        look = ViewState(**view)
        apply_style(qapp, theme(look.theme), look.text_scale)
        program = Program(look, force_painter=force_painter, state=state)
        program.views.window.resize(1600, 1000)
        program.start(None)
        program.views.window.show()
        program.views.window.share_out(look.text_scale)
        driver = Driver(program, qtbot)
        made.append(driver)
        qtbot.waitExposed(program.views.window)
        driver.rest()
        return driver

    yield make
    for driver in made:
        driver.program.close()
        driver.program.views.window.hide()
        driver.program.views.window.deleteLater()
    qapp.processEvents()


@pytest.fixture
def driver(make_driver):
    """One program at rest on its opening function."""
    return make_driver()
