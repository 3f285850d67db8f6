"""Units beside the headers: above them, and in a row of units."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from estimator.model.cells import Book
from estimator.model.schema import budgets_schema, rates_schema, workloads_schema
from estimator.read.table import find_table
from tests.tables import sheet_of
from tests.unit_tables import CARD, HEADERS, RATE, ROW, TOKENS, Row, read, units

FOREIGN = {
    "Volume A": "training_tokens",
    "Volume B": "monthly_input_tokens",
    "Volume C": "monthly_output_tokens",
}
BUDGETS = budgets_schema()
MILLION, THOUSAND, ONE = Decimal(1_000_000), Decimal(1_000), Decimal(1)


@pytest.mark.parametrize(
    ("text", "tokens", "money"),
    [
        ("Tokens in millions", 1_000_000, None),
        ("LLM plan 2027: tokens in millions, USD in thousands", 1_000_000, (1_000, "USD")),
        ("Prepared by Anna, 24 Nov 2026. All money in USD thousands. Draft.", 1, (1_000, "USD")),
        ("Currency: EUR", 1, (1, "EUR")),
        ("Amounts in k€", 1, (1_000, "EUR")),
        ("Beträge in Tsd. EUR; Token in Mio.", 1_000_000, (1_000, "EUR")),
        ("Montants en k€", 1, (1_000, "EUR")),
        ("Importes en miles de euros", 1, (1_000, "EUR")),
        ("Budget of the year 2027", 1, None),
        ("Saves $5 million a year", 1, None),
        ("Approved by the board", 1, None),
    ],
)
def test_a_text_above_states_the_unit_of_tokens_or_money(
    text: str, tokens: int, money: tuple[int, str] | None
) -> None:
    found, problems = read((text,), (), HEADERS, ROW)
    wanted = dict.fromkeys(TOKENS, (tokens, "")) if tokens > 1 else {}
    assert units(found) == wanted | ({"annual_budget": money} if money else {})
    told = {one.code for one in problems}
    assert told == ({"unit-beside-header"} if units(found) else set())
    assert {one.place for one in problems} <= {"Plan!A1"}


@pytest.mark.parametrize(
    ("text", "tokens", "money"),
    [
        ("Tokens (M)", 1_000_000, None),
        ("Tokens: thousands", 1_000, None),
        ("Token in Tausend", 1_000, None),
        ("Tokens in hundreds", 100, None),
        ("Tokens in lakhs", 100_000, None),
        ("Tokens (000 000)", 1_000_000, None),
        ("Tokens in 000'000", 1_000_000, None),
        ("Budgets in lakhs", 1, (100_000, "")),
        ("Budget (k€)", 1, (1_000, "EUR")),
        ("Tokens in millions (M)", 1_000_000, None),
    ],
)
def test_a_unit_behind_its_measure_in_brackets_or_after_a_colon_is_used(
    text: str, tokens: int, money: tuple[int, str] | None
) -> None:
    found, problems = read((text,), HEADERS, ROW)
    wanted = dict.fromkeys(TOKENS, (tokens, "")) if tokens > 1 else {}
    assert units(found) == wanted | ({"annual_budget": money} if money else {})
    assert {one.code for one in problems} == {"unit-beside-header"}


@pytest.mark.parametrize(
    "text",
    [
        "Units: M",
        "Unit (M)",
        "(M)",
        "Plan of the Acme team (M)",
        "(000 000)",
        "Tokens in 10k",
        "Tokens in 10,000",
        "tokens / 1000",
        "Tokens in dozens",
        "Tokens in gross",
        "Token in 1000er",
        "Budgets in cents",
        "Budget per month",
        "Amounts per quarter",
        "Unit = M",
        "Unit: 1000 tokens",
        "x1000",
        "\u00d7 1,000",
        "Tokens (T)",
        "Tokens in T",
        "Tokens in 1 000",
        "Tokens in 10^6",
        "Figures in 10\u00b3",
        "All amounts in pence",
    ],
)
def test_a_unit_above_that_is_not_understood_is_asked_about(text: str) -> None:
    found, problems = read((text,), HEADERS, ROW)
    assert ({one.code for one in problems}, units(found)) == ({"unit-unclear"}, {})


@pytest.mark.parametrize("row", [("Unit", "M"), ("Units:", "(M)")])
def test_a_label_of_a_unit_of_no_measure_is_asked_about(row: Row) -> None:
    assert [one.code for one in read(row, HEADERS, ROW)[1]] == ["unit-unclear"]


@pytest.mark.parametrize(
    "text",
    [
        "Prices in cents",
        "Prices in US cents per 1K tokens",
        "Prices per 1000 requests",
        "Prices per 1,000 words",
        "Prices per 1,000 input and output tokens",
        "Price per hour",
        "All in cents",
        "in thousands",
        "Prices in crowns",
    ],
)
def test_prices_of_a_unit_that_is_not_understood_are_asked_about(text: str) -> None:
    found, problems = read((text,), CARD, RATE, schema=rates_schema())
    assert ([one.code for one in problems], units(found)) == (["unit-unclear"], {})


# Usual titles and remarks above a table: they state no unit.
TITLES = (
    "LLM budget FY2027",
    "Plan 2027 (draft)",
    "Prices as of 2026-11-20",
    "Budget per department",
    "Fine-tuning budget plan 2027 (v2)",
    "Token budget 2027 (final)",
    "Tokens per workload",
    "Token forecast for all teams in EMEA",
    "Budget in review",
    "Prices in this sheet are list prices",
    "Budget approved in November 2026",
    "Tokens and budgets, Q1/Q2",
    "Cost estimate (preliminary)",
    "Business unit: Sales",
    "Units: Sales, Finance",
    "Price list 11/2026",
    "Monthly budget 2027",
    "Team: T",
    "Plan for floor E3",
    "LLM-Budget 2027 (Entwurf)",
    "Budgetplanung Gesch\u00e4ftsjahr 2027",
    "Preise Stand 20.11.2026",
    "Budget pro Abteilung",
    "Token pro Monat",
    "Budget LLM 2027 (brouillon)",
    "Budget par service",
    "Pr\u00e9visions de tokens par mois",
    "Prix au 20/11/2026",
    "Prix en vigueur",
    "Presupuesto LLM 2027 (borrador)",
    "Presupuesto por departamento",
    "Precios a 20-11-2026",
)


@pytest.mark.parametrize("text", TITLES)
def test_a_usual_title_states_no_unit(text: str) -> None:
    found, problems = read((text,), HEADERS, ROW)
    assert (problems, units(found)) == ([], {})
    rates, problems = read((text,), CARD, RATE, schema=rates_schema())
    assert (problems, units(rates)) == ([], {})


def test_a_label_and_its_unit_may_stand_in_two_cells() -> None:
    found, _ = read(("Currency", "EUR"), HEADERS, ROW)
    assert units(found) == {"annual_budget": (1, "EUR")}


@pytest.mark.parametrize("text", ["All figures in thousands", "in thousands", "(000s)"])
def test_a_unit_of_no_measure_is_asked_about_and_the_users_word_answers(text: str) -> None:
    found, [problem] = read((text,), HEADERS, ROW)
    assert (problem.code, problem.place, units(found)) == ("unit-unclear", "Plan!A1", {})
    mapped = {name.replace("_", ""): name for name in (*TOKENS, "annual_budget")}
    found, [told] = read((text,), HEADERS, ROW, mapped=mapped)
    assert (told.code, told.place, units(found)) == ("unit-not-read", "Plan!A1", {})


@pytest.mark.parametrize("text", ["in thousands", "(000s)"])
def test_a_unit_in_the_headers_themselves_answers_too(text: str) -> None:
    headers = [f"{one} (k)" if "token" in one or "budget" in one else one for one in HEADERS]
    found, problems = read((text,), (*headers,), ROW)
    assert {one.code for one in problems} == {"heading-multiplier"}
    assert found.by_column["annual_budget"].times == THOUSAND


@pytest.mark.parametrize("text", ["in thousands", "Currency: EUR"])
def test_advice_fits_lists_of_budgets_and_rate_cards_which_take_no_mapping(text: str) -> None:
    card = read((text,), CARD, RATE, schema=rates_schema())[1]
    budgets = read(("in thousands",), ("Cost center", "Annual budget"), ("A", 5), schema=BUDGETS)[1]
    for problem in (*card, *budgets):
        assert problem.code == "unit-unclear"
        assert "--map" not in problem.message
    [twice] = read(("Cost center", "Budget", "Annual budget"), ("A", 5, 6), schema=BUDGETS)[1]
    assert twice.code == "duplicate-heading"
    assert "--map" not in twice.message


def test_plain_units_around_the_table_count_for_mapped_headers_too() -> None:
    mapped = {one.lower().replace(" ", ""): name for one, name in FOREIGN.items()}
    headers = ("Workload ID", "Model", *FOREIGN)
    above, _ = read(("Tokens in millions",), headers, ("W-1", "gpt-4o", 1, 2, 3), mapped=mapped)
    row, _ = read(headers, (None, None, "M", "M tokens", "M"), ("W-1", "m", 1, 2, 3), mapped=mapped)
    wanted = dict.fromkeys(FOREIGN.values(), (1_000_000, ""))
    assert units(above) == units(row) == wanted


def test_a_header_that_says_something_else_than_the_text_above_is_asked_about() -> None:
    headers = (*HEADERS[:-1], "Annual budget ($k)")
    assert [one.code for one in read(("Money in USD thousands",), headers, ROW)[1]] == [
        "heading-multiplier"
    ]
    _, problems = read(("Money in USD millions",), headers, ROW)
    assert "unit-unclear" in [one.code for one in problems]


@pytest.mark.parametrize("above", [True, False])
def test_a_row_of_units_next_to_the_headers_counts_and_is_no_workload(above: bool) -> None:  # noqa: FBT001 - both ways
    row: Row = (None, "text", "(M)", None, "M", "tokens", "k$")
    found, problems = read(*((row, HEADERS) if above else (HEADERS, row)), ROW)
    assert units(found) == {
        "training_tokens": (1_000_000, ""),
        "monthly_input_tokens": (1_000_000, ""),
        "annual_budget": (1_000, "USD"),
    }
    assert found.rows.to_list() == [3]
    where = 1 if above else 2
    assert [one.place for one in problems] == [f"Plan!{c}{where}" for c in "CEG"]


def test_a_row_of_units_completes_headers() -> None:
    headers = (*HEADERS[:4], "Input tokens", "Output tokens", "Annual budget")
    found, problems = read(headers, (None, None, "M", None, "per month", "M / month"), ROW)
    assert {*TOKENS} <= {*found.by_column}
    assert units(found)["monthly_output_tokens"] == (1_000_000, "")
    assert {one.code for one in problems} <= {"unit-beside-header", "heading-multiplier"}
    assert len(problems) == len(units(found))


@pytest.mark.parametrize(
    "row",
    [
        (None, None, "k$"),
        (None, None, None, None, "tokens/day", "tokens/month"),
        (None, None, "tokens", None, "tokens/request"),
        (None, None, "requests", None, "tokens"),
        (None, None, "tokens", "%"),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_a_unit_that_does_not_fit_the_column_below_it_is_asked_about(
    row: Row,
    above: bool,  # noqa: FBT001 - both ways
) -> None:
    _, problems = read(*((row, HEADERS) if above else (HEADERS, row)), ROW)
    assert [one.code for one in problems] == ["unit-unclear"]


def test_years_above_the_headers_are_no_units() -> None:
    above: Row = (None, None, None, None, "FY27", "FY27", "2027")
    found, problems = read(above, HEADERS, ROW)
    assert (units(found), problems) == ({}, [])


@pytest.mark.parametrize("above", [True, False])
def test_a_unit_in_a_merged_cell_is_that_of_all_columns_of_the_cell(above: bool) -> None:  # noqa: FBT001 - both ways
    row: Row = (None, None, None, None, "k", None, None)
    at = 1 if above else 2
    sheet = sheet_of(*((row, HEADERS) if above else (HEADERS, row)), ROW)
    book = Book("plan.xlsx", (replace(sheet, merged=((at, 5, at, 6),)),))
    found, problems = find_table(book, workloads_schema())
    assert found is not None, problems
    names = ("monthly_input_tokens", "monthly_output_tokens")
    assert units(found) == dict.fromkeys(names, (1_000, ""))


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Prices in USD per 1K tokens", 1_000),
        ("USD / 1K tokens", 1_000),
        ("Price per token in USD", 1_000_000),
        ("Prices in USD per 1M tokens", 1),
        ("Prices per 100K tokens", 10),
        ("Prices per 100,000 tokens", 10),
        ("$/MTok", 1),
    ],
)
def test_a_rate_card_may_say_above_what_its_prices_are_for(text: str, times: int) -> None:
    found, _ = read((text,), CARD, RATE, schema=rates_schema())
    prices = [one.times for name, one in found.by_column.items() if name.endswith("_price")]
    assert prices == [Decimal(times)] * 3


def test_a_rate_card_in_another_currency_is_not_read_in_silence() -> None:
    _, problems = read(("Prices in EUR",), CARD, RATE, schema=rates_schema())
    assert [one.code for one in problems] == ["unit-unclear"]


def test_a_list_of_budgets_may_say_above_what_it_is_in() -> None:
    rows: tuple[Row, ...] = (("in TEUR",), ("Cost center", "Annual budget"), ("CC-1", 5))
    found, _ = read(*rows, schema=budgets_schema())
    assert units(found) == {"annual_budget": (1_000, "EUR")}


def test_a_unit_in_the_upper_of_two_header_rows_is_the_header_s_own() -> None:
    upper = ("ID", "Model", "Training tokens (M)", "Monthly", None)
    found, problems = read(upper, (None, None, None, "Input tokens", "Output tokens"), ROW[:5])
    assert units(found) == {"training_tokens": (1_000_000, "")}
    assert [one.code for one in problems] == ["heading-multiplier"]


def test_the_headers_of_another_table_above_say_nothing_about_the_units_of_this_one() -> None:
    other = ("Workload ID", "Training tokens (M)")
    found, problems = read(other, ("W-0", 1), (), HEADERS, ROW)
    assert units(found) == {}
    assert "unit-unclear" not in [one.code for one in problems]
