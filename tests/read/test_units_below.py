"""Units in notes below the rows, or in rows between them, are asked about."""

import pytest

from estimator.model.schema import budgets_schema, rates_schema
from tests.unit_tables import CARD, HEADERS, RATE, ROW, Row, read, units

BUDGETS: tuple[Row, ...] = (("Cost center", "Annual budget"), ("CC-1", 5))


@pytest.mark.parametrize(
    "text",
    [
        "* All token figures in thousands",
        "Note: budgets in EUR thousands",
        "All figures in thousands",
        "Tokens (M)",
        "in USD thousands",
        "Note: tokens in dozens",
    ],
)
def test_a_unit_below_the_rows_or_between_them_is_asked_about(text: str) -> None:
    for rows in (
        (HEADERS, ROW, (text,)),
        (HEADERS, ROW, (), (text,)),
        (HEADERS, ROW, (text,), ROW),
    ):
        found, problems = read(*rows)
        [asked] = [one for one in problems if one.code == "unit-unclear"]
        assert asked.place == f"Plan!A{3 + (rows[2] == ())}"
        assert units(found) == {}


@pytest.mark.parametrize("text", ["Prices in EUR", "* prices per 1K tokens", "All in cents"])
def test_a_unit_below_a_rate_card_is_asked_about(text: str) -> None:
    _, problems = read(CARD, RATE, (text,), schema=rates_schema())
    assert [one.code for one in problems] == ["unit-unclear", "notes-row"]


@pytest.mark.parametrize("text", ["in USD thousands", "Note: budgets in EUR", "* figures in k"])
def test_a_unit_below_a_list_of_budgets_is_asked_about(text: str) -> None:
    _, problems = read(*BUDGETS, (text,), schema=budgets_schema())
    assert [one.code for one in problems] == ["unit-unclear"]


@pytest.mark.parametrize(
    "text",
    [
        "Source: price list of the vendor, USD per 1M tokens",
        "Note: saves $5 million a year",
        "Retail (US)",
        "Customer service",
        "* Budgets approved in November 2026",
        "Prepared by Anna, 24 Nov 2026",
    ],
)
def test_other_rows_and_units_that_are_read_anyhow_are_not_asked_about(text: str) -> None:
    _, problems = read(HEADERS, ROW, (text,))
    _, of_card = read(CARD, RATE, (text,), schema=rates_schema())
    _, of_budgets = read(*BUDGETS, (text,), schema=budgets_schema())
    assert "unit-unclear" not in [one.code for one in (*problems, *of_card, *of_budgets)]


def test_a_note_may_say_what_the_header_says_or_name_the_dollar() -> None:
    headers = (*HEADERS[:2], "Training tokens (k)", "Epochs")
    _, problems = read(headers, ROW[:4], ("* tokens in thousands",))
    assert [one.code for one in problems] == ["heading-multiplier", "notes-row"]
    found, _ = read(HEADERS, ROW, ("Note: budgets in USD",))
    assert units(found) == {"annual_budget": (1, "USD")}


def test_a_mapped_header_is_read_as_it_stands_whatever_a_note_says() -> None:
    mapped = {"annual budget": "annual_budget", "annualbudget": "annual_budget"}
    _, problems = read(HEADERS, ROW, ("in USD thousands",), mapped=mapped)
    assert [one.code for one in problems] == ["notes-row"]
