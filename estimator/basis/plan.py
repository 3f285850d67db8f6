"""Choosing the plan: its length, and the month in which its first fiscal year starts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from estimator.model.cells import TEXT
from estimator.model.options import Options
from estimator.model.plan import FIRST_MONTH, LAST_START, LEAST_MONTHS, MOST_MONTHS, Plan
from estimator.model.problem import Problem
from estimator.model.run_time import EPOCH_VARIABLE, time_of_run
from estimator.model.table import Table
from estimator.model.text import join_phrase, quote_text
from estimator.validate.months import count_start_months, read_months


def choose_plan(
    options: Options, tables: Sequence[Table], *, asked: bool = True
) -> tuple[Plan, list[Problem]]:
    """The plan that ``options`` set; its fiscal year follows from ``tables`` where they do not.

    Args:
        options: the first month, a month or a day of it as in a cell, and the number of months.
        tables: the workloads, for the months in which they start.
        asked: whether the first month was asked for, or kept from a workbook made by estimator.
    """
    problems = _length_problems(options.months)
    if options.fiscal_year_start:
        reason = "it was chosen for this run" if asked else "the plan of the workbook says so"
        start = _parse_month(options.fiscal_year_start)
        problems += [] if start else [_bad_start(options.fiscal_year_start)]
    else:
        start, reason, wrong = _default_year(options.locale, tables)
        problems += wrong
    return Plan(min(max(start, FIRST_MONTH), LAST_START), options.months, reason), problems


def _default_year(locale: str, tables: Sequence[Table]) -> tuple[str, str, list[Problem]]:
    try:
        today = time_of_run().date()
    except ValueError:
        wording = f"The variable {EPOCH_VARIABLE} is not a number of seconds since 1970."
        return "", "", [Problem("bad-date", wording=wording)]
    return *default_fiscal_year(count_start_months(tables, locale), today), []


def default_fiscal_year(starts: Mapping[str, int], today: date) -> tuple[str, str]:
    """The first month of the calendar year in which most workloads start, and the reason.

    What has started already says nothing about the year that is planned. Nothing else counts, so
    that neither a newer rate card nor a later price moves the plan.

    Args:
        starts: the number of workloads that start in each month (YYYY-MM).
        today: the day of the run.
    """
    now = f"{today:%Y-%m}"
    years = Counter[str]()
    for month, count in starts.items():
        if month >= now:
            years[month[:4]] += count
    if not years:
        reason = f"no workload starts in {now}, the month of this run, or later"
        return f"{today.year + 1:04}-01", f"{reason}; it is the year after"
    most = max(years.values())
    *others, year = sorted(one for one, count in years.items() if count == most)
    said = f"start months from {now} on fall in {year}"
    if others:
        return f"{year}-01", f"as many {said} as in {join_phrase(others)}, and it is the latest"
    if most == years.total():
        return f"{year}-01", f"all {said}"
    share = f"{most:,} of {years.total():,}"
    return f"{year}-01", f"more {said} than in any other year ({share})"


def _length_problems(months: int) -> list[Problem]:
    if LEAST_MONTHS <= months <= MOST_MONTHS:
        return []
    wording = f"--months {months} is not between {LEAST_MONTHS} and {MOST_MONTHS}."
    return [Problem("bad-plan", wording=wording)]


def _bad_start(text: str) -> Problem:
    wording = f"--fiscal-year-start {quote_text(text)} is not a month; write it as YYYY-MM."
    return Problem("bad-plan", wording=wording)


def _parse_month(word: str) -> str:
    """The month in ``word``, read like a cell; empty if it is not a month."""
    (month,) = read_months(pl.DataFrame({"text": [word], "kind": [TEXT]}))
    return month if month and month <= LAST_START else ""
