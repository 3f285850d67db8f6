"""The user's workbook is marked in place, and earlier marks are removed from it."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from estimator.report.annotate import marker

NOTE = "estimator:\nError: found nothing.\nFill it in."
LIST = {"count": "1 error.", "use": "", "omissions": "", "columns": {"Number": 9}, "lines": []}


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> Workbook:
    # The limits would hold for the tests that follow.
    monkeypatch.setattr(marker, "confine_process", lambda _: None)
    book = Workbook()
    book.create_sheet("Plan")["B2"].comment = Comment("Ann: check", "Ann")
    return book


def marked(folder: Path, *places: tuple[int, int]) -> Workbook:
    cells = [{"at": at, "look": "error", "note": NOTE} for at in places]
    sheet = {"name": "Plan", "header_row": 1, "cells": cells, "words": None}
    job = {"limits": {}, "made_at": "2027-01-02T03:04:05Z", "sheets": [sheet], "list": LIST}
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    marker.run_marking_job(folder)
    return load_workbook(folder / "marked.xlsx")


def test_marks_are_added_to_notes_and_removed_again(book: Workbook, tmp_path: Path) -> None:
    book["Plan"].merge_cells("C3:D5")
    book.save(tmp_path / "book.xlsx")
    page = marked(tmp_path, (2, 2), (4, 4))["Plan"]
    assert page["B2"].comment.text == f"Ann: check\n\n{NOTE}"
    # A merged range is marked at its first cell.
    assert (page["C3"].comment.text, page["C3"].fill.fill_type) == (NOTE, "solid")
    (tmp_path / "marked.xlsx").rename(tmp_path / "book.xlsx")
    again = marked(tmp_path)
    assert again.sheetnames == ["Sheet", "Plan", "Problems"]
    own, merged = again["Plan"]["B2"], again["Plan"]["C3"]
    assert (own.comment.text, merged.comment) == ("Ann: check", None)
    assert own.fill.fill_type is merged.fill.fill_type is None


def test_the_answer_names_what_is_lost(book: Workbook, tmp_path: Path) -> None:
    book["Plan"]["A9"] = "=1+1"
    book.save(tmp_path / "book.xlsx")
    with ZipFile(tmp_path / "book.xlsx", "a") as package:
        package.writestr("xl/slicers/slicer1.xml", "<slicers/>")
        package.writestr("xl/drawings/drawing9.xml", "<xdr:wsDr><xdr:sp macro=''/></xdr:wsDr>")
    marked(tmp_path)
    answer = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    assert answer == {"formulas": True, "lost": ["slicers", "shapes and text boxes"]}
    with ZipFile(tmp_path / "marked.xlsx") as package:
        assert b">2027-01-02T03:04:05Z</dcterms:modified>" in package.read("docProps/core.xml")
