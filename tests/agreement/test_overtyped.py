"""A formula of Estimates that is typed over with another number turns the master check to CHECK."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from estimator.model.estimates_columns import MONTH_COST, ROW_CHECK, STATUS, compared_columns
from estimator.model.output_columns import COMPUTED, KEY, PLANNED, PRICE, OutputColumn
from tests.workbooks import (
    EUROS,
    Made,
    Package,
    Record,
    Results,
    Value,
    all_recalculated,
    house,
    made,
    needs_libreoffice,
    results,
)

# Every computed figure of this workload depends on all that is computed before it.
WHOLE: Record = {
    "workload_id": "W-1",
    "model": "gpt-4o",
    "training_examples": "50000",
    "tokens_per_example": "1234.5",
    "epochs": "",
    "validation_share": "0.1",
    "requests_per_day": "15000",
    "input_tokens_per_request": "1200",
    "output_tokens_per_request": "450",
    "days_per_month": "",
    "cached_input_share": "0.25",
    "retry_rate": "",
    "annual_budget": "1000",
}
WORKLOADS = (
    {**WHOLE, "workload_id": "W-0", "model": "gpt-4-turbo", "annual_budget": ""},
    WHOLE,
    {**WHOLE, "workload_id": "W-2", "model": "gpt-4o-mini", "epochs": "1", "retry_rate": "0"},
)
# The least that changes a total, by unit, and what is done to the others.
TYPED_OVER = "Formulas typed over: "
CHANGES = {"USD": 0.01, "tokens": 1_000_000, "share": 0.01, "USD per 1M tokens": 0.01}
FORMULAS = {PRICE, COMPUTED, KEY, PLANNED, MONTH_COST, ROW_CHECK}


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("overtyped")
    return made(folder, WORKLOADS, house(folder))


def formula_columns(one: Made) -> list[OutputColumn]:
    """All but the verdict on a row, which follows from its checks."""
    return [c for c in one.grid.columns if c.role in FORMULAS and c.name != STATUS]


def _typed_over(one: Made, column: OutputColumn) -> Path:
    """The workbook with another number, or word, in the second workload's cell of ``column``."""
    book = load_workbook(one.path)
    cell = book["Estimates"][one.grid.relative_address(column.name, one.grid.first_row + 1)]
    stored = results(one.path)["Estimates", cell.coordinate].value
    assert str(cell.value).startswith("="), column.name
    cell.value = _another(stored, column)
    target = one.path.with_name(f"{column.name}.xlsx")
    book.save(target)
    return target


def _another(stored: Value | None, column: OutputColumn) -> float | str:
    if isinstance(stored, float):
        return stored + CHANGES.get(column.unit, 1)
    return "none" if column.name == "budget_status" else "another"


# The products of a quantity and a price.
LEAVES = ("training_cost", "monthly_input_cost", "monthly_cached_input_cost", "monthly_output_cost")
# The costs, and a column of every kind besides.
ALONE = (
    *LEAVES, "monthly_retry_allowance", "billed_training_tokens",
    "model_key", "owner_key", "input_price", "budget_status", "starts", "2027-03", "2027-12",
    "fiscal_year_cost", "check_id", "support_cost",
)  # fmt: skip


@pytest.fixture(scope="session")
def overtyped(written: Made) -> Mapping[str, Results]:
    """The workbook with each column of ``ALONE`` typed over in one cell, recalculated."""
    columns = [one for one in formula_columns(written) if one.name in ALONE]
    assert len(columns) == len(ALONE)
    paths = [written.path, *(_typed_over(written, column) for column in columns)]
    found = map(results, all_recalculated(paths))
    return dict(zip(["", *(column.name for column in columns)], found, strict=True))


def master(found: Results) -> Value | None:
    return found["Checks", "B3"].value


def _broken(one: Made, found: Results) -> set[str]:
    """What the lines say that do not hold."""
    labels = {
        cell.row: str(cell.value)
        for cell in Package.at(one.path).cells("Checks")
        if cell.column == 1
    }
    return {
        labels[cell.row]
        for (sheet, address), cell in found.items()
        if sheet == "Checks" and address.startswith("F") and cell.value == "CHECK"
    }


@needs_libreoffice
def test_all_checks_hold_as_long_as_nothing_is_typed_over(
    overtyped: Mapping[str, Results],
) -> None:
    assert master(overtyped[""]) == "OK"


@needs_libreoffice
def test_a_formula_that_is_typed_over_turns_the_master_check(
    overtyped: Mapping[str, Results],
) -> None:
    assert {name: master(overtyped[name]) for name in ALONE} == dict.fromkeys(ALONE, "CHECK")


@needs_libreoffice
def test_every_sheet_shows_that_a_check_does_not_hold(overtyped: Mapping[str, Results]) -> None:
    found = overtyped["training_cost"]
    headers = {sheet: str(found[sheet, "B3"].value) for sheet in ("Estimates", "Rates", "About")}
    assert set(headers.values()) == {"CHECK"}
    said = [str(cell.value) for cell in found.values() if cell.sheet == "Summary" and cell.row < 5]
    assert [text for text in said if text.startswith("CHECK")]


@needs_libreoffice
@pytest.mark.parametrize("name", [*LEAVES, "monthly_retry_allowance"])
def test_the_line_of_an_amount_says_which_one_was_typed_over(
    written: Made, overtyped: Mapping[str, Results], name: str
) -> None:
    column = next(one for one in written.grid.columns if one.name == name)
    names = compared_columns(written.estimate.basis.model)
    formulas = [written.grid.column_title(one) for one in names]
    found = [one for one in _broken(written, overtyped[name]) if one.startswith(TYPED_OVER)]
    ends = [one.removeprefix(TYPED_OVER).split(" to ") for one in found]
    places = [[formulas.index(title) for title in pair] for pair in ends]
    assert [one for one in places if one[0] <= formulas.index(column.title) <= one[1]]


@needs_libreoffice
def test_the_row_of_a_formula_that_is_typed_over_says_so(
    written: Made, overtyped: Mapping[str, Results]
) -> None:
    first = written.grid.first_row
    places = [written.grid.relative_address(STATUS, first + n) for n in range(len(WORKLOADS))]
    said = {
        name: [str(overtyped[name]["Estimates", place].value) for place in places] for name in ALONE
    }
    assert said == {name: ["OK", "CHECK", "OK"] for name in ALONE}


@needs_libreoffice
def test_every_formula_that_is_typed_over_shows_in_the_check_of_its_row(tmp_path: Path) -> None:
    """Each workload has another column typed over, and the last one has none."""
    count = len(formula_columns(made(tmp_path, WORKLOADS, house(tmp_path), "few")))
    records = [{**WHOLE, "workload_id": f"W-{n}"} for n in range(count + 1)]
    one = made(tmp_path, records, house(tmp_path), "many")
    stored, book = results(one.path), load_workbook(one.path)
    columns, first = formula_columns(one), one.grid.first_row
    for row, column in enumerate(columns, first):
        cell = book["Estimates"][one.grid.relative_address(column.name, row)]
        cell.value = _another(stored["Estimates", cell.coordinate].value, column)
    book.save(tmp_path / "all.xlsx")
    found = results(all_recalculated([tmp_path / "all.xlsx"])[0])
    said = {
        column.name: found["Estimates", one.grid.relative_address(STATUS, row)].value
        for row, column in enumerate(columns, first)
    }
    assert said == dict.fromkeys(said, "CHECK")
    last = one.grid.relative_address(STATUS, one.grid.last_row)
    assert found["Estimates", last].value == "OK"


@needs_libreoffice
def test_only_the_cell_that_is_typed_over_is_reported_not_what_follows_from_it(
    written: Made, overtyped: Mapping[str, Results]
) -> None:
    found = overtyped["billed_training_tokens"]
    row = written.grid.first_row + 1
    checks = [
        found["Estimates", written.grid.relative_address(one.name, row)].value
        for one in written.grid.columns
        if one.role == ROW_CHECK and not one.text
    ]
    assert sum(value for value in checks if isinstance(value, float)) == 1


@pytest.fixture(scope="session")
def in_other_currency(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """Workbooks in euros: with budgets of workloads in them too, and by cost center in dollars."""
    folder = tmp_path_factory.mktemp("converted")
    heading = "Annual budget (EUR)"
    euros = [{key.replace("annual_budget", heading): one[key] for key in one} for one in WORKLOADS]
    lines = folder / "budgets.csv"
    lines.write_text("Cost center,Annual budget (USD)\nCC-1,1000\nCC-2,5\n")
    centers = [{**one, "annual_budget": "", "cost_center": "CC-1"} for one in WORKLOADS]
    return {
        "euros": made(folder, euros, EUROS, "euros"),
        "centers": made(folder, centers, replace(EUROS, budgets=str(lines)), "centers"),
    }


def _converted_cells(one: Made) -> Iterator[tuple[str, str]]:
    """The formulas in euros of one workload, and of one cost center."""
    for (sheet, address), cell in results(one.path).items():
        titles = {"Estimates": one.grid.first_row + 1, "Budgets": 7}
        shown = [c.name for c in one.grid.columns if c.unit == "EUR" and c.role == COMPUTED]
        places = {one.grid.column_position(name) for name in shown}
        here = sheet == "Budgets" or cell.column in places
        # A blank that is typed over with a word changes nothing that is added up.
        if titles.get(sheet) == cell.row and here and cell.value != "":
            yield sheet, address


@needs_libreoffice
@pytest.mark.parametrize("case", ["euros", "centers"])
def test_every_formula_in_another_currency_that_is_typed_over_turns_the_master_check(
    in_other_currency: dict[str, Made], case: str
) -> None:
    one = in_other_currency[case]
    stored, cells = results(one.path), list(_converted_cells(one))
    paths = [one.path]
    for sheet, address in cells:
        book = load_workbook(one.path)
        before = stored[sheet, address].value
        book[sheet][address].value = before + 0.01 if isinstance(before, float) else "none"
        paths.append(one.path.with_name(f"{case}-{sheet}-{address}.xlsx"))
        book.save(paths[-1])
    first, *others = [master(results(path)) for path in all_recalculated(paths)]
    assert first == "OK"
    assert len(cells) > 4
    assert dict(zip(cells, others, strict=True)) == dict.fromkeys(cells, "CHECK")
