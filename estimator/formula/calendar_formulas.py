"""The formulas of the calendar, parsed: what a workload costs in each month of a plan."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from estimator.formula.exactness import ValueKind, number_kind
from estimator.formula.program import LARGEST_YEAR, RATIO_DIGITS
from estimator.formula.syntax import Node, parse_formula
from estimator.model.calendar import MOST_TIMES, calendar_columns, spread_names
from estimator.model.column import MONTH
from estimator.model.money import USD, currency_codes
from estimator.model.plan import REPLACE

CENTS = 2


class MonthFormula(NamedTuple):
    """A column of the calendar, its formula tree, and the kinds of the numbers of the calendar."""

    name: str
    node: Node
    kinds: Mapping[str, ValueKind]


@cache
def calendar_formulas(length: int, *, grows: bool, after: str) -> tuple[MonthFormula, ...]:
    """The columns of the calendar of ``length`` months, in order; see ``calendar_columns``."""
    columns = calendar_columns(length, grows=grows, after=after)
    units = {"monthly_growth_rate": "share", **dict.fromkeys(spread_names(REPLACE), USD)}
    kinds = month_kinds([*units.items(), *((one.name, one.unit) for one in columns)])
    return tuple(MonthFormula(one.name, parse_formula(one.formula), kinds) for one in columns)


def month_kinds(columns: Iterable[tuple[str, str]]) -> Mapping[str, ValueKind]:
    """The kinds of the numbers among ``columns`` of the calendar, each a name and its unit.

    The checker knows narrower ones, but needs longer for them than a small portfolio for its costs.
    """
    amount = number_kind(-LARGEST_YEAR, LARGEST_YEAR, CENTS)
    number = number_kind(Decimal(-1), Decimal(MOST_TIMES), RATIO_DIGITS)
    codes = currency_codes()
    return {name: amount if unit in codes else number for name, unit in columns if unit != MONTH}
