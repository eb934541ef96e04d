"""Tables of text become data sets whole, or not at all with row and column."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.learn.column_names import column_name, is_column_name
from explorer.core.learn.errors import DataError
from explorer.core.learn.reading import load_data, parse_table, read_table


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("x,y\n1,2\n3,4\n", ("x", "y"), [[1, 2], [3, 4]]),
        ("x, y\r\n1, 2\r\n\r\n3, 4", ("x", "y"), [[1, 2], [3, 4]]),
        ("1,2\n3,4", ("x_1", "x_2"), [[1, 2], [3, 4]]),
        ("5\n6", ("x",), [[5], [6]]),
        ("size;price\n1,5;2\n1.002,25;-3e-1\n", ("size", "price"), [[1.5, 2], [1002.25, -0.3]]),
        ("x\ty\n1,5\t2\n", ("x", "y"), [[1.5, 2]]),
        ('x,"y, z"\n"1,5",3\n', ("x", "y_z"), [[1.5, 3]]),
        ('a,b\n"1,234",3.5\n"12,000.25",1\n', ("a", "b"), [[1234, 3.5], [12000.25, 1]]),
        ("y  x\n 0.1   0.2\n338.8  337.4", ("y", "x"), [[0.1, 0.2], [338.8, 337.4]]),
        ("\ufeffx|y\n1|2", ("x", "y"), [[1, 2]]),
        ("x,y,\n1,2,\n3,4,\n", ("x", "y"), [[1, 2], [3, 4]]),
        ("x\n−3", ("x",), [[-3]]),
    ],
)
def test_the_form_is_recognised(text: str, names: tuple[str, ...], rows: list[list[float]]) -> None:
    data = parse_table(text)
    assert data.names == names
    assert data.matrix().tolist() == rows


@given(
    st.lists(
        st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3), min_size=2, max_size=12
    ),
    st.sampled_from([(",", "."), (";", ","), (";", "."), ("\t", ","), ("\t", "."), ("|", ".")]),
)
def test_every_number_comes_back_bit_for_bit(rows: list[list[float]], form: tuple[str, str]) -> None:
    delimiter, point = form
    lines = [["a", "b", "c"], *([repr(cell).replace(".", point) for cell in row] for row in rows)]
    data = parse_table("\n".join(delimiter.join(line) for line in lines), delimiter=delimiter)  # type: ignore[arg-type]
    assert data.matrix().tolist() == rows


@given(st.lists(st.lists(st.integers(-999, 999), min_size=2, max_size=2), min_size=1, max_size=8))
def test_python_s_own_writer_is_read(rows: list[list[int]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["first one", "second"], *rows])
    assert parse_table(stream.getvalue()).matrix().tolist() == rows


@pytest.mark.parametrize(
    ("text", "row", "column", "words"),
    [
        ("x,y\n1,2\n3\n5,6", 3, "column 2", "Row 3 has 1 cells"),
        ("x,y\n1,2\n3,4,5\n", 3, "column 3", "Row 3 has 3 cells"),
        ("x,y\n1,2\n\n3,foo\n4,5", 4, "y", "“foo”"),
        ("x,y\n1,2\n3,\n", 3, "y", "no value at row 3, column y"),
        ("x,y\n1,2\n3,1e400", 3, "y", "too large"),
        ("x,y\n1,2\n1_0,3", 3, "x", "“1_0”"),
        ("x,y\n1_0,2", 2, "x", "“1_0”"),
        ("a,b,a\n1,2,3", 1, "a", "Columns 1 and 3"),
        ('x,y\n1,"2\n3,4', 2, None, "quote"),
        ("", 1, None, "empty"),
        ("x,y\n", 1, None, "no rows"),
        ("name,y\nAnn,1\nBen,2\nCid,3", 2, "name", "words"),
        ("x,y\nnan,1\n2,3", 2, "x", "no value"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, row: int, column: str | None, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        parse_table(text)
    assert (caught.value.row, caught.value.column) == (row, column)


def test_missing_values_are_dropped_or_filled_on_request() -> None:
    text = "x,y\n1,2\n\n3,\nNA,6\n5,8"
    assert read_table(text).missing == ((4, "y"), (5, "x"))
    dropped = parse_table(text, missing="drop")
    assert dropped.matrix().tolist() == [[1, 2], [5, 8]]
    assert "2 of 4 rows" in dropped.notices[0] and "row 4, column y; row 5, column x" in dropped.notices[0]
    filled = parse_table(text, missing="mean")
    assert filled.matrix().tolist() == [[1, 2], [3, 16 / 3], [3, 6], [5, 8]]
    with pytest.raises(DataError, match="No row is complete"):
        parse_table("x,y\n1,\n,2", missing="drop")
    with pytest.raises(DataError, match="no value at all"):
        parse_table("x,y\n1,\n2,", missing="mean")


def test_words_are_class_labels_an_error_or_left_out() -> None:
    text = "x,kind\n1,dog\n2,cat\n3,dog\n"
    data = parse_table(text)
    assert data["kind"].tolist() == [1, 0, 1]
    assert data.labels["kind"] == ("cat", "dog")
    assert parse_table(text, words="leave out").names == ("x",)
    with pytest.raises(DataError, match="holds words"):
        parse_table(text, words="refuse")


def test_ten_million_cells_are_refused_before_they_are_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"10,000,00\d cells .* row 2,500,001") as caught:
        parse_table("x,y\n" + "1,2\n" * 5_000_000)
    assert caught.value.row == 2_500_001
    with pytest.raises(DataError, match="300 columns"):
        parse_table(",".join(f"c{i}" for i in range(300)) + "\n" + ",".join("1" * 300))
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(DataError, match="1,024 MiB"):
        load_data(huge)


def test_files_in_several_encodings(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    for encoding in ("utf-8", "utf-8-sig", "latin-1", "utf-16"):
        path.write_bytes("größe;y\n1,5;2\n".encode(encoding))
        data = load_data(path)
        assert data["größe"].tolist() == [1.5]
    path.write_bytes(b"PK\x03\x04\x00\x00\x00")
    with pytest.raises(DataError, match="no text file"):
        load_data(path)
    with pytest.raises(FileNotFoundError):
        load_data(tmp_path / "none.csv")


@given(st.text(max_size=60))
def test_any_text_gives_data_or_a_sentence(text: str) -> None:
    try:
        data = parse_table(text)
    except DataError as trouble:
        assert trouble.message.endswith(".")
    else:
        assert len(data) > 0


@given(st.lists(st.text(max_size=12), max_size=5))
def test_any_heading_gives_a_name_that_stays_whole(titles: list[str]) -> None:
    names: list[str] = []
    for number, title in enumerate(titles, 1):
        names.append(column_name(title, number, names))
    assert len(set(names)) == len(names)
    assert all(map(is_column_name, names))


def test_headings_become_names() -> None:
    given = ["Sepal length (cm)", "w_rate", "x1", "2nd", "Größe", "if", "μ"]
    found = list(itertools.starmap(column_name, [(title, number) for number, title in enumerate(given, 1)]))
    assert found == ["Sepal_length", "w_rate", "x_1", "x_4", "Grosse", "if", "μ"]


def test_a_hundred_thousand_rows() -> None:
    numbers = np.random.default_rng(1).normal(size=(100_000, 2))
    text = "a;b\n" + "\n".join(f"{a!r};{b!r}" for a, b in numbers.tolist()).replace(".", ",")
    assert np.array_equal(parse_table(text).matrix(), numbers)
