"""The words of ``--fiscal-year-start`` and ``--months``: over which months costs are spread."""

from datetime import date

import polars as pl

from estimator.model.plan import FIRST_MONTH, LAST_START, LEAST_MONTHS, MOST_MONTHS, Plan
from estimator.model.problem import Problem
from estimator.model.schema import workloads
from estimator.model.sheet import TEXT
from estimator.model.words import quote
from estimator.validate import texts
from estimator.validate.jsonschema import validator


def plan(start: str, months: int, as_of: date) -> tuple[Plan, list[Problem]]:
    """The plan of so many ``months`` from ``start`` on; with what is wrong with these words.

    Args:
        start: a month or a day of it, as in a cell; empty for the January after ``as_of``.
        months: how many there are.
        as_of: the day on which the prices hold.
    """
    problems = []
    first = _month(start) if start else f"{as_of.year + 1:04}-01"
    if not first:
        said = f"--fiscal-year-start {quote(start)} is not a month; write it as YYYY-MM."
        problems.append(Problem("bad-plan", says=said))
    if not LEAST_MONTHS <= months <= MOST_MONTHS:
        said = f"--months {months} is not from {LEAST_MONTHS} to {MOST_MONTHS}."
        problems.append(Problem("bad-plan", says=said))
    return Plan(min(max(first, FIRST_MONTH), LAST_START), months), problems


def _month(word: str) -> str:
    """The month that ``word`` writes, by the rules of cells; empty where it writes none."""
    cell = pl.DataFrame({"text": [word], "kind": [TEXT]})
    month: str = texts.read(workloads().columns["start_month"], cell)["value"].item()
    known = validator(workloads().row["properties"]["start_month"]).is_valid(month)
    return month if known and month <= LAST_START else ""
