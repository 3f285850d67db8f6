"""The workbook as a whole: the same bytes for the same input, and sheets in their order."""

import time
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet

from estimator.basis.rate_card import load_rate_card
from estimator.cost import groups
from estimator.model.estimate import DIMENSIONS
from estimator.model.options import DEFAULT_CARD, Options
from estimator.outputs import save_estimate
from estimator.pipeline import estimate
from estimator.report import grid
from estimator.report.grid import ESTIMATES_HEADER_ROW
from estimator.report.rows import archive, rows
from estimator.report.sheets.headline import CAUTION_WIDTH
from tests.command import SAMPLES
from tests.package_checks import zip_faults
from tests.sheets import outcome
from tests.workbooks import (
    MAIN,
    Package,
    all_recalculated,
    by_center,
    differences,
    made,
    recalculated,
    results,
    varied,
)

GUIDE = SAMPLES / "guide_scenarios.csv"
SHEETS = [
    "Summary", "Breakdown", "Plan", "Unit costs", "Estimates", "Rates", "Assumptions", "Groups",
    "Checks", "About",
]  # fmt: skip


def test_the_same_input_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    save_estimate(estimate(GUIDE), tmp_path / "first.xlsx")
    time.sleep(2.1)  # a zip archive counts in steps of two seconds
    save_estimate(estimate(GUIDE), tmp_path / "second.xlsx")
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def test_the_sheets_are_in_order_and_rejected_only_where_rows_were(tmp_path: Path) -> None:
    save_estimate(outcome(tmp_path, {}), tmp_path / "whole.xlsx")
    save_estimate(
        outcome(tmp_path, {}, {"Epochs": "x"}, options=Options(on_error="skip")),
        tmp_path / "s.xlsx",
    )
    assert load_workbook(tmp_path / "whole.xlsx").sheetnames == SHEETS
    assert load_workbook(tmp_path / "s.xlsx").sheetnames == [*SHEETS, "Rejected"]


def test_the_caution_of_the_card_stands_on_the_summary(tmp_path: Path) -> None:
    save_estimate(outcome(tmp_path, {}), tmp_path / "a.xlsx")
    summary = load_workbook(tmp_path / "a.xlsx")["Summary"]
    lines = [str(cell.value) for cell in summary["A"][:8]]
    card, _ = load_rate_card(DEFAULT_CARD)
    assert card is not None
    # In lines that fit the page.
    assert card.caution in " ".join(lines)
    assert max(map(len, lines)) <= CAUTION_WIDTH


def test_the_switch_offers_the_scenarios_and_says_what_the_chosen_one_makes_of_the_plan(
    tmp_path: Path,
) -> None:
    for word, said in (
        ("base", "the plan as it stands"),
        (
            "low",
            "not the plan as it stands: quantities multiplied by 0.8, prices multiplied by 0.9",
        ),
    ):
        path = tmp_path / f"{word}.xlsx"
        save_estimate(outcome(tmp_path, {}, options=Options(scenario=word)), path)
        summary = load_workbook(path, data_only=True)["Summary"]
        row = [cell.value for cell in summary[4][:4]]
        assert row == ["Scenario", word.capitalize(), None, said]
    (rule,) = summary.data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.formula1) == ("B4", "list", "scenario_names")


def test_the_totals_of_all_scenarios_stand_side_by_side_as_at_the_run(tmp_path: Path) -> None:
    found = outcome(tmp_path, {}, {"Epochs": "7"}, options=Options(scenario="high"))
    assert found.estimate is not None
    save_estimate(found, tmp_path / "a.xlsx")
    page = load_workbook(tmp_path / "a.xlsx")["Assumptions"]
    rows = list(page.iter_rows(max_col=5, values_only=True))
    start = next(n for n, row in enumerate(rows, 1) if "by scenario when" in str(row[0]))
    columns = list(
        zip(*rows[start - 1 : start + len(found.estimate.totals.by_column)], strict=True)
    )
    side_by_side = {column[0]: column[1:] for column in columns[1:]}
    assert side_by_side == {
        name: tuple(float(totals[column]) for column in found.estimate.totals.by_column)
        for name, totals in found.estimate.totals.by_scenario.items()
    }
    assert side_by_side["High"] == tuple(map(float, found.estimate.totals.by_column.values()))


def test_months_go_where_the_sheet_has_no_room_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 10)
    whole = made(tmp_path, varied(), name="whole").path
    package = Package.at(whole)
    size = len(package.parts[package.sheets["Estimates"]])
    for module in (archive, rows):
        monkeypatch.setattr(module, "LARGEST", size - 1)
    cut = made(tmp_path, varied(), name="small")
    assert list(zip_faults(cut.path)) == []
    headers = [
        [str(cell.value) for cell in load_workbook(one)["Estimates"][7]]
        for one in (whole, cut.path)
    ]
    assert [one for one in headers[0] if one not in headers[1]] == list(
        cut.estimate.basis.plan.months
    )
    note = load_workbook(cut.path)["Plan"]["A2"].value
    assert str(note).endswith("Plan has their sums.")
    stored, found = results(cut.path), results(recalculated(cut.path))
    assert differences(stored, found) == []
    assert found["Checks", "B3"].value == "OK"


def test_workings_are_part_of_other_formulas_where_even_months_leave_too_little_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same amounts, live, in fewer columns."""
    card = tmp_path / "card.csv"
    card.write_text(
        "Model,Training price,Input price,Output price,Batch input price,Batch output price,"
        "Hosting price,Storage price,Training minimum,Date checked\n"
        "gpt-4o,3,2.5,10,1.25,5,1.7,2,4,2026-11-22\n"
        "gpt-4o-mini,1,0.15,0.6,0.075,0.3,1.7,2,4,2026-11-22\n"
    )
    options = Options(rate_card=str(card))
    records = [
        {**one, "model": ("gpt-4o", "gpt-4o-mini")[n % 2], "batch_share": "0.25"}
        for n, one in enumerate(varied())
    ]
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 10)
    sizes, headers, amounts = [], [], []
    # Each row has the name of its file, so all are as long.
    for name in ("wholly", "months", "folded"):
        one = made(tmp_path, records, options, name)
        package = Package.at(one.path)
        sizes.append(len(package.parts[package.sheets["Estimates"]]))
        headers.append([str(cell.value) for cell in load_workbook(one.path)["Estimates"][7]])
        amounts.append(one.estimate.totals.by_column)
        for module in (archive, rows):
            monkeypatch.setattr(module, "LARGEST", sizes[-1] - 1)
    assert sizes == sorted(sizes, reverse=True)
    assert amounts[0] == amounts[1] == amounts[2]
    gone = [one for one in headers[1] if one not in headers[2]]
    assert gone[-3:] == ["Monthly hosting cost", "Monthly storage cost", "Monthly standing cost"]
    folded = tmp_path / "folded.xlsx"
    assert "part of the formulas that read them" in str(
        load_workbook(folded)["Estimates"]["A2"].value
    )
    assert list(zip_faults(folded)) == []
    stored, found = results(folded), results(recalculated(folded))
    assert differences(stored, found) == []
    assert found["Checks", "B3"].value == "OK"


def test_what_has_no_room_even_without_months_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 0)
    monkeypatch.setattr(rows, "LARGEST", 1_000)
    saved = save_estimate(outcome(tmp_path, {}), tmp_path / "a.xlsx")
    assert [one.code for one in saved.errors] == ["too-many-rows"]
    assert not (tmp_path / "a.xlsx").exists()


def test_groups_of_many_spellings_have_the_line_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys are the same, live, and a spelling that is typed later is reported."""
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 10)
    looked_up = made(tmp_path, varied(), name="looked_up")
    monkeypatch.setattr(groups, "MOST_COMPARISONS", 100)
    numbered = made(tmp_path, varied(), name="numbered")
    assert numbered.estimate.totals.numbered == set(DIMENSIONS[1:])
    pages = [load_workbook(one.path, data_only=True)["Estimates"] for one in (looked_up, numbered)]
    keys = []
    for page in pages:
        at = [n for n, one in enumerate(page[7], 1) if str(one.value).endswith(" key")]
        keys.append([[page.cell(row, n).value for n in at] for row in range(8, page.max_row + 1)])
    assert keys[0] == keys[1]
    book = load_workbook(numbered.path)
    place = next(cell for cell in book["Estimates"][7] if cell.value == "Cost center")
    place.offset(2).value = "typed since"
    book.save(tmp_path / "typed.xlsx")
    made_now, typed = (
        results(one) for one in all_recalculated([numbered.path, tmp_path / "typed.xlsx"])
    )
    assert differences(results(numbered.path), made_now) == []
    assert typed["Checks", "B3"].value == "CHECK"


def test_plain_cells_without_addresses_are_read_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a sheet of more than 100,000 rows; cells with formulas keep theirs."""
    folders = [tmp_path / "stated", tmp_path / "bare"]
    for one in folders:
        one.mkdir()
    stated = made(folders[0], varied())
    monkeypatch.setattr(rows, "MOST_ADDRESSED", 10)
    bare = made(folders[1], varied())
    package = Package.at(bare.path)
    cells = [
        one
        for row in package.xml(package.sheets["Estimates"]).iter(f"{MAIN}row")
        for one in (row if int(row.get("r", "")) > ESTIMATES_HEADER_ROW else [])
    ]
    assert {one.get("r") is None for one in cells if one.find(f"{MAIN}f") is None} == {True}
    assert {one.get("r") is None for one in cells if one.find(f"{MAIN}f") is not None} == {False}
    paths = (stated.path, bare.path)
    pages = [load_workbook(one)["Estimates"] for one in paths]
    openpyxl_rows = [list(one.iter_rows(values_only=True)) for one in pages]
    calamine_rows = [
        CalamineWorkbook.from_path(one).get_sheet_by_name("Estimates").to_python() for one in paths
    ]
    assert openpyxl_rows[0] == openpyxl_rows[1]
    assert calamine_rows[0] == calamine_rows[1]
    again = [estimate(one) for one in paths]
    assert [one.estimate.totals.sums for one in again if one.estimate] == [
        stated.estimate.totals.sums
    ] * 2
    assert differences(results(bare.path), results(recalculated(bare.path))) == []


def test_no_formula_has_a_function_that_must_be_written_in_another_way(tmp_path: Path) -> None:
    rows_, options = by_center(tmp_path)
    found = {cell.formula for cell in results(made(tmp_path, rows_, options).path).values()}
    expand = partial(Worksheet()._prepare_formula, expand_future_functions=True)  # noqa: SLF001
    assert {one for one in found if one and expand(one) != one} == set()
