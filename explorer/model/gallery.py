"""The shipped functions: one file each in ``resources/gallery``, with its own window, start and optimiser."""

from __future__ import annotations

from functools import cache
from pathlib import PurePath

import msgspec
from msgspec.structs import replace

from explorer.core.camera import Camera
from explorer.model.document import Document, OptimiserSettings, RunSpec, Slider, Window
from explorer.model.errors import SessionError
from explorer.model.resources import resource_bytes, resource_names
from explorer.model.validation import validate, validate_view
from explorer.model.view_state import ViewState

__all__ = ["GalleryEntry", "gallery_entries", "read_entry"]

FOLDER = "gallery"


class GalleryEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One function of the gallery.

    ``window`` is (x least, x most, y least, y most), ``probe`` the point on the axes, ``start``
    the ball's place by variable name, ``note`` one sentence that says what to see. ``picture``
    names a shipped picture, None where it is drawn from the function. ``name`` is the file's stem.
    """

    title: str
    formula: str
    note: str
    order: int
    window: tuple[float, float, float, float]
    probe: tuple[float, float]
    start: dict[str, float]
    optimiser: str = "GD"
    hyperparameters: dict[str, float | tuple[float, ...]] = {}
    steps: int = 200
    parameters: tuple[Slider, ...] = ()
    held: tuple[Slider, ...] = ()
    camera: Camera | None = None
    picture: str | None = None
    name: str = ""

    def document(self, base: Document) -> Document:
        """``base`` with this function, its window, start and optimiser; layers stay the user's."""
        optimiser = OptimiserSettings(self.optimiser, tuple(self.hyperparameters.items()))
        return replace(
            base,
            formula=self.formula,
            title=self.title,
            variables=None,
            axes=None,
            parameters=self.parameters,
            held=self.held,
            window=Window(*self.window),
            probe=self.probe,
            locked=(),
            optimiser=optimiser,
            steps=self.steps,
            runs=(RunSpec(tuple(self.start.items()), optimiser, self.steps),),
        )

    def view(self, base: ViewState) -> ViewState:
        """``base`` at the first step, from this entry's camera."""
        return replace(base, playhead=0.0, camera=self.camera or Camera())


@cache
def gallery_entries() -> tuple[GalleryEntry, ...]:
    """All shipped functions in their order."""
    files = resource_names(FOLDER, ".json")
    entries = [read_entry(PurePath(file).stem, resource_bytes(FOLDER, file)) for file in files]
    return tuple(sorted(entries, key=lambda entry: (entry.order, entry.name)))


def read_entry(name: str, data: bytes) -> GalleryEntry:
    """An entry from the bytes of its file.

    Raises:
        SessionError: the file is no gallery entry, or its document cannot be used.
    """
    try:
        entry = replace(msgspec.json.decode(data, type=GalleryEntry), name=name)
        validate(entry.document(Document()))
        validate_view(entry.view(ViewState()))
    except (msgspec.MsgspecError, SessionError, RecursionError) as error:
        raise SessionError(f"The gallery entry {name} cannot be used: {error}.") from error
    return entry
