"""Bytes from anywhere: entries, or one sentence; never anything else, never much memory."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.model import archive
from explorer.model.archive import pack, unpack
from explorer.model.document import Document
from explorer.model.errors import SessionError
from explorer.model.session import session_bytes, session_from_bytes
from explorer.model.view_state import ViewState

GOOD = session_bytes(Document(), ViewState())


def zipped(*entries, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for entry, content in entries:
            file.writestr(entry, content)
    return buffer.getvalue()


def patched(data, signature, offset, layout, value):
    """The zip with one header number overwritten wherever ``signature`` begins a header."""
    data = bytearray(data)
    place = data.find(signature)
    while place >= 0:
        struct.pack_into(layout, data, place + offset, value)
        place = data.find(signature, place + 4)
    return bytes(data)


def refusal(data):
    with pytest.raises(SessionError) as caught:
        unpack(data)
    return str(caught.value)


def test_packed_entries_come_back_in_order():
    entries = {"b.json": b"{}", "a.json": b"x" * 5000, "empty": b""}
    assert unpack(pack(entries)) == entries and list(unpack(pack(entries))) == list(entries)


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../up.json", "a/../../b", "C:\\x", "a\\b", "C:x", "a/./../b", "n" * 201]
)
def test_unsafe_names_are_refused(name):
    info = zipfile.ZipInfo("x")
    info.filename = info.orig_filename = name
    assert "unsafe name" in refusal(zipped((info, b"")))


def test_a_name_with_a_zero_byte_is_refused():
    assert "unsafe name" in refusal(zipped(("ab.json", b"")).replace(b"ab.json", b"a\0.json"))


def test_links_folders_and_doubles_are_refused():
    link = zipfile.ZipInfo("document.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "link" in refusal(zipped((link, b"/etc/passwd")))
    assert "folder" in refusal(zipped(("data/", b"")))
    folder = zipfile.ZipInfo("data")
    folder.external_attr = (stat.S_IFDIR | 0o755) << 16
    assert "folder" in refusal(zipped((folder, b"")))
    with pytest.warns(UserWarning, match="Duplicate"):
        double = zipped(("document.json", b"{}"), ("document.json", b"[]"))
    assert "twice" in refusal(double)
    assert "twice" in refusal(zipped(("a.json", b"{}"), ("A.JSON", b"[]")))


def test_encrypted_and_oddly_packed_entries_are_refused():
    data = patched(zipped(("a", b"x")), b"PK\x01\x02", 8, "<H", 1)
    assert "encrypted" in refusal(data)
    assert "packed in a way" in refusal(zipped(("a", b"x" * 100), compression=zipfile.ZIP_BZIP2))
    assert "packed in a way" in refusal(zipped(("a", b"x" * 100), compression=zipfile.ZIP_LZMA))
    assert "packed in a way" in refusal(patched(zipped(("a", b"x")), b"PK\x01\x02", 10, "<H", 99))


def test_a_bomb_is_refused_by_its_announced_size():
    bomb = zipped(*((f"data/{n}", bytes(10_000_000)) for n in range(7)))
    assert len(bomb) < 100_000 and "64 MiB" in refusal(bomb)
    assert "suspiciously" in refusal(zipped(("data/0", bytes(10_000_000))))


def test_a_bomb_that_lies_about_its_size_unpacks_no_further(monkeypatch):
    bomb = patched(zipped(("a", bytes(50_000_000))), b"PK\x01\x02", 24, "<I", 100)
    asked = []
    decompressor = zlib.decompressobj

    class Watched:
        def __init__(self, *arguments):
            self._inner = decompressor(*arguments)

        def decompress(self, data, most=0):
            asked.append(most)
            return self._inner.decompress(data, most)

        def __getattr__(self, name):
            return getattr(self._inner, name)

    monkeypatch.setattr(zipfile.zlib, "decompressobj", Watched)
    assert "damaged" in refusal(bomb)
    assert asked and all(0 < most <= 1 << 20 for most in asked)


def test_too_many_entries_are_refused_before_any_is_looked_at(monkeypatch):
    many = zipped(*((str(n), b"") for n in range(1001)))
    monkeypatch.setattr(archive.zipfile, "ZipFile", None)
    assert "1000 entries" in refusal(many)
    one = zipped_before = GOOD
    assert "1000 entries" in refusal(patched(one, b"PK\x05\x06", 12, "<I", 5_000_000))
    locator = b"PK\x06\x07" + bytes(16)
    assert "1000 entries" in refusal(zipped_before[:-22] + locator + zipped_before[-22:])


def test_a_damaged_entry_is_told():
    place = GOOD.find(b"document.json") + len("document.json") + 5
    damaged = GOOD[:place] + bytes([GOOD[place] ^ 0x55]) + GOOD[place + 1 :]
    assert "damaged" in refusal(damaged)


@pytest.mark.parametrize("length", range(0, len(GOOD), 7))
def test_a_file_cut_off_anywhere_is_refused(length):
    with pytest.raises(SessionError):
        session_from_bytes(GOOD[:length])


def opened_or_refused(data):
    try:
        session_from_bytes(data)
    except SessionError as error:
        sentence = str(error)
        assert sentence and "\n" not in sentence and len(sentence) < 500


@given(st.binary(max_size=400))
def test_random_bytes_raise_nothing_else(data):
    opened_or_refused(data)
    opened_or_refused(data + GOOD[-22:])


@settings(max_examples=400)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_session_with_some_bytes_changed_raises_nothing_else(changes):
    data = bytearray(GOOD)
    for place, byte in changes:
        data[place] = byte
    opened_or_refused(bytes(data))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from([*Document.__struct_fields__, "schema"])


@settings(max_examples=300)
@given(st.dictionaries(FIELDS, JSON, max_size=4), st.sampled_from(["document.json", "view.json"]))
def test_a_session_with_any_json_raises_nothing_else(fields, name):
    import json

    content = {"schema": 1, **fields} if name == "document.json" else fields
    entries = {"document.json": b'{"schema": 1}', name: json.dumps(content).encode()}
    opened_or_refused(pack(entries))


@given(st.integers(0, len(GOOD)), st.binary(max_size=30), st.integers(0, 30))
def test_a_session_with_a_part_replaced_raises_nothing_else(place, inserted, removed):
    opened_or_refused(GOOD[:place] + inserted + GOOD[place + removed :])
