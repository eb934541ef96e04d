"""The composition root: makes store, engine, views and connects them; owns nothing else."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QSurfaceFormat
from PySide6.QtWidgets import QApplication

from explorer.controller.actions import ACTIONS, action, may_leave, open_path
from explorer.controller.autosave import Autosave, LostWork, lost_work, state_folder
from explorer.controller.callables import is_callable_text
from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.controller.files import SUFFIX, SessionFiles
from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.controller.recent import load_recent, save_recent
from explorer.controller.symbolic_process import SymbolicProcess
from explorer.core.callable_objective import CallableObjective
from explorer.model.data_store import DataStore
from explorer.model.document import Document
from explorer.model.errors import SessionError
from explorer.model.store import Store
from explorer.model.view_state import ViewState
from explorer.views.action_menu import ActionMenu
from explorer.views.dialogs import FileDialogs
from explorer.views.gallery_presenter import GalleryPresenter
from explorer.views.icons import app_icon
from explorer.views.presenter import Presenter
from explorer.views.screenshot import take_screenshot
from explorer.views.style import apply_style
from explorer.views.theme import theme
from explorer.views.window_port import QtWindowPort
from explorer.views.wiring import wire
from explorer.views.workspace import Workspace

__all__ = ["Program", "fitting_size", "make_application", "run"]

_FRAME_MILLISECONDS = 16
DATA_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".dat")


class _Post(QObject):
    """Runs callables on the UI thread, from any thread."""

    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def __call__(self, work: Callable[[], None]) -> None:
        self._posted.emit(work)

    @Slot(object)
    def _run(self, work: Callable[[], None]) -> None:
        work()


class Program:
    """One window with its document; satisfies the actions' Context.

    ``state`` is the folder where unsaved work and recent files are kept; None keeps nothing. ``callables`` are
    the Python functions that it may show.
    """

    def __init__(
        self,
        view: ViewState | None = None,
        force_painter: bool = False,
        state: Path | None = None,
        callables: Sequence[CallableObjective] = (),
    ) -> None:
        self._is_closed = False
        self.post = _Post()
        self.store = Store(view=view)
        self.tables = DataStore()
        self.executor = Executor(self.post)
        self.symbolic = SymbolicProcess(self.post)
        self.engine = Engine(self.store, self.executor, core_mathematics(callables), self.symbolic, tables=self.tables)
        self.playback = Playback(self.store, self._request_tick)
        self.intents = Intents(self.store, self.engine, self.playback)
        recent = load_recent(state) if state is not None else ()
        self.files = SessionFiles(self.store, self.engine.synchronised, recent, self.tables)
        self.views = Workspace(force_painter)
        self.window = QtWindowPort(self.views)
        self.dialogs = FileDialogs(self.views.window)
        self.presenter = Presenter(self.views, self.store, self.engine, self.playback, self.files)
        self.presenter.apply_theme = lambda chosen, scale: apply_style(_application(), chosen, scale)
        self.gallery = GalleryPresenter(self.views.gallery, self.store, self.executor, self.engine, self.playback)
        wire(self.views, self.intents, self.playback, self.run_action)
        self.views.window.status.cancelled.connect(self.engine.cancel)
        self.views.window.close_asked.connect(self._close)
        self.views.drop.dropped.connect(self.take_file)
        self.menu = ActionMenu(ACTIONS, self, self.views.window, self.views.window.menu_row.menu_bar)
        self.views.window.menu_row.finder.set_actions(self.menu.items)
        self._watch_surface()
        self._loop = QAbstractEventDispatcher.instance()
        self._loop.awake.connect(self._begin_turn)
        self._loop.aboutToBlock.connect(self._end_turn)
        self.autosave = Autosave(state, _later, self.dialogs.show_error, self.tables) if state is not None else None
        if state is not None:
            self._keep(state)

    def _begin_turn(self) -> None:
        """The UI thread has something to do: work in the background gives way."""
        self.executor.make_way(True)

    def _end_turn(self) -> None:
        self.executor.make_way(False)

    def _keep(self, state: Path) -> None:
        """Keep unsaved work and the list of recent files from now on."""

        def keep_work(*_changed: object) -> None:
            if self.autosave is not None:
                self.autosave.changed(self.store.document, self.store.view, self.store.dirty)

        self.store.document_changed.connect(keep_work)
        self.store.history_changed.connect(keep_work)
        self.files.changed.connect(lambda: save_recent(state, self.files.recent))

    def recover(self, lost: Sequence[LostWork]) -> None:
        """Offer the latest work that a crash left behind; what is declined is forgotten."""
        for number, work in enumerate(lost):
            formula = " ".join(work.session.document.formula.split())[:60]
            if number == 0 and self.dialogs.ask_recover(
                f"The program ended before “{formula}” was saved. Take that work back?"
            ):
                self.files.open_lost(work.session)
            work.discard()

    def start(self, document: Document | None = None) -> None:
        """Compute and show the document."""
        if document is not None:
            self.files.open_document(document)
        self.engine.start()
        self.presenter.show_all()

    def run_action(self, identity: str) -> None:
        """Run an action of the table, if it is possible now."""
        chosen = action(identity)
        if chosen.enabled is None or chosen.enabled(self):
            chosen.function(self)

    def take_file(self, path: Path) -> None:
        """A file was dropped: a session is opened, anything else is read as a table of data."""
        if path.suffix.lower() == SUFFIX:
            if may_leave(self):
                open_path(self, path)
            return
        self.intents.choose_panel("data")
        self.intents.learning.open_file(path)

    def at_rest(self) -> bool:
        """Whether nothing is being computed, moved or awaited."""
        return self.engine.at_rest() and not self.playback.playing

    def close(self) -> None:
        """End threads and processes; the window is gone."""
        if self._is_closed:
            return
        self._is_closed = True
        self.playback.pause()
        self._loop.awake.disconnect(self._begin_turn)
        self._loop.aboutToBlock.disconnect(self._end_turn)
        if self.autosave is not None:
            self.autosave.close()
        self.views.surface.release()
        self.executor.close()
        self.symbolic.close()

    def _request_tick(self) -> None:
        QTimer.singleShot(_FRAME_MILLISECONDS, lambda: self.playback.tick(time.monotonic()))

    def _close(self, event: QCloseEvent) -> None:
        # A Python function is in no file: there is nothing of it to keep.
        if is_callable_text(self.store.document.formula) or may_leave(self):
            event.accept()
            self.close()
        else:
            event.ignore()

    def _watch_surface(self) -> None:
        """Say so where the surface is drawn without OpenGL; the view goes on by itself."""
        self.views.surface.failed.connect(self._surface_failed)
        if self.views.surface.failure is not None:
            self._surface_failed(self.views.surface.failure)

    def _surface_failed(self, reason: str) -> None:
        self.presenter.surface_note = reason
        self.presenter.show_all()


def _later(seconds: float, work: Callable[[], None]) -> Callable[[], None]:
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(work)
    timer.start(round(seconds * 1000))
    return timer.stop


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application


def make_application(arguments: list[str] | None = None) -> QApplication:
    """The one QApplication, with what must be set before it is made."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    sys.setswitchinterval(0.0005)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_UseDesktopOpenGL)
    surface_format = QSurfaceFormat()
    surface_format.setRenderableType(QSurfaceFormat.RenderableType.OpenGL)
    surface_format.setDepthBufferSize(24)
    QSurfaceFormat.setDefaultFormat(surface_format)
    application = QApplication(arguments or ["gradient-explorer"])
    application.setApplicationName("Gradient Explorer")
    application.setOrganizationName("Gradient Explorer")
    application.setDesktopFileName("gradient-explorer")
    return application


def run(options: argparse.Namespace) -> int:
    """Open the window as the command line asks; returns the exit code."""
    application = make_application()
    application.setWindowIcon(app_icon())
    view = replace(ViewState(), theme=options.theme or "light", panel=options.panel or ViewState().panel)
    apply_style(application, theme(view.theme), view.text_scale)
    state = state_folder() if options.screenshot is None else None
    lost = lost_work(state) if state is not None else []
    program = Program(view, force_painter=options.no_opengl, state=state)
    width, height = options.size or fitting_size(application)
    program.views.window.resize(width, height)
    try:
        document = _asked_document(program, options.what)
    except SessionError as error:
        print(f"gradient-explorer: {error}", file=sys.stderr)
        program.close()
        return 1
    program.start(document)
    if is_data(options.what):
        program.take_file(Path(options.what))
    program.views.window.show()
    program.views.window.share_out(view.text_scale)
    gc.freeze()  # what lives as long as the window is not looked through again during a drag
    if options.screenshot is not None:
        return take_screenshot(application, program.views.window, program.at_rest, options.screenshot, program.close)
    if lost:
        program.recover(lost)
    return application.exec()


def _asked_document(program: Program, what: str | None) -> Document | None:
    if what is None or is_data(what):
        return None
    if what.endswith(SUFFIX) or os.path.isfile(what):
        program.files.open(Path(what))
        return None
    return program.engine.with_formula(what, replace(Document(), formula=what))


def is_data(what: str | None) -> bool:
    """Whether the command line names a file of data."""
    return what is not None and Path(what).suffix.lower() in DATA_SUFFIXES and os.path.isfile(what)


def fitting_size(application: QApplication) -> tuple[int, int]:
    """The size at which the window opens: what the pictures show, or the screen's."""
    screen = application.primaryScreen().availableGeometry()
    return min(1600, screen.width()), min(1000, screen.height())
