"""Headers that are not read are asked about where a default would stand for their numbers."""

import pytest

from estimator.model.cells import Book
from estimator.model.problem import Problem
from estimator.model.schema import Schema, rates_schema, workloads_schema
from estimator.read.table import TableSearch, find_table
from tests.tables import sheet_of

KNOWN = ("Workload ID", "Model", "Training tokens", "Monthly input tokens", "Monthly output tokens")
ROW = ("W-1", "gpt-4o", 5, 6, 7)
Cell = str | float


def findings(header: str, cell: Cell, schema: Schema | None = None, **mapped: str) -> list[Problem]:
    book = Book("plan.xlsx", (sheet_of((*KNOWN, header), (*ROW, cell)),))
    return find_table(book, schema or workloads_schema(), TableSearch(mapped=mapped))[1]


@pytest.mark.parametrize(
    ("header", "cell", "column"),
    [
        ("Epochs per run", 2, "epochs"),
        ("Epohcs", "2", "epochs"),
        ("Retry factor", "5%", "retry_rate"),
        ("Cached tokens", 500, "cached_input_share"),
        ("Monthly budget", "$ 1,000", "annual_budget"),
        ("Budget Q1", 5, "annual_budget"),
        ("Project start", "2027-03", "start_month"),
        ("End of contract", "31.12.2027", "end_month"),
        ("Growth", 0.02, "monthly_growth_rate"),
        ("Monthly decline", 0.02, "monthly_growth_rate"),
        ("Duration (months)", 6, "end_month"),
        ("Laufzeit (Monate)", 6, "end_month"),
        ("Retirement date", "2027-06", "end_month"),
        ("Error rate", 0.02, "retry_rate"),
    ],
)
def test_numbers_and_dates_that_a_default_or_a_blank_would_stand_for_are_asked_about(
    header: str, cell: Cell, column: str
) -> None:
    [problem] = findings(header, cell)
    assert (problem.code, problem.place) == ("header-not-read", "Plan!F1")
    assert f'--map "{header}={column}"' in problem.message
    assert f'--map "{header}="' in problem.message


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Budget owner", "Anna"), ("Priority", 1), ("Retry cost", 5), ("Previous budget", 5),
        ("Training hours", 5), ("Output price", 5), ("Region", "EMEA"),
        ("Input tokens per year", 5), ("Training duration (hours)", 5), ("Error count", 5),
        ("Epochs", "3"), ("Start date of training", "soon"),
    ],
)  # fmt: skip
def test_texts_other_words_and_what_is_given_already_are_not_asked_about(
    header: str, cell: Cell
) -> None:
    assert findings(header, cell) == []


def test_the_users_word_answers() -> None:
    assert findings("Monthly budget", 5, monthlybudget="") == []
    assert findings("Monthly budget", 5, monthlybudget="annual_budget") == []


def test_a_text_column_spelled_like_one_of_ours_is_told() -> None:
    assert [one.code for one in findings("Departmnt", "Sales")] == ["like-a-column"]


def test_a_rate_card_is_asked_about_in_words_that_help_there() -> None:
    header = ("Model", "Training price", "Input price", "Output price", "Cached write price")
    book = Book("card.csv", (sheet_of(header, ("m-1", 1, 2, 3, 4)),))
    [problem] = find_table(book, rates_schema())[1]
    assert problem.code == "header-not-read"
    assert '"Cached input price"' in problem.message
    assert "--map" not in problem.message
