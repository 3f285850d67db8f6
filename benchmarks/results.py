"""The figures as they are kept, and the README with its tables made from them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.cases import check, floor, growth, start, streaming, waterfall, workbook
from benchmarks.measure import Record

HERE = Path(__file__).parent
RESULTS, README = HERE / "results.json", HERE / "README.md"
CASES = {
    case.name: case
    for case in (
        start.CASE,
        waterfall.CASE,
        growth.CASE,
        workbook.CASE,
        floor.WRITING,
        floor.READING,
        check.CASE,
        streaming.CASE,
    )
}


@dataclass(frozen=True)
class Result:
    """The figures of a case.

    Attributes:
        machine, day: on which they were measured.
        runs: of each side.
        before: the commit of the earlier tree; empty if none was measured.
    """

    machine: str
    day: str
    runs: int
    records: Sequence[Record]
    before: str = ""


def kept() -> dict[str, Result]:
    """The figures of each case that has been measured."""
    stored = json.loads(RESULTS.read_bytes())
    return {
        name: Result(**{**one, "records": [_record(record) for record in one["records"]]})
        for name, one in stored.items()
    }


def _record(stored: Mapping[str, Any]) -> Record:
    before = stored.get("before")
    return Record(**{**stored, "before": _record(before) if before else None})


def keep(results: Mapping[str, Result]) -> None:
    """Stores ``results``, and writes the tables made from them."""
    stored = {name: asdict(results[name]) for name in CASES if name in results}
    RESULTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    README.write_text(readme(results), encoding="utf-8")


def readme(results: Mapping[str, Result]) -> str:
    """The README with the tables of ``results``."""
    text = README.read_text(encoding="utf-8")
    for name in CASES:
        text = _filled(text, name, "\n".join(lines(name, results.get(name))))
    return text


def lines(name: str, result: Result | None) -> Iterator[str]:
    """The table of the case ``name``, and what it was measured on."""
    if result is None:
        yield "Not measured yet."
        return
    yield from CASES[name].table(result.records)
    yield ""
    figures = "Minima" if CASES[name].typical is min else "Medians"
    runs = "One run" if result.runs == 1 else f"{figures} of {result.runs} runs"
    earlier = f" *Before* is commit {result.before}." if result.before else ""
    yield f"{runs}, {result.day}, {result.machine}.{earlier}"


def _filled(text: str, name: str, block: str) -> str:
    """``text`` with what stands between the marks of ``name`` replaced by ``block``.

    Raises:
        ValueError: there are no such marks.
    """
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    head, tail = text[: text.index(start)], text[text.index(end) :]
    return f"{head}{start}\n{block}\n{tail}"
