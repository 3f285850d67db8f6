"""The periods of a model on Rates, and the formulas by which the one of a day is found."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from estimator.report.sheets.rate_places import count_place
from estimator.report.sheets.rates_layout import FIRST_ROW, rates_layout
from tests.dated import RATES, ROWS, dated_options
from tests.workbooks import Made, made, results


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("dated")
    return made(folder, ROWS, dated_options(folder), name="dated")


def test_the_periods_of_a_model_stand_together_and_it_is_offered_once(workbook: Made) -> None:
    book = load_workbook(workbook.path)
    layout, page = rates_layout(workbook.estimate), book["Rates"]

    def column(name: str) -> list[Any]:
        rows = range(FIRST_ROW, FIRST_ROW + len(RATES))
        return [page[layout.cell(name, row)].value for row in rows]

    assert column("model") == ["gpt-x", "gpt-x", "gpt-x", "gpt-y"]
    first, *_ = column("valid_from")
    *_, last = column("valid_to")
    assert (first.date(), last.date()) == (date(1901, 1, 1), date(9999, 12, 31))
    shown = page[layout.cell("valid_from", FIRST_ROW)].number_format
    assert shown.endswith('"always"')
    reference = book.defined_names["rate_choices"].attr_text
    name, _, span = reference.partition("!")
    assert [cell.value for (cell,) in book[name][span.replace("$", "")]] == ["gpt-x", "gpt-y"]


def test_a_row_finds_its_rate_by_key_and_day_and_by_no_text(workbook: Made) -> None:
    grid, row = workbook.grid, workbook.grid.first_row
    key, day, place = (
        grid.relative_address(name, row) for name in ("model_key", "price_date", "rate_row")
    )
    formulas = {cell: found.formula for (name, cell), found in results(workbook.path).items()
                if name == grid.sheet}  # fmt: skip
    assert formulas[place] == count_place(key, day, "NA()")
    starts = grid.relative_address("starts", row)
    assert formulas[day] == f"MAX({starts},as_of)"
    price = grid.relative_address("input_price", row)
    assert formulas[price] == f"INDEX(rate_input_price,{place})"


def test_uses_are_counted_by_period(workbook: Made) -> None:
    assert workbook.estimate.totals.rate_uses == {1: 2, 2: 1, 3: 1, 4: 1}


def test_without_periods_nothing_of_them_is_there(tmp_path: Path) -> None:
    forever = [{**one} for one in RATES[:2]]
    del forever[0]["valid_to"]
    one = made(tmp_path, ROWS, dated_options(tmp_path, *forever))
    names = load_workbook(one.path).defined_names
    assert not {"as_of", "rate_from", "rate_keys", "rate_choices", "wrong_periods"} & {*names}
    assert not one.grid.has_column("price_date")
    assert "valid_from" not in rates_layout(one.estimate).typed_days
