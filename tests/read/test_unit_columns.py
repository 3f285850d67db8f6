"""Columns of units beside the numbers are used where they are plain, and asked about elsewhere."""

import pytest

from estimator.model.problem import Problem
from estimator.model.schema import Schema, budgets_schema, rates_schema
from estimator.model.table import Table
from tests.unit_tables import CARD, HEADERS, NOT_MAPPED, RATE, ROW, TOKENS, read, units


def read_beside(header: str, *cells: str | float | None) -> tuple[Table, list[Problem]]:
    """A column behind the budget."""
    return read((*HEADERS, header), *((*ROW, cell) for cell in cells))


def codes(problems: list[Problem]) -> set[str]:
    return {one.code for one in problems}


def test_columns_of_units_and_currencies_count_where_they_hold_one() -> None:
    headers = (*HEADERS[:3], "Unit", *HEADERS[3:], "Currency")
    row = (*ROW[:3], "M tokens", *ROW[3:], "EUR")
    found, _ = read(headers, row, row)
    assert units(found) == {"training_tokens": (1_000_000, ""), "annual_budget": (1, "EUR")}
    other = (*ROW[:3], "k tokens", *ROW[3:], "EUR")
    _, problems = read(headers, row, other)
    assert "unit-unclear" in codes(problems)


@pytest.mark.parametrize(
    "cells", [("EUR", "USD"), ("EUR", None), ("k", None), ("k", "-"), ("k", "as usual", "see note")]
)
def test_rows_of_different_units_are_asked_about_and_no_mapping_answers(
    cells: tuple[str | None, ...],
) -> None:
    rows = [(*ROW, one) for one in cells]
    for mapped in (NOT_MAPPED, {"annualbudget": "annual_budget"}):
        found, problems = read((*HEADERS, "Unit"), *rows, mapped=mapped)
        [asked] = [one for one in problems if one.code == "unit-unclear"]
        assert units(found) == {}
        assert "--map" not in asked.message


def test_a_blank_unit_beside_no_number_says_nothing() -> None:
    found, problems = read((*HEADERS, "Currency"), (*ROW, "EUR"), (*ROW[:6], None, None))
    assert (units(found), codes(problems)) == (
        {"annual_budget": (1, "EUR")},
        {"unit-beside-header"},
    )


@pytest.mark.parametrize("schema", [budgets_schema(), rates_schema()])
def test_budgets_and_cards_with_blank_units_are_asked_about(schema: Schema) -> None:
    listed = schema is budgets_schema()
    headers, row = (("Cost center", "Annual budget"), ("A", 5)) if listed else (CARD, RATE)
    unit = "k" if listed else "per 1K tokens"
    _, problems = read((*headers, "Unit"), (*row, unit), (*row, None), schema=schema)
    [asked] = [one for one in problems if one.code == "unit-unclear"]
    assert "--map" not in asked.message


@pytest.mark.parametrize("header", ["Unit", "UoM", "Token unit", "Basis", "Scale"])
@pytest.mark.parametrize("cell", ["M tokens", "M tok"])
def test_a_unit_of_tokens_never_scales_the_budget_on_its_left(header: str, cell: str) -> None:
    found, _ = read_beside(header, cell)
    assert units(found) == dict.fromkeys(TOKENS, (1_000_000, ""))


def test_a_unit_behind_several_columns_of_its_measure_is_asked_about() -> None:
    found, problems = read((*HEADERS[:6], "Unit"), (*ROW[:6], "M"))
    assert (units(found), codes(problems)) == ({}, {"unit-unclear"})


@pytest.mark.parametrize("header", ["Curr.", "Cur", "LC", "Local currency", "Ccy", "Booked in"])
@pytest.mark.parametrize(("cell", "code"), [("EUR", "EUR"), ("€", "EUR"), ("CHF", "CHF")])
def test_a_column_of_currencies_is_one_whatever_it_is_called(
    header: str, cell: str, code: str
) -> None:
    found, problems = read_beside(header, cell, cell)
    assert (units(found), codes(problems)) == (
        {"annual_budget": (1, code)}, {"unit-beside-header"},
    )  # fmt: skip


@pytest.mark.parametrize("header", ["Scale", "Factor", "Multiplier", "Unit"])
@pytest.mark.parametrize("cell", [1000, "1,000", "k", "thousands", "x1000"])
def test_a_column_of_factors_counts_for_the_numbers_on_its_left(
    header: str, cell: str | float
) -> None:
    found, problems = read_beside(header, cell)
    assert (units(found), codes(problems)) == (
        {"annual_budget": (1_000, "")}, {"unit-beside-header"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Country", ("US", "US")), ("Size", ("M", "M")), ("Factor", (1.2, 1.5)), ("Scale", (1, 1)),
        ("Unit", ("Sales", "US")), ("Region", ("ALL", "ALL")), ("Priority", ("M", "H")),
    ],
)  # fmt: skip
def test_a_column_of_something_else_is_no_column_of_units(
    header: str, cells: tuple[str | float, ...]
) -> None:
    found, problems = read_beside(header, *cells)
    assert (units(found), codes(problems)) == ({}, set())


@pytest.mark.parametrize("header", ["Unit", "Per", "Price per", "Basis", "Price unit"])
def test_a_column_of_what_prices_are_for_counts_for_all_prices(header: str) -> None:
    headers = (*CARD[:4], header, CARD[4])
    row = (*RATE[:4], "per 1K tokens", RATE[4])
    found, _ = read(headers, row, row, schema=rates_schema())
    assert [found.by_column[f"{one}_price"].times for one in ("training", "input", "output")] == [
        1_000
    ] * 3
    other = (*RATE[:4], "per 1M tokens", RATE[4])
    _, problems = read(headers, row, other, schema=rates_schema())
    assert codes(problems) == {"unit-unclear"}


@pytest.mark.parametrize(("cell", "times"), [(1000, 1_000), ("1K", 1_000), (1_000_000, 1)])
def test_a_number_below_per_tokens_is_what_prices_are_for(cell: str | float, times: int) -> None:
    found, _ = read((*CARD, "Per (tokens)"), (*RATE, cell), schema=rates_schema())
    assert found.by_column["input_price"].times == times


def test_thousands_of_tokens_on_a_rate_card_are_asked_about() -> None:
    _, problems = read((*CARD, "Unit"), (*RATE, "k tokens"), schema=rates_schema())
    assert codes(problems) == {"unit-unclear"}


@pytest.mark.parametrize("header", ["Per (tokens)", "Tokens"])
def test_prices_for_another_number_of_tokens_are_asked_about(header: str) -> None:
    _, problems = read((*CARD, header), (*RATE, 500), schema=rates_schema())
    assert codes(problems) == {"unit-unclear"}


@pytest.mark.parametrize(
    ("header", "cell", "unit"),
    [
        ("Annual budget (k)", "EUR", (1_000, "EUR")),
        ("Annual budget (k$)", "USD", (1_000, "USD")),
        ("Annual budget (k)", "kEUR", (1_000, "EUR")),
        ("Annual budget (EUR)", "USD", None),
        ("Annual budget (k)", "mEUR", None),
    ],
)
def test_a_currency_beside_goes_with_the_factor_of_the_header(
    header: str, cell: str, unit: tuple[int, str] | None
) -> None:
    found, problems = read((*HEADERS[:6], header, "Currency"), (*ROW, cell))
    assert ("unit-unclear" in codes(problems)) == (unit is None)
    assert unit is None or units(found) == {"annual_budget": unit}
