"""The Breakdown sheet: its tables, and the notices."""

import re
from pathlib import Path

from openpyxl import load_workbook

from estimator.model.address import column_letters
from estimator.model.problem import NOTICE
from estimator.outputs import save_estimate
from tests.report.sheets.portfolio import Portfolio
from tests.sheets import outcome

SHEET = "Breakdown"


def test_a_dimension_without_any_entry_is_left_out(portfolio: Portfolio) -> None:
    labels = [str(row[0].value) for row in portfolio.values[SHEET].iter_rows()]
    blocks = [one for one in labels if one.startswith("By ")]
    assert blocks == ["By cost center", "By model", "By month", "By budget status"]


def test_every_notice_is_listed_below_the_totals(ending: Portfolio) -> None:
    portfolio = ending
    top, _ = portfolio.find_cell(SHEET, "Notices")
    said = [one.message for one in portfolio.estimate.problems.with_severity(NOTICE)]
    assert len(said) == 5
    lines = [str(portfolio.value(SHEET, top + n, 1) or "") for n in range(1, 12)]
    # A long notice continues on the next row.
    assert " ".join(one.strip() for one in lines).strip() == " ".join(said)


def test_the_keys_of_the_groups_are_not_printed(portfolio: Portfolio) -> None:
    _, column = portfolio.find_cell(SHEET, "Key")
    (area,) = portfolio.formulas[SHEET].print_area.split(",")
    last = area.rpartition(":")[2].replace("$", "").rstrip("0123456789")
    assert column_letters(column - 1) == last


def test_a_notice_gives_no_advice_on_options(tmp_path: Path) -> None:
    rows = [{"Workload ID": "W-1", "Budget owner": "x"}]
    save_estimate(outcome(tmp_path, *rows), tmp_path / "made.xlsx")
    book = load_workbook(tmp_path / "made.xlsx", data_only=True)
    for sheet in book:
        texts = [str(one) for row in sheet.iter_rows(values_only=True) for one in row if one]
        assert [one for one in texts if re.search(r"(?<![\w-])--[a-z]", one)] == []
