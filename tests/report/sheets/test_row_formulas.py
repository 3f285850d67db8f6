"""The formulas of a row: over its own cells, the months above and names; keys follow the text."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from estimator.model.estimates_columns import MONTH_COST
from estimator.outputs import save_estimate
from estimator.report import grid
from estimator.report.grid import BAND_ROW, Grid, estimates_grid
from estimator.report.sheets.row_formulas import (
    formula_constants,
    group_key_formula,
    row_formulas,
)
from tests.report.sheets.portfolio import Portfolio
from tests.sheets import outcome
from tests.workbooks import Record, made, needs_libreoffice, recalculated, results

CELL = re.compile(r"\$?[A-Z]{1,3}(\$?)([0-9]+)")
WORD = re.compile(r'"(?:[^"]|"")*"')


def test_every_computed_column_has_a_formula_and_no_input_has(
    portfolio: Portfolio, estimates: Grid
) -> None:
    formulas = row_formulas(estimates, portfolio.estimate)
    typed = {one.name for one in estimates.columns if one.role in {"input", "given", "source"}}
    assert formulas.keys() == {one.name for one in estimates.columns} - typed


def test_formulas_refer_to_their_own_row_and_to_the_months_above(
    portfolio: Portfolio, estimates: Grid
) -> None:
    for name, formula in row_formulas(estimates, portfolio.estimate).items():
        for fixed, row in CELL.findall(WORD.sub("", formula)):
            assert int(row) == (BAND_ROW if fixed else estimates.first_row), (name, formula)
        assert "!" not in WORD.sub("", formula), name


def test_a_price_is_looked_up_by_the_model_of_the_row(
    portfolio: Portfolio, estimates: Grid
) -> None:
    formulas = row_formulas(estimates, portfolio.estimate)
    key = estimates.relative_address("model_key", estimates.first_row)
    assert formulas["input_price"] == f"INDEX(rate_input_price,{key})"
    # A model that is not on the list is an error, never a price of another.
    assert "IFERROR" not in formulas["model_key"]


def test_a_month_asks_the_one_before(portfolio: Portfolio, estimates: Grid) -> None:
    formulas = row_formulas(estimates, portfolio.estimate)
    months = [one.name for one in estimates.columns if one.role == MONTH_COST]
    at = {
        name: estimates.relative_address(name, estimates.first_row)
        for name in ("runs_from", "ends", "monthly_cost", "growth_factor", *months)
    }
    above = [f"{at[month].rstrip('0123456789')}${BAND_ROW}" for month in months]
    assert formulas[months[0]] == (
        f"IF(AND({at['runs_from']}<={above[0]},{at['ends']}>={above[0]}),{at['monthly_cost']},0)"
    )
    assert formulas[months[1]] == (
        f"IF(AND({at['runs_from']}<={above[1]},{at['ends']}>={above[1]}),"
        f"IF({at['runs_from']}={above[1]},{at['monthly_cost']},"
        f"ROUND({at[months[0]]}*{at['growth_factor']},2)),0)"
    )


def test_what_is_not_live_has_no_formulas_of_months_and_no_checks(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 3)
    stored = estimates_grid(portfolio.estimate)
    formulas = row_formulas(stored, portfolio.estimate)
    assert {"model_key", "training_cost", "first_year_cost"} <= formulas.keys()
    assert {"fiscal_year_cost", "2027-01", "starts", "row_check"}.isdisjoint(formulas)


def test_factors_and_assumptions_are_known_by_their_names(portfolio: Portfolio) -> None:
    names = formula_constants(portfolio.estimate)
    assert {"volume_factor", "price_factor", "default_epochs", "near_budget_share"} <= names.keys()
    assert all(name == value for name, value in names.items())


def test_the_key_of_a_blank_text_is_the_first_on_the_list() -> None:
    assert group_key_formula("owner", "G8").startswith('IF(TRIM(G8)="",INDEX(owner_keys,1),')
    assert not group_key_formula("model", "D8").startswith("IF(")


LONG = "x" * 254
CENTERS = ("Sales", "R&D", "010", "10", "Team *", "Team A", "Why?", "Whys", "a~b", "", LONG + "1")
# What is typed over a cost center, and the one that it must be taken for; None for no other.
TYPED: dict[str | float, str | None] = {
    "sales": "Sales",
    "  SALES ": "Sales",
    "R&D": "R&D",
    "R&D*": None,
    "R*": None,
    "010": "010",
    "10": "10",
    10: "10",
    4400: None,
    "Team *": "Team *",
    "Team A": "Team A",
    "Team ?": None,
    "Why?": "Why?",
    "Whys": "Whys",
    "a~b": "a~b",
    "a~~b": None,
    " ": "",
    "A new one": None,
    LONG + "1": LONG + "1",
    LONG + "2": None,
    LONG + "11": None,
    "=1+1": None,
}


@needs_libreoffice
def test_a_text_that_is_typed_gets_the_key_of_its_group(tmp_path: Path) -> None:
    texts = [*CENTERS, *(CENTERS[n % len(CENTERS)] for n, _ in enumerate(TYPED))]
    records: list[Record] = [
        {"workload_id": f"W-{n}", "model": "gpt-4o", "cost_center": text}
        | dict.fromkeys(("training_tokens", "monthly_input_tokens", "monthly_output_tokens"), "9")
        for n, text in enumerate(texts)
    ]
    one = made(tmp_path, records)
    rows = range(one.grid.first_row + len(CENTERS), one.grid.last_row + 1)
    book = load_workbook(one.path)
    for row, typed in zip(rows, TYPED, strict=True):
        cell = book["Estimates"][one.grid.relative_address("cost_center", row)]
        cell.value = typed
        if isinstance(typed, str):
            cell.data_type = "s"
    book.save(tmp_path / "typed.xlsx")
    found = results(recalculated(tmp_path / "typed.xlsx"))

    def key(row: int) -> object:
        return found["Estimates", one.grid.relative_address("cost_center_key", row)].value

    keys = {text: key(row) for row, text in enumerate(CENTERS, one.grid.first_row)}
    assert len(set(keys.values())) == len(CENTERS)
    assert 0 not in keys.values()
    expected = {typed: 0 if text is None else keys[text] for typed, text in TYPED.items()}
    assert {typed: key(row) for row, typed in zip(rows, TYPED, strict=True)} == expected


@needs_libreoffice
@pytest.mark.parametrize("model", ["gpt-4*", "gpt-?o", "gpt-99", ""])
def test_a_model_that_is_not_on_the_list_is_an_error(tmp_path: Path, model: str) -> None:
    saved = made(
        tmp_path,
        [
            {
                "workload_id": "W",
                "model": "gpt-4o",
                "training_tokens": "9",
                "monthly_input_tokens": "9",
                "monthly_output_tokens": "9",
            }
        ],
    )
    book = load_workbook(saved.path)
    first = saved.grid.first_row
    book["Estimates"][saved.grid.relative_address("model", first)].value = model or None
    book.save(tmp_path / "typed.xlsx")
    found = results(recalculated(tmp_path / "typed.xlsx"))
    assert found["Estimates", saved.grid.relative_address("input_price", first)].kind == "e"
    assert found["Checks", "B3"].value == "CHECK"


def test_more_spellings_than_can_be_listed_leave_the_key_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("estimator.cost.groups.MOST_SPELLINGS", 9)
    found = outcome(tmp_path, *({"Owner": f"O{n}"} for n in range(20)))
    assert found.estimate is not None
    assert found.estimate.totals.spellings.keys().isdisjoint({"owner"})
    saved = save_estimate(found, tmp_path / "a.xlsx")
    assert saved.estimate is not None
    page, grid_ = load_workbook(tmp_path / "a.xlsx")["Estimates"], estimates_grid(saved.estimate)
    column = grid_.column_position("owner_key")
    keys = [page.cell(row, column).value for row in range(grid_.first_row, grid_.last_row + 1)]
    assert keys == saved.estimate.frame["owner_key"].to_list()
