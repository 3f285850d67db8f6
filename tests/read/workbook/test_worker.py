"""The reading process chooses a reader by content, and its answer is complete."""

import json
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import asdict

from estimator.model.limits import Limits
from estimator.read.workbook import worker
from tests import hostile
from tests.binaries import refusal, scanned

ROWS = '<row><c><v>1</v></c></row><row hidden="1"><c><v>2</v></c></row>'


def answer(content: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.setattr(worker, "confine_process", lambda _: None)
    (folder / "book").write_bytes(content)
    (folder / "job.json").write_text(json.dumps(asdict(Limits())), encoding="utf-8")
    worker.main(folder)
    read: dict[str, object] = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    return read


def test_the_answer_has_the_findings_of_each_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = {"name": "Plan", "hidden_rows": [2], "merged": [], "linked": [], "hidden": False}
    sheet |= {"hidden_columns": [], "calculated": False}
    size = {"blocks": 1, "rows": 2, "columns": 1}
    facts = {"ours": False, "macros": False, "links": False, "formats": []}
    facts |= {"saved_by": "", "saved_at": ""}
    told = answer(hostile.packed(hostile.parts(ROWS)), tmp_path, monkeypatch)
    assert told == {**facts, "sheets": [{**sheet, **size}]}


def test_a_refusal_is_the_whole_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = answer(hostile.packed({"a.txt": b"x"}), tmp_path, monkeypatch)
    assert told == {"refused": "it is a packed file, but no workbook; save it as .xlsx"}


def test_content_that_no_reader_takes_is_refused(tmp_path: Path) -> None:
    for content, reason in (
        (b"PK\x03\x04", "it is damaged"),
        (hostile.packed({"mimetype": b"application/epub+zip"}), "but no workbook"),
        (hostile.packed({"xl/workbook.bin": b"\x9c"}), "it is damaged"),
        (hostile.packed(hostile.parts(), zipfile.ZIP_LZMA), "packed in a way that is not read"),
    ):
        assert reason in refusal(tmp_path, content)


def test_a_part_that_nobody_reads_counts_for_the_limit(tmp_path: Path) -> None:
    parts = hostile.parts(ROWS)
    large = hostile.packed(parts | {"xl/media/a.png": b"\0" * 100_000})
    limits = Limits(inflated_bytes=50_000)
    assert scanned(tmp_path, hostile.packed(parts), limits).sheets
    assert "limit inflated_bytes" in refusal(tmp_path, large, limits)
