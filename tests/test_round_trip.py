"""What the tool gives is what it takes: workbooks, templates, marked copies and mappings."""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from estimator.cli.commands import app
from estimator.model.address import column_letters
from estimator.model.estimate import Estimate, Outcome
from estimator.model.options import Options
from estimator.model.output_columns import KEY, PROBLEMS_HEADING, SOURCE, output_layout
from estimator.model.schema import workloads_schema
from estimator.outputs import save_mapping, save_marked, save_template
from estimator.pipeline import check, estimate
from estimator.report.annotate.problem_list import HEADING_ROW
from estimator.report.template import EXAMPLE_ROW, HEADER_ROW
from tests.agreement.test_edits import EDITS, WORKLOADS, Run, typed_in
from tests.command import SAMPLES
from tests.sheets import GOOD, codes, sheet
from tests.workbooks import ROOT, Made, csv_text, made

EXAMPLES = workloads_schema().examples
# What goes in place of a cell that is wrong, by its heading.
MENDED: Mapping[str, str | int] = {
    "Workload ID": "another",
    "Model": "gpt-4o",
    "Training tokens": 1000,
    "Epochs": 2,
    "Validation share": "10%",
    "Monthly output tokens": 1000,
    "Annual budget": 100,
}
PLAN = [
    GOOD | {"Workload ID": "A", "Cost center": "1", "Region": "EMEA"},
    GOOD
    | {"Workload ID": "B", "Cost center": "2", "Region": "APAC"}
    | {"Model": "gpt-4o-mini", "Epochs": "2", "Annual budget": "100"},
    GOOD
    | {"Workload ID": "C", "Cost center": "2", "Region": "EMEA"}
    | {"Model": "gpt-4-turbo", "Training tokens": "5000"},
]


def priced(source: Path | Sequence[Path], options: Options | None = None) -> dict[str, Any]:
    """The totals, and all columns of all rows but where they stood."""
    found = estimate(source, options)
    assert found.estimate is not None, [one.message for one in found.errors]
    return figures(found.estimate)


def figures(result: Estimate) -> dict[str, Any]:
    names = [one.name for one in output_layout(result.basis.model) if one.role not in {SOURCE, KEY}]
    rows = result.frame.select(names).to_dicts()
    budgets = None if result.totals.budgets is None else result.totals.budgets.to_dicts()
    told = {"totals": result.totals.by_column, "dollars": result.dollars, "budgets": budgets}
    return {**told, "rows": rows, "carried": result.passed_through.to_dicts()}


# A marked copy holds what a cell shows: an error is a text in it.
AS_TEXT = dict.fromkeys(("error-cell", "formula-without-value"), "not-a-number")
# A workbook that is marked itself keeps its formulas, without their results.
UNCALCULATED = {"error-cell": "formula-without-value"}


def wrong(found: Outcome) -> list[tuple[int | None, str]]:
    return [(one.row, one.code) for one in found.errors]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("first"), WORKLOADS).path


def test_a_workbook_sent_in_again_gives_the_same(workbook: Path) -> None:
    assert priced(workbook) == priced(workbook.with_name("workloads.csv"))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    """The workbook before a change, made once for all changes of the same."""

    @cache
    def first(run: Callable[[Path], Run]) -> Made:
        folder = tmp_path_factory.mktemp("before")
        return made(folder, *run(folder), "first")

    return lambda name: first(EDITS[name].before)


@pytest.mark.parametrize("name", EDITS)
def test_a_workbook_edited_by_hand_gives_what_a_run_with_the_change_gives(
    before: Callable[[str], Made], name: str, tmp_path: Path
) -> None:
    first = before(name)
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(first.path.read_bytes())
    typed_in(copy, EDITS[name])
    records, options = EDITS[name].run(tmp_path)
    new = tmp_path / "new.csv"
    new.write_text(csv_text(records), encoding="utf-8", newline="")
    found = priced(copy)
    assert found == priced(new, options)
    assert found != figures(first.estimate)


def _typed(workbook: Path, folder: Path, *cells: tuple[str, str, object]) -> Path:
    """A copy of ``workbook`` with values typed: sheet, address, value."""
    book = load_workbook(workbook)
    for name, address, value in cells:
        book[name][address].value = value
    book.save(folder / "typed.xlsx")
    return folder / "typed.xlsx"


def _at(workbook: Path, label: str) -> int:
    """The row of Assumptions that begins with ``label``."""
    cells = load_workbook(workbook)["Assumptions"]["A"]
    return next(row for row, cell in enumerate(cells, 1) if cell.value == label)


def test_a_scenario_asked_for_goes_over_the_cell_of_the_workbook(
    workbook: Path, tmp_path: Path
) -> None:
    high = _typed(workbook, tmp_path, ("Summary", "B4", "high"))
    found = estimate(high)
    assert found.basis is not None
    assert found.basis.scenario.name == "High"
    assert any("on the workbook's Summary is used (High)" in one.message for one in found.notices)
    assert priced(high, Options(scenario="base")) == priced(workbook)
    assert priced(high) != priced(workbook)


def test_a_scenario_added_below_the_table_is_there_to_choose(
    workbook: Path, tmp_path: Path
) -> None:
    row = _at(workbook, "Own") + 1
    typed = [("A", "Pilot"), ("B", 0.5), ("C", 1)]
    more = [("Assumptions", f"{column}{row}", value) for column, value in typed]
    found = estimate(_typed(workbook, tmp_path, *more), Options(scenario="pilot"))
    assert found.basis is not None
    assert (found.basis.scenario.name, found.basis.scenario.factors) == (
        "Pilot",
        {"volume_factor": Decimal("0.5"), "price_factor": Decimal(1)},
    )
    assert any(
        "on the workbook's Assumptions sheet are used for Pilot" in one.message
        for one in found.notices
    )


@pytest.mark.parametrize(
    ("label", "column", "value", "said"),
    [
        ("Base", "B", 1.1, "both factors of Base must be 1"),
        ("Own", "B", 11, "expected a number from 0 to 10"),
        ("Own", "C", "much", "expected a number from 0 to 10"),
        ("Own", "A", "High", "defined twice"),
        ("Own", "A", "Own*", "letters, digits"),
    ],
)
def test_a_table_of_scenarios_that_says_what_cannot_be_is_a_problem(
    label: str, column: str, value: str | float, said: str, workbook: Path, tmp_path: Path
) -> None:
    cell = f"{column}{_at(workbook, label)}"
    found = check(_typed(workbook, tmp_path, ("Assumptions", cell, value)))
    assert [said in one.message for one in found.errors] == [True], list(found.errors)


def test_a_cell_that_names_no_scenario_is_a_problem(workbook: Path, tmp_path: Path) -> None:
    found = check(_typed(workbook, tmp_path, ("Summary", "B4", "Hihg")))
    assert [(one.code, one.message) for one in found.errors] == [
        ("unknown-scenario", 'There is no scenario "Hihg". Did you mean "High"?')
    ]


def _template(folder: Path, kind: str) -> Path:
    target = folder / "template.xlsx"
    if kind == "shipped":
        target.write_bytes((ROOT / "templates" / "workloads.xlsx").read_bytes())
    else:
        assert save_template(target, Options()) == []
    return target


@pytest.mark.parametrize("kind", ["shipped", "written"])
def test_the_template_with_its_worked_rows_filled_in_is_priced(kind: str, tmp_path: Path) -> None:
    target = _template(tmp_path, kind)
    book = load_workbook(target)
    page, guide = book["Workloads"], book["Guide"]
    headers = enumerate(page[HEADER_ROW], 1)
    titles = {str(cell.value).removesuffix(" *"): column_letters(n) for n, cell in headers}
    start = next(c.row for c in guide["A"] if str(c.value).startswith("Worked examples"))
    for title, *cells in guide.iter_rows(min_row=start + 1, max_col=3, values_only=True):
        for row, cell in enumerate(cells, HEADER_ROW + 1):
            page[f"{titles[str(title)]}{row}"].value = cell
    book.save(target)
    found = estimate(target)
    assert codes(found) == []
    assert (found.good, found.rows) == (len(EXAMPLES), len(EXAMPLES))
    # What was filled in is read as it was written.
    assert found.estimate is not None
    for example, read in zip(EXAMPLES, found.estimate.frame.iter_rows(named=True), strict=True):
        assert read["model_as_given"] == example["model"]
        assert {name: read[name] for name in example if name != "model"} == {
            name: value for name, value in example.items() if name != "model"
        }


@pytest.mark.parametrize("kind", ["shipped", "written"])
def test_a_template_left_empty_has_no_rows(kind: str, tmp_path: Path) -> None:
    assert codes(check(_template(tmp_path, kind))) == ["no-rows"]


def test_the_example_of_the_template_copied_down_is_a_workload(tmp_path: Path) -> None:
    target = _template(tmp_path, "written")
    book = load_workbook(target)
    page = book["Workloads"]
    for n, cell in enumerate(page[EXAMPLE_ROW], 1):
        page.cell(HEADER_ROW + 1, n).value = cell.value
    page.cell(HEADER_ROW + 1, 1).value = "W-1"
    book.save(target)
    found = estimate(target)
    assert (codes(found), found.good, found.rows) == ([], 1, 1)


def test_the_example_of_the_template_changed_where_it_stands_is_no_silent_loss(
    tmp_path: Path,
) -> None:
    target = _template(tmp_path, "written")
    book = load_workbook(target)
    page = book["Workloads"]
    for n, cell in enumerate(page[EXAMPLE_ROW], 1):
        page.cell(HEADER_ROW + 1, n).value = cell.value
    page.cell(EXAMPLE_ROW, 1).value = "W-1"
    book.save(target)
    found = check(target)
    assert codes(found) == ["row-above-headers"]
    assert found.errors[0].place == f"Workloads!A{EXAMPLE_ROW}"
    assert estimate(target).estimate is None


def test_the_template_has_the_models_of_a_rate_card(tmp_path: Path) -> None:
    target = tmp_path / "template.xlsx"
    assert save_template(target, Options(rate_card=("openai-2026-11",))) == []
    guide = load_workbook(target)["Guide"]
    listed = [row[0] for row in guide.iter_rows(values_only=True)]
    start = listed.index("Models of the rate card openai-2026-11")
    assert listed[start + 1 : start + 3] == ["GPT-4.1", "GPT-4.1 Mini"]
    wrong = save_template(target, Options(force=True, rate_card="none"))
    assert [one.code for one in wrong] == ["bad-rate-card"]


WORST = ("numbers.csv", "faulty_cells.xlsx", "five_mistakes.csv")


def _marked(source: Path, target: Path) -> Path:
    save_marked(check(source), target, source, Options())
    return target


def _error_cells(source: Path) -> list[list[str]]:
    """The addresses of each error in the JSON of ``source``, as it lists them."""
    told = CliRunner().invoke(app, ["check", str(source), "--json"])
    errors = [one for one in json.loads(told.stdout)["problems"] if one["severity"] == "error"]
    return [[cell["place"].rpartition("!")[2] for cell in one["cells"]] for one in errors]


@pytest.mark.parametrize("name", WORST)
def test_a_marked_copy_mended_where_it_says_is_right(name: str, tmp_path: Path) -> None:
    copy = _marked(SAMPLES / "invalid" / name, tmp_path / "marked.xlsx")
    book = load_workbook(copy)
    lines = list(book["Problems"].iter_rows(min_row=HEADING_ROW))
    where = {cell.value: n for n, cell in enumerate(lines[0])}
    errors = [line for line in lines[1:] if line[where["Severity"]].value == "Error"]
    # A line of the list is linked to its first cell; JSON has all of them.
    causes = _error_cells(SAMPLES / "invalid" / name)
    assert errors
    for line, cells in zip(errors, causes, strict=True):
        link = line[where["Where"]].hyperlink
        sheet_name, _, address = str(link and link.location).rpartition("!")
        assert address == cells[0]
        assert all(one in str(line[where["Problem"]].value) for one in cells[1:])
        mended = MENDED[str(line[where["Header"]].value)]
        for one in cells:
            # A cell with an ID used twice gets one of its own.
            value = f"{mended} {one}" if mended == MENDED["Workload ID"] else mended
            book[sheet_name.strip("'")][one].value = value
    book.save(copy)
    found = check(copy)
    assert (wrong(found), found.exit_code) == ([], 0)
    assert PROBLEMS_HEADING not in {one.text for one in found.tables[0].headings}


@pytest.mark.parametrize("name", WORST)
def test_a_marked_copy_not_mended_has_the_same_errors(name: str, tmp_path: Path) -> None:
    source = SAMPLES / "invalid" / name
    again = check(_marked(source, tmp_path / "marked.xlsx"))
    became = UNCALCULATED if source.suffix == ".xlsx" else AS_TEXT
    expected = [(row, became.get(code, code)) for row, code in wrong(check(source))]
    assert wrong(again) == expected


@pytest.mark.parametrize("name", WORST)
def test_marking_a_marked_copy_adds_no_column(name: str, tmp_path: Path) -> None:
    first = _marked(SAMPLES / "invalid" / name, tmp_path / "marked.xlsx")
    again = _marked(first, tmp_path / "again.xlsx")
    one, other = (
        list(load_workbook(path).worksheets[0].iter_rows(values_only=True))
        for path in (first, again)
    )
    assert [row[:-1] for row in one] == [row[:-1] for row in other]
    assert [bool(row[-1]) for row in one] == [bool(row[-1]) for row in other]
    assert sum(row.count(PROBLEMS_HEADING) for row in other) == name.endswith(".csv")


def _foreign(folder: Path) -> Path:
    """A plan with headings that nobody knows."""
    names = {"Model": "Sprache", "Training tokens": "Lernstoff", "Region": "Owner"}
    rows = [{names.get(name, name): cell for name, cell in row.items()} for row in PLAN]
    return sheet(folder / "foreign.csv", *rows)


MAP = ("Sprache=model", "Lernstoff=training_tokens", "Owner=")


def test_a_saved_mapping_gives_the_same_as_the_words_it_was_made_with(tmp_path: Path) -> None:
    plan, saved = _foreign(tmp_path), tmp_path / "mapping.toml"
    save_mapping(check(plan, Options(map=MAP)), saved)
    assert priced(plan, Options(mapping=(str(saved),))) == priced(plan, Options(map=MAP))
    assert "missing-column" in codes(check(plan))


@pytest.mark.parametrize("above", ["Tokens in millions", "All figures in thousands", ""])
@pytest.mark.parametrize("unit", ["", "k"])
def test_a_saved_mapping_answers_no_question_and_loses_no_unit(
    above: str, unit: str, tmp_path: Path
) -> None:
    plan, saved = tmp_path / "plan.csv", tmp_path / "mapping.toml"
    rows = [{**GOOD, "Annual budget": "500", "Unit": unit, "Retry factor": "2"}]
    sheet(plan, *rows)
    plan.write_text(f"{above}\n{plan.read_text(encoding='utf-8')}", encoding="utf-8")
    first = check(plan)
    save_mapping(first, saved)
    assert codes(check(plan, Options(mapping=(str(saved),)))) == codes(first)


def test_a_word_of_the_command_line_goes_over_a_saved_mapping(tmp_path: Path) -> None:
    plan, saved = _foreign(tmp_path), tmp_path / "mapping.toml"
    save_mapping(check(plan, Options(map=MAP)), saved)
    over = priced(plan, Options(mapping=(str(saved),), map=("Owner=department",)))
    assert [row["department"] for row in over["rows"]] == ["EMEA", "APAC", "EMEA"]
    assert "Owner" not in over["carried"][0]


def test_several_files_or_sheets_come_to_what_one_comes_to(tmp_path: Path) -> None:
    whole = priced(sheet(tmp_path / "whole.csv", *PLAN))
    parts = [sheet(tmp_path / f"{n}.csv", *some) for n, some in enumerate((PLAN[:1], PLAN[1:]))]
    book = Workbook()
    book.remove(book.worksheets[0])
    headings = list(dict.fromkeys(name for row in PLAN for name in row))
    for n, some in enumerate((PLAN[:1], PLAN[1:])):
        page = book.create_sheet(f"Part {n}")
        for cells in [headings, *([row.get(name) for name in headings] for row in some)]:
            page.append(cells)
    book.save(tmp_path / "book.xlsx")
    assert priced(parts) == whole
    assert priced(tmp_path / "book.xlsx", Options(all_sheets=True)) == whole


def test_an_id_used_in_two_files_is_found(tmp_path: Path) -> None:
    one, other = (sheet(tmp_path / f"{n}.csv", *PLAN[n:]) for n in (0, 2))
    found = check([one, other])
    assert codes(found) == ["carried-columns", "carried-columns", "duplicate-id"]
    assert {source.file for source, _ in found.errors[0].rows} == {"0.csv", "2.csv"}


def test_a_file_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    bad = sheet(tmp_path / "bad.csv", GOOD | {"Model": "Llama"})
    found = check([broken, bad, tmp_path / "none.csv"])
    assert sorted(one.code for one in found.errors) == [
        "no-such-file",
        "unknown-model",
        "unreadable-file",
    ]
    assert found.exit_code == 4
