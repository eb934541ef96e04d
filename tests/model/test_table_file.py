"""Tables in a session: they come back bit by bit; hostile ones are refused in one sentence."""

from __future__ import annotations

import io
import pickle
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from msgspec.structs import replace

from explorer.model.data_store import DataStore, fingerprint
from explorer.model.document import Document
from explorer.model.errors import SessionError
from explorer.model.learn_settings import DataRef, DataSettings, LearnSettings
from explorer.model.session import load_session, save_session, session_bytes, session_from_bytes
from explorer.model.table_file import entry_name, table_bytes, table_from_bytes

TABLE = np.array([[1.0, 2.5], [np.nan, -3.0], [0.1, 1e300]])


def kept(table=TABLE):
    store = DataStore()
    ref = store.add(table, [f"c{place}" for place in range(table.shape[1])])
    return store, ref


def about(ref):
    return Document(learn=LearnSettings(data=DataSettings("table", "mine", ref)))


@given(
    arrays.arrays(
        np.float64,
        st.tuples(st.integers(0, 20), st.integers(1, 6)),
        elements=st.floats(allow_infinity=False, allow_nan=True),
    )
)
def test_a_table_comes_back_bit_by_bit(table):
    ref = DataRef(fingerprint(table), len(table), tuple(f"c{place}" for place in range(table.shape[1])))
    assert table_from_bytes(table_bytes(table), ref).tobytes() == table.tobytes()


def test_numpy_itself_reads_what_is_written():
    assert np.array_equal(np.load(io.BytesIO(table_bytes(TABLE)), allow_pickle=False), TABLE, equal_nan=True)


def test_a_session_holds_its_table(tmp_path):
    store, ref = kept()
    save_session(about(ref), tmp_path / "it.gradx", tables=store)
    session = load_session(tmp_path / "it.gradx")
    other = DataStore()
    other.adopt(session.tables)
    assert session.document == about(ref)
    assert np.array_equal(other.table(ref), TABLE, equal_nan=True)


def test_a_constant_table_of_a_million_cells_can_be_opened_again(tmp_path):
    store, ref = kept(np.ones((250_000, 4)))
    save_session(about(ref), tmp_path / "it.gradx", tables=store)
    assert load_session(tmp_path / "it.gradx").tables[ref.sha256].shape == (250_000, 4)


def test_a_table_that_is_not_at_hand_is_told():
    _, ref = kept()
    with pytest.raises(SessionError, match="not at hand"):
        session_bytes(about(ref))


def with_entry(content, ref):
    """The bytes of a session whose table is ``content``; None leaves it out."""
    store, _ = kept()
    good = session_bytes(about(ref), tables=store)
    with zipfile.ZipFile(io.BytesIO(good)) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    del entries[entry_name(ref)]
    if content is not None:
        entries[entry_name(ref)] = content
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return made.getvalue()


def header_of(text):
    padded = text.encode() + b" " * ((-len(text) - 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded


def an_object_array():
    stream = io.BytesIO()
    np.save(stream, np.array([[{"a": 1}, None]], dtype=object), allow_pickle=True)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"not a table",
        pickle.dumps([1, 2]),
        an_object_array(),
        table_bytes(TABLE)[:-1],
        table_bytes(TABLE) + b"x",
        table_bytes(TABLE + 1),
        table_bytes(TABLE.T),
        table_bytes(np.full_like(TABLE, np.inf)),
        header_of("{'descr': '<f8', 'fortran_order': False, 'shape': (3000000000, 2), }"),
        header_of("{'descr': '<f8', 'fortran_order': False, 'shape': (-3, 2), }"),
        header_of("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }") + bytes(24),
        header_of("{'descr': '|O', 'fortran_order': False, 'shape': (3, 2), }") + bytes(48),
        header_of("__import__('os').abort()"),
        header_of("(" * 500),
    ],
)
def test_any_other_entry_is_refused_in_one_sentence(content):
    _, ref = kept()
    with pytest.raises(SessionError) as caught:
        session_from_bytes(with_entry(content, ref))
    assert "\n" not in str(caught.value)


def test_a_table_that_nothing_names_is_not_read():
    store, ref = kept()
    data = with_entry(b"whatever", ref)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    entries["document.json"] = zipfile.ZipFile(io.BytesIO(session_bytes(Document()))).read("document.json")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in entries.items():
            file.writestr(name, content)
    assert session_from_bytes(made.getvalue()).tables == {}
    assert ref in store


def test_only_what_is_named_is_kept():
    store, ref = kept()
    other = store.add(TABLE + 1, ("a", "b"))
    store.keep_only([other])
    assert other in store
    assert ref not in store


@pytest.mark.parametrize("sha256", ["", "x" * 64, "A" * 64, "../../etc/passwd"])
def test_a_name_that_is_no_hash_is_refused(sha256):
    document = about(replace(kept()[1], sha256=sha256))
    with pytest.raises(SessionError):
        session_bytes(document, tables=kept()[0])
