"""The store: undo of every choice, a drag as one step, views apart from history."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from explorer.model.document import Document
from explorer.model.store import HISTORY_LIMIT, Store
from explorer.model.view_state import ViewState


def titled(title: str) -> Document:
    return Document(title=title)


def test_undo_and_redo_walk_through_the_documents():
    store = Store()
    opening = store.document
    store.update(titled("a"), "First")
    store.update(titled("b"), "Second")
    assert store.undo_label == "Second" and not store.can_redo
    store.undo()
    assert store.document == titled("a") and store.undo_label == "First" and store.redo_label == "Second"
    store.undo()
    assert store.document == opening and not store.can_undo and store.undo_label == ""
    store.redo()
    store.redo()
    assert store.document == titled("b") and not store.can_redo and store.redo_label == ""


def test_undo_and_redo_with_nothing_to_do_change_nothing():
    store = Store()
    heard = []
    store.document_changed.connect(lambda new, old: heard.append(new))
    store.undo()
    store.redo()
    assert heard == [] and store.document == Document()


def test_a_drag_is_one_step():
    store = Store()
    for x in range(10):
        store.update(replace(store.document, probe=(float(x), 0.0)), "Move probe", "probe")
    store.end_merge()
    store.undo()
    assert store.document == Document()


def test_two_drags_are_two_steps():
    store = Store()
    store.update(replace(store.document, probe=(5.0, 0.0)), "Move probe", "probe")
    store.end_merge()
    store.update(replace(store.document, probe=(6.0, 0.0)), "Move probe", "probe")
    store.undo()
    assert store.document.probe == (5.0, 0.0)


def test_another_key_or_none_ends_the_drag():
    store = Store()
    store.update(titled("a"), "A", "one")
    store.update(titled("b"), "B", "two")
    store.update(titled("c"), "C")
    store.update(titled("d"), "D", "two")
    titles = []
    while store.can_undo:
        titles.append(store.document.title)
        store.undo()
    assert titles == ["d", "c", "b", "a"]


def test_a_drag_that_returns_leaves_no_step():
    store = Store()
    store.update(titled("away"), "Move", "drag")
    store.update(Document(), "Move", "drag")
    store.end_merge()
    assert not store.can_undo and not store.dirty


def test_an_equal_document_is_no_step_and_is_not_told():
    store = Store()
    heard = []
    store.document_changed.connect(lambda new, old: heard.append(new))
    store.update(Document(), "Nothing")
    assert heard == [] and not store.can_undo


def test_a_new_choice_forgets_what_was_undone():
    store = Store()
    store.update(titled("a"))
    store.undo()
    store.update(titled("b"))
    assert not store.can_redo


def test_history_is_bounded():
    store = Store()
    for number in range(HISTORY_LIMIT + 50):
        store.update(titled(str(number)))
    steps = 0
    while store.can_undo:
        store.undo()
        steps += 1
    assert steps == HISTORY_LIMIT and store.document == titled("49")


def test_signals_carry_new_and_old():
    store = Store()
    documents, views, settled = [], [], []
    store.document_changed.connect(lambda new, old: documents.append((new.title, old.title)))
    store.view_changed.connect(lambda new, old: views.append((new.playhead, old.playhead)))
    store.settled.connect(lambda: settled.append(True))
    store.update(titled("a"), "A", "key")
    store.end_merge()
    store.end_merge()
    store.undo()
    store.set_view(replace(store.view, playhead=3.0))
    store.set_view(replace(store.view, playhead=3.0))
    assert documents == [("a", ""), ("", "a")] and views == [(3.0, 0.0)] and settled == [True]


def test_a_listener_may_update_and_everyone_hears_both_in_order():
    store = Store()
    heard = []

    def answer(new: Document, old: Document) -> None:
        if new.title == "a":
            store.update(titled("b"))

    store.document_changed.connect(answer)
    store.document_changed.connect(lambda new, old: heard.append((old.title, new.title)))
    store.update(titled("a"))
    assert heard == [("", "a"), ("a", "b")]


def test_dirty_is_a_comparison_with_what_was_saved():
    store = Store()
    assert not store.dirty
    store.update(titled("a"))
    assert store.dirty
    store.mark_saved()
    assert not store.dirty
    store.undo()
    assert store.dirty
    store.redo()
    assert not store.dirty


def test_what_was_saved_may_be_older_than_the_current_document():
    store = Store()
    written = store.document
    store.update(titled("typed while saving"))
    store.mark_saved(written)
    assert store.dirty


def test_a_view_is_neither_undone_nor_unsaved():
    store = Store()
    store.set_view(ViewState(playhead=7.0))
    assert not store.can_undo and not store.dirty
    store.update(titled("a"))
    store.undo()
    assert store.view.playhead == 7.0


def test_replace_starts_a_new_history():
    store = Store()
    store.update(titled("old"), "Old", "typing")
    store.replace(titled("opened"), ViewState(playhead=2.0))
    assert not store.can_undo and not store.can_redo and not store.dirty and store.merge_key is None
    assert store.document == titled("opened") and store.view.playhead == 2.0


def test_replace_with_recovered_work_is_unsaved():
    store = Store()
    store.replace(titled("recovered"), saved=False)
    assert store.dirty and not store.can_undo


def test_replace_by_an_equal_document_still_clears_the_history():
    store = Store()
    store.update(titled("a"))
    heard = []
    store.history_changed.connect(lambda: heard.append(True))
    store.replace(titled("a"))
    assert heard and not store.can_undo


class StoreAgainstLists(RuleBasedStateMachine):
    """The store against the plainest model: a list of documents and a place in it."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store()
        self.documents = [self.store.document]
        self.place = 0
        self.key: str | None = None

    def _end(self) -> None:
        if self.key is not None and self.place and self.documents[self.place] == self.documents[self.place - 1]:
            del self.documents[self.place]
            self.place -= 1
        self.key = None

    @rule(title=st.sampled_from("abc"), key=st.sampled_from([None, "one", "two"]))
    def update(self, title, key):
        self.store.update(titled(title), title, key)
        if key is None or key != self.key:
            self._end()
        if titled(title) == self.documents[self.place]:
            return
        if key is not None and key == self.key:
            self.documents[self.place] = titled(title)
        else:
            del self.documents[self.place + 1 :]
            self.documents.append(titled(title))
            self.place += 1
        del self.documents[self.place + 1 :]
        self.key = key

    @rule()
    def end(self):
        self.store.end_merge()
        self._end()

    @precondition(lambda self: self.place > 0)
    @rule()
    def undo(self):
        self.store.undo()
        self._end()
        self.place = max(self.place - 1, 0)

    @rule()
    def redo(self):
        self.store.redo()
        self._end()
        self.place = min(self.place + 1, len(self.documents) - 1)

    @invariant()
    def same(self):
        assert self.store.document == self.documents[self.place]
        assert self.store.can_redo == (self.place < len(self.documents) - 1)
        assert self.store.can_undo == (self.place > 0)


StoreAgainstLists.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestStoreAgainstLists = StoreAgainstLists.TestCase
