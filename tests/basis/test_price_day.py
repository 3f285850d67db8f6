"""The day from which on prices are taken: of the options, of a workbook of ours, or of the card."""

from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from estimator.basis.price_day import choose_as_of
from estimator.model.options import Options
from estimator.model.own_workbook import AS_OF_LABEL
from estimator.model.schema import workloads_schema
from estimator.read.book import read_book
from tests.dated import ROWS, dated_options
from tests.workbooks import made


def test_the_day_of_a_workbook_is_taken_with_its_prices(tmp_path: Path) -> None:
    one = made(tmp_path, ROWS, dated_options(tmp_path))
    book, problems = read_book(one.path, workloads_schema())
    assert problems == []
    day, notices = choose_as_of(book, Options())
    assert (day, [one.code for one in notices]) == (date(2026, 11, 29), ["workbook-values"])
    assert choose_as_of(book, Options(as_of="2027-01-05")) == (date(2027, 1, 5), [])
    # Another card has a day of its own.
    assert choose_as_of(book, Options(rate_card="guide-2026")) == (None, [])
    assert choose_as_of(None, Options()) == (None, [])


def test_a_day_that_is_none_is_a_problem(tmp_path: Path) -> None:
    one = made(tmp_path, ROWS, dated_options(tmp_path))
    edited = load_workbook(one.path)
    row = next(row for row in edited["Assumptions"].iter_rows() if row[0].value == AS_OF_LABEL)
    row[1].value = "soon"
    edited.save(tmp_path / "edited.xlsx")
    book, _ = read_book(tmp_path / "edited.xlsx", workloads_schema())
    day, (problem,) = choose_as_of(book, Options())
    assert (day, problem.code) == (None, "bad-assumption")
    assert problem.message == (
        'Prices as of on the sheet Assumptions: found "soon"; expected a date.'
    )
