"""The user's own workbook marked: all of it kept, problem cells noted, the list last."""

import io
import re
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.comments import Comment

from estimator import outputs
from estimator.model.child_process import FAULT, MEMORY_LIMIT, TIME_LIMIT
from estimator.model.estimate import Outcome
from estimator.model.options import Options
from estimator.pipeline import check
from estimator.report.annotate import marks, user_workbook
from estimator.report.annotate.problem_list import HEADING_ROW
from estimator.report.styles import BAD_GROUND, CELL_LIMIT, WARN_GROUND
from tests.agreement.test_soundness import (
    CHECKS,
    forbidden_faults,
    reference_faults,
    schema_faults,
    value_faults,
)
from tests.sheets import GOOD, sheet
from tests.workbooks import Package, needs_libreoffice, needs_schemas, recalculated

PLAN = "FY27 plan's"
HEADERS = (
    "Workload ID", "Workload name", "Model", "Training tokens", "Epochs", "Monthly input tokens",
    "Monthly output tokens", "Validation share",
)  # fmt: skip
ROWS: Sequence[Sequence[str | int | float | None]] = (
    ("W-1", "=Chat", "gpt-4o", 1_000_000, 3, 2_000_000, 1_000_000, 0.1),
    ("W-2", "Search", "gpt-9", 2_000_000, "three", 2_000_000, 1_000_000, 0.2),
    ("W-2", "Notes", "gpt-4o", 5_000_000, 2, 2_000_000, 1_000_000, "-"),
    ("W-4", "Mail", "gpt-4o", None, 2, 2_000_000, 1_000_000, 0.1),
)
RED, AMBER = f"FF{BAD_GROUND[1:]}", f"FF{WARN_GROUND[1:]}"
# The smallest picture there is.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8"
    "cfc000000301010018dd8db00000000049454e44ae426082"
)


def workbook(path: Path, rows: Sequence[Sequence[Any]] = ROWS) -> Path:
    """A workbook as people have it: formats, a merged title, notes, a filter, a lock, a chart."""
    book = xlsxwriter.Workbook(str(path))
    page, rates = book.add_worksheet(PLAN), book.add_worksheet("Rates")
    whole = book.add_format({"num_format": "#,##0", "bg_color": "#F5FFF5", "italic": True})
    page.merge_range("A1:H1", "Plan of 2027", book.add_format({"font_size": 16}))
    page.write_row("A3", HEADERS, book.add_format({"bg_color": "#CCE5CC", "border": 1}))
    for row, cells in enumerate(rows, 3):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(row, column, cell)
            elif cell is not None:
                page.write_number(row, column, cell, whole)
    page.write_formula("D7", "=Rates!B2*2", whole, 2_000_000)
    page.write_comment("E5", "Ann: check with ops", {"author": "Ann"})
    page.write_comment("B4", "Ann: the old chat", {"author": "Ann"})
    page.set_column("B:B", 33)
    page.freeze_panes(3, 1)
    page.autofilter("A3:H7")
    page.protect("secret")
    rates.write("B2", 1_000_000)
    rates.data_validation("B2", {"validate": "integer", "criteria": ">", "value": 0})
    rates.conditional_format("B2", {"type": "cell", "criteria": ">", "value": 5, "format": whole})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Rates!$B$2:$B$3"})
    rates.insert_chart("D2", chart)
    rates.insert_textbox("D20", "Mind the rates")
    rates.insert_image("D30", "dot.png", {"image_data": io.BytesIO(DOT)})
    book.add_worksheet("Problems").write("A1", "Risks of the programme")
    book.define_name("Base", "=Rates!$B$2")
    book.close()
    return path


@dataclass(frozen=True)
class Marked:
    """A marked copy, and what came of marking it."""

    path: Path
    outcome: Outcome

    @property
    def book(self) -> Any:  # noqa: ANN401 - its sheets are of several types
        return load_workbook(self.path)

    @property
    def told(self) -> dict[str, str]:
        """What is said of the copy, by code."""
        return {one.code: one.message for one in self.outcome.notices if "copy" in one.code}


def marked(source: Path, target: Path, options: Options | None = None) -> Marked:
    options = options or Options()
    outcome = outputs.save_marked(check(source, options), target, source, options)
    return Marked(target, outcome)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Marked:
    folder = tmp_path_factory.mktemp("rich")
    return marked(workbook(folder / "plan.xlsx"), folder / "marked.xlsx")


def fills(page: Any) -> dict[str, str]:  # noqa: ANN401 - as above
    """The red and amber cells by address."""
    found = {cell.coordinate: str(cell.fill.start_color.rgb) for row in page for cell in row}
    return {address: color for address, color in found.items() if color in {RED, AMBER}}


def notes(page: Any) -> dict[str, str]:  # noqa: ANN401
    return {cell.coordinate: cell.comment.text for row in page for cell in row if cell.comment}


def lines(page: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """The lines of the list of problems by title."""
    titles, *rows = page.iter_rows(min_row=HEADING_ROW, values_only=True)
    return [dict(zip(titles, row, strict=True)) for row in rows]


def test_all_else_of_the_workbook_is_kept(rich: Marked) -> None:
    page, rates = rich.book[PLAN], rich.book["Rates"]
    assert page["D7"].value == "=Rates!B2*2"
    assert (page["B4"].value, page["B4"].data_type) == ("=Chat", "s")
    assert (page["D4"].number_format, page["D4"].fill.start_color.rgb) == ("#,##0", "FFF5FFF5")
    assert page["D4"].font.italic
    assert page["A3"].fill.start_color.rgb == "FFCCE5CC"
    assert page.column_dimensions["B"].width == pytest.approx(33.71, abs=0.01)
    assert (page.freeze_panes, page.auto_filter.ref) == ("B4", "A3:H7")
    assert [str(one) for one in page.merged_cells.ranges] == ["A1:H1"]
    assert page.protection.sheet
    assert page.protection.password
    assert rates["B2"].value == 1_000_000
    assert len(rates.data_validations.dataValidation) == len(rates.conditional_formatting) == 1
    assert len(rates._charts) == 1  # noqa: SLF001 - there is no public name
    assert rich.book.defined_names["Base"].attr_text == "Rates!$B$2"
    assert rich.book["Problems"]["A1"].value == "Risks of the programme"


def test_problem_cells_are_filled_and_noted(rich: Marked) -> None:
    page = rich.book[PLAN]
    assert fills(page) == {"C5": RED, "E5": RED, "A5": RED, "A6": RED, "H6": AMBER}
    assert page["C5"].font.bold
    assert not page["H6"].font.bold
    assert page["C5"].number_format == "General"
    assert notes(page)["C5"].startswith('estimator:\nError: found "gpt-9"')
    assert notes(page)["H6"].startswith('estimator:\nNotice: found "-"')


def test_the_notes_of_others_are_kept(rich: Marked) -> None:
    found = notes(rich.book[PLAN])
    assert found["B4"] == "Ann: the old chat"
    assert found["E5"].startswith('Ann: check with ops\n\nestimator:\nError: found "three"')
    assert rich.book[PLAN]["E5"].comment.author == "Ann"


def test_the_list_of_problems_is_the_last_sheet(rich: Marked) -> None:
    assert rich.book.sheetnames == [PLAN, "Rates", "Problems", "Problems (2)"]
    page = rich.book["Problems (2)"]
    found = lines(page)
    assert [line["Severity"] for line in found] == ["Error"] * 3 + ["Notice"] * 2
    assert (page["A1"].value, page["A2"].value) == ("Problems", "3 errors and 2 notices.")
    links = [cell.hyperlink and cell.hyperlink.location for cell in page["C"][HEADING_ROW:]]
    quoted = "'FY27 plan''s'"
    # The caution of the card stands at no cell.
    assert links == [f"{quoted}!C5", f"{quoted}!E5", f"{quoted}!A6", None, f"{quoted}!H6"]
    assert {cell.fill.start_color.rgb for cell in page["B"][HEADING_ROW:]} == {RED, AMBER}
    assert (page.freeze_panes, page.auto_filter.ref) == ("A7", "A6:H11")


def test_what_the_copy_does_not_keep_is_said_in_it_and_of_it(rich: Marked) -> None:
    said = rich.told["copy-incomplete"]
    again = "have no results yet. Open it in Excel and save it before you send it in again."
    assert said.startswith(f"The formulas in the marked copy {again}")
    assert said.endswith("The marked copy does not keep pictures and shapes and text boxes.")
    inside = rich.book["Problems (2)"]["A4"].value
    assert inside == re.sub(r"(t|T)he marked copy", lambda t: f"{t[1]}his workbook", said)
    assert rich.book.calculation.fullCalcOnLoad


def test_a_notice_of_the_copy_does_not_end_the_run(tmp_path: Path) -> None:
    source = tmp_path / "plan.xlsx"
    book = xlsxwriter.Workbook(str(source))
    page = book.add_worksheet()
    page.write_row("A1", list(GOOD))
    page.write_row("A2", list(GOOD.values()))
    book.add_worksheet("Notes").write_formula("A1", "=1+1", None, 2)
    book.close()
    found = marked(source, tmp_path / "marked.xlsx")
    assert found.told.keys() == {"copy-incomplete"}
    assert (found.outcome.stopped, found.outcome.exit_code) == (False, 0)


# What no copy keeps to, for the user's workbook need not: results of formulas, nothing merged.
OWN_RULES = {value_faults, reference_faults, forbidden_faults}


@pytest.fixture
def package(rich: Marked) -> Package:
    return Package.at(rich.path)


@needs_schemas
def test_the_package_is_valid(package: Package) -> None:
    assert list(schema_faults(package)) == []


def test_the_package_is_sound(package: Package) -> None:
    assert [fault for one in CHECKS if one not in OWN_RULES for fault in one(package)] == []


def test_the_same_workbook_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    source = workbook(tmp_path / "plan.xlsx")
    first, second = (marked(source, tmp_path / name).path for name in ("1.xlsx", "2.xlsx"))
    assert first.read_bytes() == second.read_bytes()


def test_a_copy_that_was_not_calculated_says_so_when_it_is_sent_in_again(rich: Marked) -> None:
    found = {one.place.rpartition("!")[2]: one.code for one in check(rich.path).errors}
    assert found["D7"] == "formula-without-value"


@needs_libreoffice
def test_a_copy_saved_by_a_spreadsheet_is_read_and_marked_anew(
    rich: Marked, tmp_path: Path
) -> None:
    shutil.copy(rich.path, tmp_path / "plan.xlsx")
    saved = recalculated(tmp_path / "plan.xlsx")
    book = load_workbook(saved)
    values = load_workbook(saved, data_only=True)[PLAN]
    page = book[PLAN]
    assert values["D7"].value == 2_000_000
    page["D7"], page["C5"] = values["D7"].value, "gpt-4o"  # mended, and nothing to calculate
    book.save(tmp_path / "mended.xlsx")
    before = [(one.row, one.code) for one in rich.outcome.errors]
    again = marked(tmp_path / "mended.xlsx", tmp_path / "again.xlsx")
    after = [(one.row, one.code) for one in again.outcome.errors]
    assert after == [one for one in before if one != (5, "unknown-model")]
    page = again.book[PLAN]
    assert fills(page) == {"E5": RED, "A5": RED, "A6": RED, "H6": AMBER}
    assert not page["C5"].font.bold
    assert "C5" not in notes(page)
    assert notes(page)["B4"] == "Ann: the old chat"
    assert notes(page)["E5"].count("estimator:") == 1
    assert again.book.sheetnames == rich.book.sheetnames


def test_a_marked_copy_of_a_text_file_is_marked_itself_the_next_time(tmp_path: Path) -> None:
    source = sheet(tmp_path / "plan.csv", GOOD | {"Model": "none"}, GOOD | {"Workload ID": "2"})
    first = marked(source, tmp_path / "first.xlsx")
    assert first.told == {}
    book = load_workbook(first.path)
    book["Workloads"]["B2"], book["Workloads"]["B3"] = "gpt-4o", "none"
    book.save(tmp_path / "mended.xlsx")
    again = marked(tmp_path / "mended.xlsx", tmp_path / "again.xlsx")
    page = again.book["Workloads"]
    assert fills(page) == {"B3": RED}
    assert notes(page).keys() == {"B3"}
    words = [row[-1] for row in page.iter_rows(min_row=2, values_only=True)]
    assert (words[0], str(words[1])[:20]) == (None, 'Model: found "none";')
    assert again.book.sheetnames == ["Workloads", "Problems"]


def test_every_sheet_that_was_read_is_marked(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "plan.xlsx"))
    for name, model in (("Spring", "gpt-9"), ("Fall", "gpt-4o")):
        page = book.add_worksheet(name)
        page.write_row("A1", list(GOOD))
        page.write_row("A2", list((GOOD | {"Workload ID": name, "Model": model}).values()))
    book.close()
    found = marked(tmp_path / "plan.xlsx", tmp_path / "m.xlsx", Options(all_sheets=True))
    assert {name: fills(found.book[name]) for name in ("Spring", "Fall")} == {
        "Spring": {"B2": RED},
        "Fall": {},
    }
    assert found.book["Problems"]["A3"].value.endswith(
        "send this workbook in again with --all-sheets."
    )


def test_a_problem_of_a_merged_cell_stands_at_its_first(tmp_path: Path) -> None:
    source = workbook(tmp_path / "plan.xlsx")
    book = load_workbook(source)
    book[PLAN].merge_cells("C5:C6")
    book.save(source)
    found = marked(source, tmp_path / "marked.xlsx")
    assert "merged-cells" in {one.code for one in found.outcome.errors}
    assert "C6" not in notes(found.book[PLAN])
    assert fills(found.book[PLAN])["C5"] == RED


def test_a_long_note_is_cut_and_the_first_stays(tmp_path: Path) -> None:
    source = workbook(tmp_path / "plan.xlsx")
    book = load_workbook(source)
    book[PLAN]["C5"].comment = Comment("x" * (CELL_LIMIT - 30), "Ann")
    book.save(source)
    note = notes(marked(source, tmp_path / "marked.xlsx").book[PLAN])["C5"]
    assert note.startswith("x" * (CELL_LIMIT - 30) + "\n\nestimator:")
    assert (len(note), note[-1]) == (CELL_LIMIT, "…")


def test_notes_stop_at_their_most_and_fills_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "MOST_NOTES", 2)
    found = marked(workbook(tmp_path / "plan.xlsx"), tmp_path / "marked.xlsx")
    ours = {at for at, text in notes(found.book[PLAN]).items() if "estimator:" in text}
    assert (len(ours), len(fills(found.book[PLAN]))) == (2, 5)
    assert found.book["Problems (2)"]["A5"].value.startswith("3 marked cells have no note;")


def test_a_workbook_with_macros_is_given_back_as_values(tmp_path: Path) -> None:
    source = workbook(tmp_path / "plan.xlsx")
    with zipfile.ZipFile(source, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    found = marked(source, tmp_path / "marked.xlsx")
    said = "not its formats and formulas: it has macros."
    assert found.told["copy-of-values"].endswith(said)
    assert found.book.sheetnames == ["Workloads", "Problems"]


@pytest.mark.parametrize(
    ("name", "said"), [("MOST_UNPACKED", "bytes"), ("MOST_PROBLEMS", "problems")]
)
def test_a_workbook_that_is_too_large_is_given_back_as_values(
    name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_workbook, name, 3)
    found = marked(workbook(tmp_path / "plan.xlsx"), tmp_path / "marked.xlsx")
    assert f"{said}, more than 3." in found.told["copy-of-values"]
    assert found.book.sheetnames == ["Workloads", "Problems"]


@pytest.mark.parametrize("failure", [TIME_LIMIT, MEMORY_LIMIT, FAULT])
def test_a_failure_of_the_child_process_gives_values(
    failure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_workbook, "run_child", lambda *_: failure)
    found = marked(workbook(tmp_path / "plan.xlsx"), tmp_path / "marked.xlsx")
    assert found.told["copy-of-values"].endswith(f"{user_workbook.FAILURES[failure]}.")
    assert found.book.sheetnames == ["Workloads", "Problems"]


def test_what_openpyxl_cannot_read_is_given_back_as_values(tmp_path: Path) -> None:
    source = workbook(tmp_path / "plan.xlsx")
    with zipfile.ZipFile(source) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    # Nothing that reading takes notice of.
    parts["xl/drawings/drawing1.xml"] = b"<broken"
    with zipfile.ZipFile(source, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    found = marked(source, tmp_path / "marked.xlsx")
    assert found.told["copy-of-values"].endswith("it has parts that cannot be rewritten.")
    assert found.book.sheetnames == ["Workloads", "Problems"]


def test_a_workbook_that_changed_meanwhile_is_given_back_as_it_was_read(tmp_path: Path) -> None:
    source = workbook(tmp_path / "plan.xlsx")
    found = check(source)
    workbook(source, ROWS[:1])
    found = outputs.save_marked(found, tmp_path / "marked.xlsx", source, Options())
    assert [one.code for one in found.notices][-1] == "copy-of-values"
    assert "it changed while it was checked" in found.notices[-1].message


def test_of_several_inputs_the_values_are_given_back(tmp_path: Path) -> None:
    inputs = [
        workbook(tmp_path / "plan.xlsx", ROWS[:1]),
        sheet(tmp_path / "other.csv", GOOD | {"Workload ID": "other"}),
    ]
    found = outputs.save_marked(check(inputs), tmp_path / "marked.xlsx", inputs, Options())
    assert "there are other inputs" in found.notices[-1].message
    names = load_workbook(tmp_path / "marked.xlsx").sheetnames
    assert names == ["Workloads", "Workloads 2", "Problems"]
