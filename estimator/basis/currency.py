"""Choosing the report's currency and exchange rate, and the currency of the budgets.

The exchange rate is an assumption like others: a cell of the workbook that every amount follows.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from estimator.basis.assumptions import BY_SHEET, parse_assumption
from estimator.model.column import NUMBER, Column
from estimator.model.cost_model import Assumption
from estimator.model.money import BUDGET, RATE, USD, Currency, currency_codes, currency_spellings
from estimator.model.options import Options
from estimator.model.problem import Problem, TableSource
from estimator.model.rate_card import FINEST
from estimator.model.schema import Schema
from estimator.model.table import Table
from estimator.model.text import did_you_mean, join_phrase, quote_text
from estimator.validate.decimal_separators import clean_number_text

# Above this rate the formulas could give numbers too large to be exact.
MOST = Decimal(40_000)
WORDS = {"fx": "--fx", "fx_date": "--fx-date", "fx_source": "--fx-source"}
EXAMPLE = "--currency {} --fx 0.92 --fx-date 2026-11-20"
Chosen = tuple[Assumption | None, list[Problem]]


def choose_exchange_rate(options: Options, sheet: pl.DataFrame) -> Chosen:
    """The exchange rate that the options set; without one, the rate on a workbook's ``sheet``."""
    rate, problems = exchange_rate_option(options)
    return (rate, problems) if options.currency or problems else _rate_on_sheet(sheet)


def exchange_rate_option(options: Options) -> Chosen:
    """The exchange rate of the currency that ``options`` choose; None for US dollars."""
    code = options.currency.strip().upper()
    if code not in {"", USD, *currency_codes()}:
        wording = f"--currency {quote_text(options.currency)} is not a currency code such as EUR."
        return None, [_currency_problem(wording + did_you_mean(code, sorted(currency_codes())))]
    given_words = [word for name, word in WORDS.items() if getattr(options, name)]
    if code in {"", USD}:
        wording = f"{given_words[0]} goes with a --currency other than USD." if given_words else ""
        return None, [_currency_problem(wording)] if wording else []
    lacking = [word for word in ("--fx", "--fx-date") if word not in given_words]
    if lacking:
        wording = (
            f"--currency {code} needs {' and '.join(lacking)}: the number of {code} per USD, and "
            f"the date of that rate, as in {EXAMPLE.format(code)}."
        )
        return None, [_currency_problem(wording)]
    rate, problem = parse_assumption(_exchange_rate_column(code), options.fx, "--fx")
    problems = [_currency_problem(problem.wording)] if problem else []
    problems += _rate_date_problems(options.fx_date)
    if problems:
        return None, problems
    source = f"{options.fx_source or 'Given for this run'}, {options.fx_date}"
    return _exchange_rate_assumption(code, rate, source, "--fx"), []


def _rate_on_sheet(rows: pl.DataFrame) -> Chosen:
    """The exchange rate on the Assumptions sheet of a workbook made by estimator, if it has one.

    Args:
        rows: of the sheet; ``name``, ``value``, ``unit`` and ``source``.
    """
    for row in rows.filter(pl.col("name") == RATE, pl.col("value").is_not_null()).to_dicts():
        code = str(row["unit"])[:3]
        if code not in currency_codes():
            return None, [
                _currency_problem(f"the unit of {RATE} on the Assumptions sheet names no currency.")
            ]
        rate, problem = parse_assumption(_exchange_rate_column(code), f"{row['value']:f}", RATE)
        if problem:
            return None, [_currency_problem(problem.wording)]
        wording = f"The currency on the workbook's Assumptions sheet is used ({code})."
        found = _exchange_rate_assumption(code, rate, row["source"] or "", BY_SHEET)
        return found, [Problem("workbook-values", wording=wording)]
    return None, []


def rate_currency(rate: Assumption | None) -> str:
    """The code of the currency of ``rate``; that of US dollars without a rate."""
    return rate.unit[:3] if rate else USD


def _exchange_rate_column(code: str, most: Decimal = MOST) -> Column:
    return Column(
        name=RATE,
        title="Exchange rate",
        kind=NUMBER,
        unit=f"{code} per USD",
        minimum=FINEST,
        maximum=most,
        decimals=6,
        required=True,
    )


def _exchange_rate_assumption(code: str, rate: Decimal, source: str, set_by: str) -> Assumption:
    """The exchange rate; in the workbook it may be changed to at most ten times as much."""
    most = min(MOST, Decimal(10) ** (rate.adjusted() + 2))
    column = _exchange_rate_column(code, most)
    return Assumption(RATE, column.title, rate, column.unit, source, column, set_by=set_by)


def _rate_date_problems(text: str) -> list[Problem]:
    try:
        date.fromisoformat(text)
    except ValueError:
        wording = f"--fx-date {quote_text(text)} is not a date; write it as YYYY-MM-DD."
        return [_currency_problem(wording)]
    return []


def _currency_problem(wording: str) -> Problem:
    return Problem("bad-currency", wording=wording)


# The currency of the budgets in each table, where there are several; empty where signs say it.
BudgetCodes = Mapping[TableSource, str]
Found = tuple[Table, Collection[str]]


def budget_currency(
    tables: Iterable[Table], currency: Currency
) -> tuple[tuple[Currency, BudgetCodes], list[Problem]]:
    """``currency``, with that of the budgets in ``tables``; and by table where there are several.

    Budgets are in the currency that their header names, else in those whose signs their cells
    have. If both the currency of the report and US dollars occur, those in dollars are converted.
    Without any they are in the currency of the other tables, or in US dollars as in the template.

    Problems: a header in a currency that cannot be used; a table that names no currency among
    others in two; a notice where neither the header nor the cells of all others name one.
    """
    found = [
        (table, _table_currencies(table, currency)) for table in tables if BUDGET in table.by_column
    ]
    problems = [*_unaccepted_currencies(found, currency)]
    if problems or not currency.converts:
        # What the header says is said once: its cells are taken as it has them.
        foreign = {
            table.source: code
            for table, codes in found
            for code in codes
            if code not in currency.accepted_codes
        }
        return (currency, foreign), problems
    named = sorted({code for _, codes in found for code in codes})
    unsaid = [table for table, codes in found if not codes and table.has_values(BUDGET)]
    if len(named) > 1:
        # A table that names none is asked about as a whole, not cell by cell.
        by_table = {
            table.source: "" if len(codes) > 1 else next(iter(codes), currency.code)
            for table, codes in found
        }
        both = Currency(currency.code, currency.code)
        return (both, by_table), [_unclear_currency(table, named) for table in unsaid]
    code = named[0] if named else USD
    return (Currency(currency.code, code), {}), [
        _assumed_currency_notice(table, code) for table in unsaid
    ]


def _table_currencies(table: Table, currency: Currency) -> Collection[str]:
    """The codes of the currencies named by the header of ``table``, else by its cells."""
    named = table.by_column[BUDGET].currency
    if named or not currency.converts:
        return {named} if named else set()
    return {code for code in currency.accepted_codes if _count_currency_signs(table, code)}


def _count_currency_signs(table: Table, code: str) -> int:
    """The number of budgets in ``table`` with a sign of the currency ``code``."""
    own = "|".join(
        rf"(?:^|[^\p{{L}}]){re.escape(word)}(?:$|[^\p{{L}}])" for word in currency_spellings(code)
    )
    return sum(int(texts.str.contains(own).sum()) for texts in _budget_texts(table))


def _budget_texts(table: Table) -> Iterator[pl.Series]:
    """The budgets of each part of ``table``, which may have a sign."""
    name = f"c{table.by_column[BUDGET].position}"
    for part in table.parts():
        yield clean_number_text(part.texts[name].drop_nulls())


def _unaccepted_currencies(found: Sequence[Found], currency: Currency) -> Iterator[Problem]:
    """The headers in a currency that budgets cannot be in."""
    for table, codes in found:
        for code in set(codes).difference(currency.accepted_codes):
            heading = table.by_column[BUDGET]
            wording = (
                f"the budgets below {quote_text(heading.text)} are in {code}; they must be in "
                f"{join_phrase(currency.accepted_codes, 'or')}. Convert them, or report in {code}: "
                f"--currency {code} with --fx and --fx-date."
            )
            yield table.problem_at(
                "unit-in-heading", table.source.header_row, heading, wording=wording
            )


def _unclear_currency(table: Table, codes: Sequence[str]) -> Problem:
    heading = table.by_column[BUDGET]
    return table.problem_at(
        "mixed-currencies",
        table.source.header_row,
        heading,
        header=heading.text,
        codes=join_phrase(codes),
        examples=join_phrase([quote_text(f"{heading.text} ({code})") for code in codes], "or"),
        answers=join_phrase([quote_text(f"{table.source.file}:{code}") for code in codes], "or"),
    )


def cost_currencies(
    tables: Iterable[Table], currency: Currency, schema: Schema
) -> Iterator[Problem]:
    """Problems and notices of costs that are typed: they are in US dollars, as prices are."""
    costs = [one.name for one in schema.columns.values() if one.unit == USD]
    for table in tables:
        for name in costs:
            heading = table.by_column.get(name)
            if heading is None or name == BUDGET or heading.currency == USD:
                continue
            if heading.currency:
                wording = (
                    f"the amounts below {quote_text(heading.text)} are in {heading.currency}; they "
                    f"must be in {USD}, as prices are. Convert them."
                )
                row = table.source.header_row
                yield table.problem_at("unit-in-heading", row, heading, wording=wording)
            elif currency.converts and table.has_values(name):
                yield _assumed_currency_notice(table, USD, name)


def _assumed_currency_notice(table: Table, code: str, column: str = BUDGET) -> Problem:
    heading = table.by_column[column]
    wording = (
        f"neither the header {quote_text(heading.text)} nor a cell below names a currency; read as "
        f"{code}. To state it, use a header such as {quote_text(f'{heading.text} ({code})')}."
    )
    return table.problem_at("currency-assumed", table.source.header_row, heading, wording=wording)
