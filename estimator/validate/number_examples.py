"""Examples of the numbers that a column expects: of its size, its decimal mark and its header."""

from decimal import Decimal

from estimator.model.column import SHARE, Column
from estimator.model.money import grouped_number, plain_number
from estimator.model.options import COMMA
from estimator.model.table import ONCE, PERCENT

# By the largest number that a column takes: one and the ways to write it.
LARGE = Decimal(10**9), Decimal(5_000_000), "5000000, 5,000,000 or 5M"
MEDIUM = Decimal(10**6), Decimal(5_000), "5000, 5,000 or 5k"
SMALL = Decimal(0), Decimal("2.5"), "2.5"


def number_example(column: Column, times: Decimal, mark: str) -> str:
    """How to write a number in a cell of ``column``, as the end of a sentence.

    Args:
        column: of numbers; of shares there is none to add.
        times: the factor that the header applies to the cells.
        mark: the decimal mark of the column.
    """
    if column.kind == SHARE:
        return ""
    if hint := header_example(column, times, mark):
        return hint
    return f", such as {_spell_mark(_example_of(column)[1], mark)}"


def header_example(column: Column, times: Decimal, mark: str) -> str:
    """What to write where the header multiplies the cells; empty where it does not."""
    if column.kind == SHARE or times in {ONCE, PERCENT}:
        return ""
    number = _example_of(column)[0]
    # Of a large number the cell has what people would type: 5 of 5,000,000.
    cell = number / times if number < ONCE * 5 else Decimal(5)
    written = f"{plain_number(cell)} for {grouped_number(cell * times)}"
    return f"; the header multiplies by {times:,}, so write {_spell_mark(written, mark)}"


def _example_of(column: Column) -> tuple[Decimal, str]:
    most = LARGE[0] if column.maximum is None else column.maximum
    return next((number, words) for least, number, words in (LARGE, MEDIUM, SMALL) if most >= least)


def _spell_mark(words: str, mark: str) -> str:
    """``words`` with the numbers as they are written with a decimal ``mark``."""
    if mark != COMMA:
        return words
    pieces = (piece.translate(str.maketrans(",.", ".,")) for piece in words.split(", "))
    return ", ".join(pieces)
