"""Choosing the day from which on prices are taken, of a workbook made by estimator."""

from datetime import date

from estimator.basis.arguments import parse_date
from estimator.model.cells import Book
from estimator.model.options import INPUT_CARD, Options
from estimator.model.own_workbook import AS_OF_LABEL, AS_OF_TITLE, ASSUMPTIONS
from estimator.model.problem import Problem
from estimator.model.text import quote_text
from estimator.read.exported import read_rows_below


def choose_as_of(read: Book | None, options: Options) -> tuple[date | None, list[Problem]]:
    """The day that ``options`` name, else that of the workbook whose prices are used.

    None without either: that of the rate card is taken.
    """
    own_prices = not options.rate_cards or INPUT_CARD in options.rate_cards
    rows = read_rows_below(read, ASSUMPTIONS, AS_OF_TITLE, 2) if own_prices else []
    text = next((value.strip() for label, value in rows if label == AS_OF_LABEL), None)
    if options.as_of or text is None:
        return parse_date(options.as_of)
    day, wrong = parse_date(text)
    if wrong or day is None:
        wording = (
            f"{AS_OF_LABEL} on the sheet {ASSUMPTIONS}: found {quote_text(text)}; expected a date."
        )
        return None, [Problem("bad-assumption", wording=wording)]
    wording = f"{AS_OF_LABEL} on the workbook's sheet {ASSUMPTIONS} is used ({day})."
    return day, [Problem("workbook-values", wording=wording)]
