"""Cells to exact numbers: one documented rule set, in polars expressions, without inference.

Accepted: digits with or without thousands commas and a decimal point (or, where the column shows
it, points and a decimal comma; blanks and apostrophes as thousands too), a sign or accounting
brackets, ``k M MM bn Mio`` behind the digits, ``%`` in a share, ``$`` or ``USD`` in an amount.
Every other text is a problem with a code of its own, where one is known to be meant.
"""

from decimal import Decimal
from functools import reduce
from typing import Any

import polars as pl

from estimator.model.column import SHARE, WHOLE, Column
from estimator.model.money import DECIMALS, EXACT
from estimator.model.options import POINT
from estimator.model.table import FAULT, NUMBER, ONCE, PERCENT, TEXT, UNCALCULATED
from estimator.validate.spelling import EITHER, UNDECIDED, cleaned, with_point

# As Excel's accounting format shows a zero.
DASHES = ["-", "\u2013", "\u2014"]

OWN_CURRENCY = ["$", "US$", "USD"]
CURRENCY = r"US\$|USD|[$€£¥₹]|EUR|GBP|JPY|CHF|CAD|AUD|INR|CNY"
FORM = (
    rf"^(?P<open>\()?\s*(?P<sign>[-+])?\s*(?P<before>{CURRENCY})?\s*(?P<second>[-+])?\s*"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<part>\d*))?\s*"
    rf"(?P<after>{CURRENCY})?(?P<times>[A-Za-z]+)?\s*(?P<percent>%)?\s*(?P<close>\))?$"
)
TIMES = {
    "k": 1_000,
    "m": 1_000_000,
    "mm": 1_000_000,
    "mio": 1_000_000,
    "bn": 1_000_000_000,
}
# Units whose numbers are whole in practice, so that 1.234 of them is more likely 1,234.
QUANTITIES = frozenset({"tokens", "examples", "requests"})
# Fifteen digits before the point are all that a spreadsheet holds, and more than any bound here.
MOST_DIGITS = 15

# The codes of the parsed cells that are taken, and told.
DASH, ROUNDED, ALL = "dash-is-zero", "decimals-rounded", "share-of-one"
TOLD = frozenset({DASH, ROUNDED, ALL})


def parsed(
    column: Column, text: pl.Expr, kind: pl.Expr, times: Decimal = ONCE, mark: str = POINT
) -> pl.Expr:
    """A struct of each cell's ``value`` (Decimal(38, 12)) and ``code`` (String).

    Args:
        column: numeric; its kind and unit say what forms are accepted.
        text: String, the cells; null where blank.
        kind: UInt8, the kinds of the cells.
        times: what a multiplier in the heading multiplies by.
        mark: the decimal mark of the column's texts; empty where it cannot be told.

    Returns:
        ``code`` is null where the cell was taken as it stands or is blank; one of ``TOLD`` where it
        was taken with a notice; otherwise a problem's code, and ``value`` is null.
    """
    trimmed = cleaned(text)
    if column.dash_is_blank:
        trimmed = pl.when(~trimmed.is_in(DASHES)).then(trimmed)
    dash = trimmed.is_in(DASHES) & (kind == TEXT)
    spelled = pl.when(kind == TEXT).then(with_point(trimmed, mark)).otherwise(trimmed)
    form = spelled.str.extract_groups(FORM)
    whole = form.struct.field("whole").fill_null("").str.replace_all(",", "", literal=True)
    part = form.struct.field("part").fill_null("").str.strip_chars_end("0")
    fault = _fault(column, spelled, kind, form, whole, part)
    if column.kind == SHARE:
        asked = ~_has(form, "percent") & _unsure(_value(form, whole, part), times)
        fault = pl.when(fault.is_null() & asked).then(pl.lit("share-or-percent")).otherwise(fault)
    if times != ONCE:
        again = form.struct.field("times").is_not_null()
        fault = pl.when(fault.is_null() & again).then(pl.lit("multiplied-twice")).otherwise(fault)
    if mark == UNDECIDED and column.unit in QUANTITIES:
        either = (kind == TEXT) & trimmed.str.contains(EITHER)
        fault = (
            pl.when(fault.is_null() & either).then(pl.lit("point-or-thousands")).otherwise(fault)
        )
    exact = _value(form, whole, part)
    # A percent sign in the cell says no more than the one in the heading.
    spared = pl.lit(times == PERCENT) & _has(form, "percent")
    exact = pl.when(spared).then(exact).otherwise(exact * pl.lit(times, dtype=EXACT))
    kept = exact if column.kind == WHOLE else _half_up(exact, column.decimals)
    fine = fault.is_null() & trimmed.is_not_null()
    value = pl.when(dash).then(pl.lit(0, dtype=EXACT)).when(fine).then(kept)
    told = (
        pl.when(dash)
        .then(pl.lit(DASH))
        .when(fault.is_not_null())
        .then(fault)
        .when(_is(column.kind != WHOLE) & ((kept != exact) | (part.str.len_chars() > DECIMALS)))
        .then(pl.lit(ROUNDED))
        .when(_is(column.kind == SHARE and times == ONCE) & ~_has(form, "percent") & (kept == 1))
        .then(pl.lit(ALL))
    )
    return pl.struct(value=value, code=told)


def _half_up(value: pl.Expr, decimals: int) -> pl.Expr:
    return value.round(decimals, mode="half_away_from_zero")


def _has(form: pl.Expr, group: str) -> pl.Expr:
    return form.struct.field(group).is_not_null() & (form.struct.field(group) != "")


def _is(condition: bool) -> pl.Expr:  # noqa: FBT001 - a truth known before the rows are
    return pl.lit(condition)


def _fault(
    column: Column, text: pl.Expr, kind: pl.Expr, form: pl.Expr, whole: pl.Expr, part: pl.Expr
) -> pl.Expr:
    """The code of what is wrong with each cell, null where nothing is; the first that applies."""
    money = column.unit.startswith("USD")
    times = form.struct.field("times").str.to_lowercase()
    unread = "not-a-whole-number" if column.kind == WHOLE else "not-a-number"
    currency = [form.struct.field("before"), form.struct.field("after")]
    foreign = reduce(
        lambda a, b: a | b, [~sign.is_in(OWN_CURRENCY).fill_null(True) for sign in currency]
    )
    rules: list[tuple[pl.Expr, str]] = [
        (text.is_null(), ""),
        ((kind == FAULT) & (text == UNCALCULATED), "formula-without-value"),
        (kind == FAULT, "error-cell"),
        (~kind.is_in([TEXT, NUMBER]), unread),
        ((whole == "") & (part == "") & ~text.str.contains(r"^\D*0*\.0+\D*$"), unread),
        (_has(form, "open") != _has(form, "close"), unread),
        (_has(form, "sign") & (_has(form, "second") | _has(form, "open")), unread),
        (foreign, "other-currency"),
        (
            _is(not money) & reduce(lambda a, b: a | b, [s.is_not_null() for s in currency]),
            "stray-currency",
        ),
        (times == "t", "unclear-multiplier"),
        (times.is_not_null() & ~times.is_in(list(TIMES)), unread),
        (_is(column.kind == SHARE) & times.is_not_null(), unread),
        (times.is_not_null() & (part.str.len_chars() > DECIMALS), unread),
        (_is(column.kind != SHARE) & _has(form, "percent"), "stray-percent"),
        (whole.str.strip_chars_start("0").str.len_chars() > MOST_DIGITS, "too-large"),
    ]
    chain: Any = pl.when(False).then(pl.lit(None, dtype=pl.String))
    for condition, code in rules:
        chain = chain.when(condition.fill_null(False)).then(pl.lit(code or None, dtype=pl.String))
    first: pl.Expr = chain.otherwise(pl.lit(None, dtype=pl.String))
    return first


def _unsure(number: pl.Expr, times: Decimal) -> pl.Expr:
    """Whether a bare ``number`` may be a share or a percentage: 10, or 0.1 under "(%)"."""
    low, high = (0, 1) if times == PERCENT else (1, 100)
    return (number > low) & (number <= high)


def _value(form: pl.Expr, whole: pl.Expr, part: pl.Expr) -> pl.Expr:
    """The exact number of each form; digits past the twelfth decimal are cut, not rounded.

    Rounding half away from zero afterwards gives what rounding all digits would: cutting never
    moves a number across a tie.
    """
    percent = _has(form, "percent")
    fits = whole.str.len_chars() <= MOST_DIGITS
    kept = (
        pl.when(percent)
        .then(part.str.slice(0, DECIMALS - 2))
        .otherwise(part.str.slice(0, DECIMALS))
    )
    digits = pl.concat_str([pl.lit("0"), whole, pl.lit("."), kept, pl.lit("0")])
    number = pl.when(fits).then(digits).str.to_decimal(scale=DECIMALS).cast(EXACT)
    times = (
        form.struct.field("times")
        .str.to_lowercase()
        .replace_strict(TIMES, default=1, return_dtype=pl.Int64)
        .fill_null(1)
    )
    minus = (
        (form.struct.field("sign") == "-").fill_null(False)
        | (form.struct.field("second") == "-").fill_null(False)
        | _has(form, "open").fill_null(False)
    )
    sign = pl.when(minus).then(-1).otherwise(1)
    hundredth = pl.when(percent.fill_null(False)).then(pl.lit("0.01")).otherwise(pl.lit("1"))
    return (
        number * (times * sign).cast(EXACT) * hundredth.str.to_decimal(scale=DECIMALS).cast(EXACT)
    )
