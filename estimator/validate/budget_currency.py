"""What currency the budgets of the input are in, as the headings say, or else the cells."""

import re
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from estimator.model.currency import BUDGET, USD, Currency, written
from estimator.model.problem import Problem
from estimator.model.sheet import TEXT
from estimator.model.table import Table
from estimator.model.words import listed, quote
from estimator.validate.spelling import cleaned

Found = tuple[Table, str]


def budget_currency(tables: Iterable[Table], currency: Currency) -> tuple[Currency, list[Problem]]:
    """``currency``, with that of the budgets in ``tables``.

    A column of budgets is in what its heading names, else in what most of its cells with a sign
    have; and without either in US dollars, as the template is, or what the other tables have. The
    cells that have another sign are problems of their own.

    Problems: a heading in a currency that is not to be had; tables that differ; a notice where
    neither heading nor cells say.
    """
    found = [(table, _of(table, currency)) for table in tables if BUDGET in table.by_column]
    problems = [*_refused(found, currency)]
    said = {code for _, code in found if code}
    if problems or len(said) > 1:
        return currency, problems or [*_mixed(found)]
    if not currency.converts:
        return currency, []
    code = said.pop() if said else USD
    unsaid = [table for table, one in found if not one and table.filled(BUDGET)]
    return Currency(currency.code, code), [_assumed(table, code) for table in unsaid]


def _of(table: Table, currency: Currency) -> str:
    """The code of the currency that the heading or the cells of ``table`` name; else empty."""
    named = table.by_column[BUDGET].currency
    if named or not currency.converts:
        return named
    signs = {code: _signed(table, code) for code in currency.accepted}
    most = max(signs, key=lambda code: signs[code])
    return most if signs[most] else ""


def _signed(table: Table, code: str) -> int:
    """How many budgets of ``table`` have a sign of the currency ``code``."""
    own = "|".join(rf"(?:^|[^\p{{L}}]){re.escape(word)}(?:$|[^\p{{L}}])" for word in written(code))
    return sum(int(texts.str.contains(own).sum()) for texts in _texts(table))


def _texts(table: Table) -> Iterator[pl.Series]:
    """The budgets of each part of ``table`` that are texts, and so may have a sign."""
    name = f"c{table.by_column[BUDGET].position}"
    for part in table.parts():
        cells = part.texts.filter(part.kinds[name] == TEXT).select(cleaned(pl.col(name)))
        yield cells.to_series()


def _refused(found: Sequence[Found], currency: Currency) -> Iterator[Problem]:
    """The headings in a currency other than those that budgets may be in."""
    for table, code in found:
        if code and code not in currency.accepted:
            heading = table.by_column[BUDGET]
            said = (
                f"the heading {quote(heading.text)} says {code}; budgets are in "
                f"{listed(currency.accepted, 'or')}. Convert them, or report in {code}: "
                f"--currency {code} with --fx and --fx-date."
            )
            yield table.at("unit-in-heading", table.source.header_row, heading, says=said)


def _mixed(found: Sequence[Found]) -> Iterator[Problem]:
    """The tables whose budgets are in another currency than those of the first."""
    first, one = next((table, code) for table, code in found if code)
    for table, code in found:
        if code and code != one:
            heading = table.by_column[BUDGET]
            said = (
                f"budgets are in {code} here and in {one} at "
                f"{first.place(first.source.header_row, BUDGET)}; a portfolio has them in one."
            )
            yield table.at("mixed-currencies", table.source.header_row, heading, says=said)


def _assumed(table: Table, code: str) -> Problem:
    heading = table.by_column[BUDGET]
    said = (
        f"neither the heading {quote(heading.text)} nor a cell below names a currency; taken as "
        f"{code}. A heading such as {quote(f'{heading.text} ({code})')} says it."
    )
    return table.at("currency-assumed", table.source.header_row, heading, says=said)
