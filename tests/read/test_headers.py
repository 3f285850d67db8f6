"""Headings are matched to columns by name, unit, currency and the user's own mapping."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from estimator.basis.cost_model import load_cost_model
from estimator.model.estimates_columns import own_titles
from estimator.model.plan import Plan
from estimator.model.schema import Schema, rates_schema, workloads_schema
from estimator.model.text import plain_words
from estimator.read.headers import BAD_UNIT, match_header
from estimator.read.table import TableSearch
from tests.read.header_list import (
    CARD_HEADERS,
    ONE,
    OTHER_CARD_HEADERS,
    OTHER_HEADERS,
    WORKLOAD_HEADERS,
)
from tests.tables import plan_file, read_table


@pytest.mark.parametrize(
    ("heading", "times"),
    [
        ("Training tokens mm", 1_000_000),
        ("Training tokens, millions", 1_000_000),
        ("Training tokens in thousands", 1_000),
        ("Training tokens", 1),
    ],
)
@pytest.mark.parametrize("mapped", [True, False])
def test_a_multiplier_in_a_heading_counts_however_it_is_written(
    heading: str,
    times: int,
    mapped: bool,  # noqa: FBT001 - both ways
    tmp_path: Path,
) -> None:
    path = plan_file(tmp_path, f'ID,Model,"{heading}"\nW-1,gpt-4o,5\n')
    look = TableSearch(mapped={plain_words(heading): "training_tokens"} if mapped else {})
    found, codes, _ = read_table(path, look)
    assert found.by_column["training_tokens"].times == times
    assert codes == (["heading-multiplier"] if times > 1 else [])


@pytest.mark.parametrize(
    ("heading", "currency", "times"),
    [
        ("Budget", "", 1), ("Budget USD", "USD", 1), ("Budget US$", "USD", 1),
        ("Budget ($k)", "USD", 1_000), ("Budget EUR", "EUR", 1), ("Budget (€/year)", "EUR", 1),
        ("Budget TEUR", "EUR", 1_000), ("Budget (T€)", "EUR", 1_000), ("Budget k€", "EUR", 1_000),
        ("Annual budget (EUR m)", "EUR", 1_000_000), ("Budget in SEK", "SEK", 1),
        ("Budget (zł)", "PLN", 1), ("Budget (C$)", "CAD", 1), ("Budget £", "GBP", 1),
    ],
)  # fmt: skip
def test_the_currency_of_a_heading_is_read(
    heading: str, currency: str, times: int, tmp_path: Path
) -> None:
    found, codes, _ = read_table(plan_file(tmp_path, f"ID,Model,{heading}\nW-1,gpt-4o,5\n"))
    budget = found.by_column["annual_budget"]
    assert (budget.currency, int(budget.times)) == (currency, times)
    assert codes == (["heading-multiplier"] if times > 1 else [])


def test_a_currency_is_no_unit_of_anything_but_amounts(tmp_path: Path) -> None:
    path = plan_file(tmp_path, "ID,Model,Training tokens (EUR)\nW-1,gpt-4o,5\n")
    assert read_table(path)[1] == ["unit-in-heading"]


def test_what_a_mapped_heading_says_in_brackets_is_not_dropped_in_silence(tmp_path: Path) -> None:
    path = plan_file(tmp_path, "ID,Model,Output (weekly)\nW-1,gpt-4o,5\n")
    look = TableSearch(mapped={"outputweekly": "monthly_output_tokens"})
    assert read_table(path, look)[1] == ["unit-not-read"]


@pytest.mark.parametrize("merged", [True, False])
def test_headings_in_two_rows_are_read_as_one_line(merged: bool, tmp_path: Path) -> None:  # noqa: FBT001 - both ways
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.append(["Plan of 2027"])
    page.append(["Workload", None, "Training", None, "Monthly", None])
    page.append(["ID", "Model", "tokens", "Epochs", "Input tokens", "Output tokens"])
    page.append(["W-1", "gpt-4o", 5, 2, 6, 7])
    if merged:
        page.merge_cells("C2:D2")
        page.merge_cells("E2:F2")
    made.save(tmp_path / "plan.xlsx")
    found, codes, _ = read_table(tmp_path / "plan.xlsx")
    assert codes == []
    assert found.source.header_row == 3
    assert list(found.by_column) == [
        "workload_id", "model", "training_tokens", "epochs", "monthly_input_tokens",
        "monthly_output_tokens",
    ]  # fmt: skip
    assert found.rows.to_list() == [4]


def test_a_heading_means_what_the_user_says(tmp_path: Path) -> None:
    path = plan_file(tmp_path, "Kennz,Model,Volume (k),Owner\nW-1,gpt-4o,5,Anna\n")
    mapped = {"kennz": "workload_id", "volumek": "training_tokens", "owner": ""}
    found, codes, _ = read_table(path, TableSearch(mapped=mapped))
    assert [(one.column, one.matched) for one in found.headings] == [
        ("workload_id", "map"), ("model", "name"), ("training_tokens", "map"), ("", "map"),
    ]  # fmt: skip
    assert codes == ["heading-multiplier"]
    assert found.by_column["training_tokens"].times == 1000


def test_a_currency_in_a_heading_is_not_mapped_away(tmp_path: Path) -> None:
    path = plan_file(tmp_path, "ID,Model,Money (EUR)\nW-1,gpt-4o,5\n")
    found, *_ = read_table(path, TableSearch(mapped={"moneyeur": "annual_budget"}))
    assert found.by_column["annual_budget"].currency == "EUR"


def _meaning(text: str, schema: Schema) -> tuple[str, Decimal, str]:
    """The column, the factor and the currency; no column where the header is asked about."""
    found = match_header(text, 1, schema, {})
    if found.matched.endswith(BAD_UNIT):
        return "", ONE, ""
    return found.column, found.times, found.currency


@pytest.mark.parametrize(
    ("schema", "known"),
    [(workloads_schema(), WORKLOAD_HEADERS), (rates_schema(), CARD_HEADERS)],
)
def test_headers_as_people_write_them_are_read(
    schema: Schema, known: dict[str, tuple[str, Decimal, str]]
) -> None:
    found = {text: _meaning(text, schema) for text in known}
    assert found == known


@pytest.mark.parametrize(
    ("schema", "others"),
    [(workloads_schema(), OTHER_HEADERS), (rates_schema(), OTHER_CARD_HEADERS)],
)
def test_headers_that_are_something_else_are_not_read(
    schema: Schema, others: tuple[str, ...]
) -> None:
    assert [text for text in others if _meaning(text, schema)[0]] == []


def test_what_a_workbook_of_ours_computes_is_no_input_under_another_name() -> None:
    schema, (model, _) = workloads_schema(), load_cost_model()
    assert model is not None
    titles = own_titles(model, Plan("2027-01", 60)).values()
    inputs = {word for one in schema.columns.values() for word in (one.name, one.title)}
    computed = [title for title in titles if title not in inputs]
    assert [title for title in computed if match_header(title, 1, schema, {}).column] == []


def test_no_word_of_one_column_alone_makes_two_columns_of_a_header() -> None:
    schema = workloads_schema()
    for column in schema.columns.values():
        for text in (column.name, column.title, *column.other_headers):
            assert match_header(text, 1, schema, {}).column == column.name, text
