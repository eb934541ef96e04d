"""What the views ask for about data, model and network, each as one edit of the document."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from msgspec.structs import replace

from explorer.controller import edits
from explorer.controller.engine import Engine
from explorer.controller.learning.beginnings import begun, placed
from explorer.controller.learning.data_desk import ReadTable
from explorer.controller.learning.fit_edits import descended, with_fit
from explorer.controller.learning.learned import Learned
from explorer.controller.learning.subject_edits import forget_others, was_left, with_subject
from explorer.controller.learning.training import trained, with_batch
from explorer.controller.playback import Playback
from explorer.core.learn.dataset import Floats
from explorer.core.learn.errors import DataError
from explorer.model.document import Document
from explorer.model.learn_settings import MODEL, NETWORK, DataRef, DataSettings
from explorer.model.store import Store

__all__ = ["LearningIntents"]

MOST_BYTES: Final = 256 << 20  # of tables that only undoing can return to


class LearningIntents:
    """Everything that a view may ask of what is learned."""

    def __init__(self, store: Store, engine: Engine, playback: Playback) -> None:
        self._store = store
        self._engine = engine
        self._playback = playback

    def _learned_of(self, document: Document) -> Learned:
        return self._engine.problem_of(document).learned

    def _put(self, document: Document, label: str, merge_key: str | None = None) -> None:
        self._store.update(document, label, merge_key)

    # The subject

    def choose_subject(self, subject: str) -> None:
        """Explore the formula, the model's loss or the network's; where one was with it, one is again."""
        document = self._store.document
        if subject == document.subject:
            return
        known = was_left(document, subject)
        changed = with_subject(document, subject)
        if not known and subject in (MODEL, NETWORK):
            changed = begun(changed, self._learned_of)
        self._playback.rewind()
        self._put(changed, {MODEL: "Fit a model", NETWORK: "Train a network"}.get(subject, "Back to the formula"))

    def go_home(self) -> None:
        """The window that shows the bowl, or the path."""
        document = self._store.document
        if document.subject == NETWORK:
            self._change("Usual window", None, landscape=replace(document.learn.landscape, follows=True))
        else:
            window = placed(document, self._learned_of(document).loss).window
            self._put(replace(document, window=window), "Usual window")

    # Data

    def change_data(self, label: str, merge_key: str | None = None, **changes: object) -> None:
        """Some of :class:`~explorer.model.learn_settings.DataSettings` take other values."""
        before = self._store.document
        data = replace(before.learn.data, **changes)
        self._put(self._with_data(before, data), label, merge_key)

    def change_generator(self, label: str, merge_key: str | None = None, **changes: object) -> None:
        """Make the data anew with these settings."""
        before = self._store.document
        data = before.learn.data
        made = replace(data.generator, **changes)
        if data.origin != "generated" or made.name != data.generator.name:
            fresh = DataSettings("generated", generator=made, validation=data.validation, split_seed=data.split_seed)
            self._put(self._with_data(before, fresh), label, merge_key)
        else:
            self._put(self._with_data(before, replace(data, generator=made)), label, merge_key)

    def choose_public(self, name: str) -> None:
        """One of the sets that ship with the program."""
        self._put(self._with_data(self._store.document, DataSettings("public", name)), f"Data: {name}")

    def open_file(self, path: Path) -> None:
        """Read a file of data in the background; until it is whole, everything stays as it is."""
        self._engine.data.read_file(path, self._take)

    def paste(self, text: str) -> None:
        """Read a table that was copied elsewhere."""
        self._engine.data.read_text(text, self._take)

    def read_again(self, header: bool | None = None, delimiter: str | None = None) -> None:
        """Read the last text otherwise."""
        self._engine.data.read_again(header, delimiter)

    def _take(self, read: ReadTable) -> None:
        self.use_table(read.ref, read.title, "drop" if read.has_gaps else "refuse")

    def use_table(self, ref: DataRef, title: str, missing: str = "refuse") -> None:
        """A table that was read; it is kept in the engine's store."""
        data = DataSettings("table", title, ref, missing=missing)
        self._put(self._with_data(self._store.document, data), f"Data: {title}")

    def set_role(self, name: str, role: str) -> None:
        """A column becomes the target, an input, or is left out."""
        learned, data = self._engine.results.learned, self._store.document.learn.data
        if learned.table is None:
            return
        names = learned.table.names
        target = learned.used.target if learned.used is not None else data.target or names[-1]
        inputs = [other for other in (data.inputs or names) if other not in (target, name)]
        if role == "target":
            inputs, target = [*inputs, target], name
        elif role == "input" and name != target:
            inputs.append(name)
        elif name == target:
            return
        ordered = tuple(other for other in names if other in inputs)
        if ordered:
            self.change_data(f"{name}: {role}", None, target=target, inputs=ordered)

    def _with_data(self, document: Document, data: DataSettings) -> Document:
        """The document with other data; a new source begins anew what is explored."""
        before = document.learn.data
        changed = replace(document, learn=replace(document.learn, data=data))
        if data == before:
            return changed
        other_columns = _columns(before) != _columns(data)
        if other_columns:
            changed = forget_others(changed)
        if changed.subject == MODEL and other_columns:
            return begun(changed, self._learned_of)
        if changed.subject == MODEL and data.standardised != before.standardised:
            return placed(replace(changed, runs=()), self._learned_of(changed).loss)
        if changed.subject == NETWORK and other_columns:
            return begun(changed, self._learned_of)
        return changed

    def say(self, sentence: str) -> None:
        """Tell why what was asked cannot be done."""
        self._engine.say(sentence)

    # Rows of the table

    def move_row(self, row: int, values: Mapping[str, float]) -> None:
        """A data point is dragged: these columns of a row of the table take other values, until :meth:`settle`."""
        table = self._table()
        if table is not None and 0 <= row < len(table[0]):
            numbers, titles = np.array(table[0]), table[1]
            for name, value in values.items():
                if name in titles and np.isfinite(value):
                    numbers[row, titles.index(name)] = value
            self._use(numbers, "Move a data point", f"row {row}")

    def settle(self) -> None:
        """The gesture is over."""
        self._store.end_merge()

    def set_cell(self, row: int, column: str, value: float) -> None:
        """A cell of the table takes another value; NaN empties it."""
        table = self._table()
        if table is not None and 0 <= row < len(table[0]) and column in table[1]:
            numbers = np.array(table[0])
            numbers[row, table[1].index(column)] = value
            self._use(numbers, "Change a cell")

    def add_row(self, values: Mapping[str, float]) -> None:
        """One more row; columns without a value get their mean."""
        table = self._table()
        if table is not None:
            numbers, titles = table
            with np.errstate(all="ignore"):
                usual = np.nanmean(numbers, axis=0) if len(numbers) else np.zeros(len(titles))
            row = [values.get(name, float(mean)) for name, mean in zip(titles, usual, strict=True)]
            self._use(np.vstack((numbers, row)), "Add a data point")

    def remove_row(self, row: int) -> None:
        """Take a row away."""
        table = self._table()
        if table is not None and 0 <= row < len(table[0]) and len(table[0]) > 1:
            self._use(np.delete(table[0], row, axis=0), "Remove a data point")

    def _table(self) -> tuple[Floats, tuple[str, ...]] | None:
        """All rows with the canonical names of their columns, as they are in the table."""
        if self._store.document.learn.data.origin == "none":
            return np.empty((0, 2)), ("x", "y")
        table = self._engine.results.learned.table
        return None if table is None else (table.numbers, table.names)

    def _use(self, numbers: Floats, label: str, merge_key: str | None = None) -> None:
        """Data that were made or shipped become a table of their own once they are changed."""
        document = self._store.document
        data, tables = document.learn.data, self._engine.tables
        try:
            if data.ref is not None and data.origin == "table":
                ref = tables.add(numbers, data.ref.titles, data.ref.labels, data.ref.left_out)
                changed = replace(data, ref=ref)
            else:
                changed = self._as_table(data, numbers)
        except DataError as error:
            self._engine.say(str(error))
            return
        learn = replace(document.learn, data=changed)
        self._put(replace(document, learn=learn), label, merge_key)
        if tables.bytes > MOST_BYTES:
            refs = (kept.learn.data.ref for kept in self._store.documents())
            tables.keep_only(ref for ref in refs if ref is not None)

    def _as_table(self, data: DataSettings, numbers: Floats) -> DataSettings:
        if data.origin == "none":
            ref = self._engine.tables.add(numbers, ("x", "y"))
            return replace(data, origin="table", title="Drawn", ref=ref)
        table = self._engine.results.learned.table
        assert table is not None
        ref = self._engine.tables.add(numbers, table.titles, table.labels)
        name = data.generator.name if data.origin == "generated" else data.title
        return replace(data, origin="table", title=f"{name}, edited", ref=ref)

    # Model, network, landscape, search

    def change_fit(self, label: str, merge_key: str | None = None, **changes: object) -> None:
        """Model, loss or penalties; other parameters of the model get a window of their own."""
        self._put(with_fit(self._store.document, self._learned_of, **changes), label, merge_key)

    def set_batch(self, rows: int) -> None:
        """How many rows a step of the next run takes, 0 for all."""
        self._put(replace(self._store.document, batch=max(int(rows), 0)), "Rows a step", "batch")

    def show_batch(self, step: int) -> None:
        """The rows of which step are shown beside all of them."""
        self._store.set_view(replace(self._store.view, batch_step=max(int(step), 0)))

    def descend(self) -> None:
        """One more run, from P with the rows a step that are chosen, plays."""
        document, view = self._store.document, self._store.view
        start = self._engine.position(*document.probe)
        changed, place = descended(document, start, view.run if document.runs else None)
        self._playback.rewind()
        self._put(changed, "Descend from P")
        self._store.set_view(replace(self._store.view, run=place))
        self._playback.play()

    def train(self) -> None:
        """The chosen run goes from the network's first weights and plays; it is made where there is none."""
        document, view = self._store.document, self._store.view
        changed, place = trained(document, view.run if document.runs else None)
        self._playback.rewind()
        self._put(changed, "Train")
        self._store.set_view(replace(self._store.view, run=place))
        self._playback.play()

    def start_again(self) -> None:
        """Back to the first weights: the playhead at the start of the runs."""
        self._playback.rewind()

    def set_training_batch(self, rows: int) -> None:
        """How many rows a step of the chosen run takes, and of the next one; 0 for all."""
        document, view = self._store.document, self._store.view
        changed = with_batch(document, rows, view.run if document.runs else None)
        self._put(changed, "Rows a step", "batch")

    def change_network(self, label: str, merge_key: str | None = None, **changes: object) -> None:
        """Shape, activations, loss or first weights of the network."""
        before = self._store.document.learn.network
        self._change(label, merge_key, network=replace(before, **changes))

    def change_landscape(self, label: str, merge_key: str | None = None, **changes: object) -> None:
        """Which plane of the weights is drawn; the window goes where the path is."""
        before = self._store.document
        landscape = replace(before.learn.landscape, **{"follows": True, **changes})
        changed = replace(before, learn=replace(before.learn, landscape=landscape), probe=(0.0, 0.0), locked=())
        learned = self._learned_of(changed)
        if learned.landscape is not None and learned.landscape.plane.kind == "weights":
            plane = learned.landscape.plane
            first, second = (plane.directions @ plane.origin).tolist()
            changed = replace(changed, probe=(first, second))
        self._put(changed, label, merge_key)

    def change_tuning(self, label: str, merge_key: str | None = None, **changes: object) -> None:
        """What the search for hyperparameters tries."""
        self._change(label, merge_key, tuning=replace(self._store.document.learn.tuning, **changes))

    def _change(self, label: str, merge_key: str | None, **parts: object) -> None:
        document = self._store.document
        self._put(replace(document, learn=replace(document.learn, **parts)), label, merge_key)

    def go_to(self, position: Mapping[str, float]) -> None:
        """P to a point by name, such as the minimum: the axes' values to the probe, the others to their sliders."""
        document = self._store.document
        axes = self._engine.axes
        for slider in document.held:
            if slider.name in position:
                document = edits.set_held(document, slider.name, position[slider.name])
        x, y = (*(position.get(name, 0.0) for name in axes), 0.0, 0.0)[:2]
        self._put(edits.set_probe(document, x, y), "Go to the minimum")


def _columns(data: DataSettings) -> tuple[object, ...]:
    """What decides which columns there are and what they mean."""
    titles = data.ref.titles if data.ref is not None else ()
    kind = data.generator.name if data.origin == "generated" else data.title if data.origin == "public" else ""
    return (data.origin, kind, titles, data.target, data.inputs)
