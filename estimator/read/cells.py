"""Cells as text: what every reader hands on, whatever it read."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import zip_longest

import polars as pl

from estimator.model.money import plain
from estimator.model.table import BLANK, DATE, NUMBER, TEXT, TRUTH, Sheet

Value = str | float | bool | date | datetime | time | timedelta
Cell = tuple[str | None, int]
EMPTY: Cell = (None, BLANK)


def cell(value: Value) -> Cell:
    """The text and the kind of ``value``.

    A workbook stores numbers as binary floats, of which 15 significant digits are what was typed.
    """
    if isinstance(value, str):
        return (value, TEXT) if value.strip() else EMPTY
    if isinstance(value, bool):
        return str(value).upper(), TRUTH
    if isinstance(value, int | float):
        return plain(Decimal(format(value, ".15g"))), NUMBER
    if isinstance(value, timedelta):
        return str(value), DATE
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    return value.isoformat(), DATE


def sheet(name: str, rows: Sequence[Sequence[Cell]], *, hidden: bool = False) -> Sheet:
    """The sheet with ``rows``, the first of which is row 1; short rows end in blanks."""
    columns = list(zip_longest(*rows, fillvalue=EMPTY))
    texts = {f"c{n}": [text for text, _ in column] for n, column in enumerate(columns, 1)}
    kinds = {f"c{n}": [kind for _, kind in column] for n, column in enumerate(columns, 1)}
    return Sheet(
        name,
        pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String)),
        pl.DataFrame(kinds, schema=dict.fromkeys(kinds, pl.UInt8)),
        hidden,
    )
