"""Portfolios written both ways, poured and cell by cell, and what differs between the two."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter
from lxml import etree
from lxml.etree import _Element as Element

from estimator import outputs, pipeline
from estimator.model.estimate import Outcome
from estimator.model.options import SKIP, Options
from estimator.report import grid
from estimator.report.styles import CELL_LIMIT
from tests.agreement.test_soundness import HOSTILE
from tests.cell_by_cell import SHEETS, cell_by_cell
from tests.sheets import GOOD
from tests.workbooks import (
    MAIN,
    Cell,
    Package,
    Record,
    csv_text,
    house,
    part_name,
    varied,
)

SKIPPED = Options(on_error=SKIP)
# What XML cannot hold or says in its own way, what looks like markup, and what is long.
# Not among them: _x0041_x0042_, two escapes by one underscore, which XlsxWriter writes wrongly.
NASTY = (
    *HOSTILE, "<r>R & D</r>", "<r></r>", "a_x00", " both ends ",
    "end\n", "\nstart", "a  b", "\tx\t", "a\r\nb", "".join(map(chr, range(1, 0x20))), "\u2028",
    "\u00a0x\u00a0", "{}", "{row}", "{{", "'", '"quoted"', ">", "</t></is></c>", "x" * CELL_LIMIT,
    "🚀" * (CELL_LIMIT // 2),
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A workbook of ours, and its sheets of workloads as XlsxWriter makes them cell by cell."""

    outcome: Outcome
    poured: Path
    written: Path

    @property
    def sheets(self) -> list[str]:
        """The poured sheets that it has."""
        return [sheet for sheet in SHEETS if sheet in Package.at(self.poured).sheets]


def of(outcome: Outcome, folder: Path, name: str) -> Pair:
    """``outcome`` written both ways."""
    target = folder / f"{name}.xlsx"
    saved = outputs.save_estimate(outcome, target)
    assert saved.estimate is not None, [problem.message for problem in saved.errors]
    written = cell_by_cell(saved.estimate, folder / f"{name}-cell-by-cell.xlsx")
    return Pair(outcome, target, written)


def estimated(folder: Path, records: Sequence[Record], options: Options = SKIPPED) -> Outcome:
    """What the pipeline makes of ``records``; rows with errors are left out."""
    path = folder / "workloads.csv"
    path.write_text(csv_text(records), encoding="utf-8", newline="")
    return pipeline.estimate(path, options)


def good(row: int, **more: str) -> Record:
    """A workload with what is required, and ``more``."""
    quantities = dict.fromkeys(
        ("training_tokens", "monthly_input_tokens", "monthly_output_tokens"), "1000000"
    )
    return {"workload_id": f"W{row}", "model": "gpt-4o", **quantities, **more}


def _nasty() -> list[Record]:
    """A workload for each of ``NASTY`` in every text, and some that are rejected."""
    texts = ("workload_name", "cost_center", "department", "project", "owner")
    records = [
        {**good(n, **dict.fromkeys(texts, text[:90])), "workload_id": f"{n} {text[:90]}"}
        | {"carried": text, "=2+2 & <b>": text}
        for n, text in enumerate(NASTY)
    ]
    wrong = [{**record, "workload_id": f"bad {record['workload_id']}"} for record in records]
    wrong = [{**record, "epochs": "x", "retry_rate": "<&>"} for record in wrong]
    return [*records, *wrong]


def _with_numbers(folder: Path) -> Outcome:
    """Workloads of a workbook, a carried column of which holds numbers among other things."""
    carried = (0.1, 12, -5.5, 1e300, 1e-7, 123456789012345, "007", "12", "", True, 1 / 3, "a & b")
    path = folder / "plan.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Plan")
        page.write_row(0, 0, [*GOOD, "Mixed", "Numbers"])
        for row, value in enumerate(carried, 1):
            cells = [f"W{row}", GOOD["Model"], *(float(GOOD[name]) for name in list(GOOD)[2:])]
            page.write_row(row, 0, [*cells, value, row / 8])
    return pipeline.estimate(path)


CASES = ("varied", "one row", "bare", "nasty", "house", "numbers", "stored")


def pairs(folder: Path) -> Mapping[str, Pair]:
    """Each of ``CASES``, written both ways in ``folder``."""
    wrong = [
        {**record, "epochs": "x"} if n % 7 == 3 else record for n, record in enumerate(varied())
    ]
    return {
        "varied": of(estimated(folder, wrong), folder, "varied"),
        "one row": of(estimated(folder, varied(1)), folder, "one row"),
        "bare": of(estimated(folder, [good(n) for n in range(3)]), folder, "bare"),
        "nasty": of(estimated(folder, _nasty()), folder, "nasty"),
        "house": of(estimated(folder, varied(20), house(folder)), folder, "house"),
        "numbers": of(_with_numbers(folder), folder, "numbers"),
        "stored": _stored(folder),
    }


def _stored(folder: Path) -> Pair:
    """Workloads whose months are stored, as there are more than are live."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid, "MOST_LIVE_WORKLOADS", 3)
        return of(estimated(folder, varied(20)), folder, "stored")


def _meanings(of: Package) -> list[tuple[str, ...]]:
    """What each style of a package says: its number format, font, fill, border and the rest."""
    root = of.xml("xl/styles.xml")
    forms = {one.get("numFmtId"): str(one.get("formatCode")) for one in root.iter(f"{MAIN}numFmt")}
    lists = {
        name: root.findall(f"{MAIN}{name}s/{MAIN}{name}") for name in ("font", "fill", "border")
    }
    return [
        (
            forms.get(style.get("numFmtId"), str(style.get("numFmtId"))),
            *(_xml(lists[name][int(style.get(f"{name}Id", "0"))]) for name in lists),
            *(_xml(one) for one in style),
        )
        for style in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")
    ]


def _xml(element: Element) -> str:
    return etree.tostring(element, method="c14n").decode()


# A text is a text wherever it is kept.
FORMS = {"s": "text", "inlineStr": "text"}


def _cells(of: Package, sheet: str) -> Iterator[tuple[object, ...]]:
    styles = _meanings(of)
    for cell in of.cells(sheet):
        form = FORMS.get(cell.kind, cell.kind)
        yield cell.address, styles[cell.style], form, cell.formula, _value(cell)


def _value(cell: Cell) -> object:
    # A formula's text results are compared as they are, a number as the double that it is.
    return float(cell.stored or "nan") if cell.kind == "n" and cell.stored else cell.value


def _rest(of: Package, sheet: str) -> tuple[str, list[dict[str, float | str]]]:
    """All of a sheet but its cells: the part around its rows, and what is said of each row."""
    root, styles = of.xml(of.sheets[sheet]), _meanings(of)
    for column in root.iter(f"{MAIN}col"):
        column.set("style", str(styles[int(column.get("style", "0"))]))
    said = [
        {str(name): _number(str(value)) for name, value in row.items()}
        for row in root.iter(f"{MAIN}row")
    ]
    for data in root.iter(f"{MAIN}sheetData"):
        data.clear()
    return _xml(root), said


def _tables(of: Package, sheet: str) -> list[str]:
    """The parts of the tables on a sheet."""
    folder, name = posixpath.split(of.sheets[sheet])
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in of.parts:
        return []
    targets = [str(one.get("Target")) for one in of.xml(relations)]
    return [_xml(of.xml(part_name(folder, one))) for one in targets if "/tables/" in one]


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def differences(pair: Pair) -> list[object]:
    """What differs between the two ways to write the poured sheets."""
    ours, theirs = Package.at(pair.poured), Package.at(pair.written)
    found: list[object] = []
    for sheet in pair.sheets:
        one, other = list(_cells(ours, sheet)), list(_cells(theirs, sheet))
        found += [both for both in zip(one, other, strict=False) if both[0] != both[1]]
        found += [len(one), len(other)] if len(one) != len(other) else []
        found += [
            both
            for both in zip(_tables(ours, sheet), _tables(theirs, sheet), strict=True)
            if both[0] != both[1]
        ]
        around = zip(_rest(ours, sheet), _rest(theirs, sheet), strict=True)
        found += [both for both in around if both[0] != both[1]]
    return found
