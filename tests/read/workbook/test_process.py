"""The answer of the reading process becomes a book, its notices and its refusals."""

import json
from pathlib import Path

import polars as pl
import pytest

from estimator.model.cells import BLANK, TEXT
from estimator.model.child_process import DISK_LIMIT, MEMORY_LIMIT, TIME_LIMIT
from estimator.model.limits import Limits
from estimator.model.spool import TempFolder
from estimator.read.workbook import process
from estimator.read.workbook.process import SpilledCells

SHEET = {"name": "Plan", "hidden": True, "hidden_rows": [2], "merged": [[1, 1, 2, 2]]}
SHEET |= {"linked": [[3, 1]], "rows": 3, "columns": 2, "blocks": 0}
SHEET |= {"hidden_columns": [[2, 2]], "calculated": False}


def read(told: dict[str, object], patch: pytest.MonkeyPatch, failure: str = "") -> process.Answer:
    """The outcome where the process answers as ``told`` or ends by ``failure``."""

    def run_child(_: str, folder: Path, __: Limits) -> str:
        assert (folder / "book").read_bytes() == b"content"
        (folder / "answer.json").write_text(json.dumps(told), encoding="utf-8")
        return failure

    patch.setattr(process, "run_child", run_child)
    return process.read_workbook("plan.xlsx", b"content", Limits(seconds=7))


def test_a_book_and_its_notices_are_what_the_answer_says(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {"ours": True, "macros": True, "links": True, "formats": []}
    saved = {"saved_by": "Finance", "saved_at": "2026-11-29T10:00:00Z"}
    book, problems = read({**facts, **saved, "sheets": [SHEET]}, monkeypatch)
    assert book is not None
    assert (book.saved_by, book.saved_at) == ("Finance", "2026-11-29T10:00:00Z")
    (sheet,) = book.sheets
    assert (sheet.name, sheet.height, sheet.width, sheet.hidden) == ("Plan", 3, 2, True)
    assert (sheet.hidden_rows, sheet.merged, sheet.linked) == ((2,), ((1, 1, 2, 2),), ((3, 1),))
    assert sheet.hidden_columns == ((2, 2),)
    assert book.made_by_estimator
    assert [one.code for one in problems] == ["macros-ignored", "external-links"]


def test_a_failure_is_one_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    for failure, reason in (
        ("", "too odd."),
        (TIME_LIMIT, "reading it takes longer than 7 seconds (limit seconds)."),
        (DISK_LIMIT, "the folder for temporary files, "),
        (MEMORY_LIMIT, "it needs more memory than 8,000,000,000 bytes"),
        ("anything", "it is damaged or of a kind that is not read"),
    ):
        book, (problem,) = read({"refused": "too odd"}, monkeypatch, failure)
        assert (book, problem.code) == (None, "unreadable-file")
        said = f'"plan.xlsx" cannot be read as a workbook: {reason}'
        assert problem.message.startswith(said)


def test_blocks_are_numbered_on_and_filled_to_the_width() -> None:
    folder = TempFolder()
    for number, texts in enumerate((["a", "b"], ["c"])):
        block = pl.DataFrame({"c1": texts}).with_columns(k1=pl.lit(TEXT, dtype=pl.UInt8))
        block.write_ipc(folder.path / f"4.{number}.arrow")
    blocks = list(SpilledCells(folder, 4, SHEET | {"blocks": 2}))
    assert [block.first for block in blocks] == [1, 3]
    assert [block.texts.rows() for block in blocks] == [[("a", None), ("b", None)], [("c", None)]]
    assert blocks[1].kinds.rows() == [(TEXT, BLANK)]
