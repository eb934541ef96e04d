"""What every panel of the window is: a page at the right, charts below the views, perhaps a stage.

A panel gets values by :meth:`Panel.show` whenever something changed while it is open, and asks for
changes through the intents it was wired to. It computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from explorer.controller.intents import Intents
from explorer.controller.results import Answer, Results
from explorer.controller.studies.lettering import letter_for
from explorer.model.document import Document
from explorer.model.view_state import ViewState
from explorer.views.theme import Theme

__all__ = ["Panel", "Shown"]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """All that a panel may show."""

    document: Document
    view: ViewState
    results: Results

    @property
    def letter(self) -> str:
        """What the function is called: f, or L where it is a loss."""
        function = self.results.function
        return letter_for(self.results.learned, function.variables if function is not None else ())

    def answer(self, study: str) -> Answer | None:
        """The answer of a study of this panel, None while there is none."""
        return self.results.answers.get(study)

    def failure(self, study: str) -> str:
        """Why a study has no answer, "" if it is not known to have failed."""
        return dict(self.results.failures).get(study, "")


class Panel:
    """Base of all panels; a subclass sets ``page`` and, where it has them, ``strip`` and ``stage``.

    ``strip`` are the charts shown in a row below surface and map, ``stage`` is a large view shown
    instead of surface and map, or, with ``beside``, at the left of one of them: that which ``beside`` names ("surface"
    or "map") until the person chooses the other. ``stage_title`` is the stage's title, "" for the panel's.
    """

    page: QWidget
    strip: tuple[QWidget, ...] = ()
    stage: QWidget | None = None
    beside: str = ""
    stage_title: str = ""

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect the signals of page, strip and stage; called once."""

    def show(self, shown: Shown) -> None:
        """Show these values; called only while the panel is open, and when it opens."""

    def subtitle(self, shown: Shown) -> str:
        """What stands quietly beside the panel's title."""
        return ""

    def stage_subtitle(self, shown: Shown) -> str:
        """What stands quietly beside the stage's title."""
        return ""

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to page, strip and stage."""
