"""The window on a Python function, opened from a script or a notebook: ``explorer.show``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.controller.callables import callable_text
from explorer.core.callable_objective import CallableObjective
from explorer.display import display_problem
from explorer.model.document import Document, Window
from explorer.model.errors import SessionError
from explorer.model.validation import validate
from explorer.model.view_state import ViewState

if TYPE_CHECKING:
    from explorer.app import Program

__all__ = ["ShownFunction", "show"]

_PROBE_SHARE = 0.7
_SIGNAL_MILLISECONDS = 200
_open: set[ShownFunction] = set()


class ShownFunction:
    """An open window. It stays until it is closed, whether or not anybody keeps this."""

    def __init__(self, objective: CallableObjective, program: Program) -> None:
        self.objective = objective
        self.program = program
        self.is_open = True

    def close(self) -> None:
        """Close the window without asking for anything to be kept."""
        if self.is_open:
            self.is_open = False
            _open.discard(self)
            self.program.close()
            self.program.views.window.hide()
            self.program.views.window.deleteLater()

    def save_picture(self, path: str | Path) -> None:
        """Write what the window shows as a PNG once all of it is computed. Raises OSError where it cannot."""
        from explorer.app import make_application
        from explorer.views.screenshot import wait_for_rest

        wait_for_rest(make_application(), self.program.at_rest)
        self.program.window.write_picture(Path(path))


def show(
    function: Callable[..., Any],
    x: tuple[float, float] = (-3.0, 3.0),
    y: tuple[float, float] = (-3.0, 3.0),
    gradient: Callable[..., Any] | None = None,
    title: str | None = None,
    names: Sequence[str] = ("x", "y"),
    block: bool | None = None,
    theme: str = "light",
    panel: str = "partials",
) -> ShownFunction:
    """Open the window on a Python function of real variables: a loss, a simulation, anything vectorised.

    ``function`` is called with one array for each of ``names``, all of one shape, and returns its values in that
    shape; one that takes a single array instead, the point, gets that; one that takes no arrays is called point by
    point. ``gradient`` takes the same and returns the partials, one array a name; without it they are
    differences. ``x`` and ``y`` are the ranges of the first two names, the others get sliders. What the function
    raises is told in the window, in a sentence, and the value counts as undefined.

    Everything works on it that needs no formula: surface, map, probe, slices, directions, critical points,
    constraints, and descent with every optimiser. The function stays in this process: it is saved nowhere.

    Returns when the window is closed; at once with ``block`` False, and, where ``block`` is left out, if
    an event loop of Qt runs already, as in a notebook after ``%gui qt``. Raises ValueError or TypeError for
    arguments that make no sense, and RuntimeError where no window can be opened.
    """
    objective = CallableObjective(function, names, gradient, title, _ranges(names, x, y))
    document = _document(objective, x, y, title)
    problem = display_problem()
    if problem is not None:
        raise RuntimeError(f"No window can be opened: {problem}")
    shown = _opened(objective, document, ViewState(theme=theme, panel=panel))
    if _is_running() if block is None else not block:
        return shown
    _wait(shown)
    return shown


def _ranges(names: Sequence[str], x: tuple[float, float], y: tuple[float, float]) -> list[tuple[float, float]]:
    """A range for every name. Raises ValueError for one that is none."""
    count = 1 if isinstance(names, str) else len(names)
    for role, bounds in (("x", x), ("y", y)):
        if len(bounds) != 2 or not float(bounds[0]) < float(bounds[1]):
            raise ValueError(f"{role} must be a range (low, high), not {bounds!r}.")
    return [(float(low), float(high)) for low, high in (x, y, *[(-3.0, 3.0)] * count)][:count]


def _document(
    objective: CallableObjective, x: tuple[float, float], y: tuple[float, float], title: str | None
) -> Document:
    window = Window(float(x[0]), float(x[1]), float(y[0]), float(y[1]))
    probe = (_inside(window.x_min, window.x_max), _inside(window.y_min, window.y_max))
    document = Document(formula=callable_text(objective), title=title or "", window=window, probe=probe)
    try:
        return validate(document)
    except SessionError as error:
        raise ValueError(f"{error}.") from error


def _inside(low: float, high: float) -> float:
    """A place off the middle, on a number with few digits."""
    place = low + _PROBE_SHARE * (high - low)
    return min(max(float(f"{place:.2g}"), low), high)


def _opened(objective: CallableObjective, document: Document, view: ViewState) -> ShownFunction:
    from explorer.app import Program, fitting_size, make_application
    from explorer.views.icons import app_icon
    from explorer.views.style import apply_style
    from explorer.views.theme import theme

    application = make_application()
    application.setWindowIcon(app_icon())
    apply_style(application, theme(view.theme), view.text_scale)
    program = Program(view, callables=(objective,))
    program.views.window.resize(*fitting_size(application))
    program.start(program.engine.with_formula(document.formula, document))
    program.views.window.show()
    program.views.window.share_out(view.text_scale)
    shown = ShownFunction(objective, program)
    _open.add(shown)
    program.views.window.closed.connect(shown.close)
    return shown


def _is_running() -> bool:
    """Whether Qt's event loop runs in this thread already."""
    from PySide6.QtCore import QCoreApplication, QThread

    return QCoreApplication.instance() is not None and QThread.currentThread().loopLevel() > 0


def _wait(shown: ShownFunction) -> None:
    """Until the window is closed; Ctrl+C in the terminal ends it too."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, heartbeat = QEventLoop(), QTimer()
    shown.program.views.window.closed.connect(loop.quit)
    heartbeat.timeout.connect(lambda: None)  # lets Python see a signal
    heartbeat.start(_SIGNAL_MILLISECONDS)
    try:
        loop.exec()
    finally:
        heartbeat.stop()
        shown.close()
