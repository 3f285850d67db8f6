"""The words of ``--currency``, ``--fx``, ``--fx-date`` and ``--fx-source``: the report's currency.

The rate is an assumption like others: a cell of the workbook that every amount shown follows.
"""

from datetime import date
from decimal import Decimal

import polars as pl

from estimator.model.column import NUMBER, Column
from estimator.model.cost_model import Assumption
from estimator.model.currency import RATE, USD, codes
from estimator.model.options import Options
from estimator.model.problem import Problem
from estimator.model.rate_card import FINEST
from estimator.model.words import did_you_mean, quote
from estimator.validate.assumptions import BY_SHEET, value

# Beyond it the formulas could outgrow what is computed exactly.
MOST = Decimal(40_000)
WORDS = {"fx": "--fx", "fx_date": "--fx-date", "fx_source": "--fx-source"}
EXAMPLE = "--currency {} --fx 0.92 --fx-date 2026-11-20"
Chosen = tuple[Assumption | None, list[Problem]]


def given(options: Options) -> Chosen:
    """The rate of the currency that ``options`` choose; None for US dollars."""
    code = options.currency.strip().upper()
    if code not in {"", USD, *codes()}:
        said = f"--currency {quote(options.currency)} is not the code of a currency, such as EUR."
        return None, [_bad(said + did_you_mean(code, sorted(codes())))]
    told = [word for name, word in WORDS.items() if getattr(options, name)]
    if code in {"", USD}:
        said = f"{told[0]} goes with a --currency other than USD." if told else ""
        return None, [_bad(said)] if said else []
    lacking = [word for word in ("--fx", "--fx-date") if word not in told]
    if lacking:
        said = (
            f"--currency {code} needs {' and '.join(lacking)}: how many {code} one USD is, and the "
            f"day of that rate, as in {EXAMPLE.format(code)}."
        )
        return None, [_bad(said)]
    rate, problem = value(_column(code), options.fx, "--fx")
    problems = [_bad(problem.says)] if problem else []
    problems += _no_day(options.fx_date)
    if problems:
        return None, problems
    source = f"{options.fx_source or 'Given with --fx'}, {options.fx_date}"
    return _assumption(code, rate, source, "--fx"), []


def from_sheet(rows: pl.DataFrame) -> Chosen:
    """The rate among the ``rows`` of the Assumptions sheet of a workbook of ours, if it is there.

    Args:
        rows: ``name``, ``value``, ``unit`` and ``source``.
    """
    for row in rows.filter(pl.col("name") == RATE, pl.col("value").is_not_null()).to_dicts():
        code = str(row["unit"])[:3]
        if code not in codes():
            return None, [_bad(f"the unit of {RATE} on the Assumptions sheet names no currency.")]
        rate, problem = value(_column(code), f"{row['value']:f}", RATE)
        if problem:
            return None, [_bad(problem.says)]
        said = f"The currency is that of the workbook's own Assumptions sheet ({code})."
        found = _assumption(code, rate, row["source"] or "", BY_SHEET)
        return found, [Problem("workbook-values", says=said)]
    return None, []


def code_of(rate: Assumption | None) -> str:
    """The code of the currency that ``rate`` is of; that of US dollars without one."""
    return rate.unit[:3] if rate else USD


def _column(code: str, most: Decimal = MOST) -> Column:
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


def _assumption(code: str, rate: Decimal, source: str, set_by: str) -> Assumption:
    """The rate; what may be typed over it in the workbook goes as far as ten times as much."""
    most = min(MOST, Decimal(10) ** (rate.adjusted() + 2))
    column = _column(code, most)
    return Assumption(RATE, column.title, rate, column.unit, source, column, set_by=set_by)


def _no_day(text: str) -> list[Problem]:
    try:
        date.fromisoformat(text)
    except ValueError:
        said = f"--fx-date {quote(text)} is not a date; write it as YYYY-MM-DD."
        return [_bad(said)]
    return []


def _bad(said: str) -> Problem:
    return Problem("bad-currency", says=said)
