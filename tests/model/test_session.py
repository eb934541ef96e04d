"""Session files: what is saved comes back; what is wrong is refused in one sentence."""

from __future__ import annotations

import json
import os
import stat
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model import archive
from explorer.model.document import SCHEMA, Document, OptimiserSettings, RunSpec, Slider, Window
from explorer.model.session import (
    Session,
    SessionError,
    load_session,
    open_session,
    save_session,
    session_bytes,
    session_from_bytes,
)
from explorer.model.view_state import ViewState
from tests.model.model_strategies import documents, views

RICH = Document(
    formula="a x² + sin(βy) — nicht lesbar",
    title="Größe",
    variables=("x", "y", "z"),
    axes=("y", "z"),
    parameters=(Slider("a", 2.5, -3.0, 4.0, 0.1),),
    held=(Slider("x", 0.5),),
    window=Window(-1.5, 2.0, 0.0, 1e6),
    probe=(-0.25, 3.0),
    locked=("y",),
    optimiser=OptimiserSettings("Adam", (("betas", (0.9, 0.99)), ("lr", 0.1))),
    steps=77,
    runs=(RunSpec((("x", 1.0), ("y", -2.0)), steps=3, seed=9), RunSpec((), parent=0, fork_step=2)),
)


def written(tmp_path, entries, name="it.gradx"):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as file:
        for entry, content in entries.items():
            file.writestr(entry, content)
    return path


def fields(**changes):
    return json.dumps({"schema": SCHEMA, "formula": "x", **changes})


def refused(path):
    with pytest.raises(SessionError) as caught:
        load_session(path)
    sentence = str(caught.value)
    assert sentence.startswith("Could not open ") and sentence.endswith(".") and "\n" not in sentence
    return sentence


@given(document=documents(), view=st.none() | views())
def test_what_is_saved_comes_back(document, view):
    assert session_from_bytes(session_bytes(document, view)) == Session(document, view)


def test_a_file_on_disk_comes_back(tmp_path):
    path = tmp_path / "mine.gradx"
    save_session(RICH, path, ViewState(playhead=3.5))
    assert load_session(path) == Session(RICH, ViewState(playhead=3.5))
    assert open_session(str(path)) == RICH
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.gradx"]


def test_equal_documents_give_equal_bytes():
    assert session_bytes(RICH, ViewState()) == session_bytes(RICH, ViewState())


def test_document_json_names_its_schema_first():
    with zipfile.ZipFile(archive.io.BytesIO(session_bytes(RICH))) as file:
        assert file.namelist() == ["document.json"]
        content = json.loads(file.read("document.json"))
    assert next(iter(content)) == "schema" and content["schema"] == SCHEMA and content["formula"] == RICH.formula


def test_missing_fields_take_their_defaults(tmp_path):
    assert open_session(written(tmp_path, {"document.json": fields()})) == Document(formula="x")


@pytest.mark.parametrize(
    "content, words",
    [
        (json.dumps({"formula": "x"}), "no schema"),
        (fields(schema="1"), "no schema"),
        (fields(schema=True), "no schema"),
        (fields(schema=SCHEMA + 1), "newer"),
        (fields(schema=10**30), "newer"),
        (fields(schema=-4), "no longer"),
        (fields(colour="red"), "colour"),
        (fields(formula=7), "formula"),
        (fields(formula=None), "formula"),
        (fields(formula="x" * 10_001), "10001 characters"),
        (fields(formula="\ud800"), "cannot be read"),
        (fields(title="t" * 501), "title"),
        (fields(window={"x_min": 1, "x_max": 1}), "window's first range"),
        (fields(window={"y_min": 4, "y_max": -4}), "window's second range"),
        (fields(window={"x_min": -1e13}), "window's first range"),
        (fields(window=[1, 2, 3, 4]), "window"),
        (fields(window={"x_min": 1e9, "x_max": 1e9 + 1e-6}), "window's first range"),
        ('{"schema": 1, "probe": [NaN, 0]}', "cannot be read"),
        ('{"schema": 1, "probe": [1e999, 0]}', "cannot be read"),
        ('{"schema": 1, "probe": [-Infinity, 0]}', "cannot be read"),
        (fields(probe=[1e300, 0]), "probe"),
        (fields(probe=[1]), "probe"),
        (fields(probe=["1", 2]), "probe"),
        (fields(axes=["x", "x"]), "twice"),
        (fields(axes=["x", ""]), "empty"),
        (fields(variables=["v" * 65]), "65 characters"),
        (fields(variables=[f"v_{n}" for n in range(257)]), "257"),
        (fields(parameters=[{"name": "a", "minimum": 2, "maximum": 1}]), "'a'"),
        (fields(parameters=[{"name": "a", "value": 9}]), "outside"),
        (fields(parameters=[{"name": "a", "step": 0}]), "step"),
        (fields(parameters=[{"name": "a"}, {"name": "a"}]), "twice"),
        (fields(held=[{"name": "z", "value": 1e13, "maximum": 1e14}]), "finite"),
        (fields(layers={"arrow_length": "long"}), "unit or true"),
        (fields(layers={"colour_map": "../../etc"}), "colour map"),
        (fields(layers={"map_fill": 1}), "map_fill"),
        (fields(optimiser={"name": "GD", "hyperparameters": [["lr", 1e13]]}), "'lr'"),
        (fields(optimiser={"name": "GD", "hyperparameters": [["lr", 1], ["lr", 2]]}), "twice"),
        (fields(optimiser={"name": "GD", "hyperparameters": [["lr", [0.1] * 300]]}), "300"),
        (fields(steps=0), "steps"),
        (fields(steps=1_000_001), "steps"),
        (fields(steps=1.5), "steps"),
        (fields(runs=[{"start": []}] * 257), "257 runs"),
        (fields(runs=[{"start": [["x", 1], ["x", 2]]}]), "twice"),
        (fields(runs=[{"start": [["x", 1e20]]}]), "start"),
        (fields(runs=[{"start": [], "steps": 0}]), "steps"),
        (fields(runs=[{"start": [], "seed": -1}]), "seed"),
        (fields(runs=[{"start": [], "parent": 1}]), "run 1"),
        (fields(runs=[{"start": [], "fork_step": -1}]), "step -1"),
        (fields(runs=[{}]), "start"),
        ("[]", "document.json"),
        ("", "document.json"),
        ('{"schema": 1, "formula": "x"', "document.json"),
        ('{"schema": 1, "formula": ' + "[" * 100_000 + "]" * 100_000 + "}", "document.json"),
    ],
)
def test_a_wrong_document_is_refused_with_what_and_where(tmp_path, content, words):
    assert words in refused(written(tmp_path, {"document.json": content.encode("utf-8", "surrogatepass")}))


@pytest.mark.parametrize(
    "view, words",
    [
        ({"theme": "solar"}, "theme"),
        ({"theme": "colour_maps"}, "theme"),
        ({"theme": "../light"}, "theme"),
        ({"camera": {"elevation": 91}}, "elevation"),
        ({"camera": {"distance": 0}}, "distance"),
        ({"camera": {"azimuth": 1e9}}, "azimuth"),
        ({"camera": {"centre": [0, 1e9, 0]}}, "centre"),
        ({"text_scale": 0}, "text size"),
        ({"speed": -1}, "speed"),
        ({"playhead": -0.5}, "playhead"),
        ({"panel": "p" * 65}, "panel"),
        ({"layout": "l" * 1_000_001}, "layout"),
        ({"zoom": 2}, "zoom"),
    ],
)
def test_a_wrong_view_is_refused(tmp_path, view, words):
    assert words in refused(written(tmp_path, {"document.json": fields(), "view.json": json.dumps(view)}))


def test_places_that_are_no_session(tmp_path):
    assert "no such file" in refused(tmp_path / "nothing.gradx")
    assert "folder" in refused(tmp_path)
    text = tmp_path / "text.gradx"
    text.write_text("x²y + 3xy³")
    assert "not a zip" in refused(text)
    empty = tmp_path / "empty.gradx"
    empty.write_bytes(b"")
    assert "not a zip" in refused(empty)
    assert "document.json" in refused(written(tmp_path, {"word/document.xml": "<w/>"}))
    with pytest.raises(SessionError):
        load_session("no\0name")


@pytest.mark.skipif(sys.platform == "win32", reason="devices are files on POSIX only")
def test_a_device_is_not_read():
    assert "ordinary file" in refused("/dev/zero")


@pytest.mark.parametrize(
    "change, words",
    [
        ({"title": 3}, "title"),
        ({"probe": (float("nan"), 0.0)}, "probe"),
        ({"probe": (float("inf"), 0.0)}, "probe"),
        ({"formula": "\udc80"}, "half of a character"),
        ({"window": None}, "window"),
        ({"runs": [1]}, "runs"),
        ({"steps": 10**40}, ""),
    ],
)
def test_what_cannot_be_saved_leaves_the_old_file(tmp_path, change, words):
    path = tmp_path / "mine.gradx"
    save_session(RICH, path)
    before = path.read_bytes()
    with pytest.raises(SessionError, match=r"Could not save mine\.gradx") as caught:
        save_session(Document(**change), path)
    assert words in str(caught.value) and path.read_bytes() == before and len(list(tmp_path.iterdir())) == 1


def test_a_crash_between_writing_and_renaming_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "mine.gradx"
    save_session(RICH, path)

    def crash(source, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(archive.os, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        save_session(Document(), path)
    monkeypatch.undo()
    assert open_session(path) == RICH and len(list(tmp_path.iterdir())) == 1


def test_the_bytes_are_on_disk_before_the_name_changes(tmp_path, monkeypatch):
    order = []
    fsync, rename = os.fsync, os.replace
    monkeypatch.setattr(archive.os, "fsync", lambda descriptor: (order.append("flush"), fsync(descriptor)))
    monkeypatch.setattr(archive.os, "replace", lambda a, b: (order.append("rename"), rename(a, b)))
    save_session(Document(), tmp_path / "mine.gradx")
    assert order[:2] == ["flush", "rename"]


def test_saving_where_nothing_can_be_written(tmp_path):
    with pytest.raises(SessionError, match="folder"):
        save_session(Document(), tmp_path)
    with pytest.raises(SessionError, match="cannot be written"):
        save_session(Document(), tmp_path / "no folder" / "mine.gradx")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and links")
def test_permissions_and_links_survive_saving(tmp_path):
    real, link = tmp_path / "real.gradx", tmp_path / "link.gradx"
    save_session(Document(), real)
    real.chmod(0o640)
    link.symlink_to(real)
    save_session(RICH, link)
    assert link.is_symlink() and open_session(real) == RICH
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.parametrize("numbers", ["", "weights", "gradients", "none"])
def test_what_stands_on_a_networks_edges_is_kept(tmp_path, numbers):
    view = ViewState(sample=-1, pass_step=7, edge="w_121", edge_numbers=numbers)
    save_session(RICH, tmp_path / "a.gradx", view)
    assert load_session(tmp_path / "a.gradx").view == view


def test_other_words_on_a_networks_edges_are_refused():
    with pytest.raises(SessionError, match="edges cannot tell 'slopes'"):
        session_bytes(RICH, ViewState(edge_numbers="slopes"))
