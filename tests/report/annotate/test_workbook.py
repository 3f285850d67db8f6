"""The user's sheet given back: the same cells at the same places, and marks where they belong."""

import io
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from estimator.model import cells as kinds
from estimator.model.cells import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, UNCALCULATED, Sheet
from estimator.model.findings import Findings
from estimator.model.output_columns import PROBLEMS_HEADING
from estimator.model.problem import Problem, TableSource, problem_catalog
from estimator.model.schema import workloads_schema
from estimator.pipeline import check
from estimator.read.book import read_book
from estimator.read.cells import EMPTY, Cell, make_block
from estimator.report.annotate import marks as marks_module
from estimator.report.annotate import workbook as module
from estimator.report.annotate.problem_list import HEADING_ROW
from estimator.report.annotate.workbook import MarkedSheet, annotate_values
from estimator.report.styles import BAD_GROUND, CELL_LIMIT, LOOKS, WARN_GROUND, fit_cell_text
from tests.agreement.test_soundness import CHECKS, HOSTILE, schema_faults
from tests.workbooks import MAIN, Package, needs_schemas

HEADINGS = ("Workload ID", "Model", "Epochs")
ROWS = (
    ("Plan of 2027",),
    (),
    HEADINGS,
    ("W-1", "gpt-4o", "three"),
    ("W-2", "", "2"),
    ("W-1", "gpt-9", "-"),
)
SOMEWHERE = TableSource("plan.csv")
EPOCHS = Problem(
    "not-a-number",
    found="three",
    expected="a whole number from 1 to 50",
    place="Plan!C4",
    row=4,
    column="epochs",
    heading="Epochs",
    order=3,
)
TWICE = Problem(
    "duplicate-id",
    wording="W-1 is there twice.",
    place="Plan!A4",
    row=4,
    heading="ID",
    order=1,
    also=((SOMEWHERE, 6),),
)
DASH = Problem("dash-is-zero", wording='found "-"; read as 0.', place="Plan!C6", row=6, order=3)
BLANK = Problem("missing-value", place="Plan!B5", row=5, heading="Model", order=2)
OF_THE_ROW = Problem("no-usage", wording="no monthly usage.", place="Plan!A5", row=5)
OF_THE_SHEET = Problem("numbered-rows", wording="no ids.", place="Plan", row=3)
CAUTION = Problem("card-caution", wording="Prices are old.")
FOUND = (EPOCHS, TWICE, DASH, BLANK, OF_THE_ROW, OF_THE_SHEET)
RED, AMBER = f"FF{BAD_GROUND[1:]}", f"FF{WARN_GROUND[1:]}"


def plan(rows: Sequence[Sequence[str]] = ROWS) -> Sheet:
    return sheet("Plan", [[(text, TEXT) if text else EMPTY for text in row] for row in rows])


def sheet(name: str, rows: Sequence[Sequence[Cell]]) -> Sheet:
    made = make_block(rows)
    return Sheet(name, (made,), *made.texts.shape)


def marked(file: str, sheet_: Sheet, header: int, problems: Sequence[Problem]) -> MarkedSheet:
    """``sheet_`` with ``problems``, all of which stand in it."""
    source = TableSource(file, sheet_.name, header)
    here = [
        replace(one, source=source, also=tuple((source, row) for _, row in one.also))
        for one in problems
    ]
    return MarkedSheet(source, sheet_, Findings(here))


def given_back(
    *problems: Problem, rows: Sequence[Sequence[str]] = ROWS, header: int = 3
) -> MarkedSheet:
    return marked("plan.csv", plan(rows), header, problems)


def written(*given: MarkedSheet, others: Sequence[Problem] = ()) -> bytes:
    content, problems = annotate_values(given, others)
    assert problems == []
    return content


def opened(content: bytes) -> Any:  # noqa: ANN401 - its sheets are of several types
    return load_workbook(io.BytesIO(content))


def package(content: bytes) -> Package:
    with ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        return Package(entries, {entry.filename: archive.read(entry) for entry in entries})


def texts(page: Worksheet, width: int = 3) -> list[tuple[Any, ...]]:
    return [row[:width] for row in page.iter_rows(values_only=True)]


def fills(page: Worksheet) -> dict[str, str]:
    """The red and amber cells by address."""
    found = {cell.coordinate: str(cell.fill.start_color.rgb) for row in page for cell in row}
    return {address: color for address, color in found.items() if color in {RED, AMBER}}


def notes(page: Worksheet) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in page for cell in row if cell.comment}


def faults(content: bytes) -> Iterator[str]:
    found = package(content)
    for one in CHECKS:
        yield from one(found)


def test_every_cell_stands_where_it_stood() -> None:
    page = opened(written(given_back(*FOUND)))["Workloads"]
    full = [(*row, *("",) * (3 - len(row))) for row in ROWS]
    assert texts(page) == [tuple(text or None for text in row) for row in full]


def test_marks_stand_at_the_cells_of_the_problems_and_nowhere_else() -> None:
    page = opened(written(given_back(*FOUND), others=[CAUTION]))["Workloads"]
    assert fills(page) == {
        "A3": AMBER, "A4": RED, "C4": RED, "A5": RED, "B5": RED, "A6": RED, "C6": AMBER,
    }  # fmt: skip
    assert notes(page).keys() == fills(page).keys()
    assert page["C4"].font.bold


def test_a_note_says_how_bad_it_is_what_is_wrong_and_how_to_mend_it() -> None:
    page = opened(written(given_back(*FOUND)))["Workloads"]
    fix = problem_catalog()["not-a-number"].fix
    sentence = 'found "three"; expected a whole number from 1 to 50.'
    assert notes(page)["C4"] == f"estimator:\nError: {sentence}\n{fix}"
    assert notes(page)["C6"].startswith('estimator:\nNotice: found "-"; read as 0.')


def test_several_problems_in_a_cell_are_one_note_the_errors_first() -> None:
    notice = Problem("dash-is-zero", wording="a dash.", row=4, order=3)
    page = opened(written(given_back(notice, EPOCHS)))["Workloads"]
    error, also = notes(page)["C4"].removeprefix("estimator:\n").split("\n\n")
    assert (error.split(":")[0], also.split(":")[0]) == ("Error", "Notice")
    assert fills(page) == {"C4": RED}


def test_each_row_says_what_is_wrong_in_it_from_left_to_right() -> None:
    page = opened(written(given_back(*FOUND)))["Workloads"]
    assert [page.cell(row, 4).value for row in range(1, 7)] == [
        None,
        None,
        PROBLEMS_HEADING,
        'ID: W-1 is there twice.\nEpochs: found "three"; expected a whole number from 1 to 50.',
        "no monthly usage.\nModel: found nothing.",
        'ID: W-1 is there twice.\nC6: found "-"; read as 0.',
    ]  # fmt: skip


def test_a_problem_of_the_row_marks_its_first_filled_cell() -> None:
    rows = (HEADINGS, ("", "gpt-4o", "2"), ("", "", ""), ("W-3",))
    problems = [Problem("no-usage", wording="no usage.", row=row) for row in (2, 3, 4)]
    page = opened(written(given_back(*problems, rows=rows, header=1)))["Workloads"]
    assert fills(page).keys() == {"B2", "A3", "A4"}


def test_a_marked_copy_sent_in_again_keeps_its_column_and_not_its_words(tmp_path: Path) -> None:
    (tmp_path / "marked.xlsx").write_bytes(written(given_back(*FOUND)))
    read, _ = read_book(tmp_path / "marked.xlsx", workloads_schema())
    assert read is not None
    again = marked("marked.xlsx", read.sheets[0], 3, (DASH,))
    page = opened(written(again))["Workloads"]
    assert [page.cell(row, 4).value for row in range(1, 8)] == [
        None, None, PROBLEMS_HEADING, None, None, 'C6: found "-"; read as 0.', None,
    ]  # fmt: skip
    assert page.max_column == 4
    assert notes(page).keys() == {"C6"}


def test_a_marked_copy_is_read_as_the_sheet_was(tmp_path: Path) -> None:
    source = tmp_path / "plan.csv"
    source.write_text("Workload ID,Model,Epochs\nW-1,gpt-4o,three\n", encoding="utf-8")
    first = check(source)
    read, _ = read_book(source, workloads_schema())
    assert read is not None
    inside = tuple(problem for problem in first.problems if problem.row)
    copy = tmp_path / "marked.xlsx"
    copy.write_bytes(written(marked("plan.csv", read.sheets[0], 1, inside)))
    again = check(copy)
    told = [(problem.code, problem.row, problem.order) for problem in again.errors]
    assert told == [(problem.code, problem.row, problem.order) for problem in first.errors]
    assert "other-tables" not in {problem.code for problem in again.problems}


def test_a_sheet_without_problems_gets_no_column() -> None:
    content = opened(written(given_back()))
    assert content["Workloads"].max_column == 3
    assert content["Problems"]["A2"].value == "No problems were found."
    assert content["Problems"].max_row == 2


def test_a_sheet_without_a_table_is_given_back_plain() -> None:
    page = opened(written(given_back(OF_THE_ROW, header=0)))["Workloads"]
    assert (page.max_column, page.freeze_panes, page.auto_filter.ref) == (3, None, None)
    assert notes(page).keys() == {"A5"}


def test_every_kind_of_cell_is_written_as_what_it_was() -> None:
    cells: list[Cell] = [
        ("0.1", NUMBER), ("123456789012345", NUMBER), ("TRUE", BOOLEAN), ("FALSE", BOOLEAN),
        ("2026-07-01", DATE), ("2026-07-01T12:30:00", DATE), ("12:30:00", DATE),
        ("1 day, 0:00:00", DATE), ("1899-12-31", DATE), ("#DIV/0!", ERROR_VALUE),
        (UNCALCULATED, ERROR_VALUE),
        ("7", TEXT), ("TRUE", TEXT), EMPTY, ("1" + "0" * 309, NUMBER),
    ]  # fmt: skip
    content = written(marked("a.xlsx", sheet("Plan", [cells]), 0, ()))
    found = [cell.value for cell in opened(content)["Workloads"][1]]
    assert found[:4] == [0.1, 123456789012345, True, False]
    assert [str(value) for value in found[4:6]] == ["2026-07-01 00:00:00", "2026-07-01 12:30:00"]
    assert found[6:] == [
        "12:30:00", "1 day, 0:00:00", "1899-12-31", "#DIV/0!", UNCALCULATED, "7", "TRUE", None,
        "1" + "0" * 309,
    ]  # fmt: skip
    formats = [cell.number_format for cell in opened(content)["Workloads"][1]]
    assert formats[4:6] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"]


def test_a_marked_date_stays_a_date() -> None:
    problem = Problem("too-large", row=1, order=1)
    one = marked("a.xlsx", sheet("Plan", [[("2026-07-01", DATE)]]), 0, (problem,))
    assert opened(written(one))["Workloads"]["A1"].is_date


@pytest.mark.parametrize("letter", ["x", "🚀"])
def test_a_text_longer_than_a_cell_holds_is_cut(letter: str) -> None:
    page = opened(written(given_back(rows=((letter * 40_000,),), header=0)))["Workloads"]
    found = str(page["A1"].value)
    assert found == fit_cell_text(letter * 40_000)
    assert found.endswith("…")
    assert CELL_LIMIT - 2 <= len(found.encode("utf-16-le")) // 2 <= CELL_LIMIT


def test_a_text_as_long_as_a_cell_holds_is_whole() -> None:
    page = opened(written(given_back(rows=(("x" * CELL_LIMIT,),), header=0)))["Workloads"]
    assert page["A1"].value == "x" * CELL_LIMIT


def test_the_problems_sheet_lists_errors_then_notices_each_with_a_link() -> None:
    page = opened(written(given_back(*FOUND), others=[CAUTION]))["Problems"]
    lines = [[cell.value for cell in row] for row in page.iter_rows(min_row=6)]
    assert lines[0] == [
        "Number", "Severity", "Where", "Header", "Found", "Problem", "How to fix it",
        "Code",
    ]  # fmt: skip
    assert [line[:3] for line in lines[1:]] == [
        [1, "Error", "Plan!A4"],
        [2, "Error", "Plan!C4"],
        [3, "Error", "Plan!A5"],
        [4, "Error", "Plan!B5"],
        [5, "Notice", None],
        [6, "Notice", "Plan"],
        [7, "Notice", "Plan!C6"],
    ]
    assert page["A2"].value == "4 errors and 3 notices."
    links = {cell.coordinate: cell.hyperlink.location for cell in page["C"] if cell.hyperlink}
    assert links == {
        "C7": "'Workloads'!A4", "C8": "'Workloads'!C4", "C9": "'Workloads'!A5",
        "C10": "'Workloads'!B5", "C12": "'Workloads'!A3", "C13": "'Workloads'!C6",
    }  # fmt: skip
    assert (page.freeze_panes, page.auto_filter.ref) == ("A7", "A6:H13")


def test_several_sheets_are_numbered_and_say_their_files() -> None:
    other = marked("other.csv", plan(), 3, (DASH,))
    content = opened(written(given_back(EPOCHS), other))
    assert content.sheetnames == ["Workloads", "Workloads 2", "Problems"]
    page = content["Problems"]
    assert [cell.value for cell in page["D"]][5:] == ["File", "plan.csv", "other.csv"]
    assert page["C8"].hyperlink.location == "'Workloads 2'!C6"
    assert "send this workbook in again with --all-sheets;" in page["A3"].value


def test_words_of_the_input_are_shown_without_control_and_direction_marks() -> None:
    bad = "a\x07\u202eb"
    problem = Problem("not-a-number", found=bad, place=f"'{bad}'!A1", row=4, heading=bad, order=3)
    one = marked(bad, plan(), 3, (problem,))
    content = opened(written(one, marked("b", plan(), 3, ())))
    said = [content["Workloads"]["D4"].value, notes(content["Workloads"])["C4"]]
    said += [cell.value for cell in content["Problems"][7]][2:6]
    assert all(r"a\x07\u202eb" in text for text in said)


def test_notes_stop_at_their_most_errors_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks_module, "MOST_NOTES", 2)
    content = opened(written(given_back(*FOUND)))
    assert notes(content["Workloads"]).keys() == {"A4", "C4"}
    assert len(fills(content["Workloads"])) == 7
    assert content["Problems"]["A4"].value.startswith("5 marked cells have no note;")


def test_links_stop_at_their_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LINKS", 1)
    page = opened(written(given_back(*FOUND)))["Problems"]
    assert [bool(page.cell(row, 3).hyperlink) for row in (7, 8)] == [True, False]
    assert page["C8"].value == "Plan!C4"


def test_the_problems_sheet_says_where_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", HEADING_ROW + 2)
    page = opened(written(given_back(*FOUND)))["Problems"]
    assert (page.max_row, page["A4"].value) == (8, "4 more problems do not fit on this sheet.")


@pytest.mark.parametrize("limit", ["MOST_ROWS", "MOST_COLUMNS"])
def test_a_sheet_larger_than_a_worksheet_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(module, limit, 2)
    content, problems = annotate_values([given_back(EPOCHS)], [])
    assert content == b""
    assert [problem.code for problem in problems] == ["too-many-rows"]
    assert "plan.csv" in problems[0].message


def test_a_sheet_without_room_for_the_words_is_marked_all_the_same() -> None:
    rows = (tuple(f"h{n}" for n in range(16_384)), ("x",))
    page = opened(written(given_back(Problem("no-usage", row=2), rows=rows, header=1)))["Workloads"]
    assert notes(page).keys() == {"A2"}
    assert page.max_column == 16_384


def test_the_table_keeps_its_headings_in_sight_and_filters() -> None:
    page = opened(written(given_back(EPOCHS)))["Workloads"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A4", "A3:D6")
    assert page["B3"].font.bold
    widths = [page.column_dimensions[letter].width for letter in "ABC"]
    assert all(8 <= width <= 41 for width in widths)


def test_headings_far_down_do_not_fill_the_window() -> None:
    rows = (*((),) * 30, HEADINGS, ("W-1",))
    page = opened(written(given_back(rows=rows, header=31)))["Workloads"]
    assert page.freeze_panes is None


def test_the_book_does_not_carry_our_mark(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(written(given_back(*FOUND)))
    read, _ = read_book(tmp_path / "a.xlsx", workloads_schema())
    assert read is not None
    assert not read.made_by_estimator


def test_the_same_input_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    first = written(given_back(*FOUND))
    time.sleep(2.1)  # a zip archive counts in steps of two seconds
    assert written(given_back(*FOUND)) == first


def test_nothing_at_all_is_a_workbook_too() -> None:
    empty = marked("a.csv", sheet("a", []), 0, ())
    assert opened(written()).sheetnames == ["Problems"]
    assert opened(written(empty)).sheetnames == ["Workloads", "Problems"]


def test_marks_are_legible() -> None:
    """Contrast as in WCAG 2: at least 4.5 to 1."""
    for look in ("error", "warning", "heading_error", "heading_warning"):
        lights = [_light(LOOKS[look][part]) + 0.05 for part in ("font_color", "bg_color")]
        assert max(lights) / min(lights) >= 4.5


def _light(color: str) -> float:
    shares = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _hostile() -> bytes:
    rows = [HOSTILE[:3], *((text, text, text) for text in HOSTILE)]
    problems = [
        Problem("not-a-number", found=text, place=text, row=row, heading=text, order=2)
        for row, text in enumerate(HOSTILE, 2)
    ]
    one = marked(HOSTILE[0], plan(rows), 1, tuple(problems))
    return written(one, marked("b", plan(), 3, FOUND), others=[CAUTION])


@needs_schemas
@pytest.mark.parametrize("content", [written(given_back(*FOUND)), _hostile()], ids=("plan", "odd"))
def test_the_package_is_valid(content: bytes) -> None:
    assert list(schema_faults(package(content))) == []


@pytest.mark.parametrize("content", [written(given_back(*FOUND)), _hostile()], ids=("plan", "odd"))
def test_the_package_is_sound(content: bytes) -> None:
    assert list(faults(content)) == []


def assert_nothing_is_live(found: Package) -> None:
    """No formula anywhere, and no link but to a cell of a sheet of ours."""
    for part in found.sheets.values():
        root = found.xml(part)
        assert not list(root.iter(f"{MAIN}f"))
        for link in root.iter(f"{MAIN}hyperlink"):
            assert set(link.keys()) <= {"ref", "location", "display"}
            assert re.fullmatch(r"'Workloads( \d+)?'![A-Z]+\d+", str(link.get("location")))
    assert not [part for part in found.parts if "external" in part.lower()]
    for part, content in found.parts.items():
        assert not (part.endswith(".rels") and b"External" in content)


def test_what_the_input_says_never_becomes_live() -> None:
    assert_nothing_is_live(package(_hostile()))


ODD = st.sampled_from((*HOSTILE, "<r>x</r>", "  lead", "trail  ", "'", "''", "a\nb", "\t=1"))
ANY = st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"), max_size=30)
# Runs of escapes are told apart by no reader, and calamine leaves them in runs of rich text.
TELLABLE = (ODD | ANY).filter(
    lambda text: not re.search(r"_x005F|\ufffe|<r>.*[\x00-\x1f]", text, re.IGNORECASE | re.DOTALL)
)
GRIDS = st.lists(st.lists(TELLABLE, min_size=1, max_size=6), min_size=1, max_size=12)


def _as_stored(rows: Sequence[Sequence[str]]) -> Mapping[tuple[int, int], str]:
    return {
        (row, column): text
        for row, cells in enumerate(rows, 1)
        for column, text in enumerate(cells, 1)
        if text.strip()
    }


@settings(max_examples=25, deadline=None)
@given(GRIDS)
@example([[text for text in HOSTILE if "\ufffe" not in text]])
def test_every_text_comes_back_at_its_address(rows: list[list[str]]) -> None:
    made = sheet("=x", [[(text, TEXT) if text.strip() else EMPTY for text in row] for row in rows])
    places = list(product(range(1, len(rows) + 1), range(1, 3)))
    problems = tuple(Problem("not-a-number", found=rows[0][0], row=r, order=c) for r, c in places)
    content = written(marked("=x", made, 0, problems))
    wanted = _as_stored(rows)
    found = package(content)
    cells = {(cell.row, cell.column): cell.value for cell in found.cells("Workloads")}
    assert {place: value for place, value in cells.items() if value is not None} == wanted
    assert_nothing_is_live(found)
    assert _by_calamine(content) == wanted
    # openpyxl leaves the escapes of control characters as they are stored.
    plain = {place for place, text in wanted.items() if not re.search(r"[\x00-\x1f]|_x", text)}
    page = opened(content)["Workloads"]
    assert {at: page.cell(*at).value for at in plain} == {at: wanted[at] for at in plain}


def _by_calamine(content: bytes) -> Mapping[tuple[int, int], str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        read, problems = read_book(path, workloads_schema())
    assert read is not None, problems
    page = read.sheets[0]
    assert set(page.kinds.unpivot()["value"].unique()) <= {kinds.BLANK, kinds.TEXT}
    return _as_stored([[text or "" for text in row] for row in page.texts.iter_rows()])
