"""Text files of every make give the same cells."""

from pathlib import Path

import pytest

from estimator.model.schema import workloads_schema
from estimator.read.book import read_book

LINES = ["Workload ID,Model,Owner", 'W-1,gpt-4o,"Jürgen, Co"', 'W-2,gpt-4o,"two\nlines"']
CELLS = [
    ("Workload ID", "Model", "Owner"),
    ("W-1", "gpt-4o", "Jürgen, Co"),
    ("W-2", "gpt-4o", "two\nlines"),
]


def read(path: Path, content: bytes) -> tuple[list[tuple[str, ...]], list[str]]:
    path.write_bytes(content)
    found, problems = read_book(path, workloads_schema())
    assert found is not None, problems
    return list(found.sheets[0].texts.iter_rows()), [problem.code for problem in problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_make_no_difference(
    encoding: str, newline: str, tmp_path: Path
) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    content = mark + newline.join(LINES).encode(encoding)
    assert read(tmp_path / "plan.csv", content) == (CELLS, [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_brings_out_the_headings(
    delimiter: str, tmp_path: Path
) -> None:
    rows = [f"Plan, 2027; draft{delimiter}", *(_joined(row, delimiter) for row in CELLS)]
    cells, problems = read(tmp_path / "plan.csv", "\n".join(rows).encode())
    assert ([row[:3] for row in cells[1:]], problems) == (CELLS, [])


def _joined(cells: tuple[str, ...], delimiter: str) -> str:
    return delimiter.join(f'"{cell}"' for cell in cells)


def test_a_sep_line_is_obeyed_and_not_counted(tmp_path: Path) -> None:
    content = "sep=;\r\n" + "\r\n".join(LINES).replace(",", ";").replace("n; C", "n, C")
    cells, _ = read(tmp_path / "plan.csv", content.encode())
    assert cells == CELLS


def test_windows_1252_is_told_with_what_it_gave(tmp_path: Path) -> None:
    cells, problems = read(tmp_path / "plan.csv", "\n".join(LINES).encode("cp1252"))
    assert (cells, problems) == (CELLS, ["encoding-assumed"])
