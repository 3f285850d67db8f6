"""A column is found by its name or title, and an input says what a cell may hold."""

import pytest

from estimator.model.options import Options
from estimator.outputs import explain_topic


def explained(word: str, options: Options | None = None) -> list[str]:
    lines, problems = explain_topic(word, None, "", options or Options())
    assert problems == []
    return lines


@pytest.mark.parametrize("word", ["first_year_cost", "First-year cost", "FIRST YEAR COST"])
def test_a_column_is_found_by_its_name_or_title(word: str) -> None:
    assert explained(word)[0] == "First-year cost (first_year_cost): USD, first year"


@pytest.mark.parametrize("word", ["share-or-percent", "Share or percentage?"])
def test_a_problem_is_found_by_its_code_or_title(word: str) -> None:
    assert explained(word)[0] == "Share or percentage? (share-or-percent): error"


def test_a_title_in_the_currency_of_the_report_is_found_too() -> None:
    euros = Options(currency="EUR", fx="0.92", fx_date="2026-11-20")
    lines = explained("fiscal-year cost (eur)", euros)
    assert lines[0].startswith("Fiscal-year cost (EUR) (fiscal_year_cost_eur): EUR")
    assert any("training_cost_eur" in line for line in lines)


def test_an_input_says_bounds_default_and_headers() -> None:
    lines = explained("Epochs")
    assert "Expected: a whole number from 1 to 50." in lines
    assert "Default: 3 (assumption default_epochs)." in lines
    assert lines[-2:] == [
        "Headers: Epochs.",
        "Words of other headers: [training] epochs [passes]; [training] passes.",
    ]
    assert "Required." in explained("workload id")
    assert "Default: 5% (assumption default_retry_rate)." in explained("retry rate")


def test_a_month_of_the_calendar_is_a_column_as_others() -> None:
    lines = explained("m2_cost")
    assert lines[0] == "Month 2 (m2_cost): USD"
    assert "  m1_cost: planned, USD" in lines
    assert "  month_2: month of the plan" in lines


def test_what_is_not_known_suggests_what_is() -> None:
    lines, problems = explain_topic("trainning cost", None, "", Options())
    assert lines == []
    assert 'Did you mean "training_cost"' in problems[0].message


def test_a_row_needs_its_file() -> None:
    _, problems = explain_topic("epochs", None, "W-1", Options())
    assert "explain epochs INPUT --row ID" in problems[0].message
