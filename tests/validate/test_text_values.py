"""Texts and dates: every form has one meaning or is a problem."""

from pathlib import Path

import polars as pl
import pytest

from estimator.model.cells import DATE, ERROR_VALUE, NUMBER, TEXT, UNCALCULATED
from estimator.model.column import DATE as DATES
from estimator.model.column import MONTH as MONTHS
from estimator.model.column import TEXT as TEXTS
from estimator.model.column import Column
from estimator.validate import text_values
from tests.sheets import codes, outcome


def read(text: str, sort: str, kind: int = TEXT, locale: str = "") -> tuple[str | None, str | None]:
    cells = pl.DataFrame({"text": [text], "kind": [kind]})
    value, code = (
        text_values.parse_texts(Column("x", "X", sort), cells, locale)
        .select("value", "code")
        .row(0)
    )
    return value, code


@pytest.mark.parametrize(
    "text",
    ["2027-01-31", "2027/01/31", "31.01.2027", "31 Jan 2027", "January 31, 2027", " 31.1.2027 "],
)
def test_a_date_that_means_one_day_to_everyone_is_read(text: str) -> None:
    assert read(text, DATES) == ("2027-01-31", None)


def test_a_date_with_slashes_is_read_day_first_only_where_a_language_says_so() -> None:
    assert read("03/04/2027", DATES) == (None, "not-a-date")
    assert read("03/04/2027", DATES, locale="en") == (None, "not-a-date")
    assert read("03/04/2027", DATES, locale="de") == ("2027-04-03", None)


def test_a_bare_number_for_a_date_is_a_problem_that_names_the_day() -> None:
    assert read("45292", DATES, NUMBER)[1] == "date-serial"
    assert text_values.serial_day("45292") == "2024-01-01"
    assert [text_values.serial_day(text) for text in ("60", "-1", "2958466")] == ["", "", ""]


def test_a_date_cell_and_the_faults_of_a_cell_are_what_they_are() -> None:
    assert read("2027-01-31", DATES, DATE) == ("2027-01-31", None)
    assert read("#N/A", TEXTS, ERROR_VALUE)[1] == "error-cell"
    assert read(UNCALCULATED, TEXTS, ERROR_VALUE)[1] == "formula-without-value"


def test_a_number_that_has_lost_digits_is_no_id() -> None:
    assert read("12345678901234600", TEXTS, NUMBER)[1] == "digits-lost"
    assert read("123456789012345", TEXTS, NUMBER) == ("123456789012345", None)
    assert read("12345678901234567", TEXTS) == ("12345678901234567", None)


def test_an_id_of_many_digits_in_a_text_file_is_whole(tmp_path: Path) -> None:
    found = outcome(tmp_path, {"Workload ID": "12345678901234567890"})
    assert codes(found) == []
    assert found.estimate is not None
    assert found.estimate.frame["workload_id"].to_list() == ["12345678901234567890"]


@pytest.mark.parametrize("text", ["2027-03", " 2027-03 ", "2027-03-15", "1.3.2027", "15 Mar 2027"])
def test_a_month_and_any_day_of_it_are_that_month(text: str) -> None:
    assert read(text, MONTHS) == ("2027-03", None)


@pytest.mark.parametrize("text", ["2027-03-15", "2027-03-15T00:00:00"])
def test_a_date_cell_is_taken_for_its_month(text: str) -> None:
    assert read(text, MONTHS, DATE) == ("2027-03", None)


MONTH_TEXTS = [
    "Mar 2027", "March 2027", "Mar-27", "Mar '27", "03/2027", "3/2027", "03.2027", "2027/03",
    "2027-3", "2027-03-31 00:00:00", "2027-03-31T12:30", "31.03.2027 00:00", "31-Mar-2027",
    "M\u00e4rz 2027", "31. M\u00e4rz 2027", "mars 2027", "31 de marzo de 2027",
    "\u0663/\u0662\u0660\u0662\u0667",
]  # fmt: skip


@pytest.mark.parametrize("text", MONTH_TEXTS)
def test_a_month_is_read_as_people_type_it(text: str) -> None:
    assert read(text, MONTHS) == ("2027-03", None)


NO_DAYS = [
    "2027-02-29",
    "2027-02-31",
    "31.04.2027",
    "31 Apr 2027",
    "2027-00-10",
    "2027-02-31T00:00",
]


@pytest.mark.parametrize("text", NO_DAYS)
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    assert read(text, DATES) == (None, "not-a-date")
    assert read(text, MONTHS) == (None, "not-a-month")


def test_a_date_in_place_of_a_text_is_asked_about() -> None:
    assert read("2026-03-04", TEXTS, DATE) == (None, "date-for-text")
    assert read("2026-03-04", TEXTS) == ("2026-03-04", None)


@pytest.mark.parametrize(
    "text", ["2027-13", "Mar 27", "27-Mar", "Q1 2027", "2027", "202703", "03/04/2027", "1900-01"]
)
def test_what_is_no_month_to_everyone_is_a_problem_that_shows_how_to_write_one(
    text: str, tmp_path: Path
) -> None:
    found = outcome(tmp_path, {"Start month": text})
    assert codes(found) == ["not-a-month"]
    assert "a month as YYYY-MM" in found.errors[0].message


def test_a_bare_number_for_a_month_is_a_problem() -> None:
    assert read("46082", MONTHS, NUMBER)[1] == "date-serial"
    assert read("202703", MONTHS, NUMBER)[1] == "date-serial"
