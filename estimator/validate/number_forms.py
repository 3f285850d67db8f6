"""The forms that a number is written in: its digits, signs, currency, multiplier and percent sign.

The rules know ASCII alone, and each distinct text is put to them once.
"""

import re
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl

from estimator.model.cells import ERROR_VALUE, NUMBER, SHOWN, TEXT, UNCALCULATED
from estimator.model.column import SHARE, WHOLE, Column
from estimator.model.money import DECIMALS, EXACT, USD, currency_codes, currency_spellings
from estimator.model.multipliers import MULTIPLIER_WORDS
from estimator.model.table import ONCE
from estimator.validate.decimal_separators import (
    DOUBTFUL,
    EITHER,
    EITHER_COMMA,
    UNDECIDED,
    clean_number_text,
    spell_with_point,
)

# As Excel's accounting format shows a zero: a dash alone, or with a currency sign.
LONE_DASHES = ("-", "\u2014")
# Units whose numbers do not have three decimals in practice: 1.234 of them is likely 1,234.
QUANTITIES = frozenset({"tokens", "examples", "requests", USD})
# Fifteen digits before the point are all that a spreadsheet holds, and more than any bound here.
MOST_DIGITS = 15
# How the units of quantities are written behind a number.
UNIT_WORDS = {
    "tokens": "tokens?|toks?",
    "examples": "examples?",
    "requests": "requests?",
    "passes": "epochs?|pass(?:es)?",
    "days": "days?",
}
# 1,234,567, or in India 12,34,567.
GROUPED = "[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}"
SIGN_GROUPS = ("before", "after", "behind")


def read_number_forms(
    column: Column, cells: pl.DataFrame, times: Decimal, mark: str, currency: str
) -> pl.DataFrame:
    """The texts ``odd`` of ``cells`` read by the rules.

    Returns:
        With each text and its ``kind``: the ``number``, or the ``fault`` for which there is none;
        whether it is ``blank``, a ``dash`` for zero, has a ``percent`` sign, or is ``finer`` than
        numbers are kept; and the ``multiplier`` that a number format shows.
    """
    shown = pl.col("kind") == SHOWN
    return (
        cells.with_columns(trimmed=_strip_unit(clean_number_text(cells["odd"]), column))
        .with_columns(_find_dashes(column))
        .with_columns(spelled=_spell_number(mark))
        .with_columns(pl.col("spelled").str.extract_groups(_number_form()).alias("form"))
        .unnest("form")
        .with_columns(matched=pl.col("whole").is_not_null())
        .with_columns(*_significant_digits(), *_plain_words())
        .with_columns(
            multiplier=pl.col("times").replace_strict(
                MULTIPLIER_WORDS, default=None, return_dtype=pl.Int64
            )
        )
        .with_columns(
            fault=first_code(
                [*_unreadable_rules(column, currency), *_ambiguous_rules(column, times, mark)]
            )
        )
        .select(
            "odd",
            "kind",
            "fault",
            "blank",
            "dash",
            percent=_has_group("percent"),
            finer=pl.col("part").str.len_chars() > DECIMALS,
            number=pl.when(pl.col("matched") & ~pl.col("blank")).then(_exact_number()),
            multiplier=pl.when(shown | (pl.col("kind") == NUMBER)).then("multiplier"),
        )
    )


def _strip_unit(texts: pl.Series, column: Column) -> pl.Series:
    """``texts`` without the unit of ``column`` behind the number: 5 tokens."""
    words = UNIT_WORDS.get(column.unit)
    return texts.str.replace(rf"(?i)([0-9kmbn.]) *(?:{words})$", "${1}") if words else texts


@cache
def _number_form() -> str:
    """The form of a number, as an expression with the groups that are told apart."""
    codes = currency_codes()
    signs = {sign for code in codes for sign in currency_spellings(code) if sign != code}
    some = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    # A sign that no currency has for its own is still one.
    currency = rf"{some}|(?i:{'|'.join(sorted(codes))})|\p{{Sc}}"
    # Behind a number, a code is a whole word: LAK is a currency, and lakh is none.
    whole_code = rf"{some}|(?i:{'|'.join(sorted(codes))})\b|\p{{Sc}}"
    return (
        rf"^(?P<open>\()? *(?P<sign>[-+])? *(?P<before>{currency})? *(?P<second>[-+])? *"
        rf"(?P<inner>\()? *(?P<whole>{GROUPED}|[0-9]*)(?:\.(?P<part>[0-9]*))? *"
        rf"(?P<after>{whole_code})? *(?:(?P<times>[A-Za-z]+?) *(?P<behind>{whole_code})?)? *"
        r"(?P<percent>%)? *(?P<close>\))?$"
    )


def _find_dashes(column: Column) -> list[pl.Expr]:
    """Whether a cell is a ``dash`` for zero, or for a ``blank``; and the text, with that zero."""
    text, is_text = pl.col("trimmed"), pl.col("kind") == TEXT
    alone = text.is_in(LONE_DASHES) & is_text
    if column.dash_is_blank:
        return [(text.is_null() | alone).alias("blank"), pl.lit(value=False).alias("dash")]
    # With a currency sign at most: "$ -".
    dash = alone | (is_text & text.str.contains(r"^(?:[A-Z]{0,3}\p{Sc}|[A-Z]{3}) *-$|^- *\p{Sc}$"))
    zero = text.str.replace_all("[-\u2014]", "0")
    return [
        text.is_null().alias("blank"),
        dash.alias("dash"),
        pl.when(dash).then(zero).otherwise(text).alias("trimmed"),
    ]


def _plain_words() -> list[pl.Expr]:
    """Multipliers in small letters, the codes of currencies in large ones."""
    signs = [pl.col(name).str.to_uppercase() for name in SIGN_GROUPS]
    return [pl.col("times").str.to_lowercase(), *signs]


def _spell_number(mark: str) -> pl.Expr:
    text = pl.col("trimmed")
    return pl.when(pl.col("kind") == TEXT).then(spell_with_point(text, mark)).otherwise(text)


def _significant_digits() -> list[pl.Expr]:
    """The digits before the point without separators, and those after it without closing zeros."""
    whole, part = pl.col("whole").fill_null(""), pl.col("part").fill_null("")
    return [whole.str.replace_all(",", "", literal=True), part.str.strip_chars_end("0")]


def _unreadable_rules(column: Column, currency: str) -> list[tuple[pl.Expr, str]]:
    """Rules that make a cell unreadable in ``column``, whose amounts are in ``currency``."""
    share, money = column.kind == SHARE, column.unit.startswith(USD)
    unread = unread_code(column)
    text, kind, times = pl.col("spelled"), pl.col("kind"), pl.col("times")
    whole, part = pl.col("whole"), pl.col("part")
    signs = [pl.col(name) for name in SIGN_GROUPS]
    signed = pl.any_horizontal(sign.is_not_null() for sign in signs)
    own = [one.upper() for one in currency_spellings(currency)]
    foreign = [~sign.is_in(own).fill_null(True) for sign in signs]
    # Of several signs, or pairs of brackets, one is too many.
    minus = [_has_group(name) for name in ("sign", "second", "open", "inner")]
    opened = _has_group("open") | _has_group("inner")
    return [
        (pl.col("blank"), ""),
        ((kind == ERROR_VALUE) & (text == UNCALCULATED), "formula-without-value"),
        (kind == ERROR_VALUE, "error-cell"),
        (~kind.is_in([TEXT, NUMBER, SHOWN]), unread),
        (~pl.col("matched"), unread),
        ((whole == "") & (part == "") & ~text.str.contains(r"^[^0-9]*0*\.0+[^0-9]*$"), unread),
        (opened != _has_group("close"), unread),
        (pl.sum_horizontal(minus) > 1, unread),
        (pl.sum_horizontal(sign.is_not_null() for sign in signs) > 1, unread),
        (pl.any_horizontal(foreign), "other-currency"),
        (known_truth(not money) & signed, "stray-currency"),
        (times == "t", "unclear-multiplier"),
        (times.is_not_null() & pl.col("multiplier").is_null(), unread),
        (known_truth(share) & times.is_not_null(), unread),
        (times.is_not_null() & (part.str.len_chars() > DECIMALS), unread),
        (known_truth(not share) & _has_group("percent"), "stray-percent"),
        (whole.str.strip_chars_start("0").str.len_chars() > MOST_DIGITS, "too-large"),
    ]


def _ambiguous_rules(column: Column, times: Decimal, mark: str) -> list[tuple[pl.Expr, str]]:
    """Rules that make a readable text ambiguous: it can mean two numbers."""
    text, is_text = pl.col("trimmed"), pl.col("kind") == TEXT
    undecided = mark in {UNDECIDED, DOUBTFUL} and column.unit in QUANTITIES
    same = ~is_text & (pl.col("multiplier") == int(times))
    return [
        (known_truth(times != ONCE) & pl.col("times").is_not_null() & ~same, "multiplied-twice"),
        (known_truth(undecided) & is_text & text.str.contains(EITHER), "point-or-thousands"),
        (
            known_truth(mark == DOUBTFUL) & is_text & text.str.contains(EITHER_COMMA),
            "point-or-thousands",
        ),
    ]


def _exact_number() -> pl.Expr:
    """The exact number of each form; digits past the twelfth decimal are cut, not rounded.

    Rounding half away from zero afterwards gives what rounding all digits would: cutting never
    moves a number across a tie.
    """
    whole, percent = pl.col("whole"), _has_group("percent").fill_null(False)
    decimals = pl.when(percent).then(DECIMALS - 2).otherwise(DECIMALS)
    kept = pl.col("part").str.slice(0, decimals)
    digits = pl.concat_str([pl.lit("0"), whole, pl.lit("."), kept, pl.lit("0")])
    fits = whole.str.len_chars() <= MOST_DIGITS
    number = pl.when(fits).then(digits).str.to_decimal(scale=DECIMALS).cast(EXACT)
    times = pl.col("multiplier").fill_null(1)
    signs = [
        pl.col("sign") == "-",
        pl.col("second") == "-",
        _has_group("open"),
        _has_group("inner"),
    ]
    minus = pl.any_horizontal(sign.fill_null(False) for sign in signs)
    signed = times * pl.when(minus).then(-1).otherwise(1)
    hundredth = pl.when(percent).then(pl.lit("0.01")).otherwise(pl.lit("1"))
    return number * signed.cast(EXACT) * hundredth.str.to_decimal(scale=DECIMALS).cast(EXACT)


def _has_group(group: str) -> pl.Expr:
    return pl.col(group).is_not_null() & (pl.col(group) != "")


def unread_code(column: Column) -> str:
    """The code of a cell of ``column`` that is not a number."""
    return "not-a-whole-number" if column.kind == WHOLE else "not-a-number"


def known_truth(condition: bool) -> pl.Expr:  # noqa: FBT001 - what it is about
    """A truth that is known before the rows are."""
    return pl.lit(condition)


def first_code(rules: list[tuple[pl.Expr, str]]) -> pl.Expr:
    """The code of the first of ``rules`` that applies; null where none does, or it is empty."""
    chain: Any = pl.when(False)
    chain = chain.then(pl.lit(None, dtype=pl.String))
    for condition, code in rules:
        chain = chain.when(condition.fill_null(False)).then(pl.lit(code or None, dtype=pl.String))
    first: pl.Expr = chain.otherwise(pl.lit(None, dtype=pl.String))
    return first
