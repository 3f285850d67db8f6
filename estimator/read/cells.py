"""Cells as text: what every reader hands on, whatever it read."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import zip_longest
from math import isfinite

import polars as pl

from estimator.model.money import plain
from estimator.model.sheet import BLANK, DATE, FAULT, NUMBER, TEXT, TRUTH, Block

Value = str | float | bool | date | datetime | time | timedelta
Cell = tuple[str | None, int]
EMPTY: Cell = (None, BLANK)
# A text that is not blank, as Python has it: to polars the separators of old are no blanks.
VISIBLE = r"[^\s\x1c-\x1f]"
# As Excel says it of a number too large for it.
TOO_LARGE = "#NUM!"


def cell(value: Value) -> Cell:
    """The text and the kind of ``value``.

    A workbook stores numbers as binary floats, of which 15 significant digits are what was typed.
    """
    if isinstance(value, str):
        return (_whole(value), TEXT) if value.strip() else EMPTY
    if isinstance(value, bool):
        return str(value).upper(), TRUTH
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, timedelta):
        return str(value), DATE
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    return value.isoformat(), DATE


def _number(value: float) -> Cell:
    if not isfinite(value):
        return TOO_LARGE, FAULT
    text = format(value, ".15g")
    return plain(Decimal(text)) if "e" in text else text, NUMBER


def _whole(text: str) -> str:
    """``text`` with a mark in place of each half of a character, which no UTF-8 can hold."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def block(rows: Sequence[Sequence[Cell]], first: int = 1) -> Block:
    """The block of ``rows``, the first of which has the number ``first``; short ones are filled."""
    columns = list(zip_longest(*rows, fillvalue=EMPTY))
    texts = {f"c{n}": [text for text, _ in column] for n, column in enumerate(columns, 1)}
    kinds = {f"c{n}": [kind for _, kind in column] for n, column in enumerate(columns, 1)}
    return Block(
        first,
        pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String)),
        pl.DataFrame(kinds, schema=dict.fromkeys(kinds, pl.UInt8)),
    )
