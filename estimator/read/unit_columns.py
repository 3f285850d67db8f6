"""Columns of units: those called Unit, Currency or Factor, and those that hold nothing but units.

A unit is about the numbers on its left, or about all of its measure where it says which. Rows with
different units, or with numbers and no unit, are not one unit.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

import polars as pl

from estimator.model.column import Column
from estimator.model.schema import Schema
from estimator.model.table import Heading, Table
from estimator.model.text import SOME
from estimator.read.header_words import HeaderWords, Unit, parse_words
from estimator.read.headers import LONGEST_KNOWN
from estimator.read.unit_notes import (
    BRACKETS,
    MONEY,
    PRICES,
    REACH_UNCLEAR,
    ROWS_DIFFER,
    UNCLEAR,
    UnitNote,
    column_measure,
    fold_placeholder,
    measure_of_words,
    placeholders,
)
from estimator.read.vocabulary import fold_word

# As many different units of a column are read; the first so many cells tell what a column holds.
UNITS_TRIED, UNIT_CELLS_TRIED = 100, 1_000
# More names of columns of factors; in a header of other words they mean something else.
FACTOR_NAMES = frozenset(
    {"factor", "multiplier", "scaling", "faktor", "facteur", "multiplicador", "times"}
)
# "Per (tokens)", "Price per", "Tokens": the cells say what prices are for.
PER_WORDS = frozenset({"per", "je", "pro", "par", "por"})
BESIDE_PER = frozenset({"per", "tokens", "price", "cost", "unit", "in"})
# How a cell is worded as a unit.
UNIT_LABEL, PER_LABEL = "unit ({})", "per {} tokens"
# Codes of currencies that are words, or a country, where the header does not say what they are.
OTHER_WORDS = frozenset({"us", "top", "try", "cup", "pen", "cop", "mad", "all"})


def notes_of_unit_columns(table: Table, schema: Schema) -> list[UnitNote]:
    """The units in the columns of units of ``table``."""
    unread = [one for one in table.headings if not (one.column or one.matched)]
    labels = {one.position: _cell_label(one.text) for one in unread}
    sample = pl.DataFrame() if all(labels.values()) else _first_cells(table)
    return [
        note
        for heading in unread
        if labels[heading.position] or _holds_units(sample, heading)
        for note in _notes_of_column(table, heading, schema, labels[heading.position] or UNIT_LABEL)
    ]


def _first_cells(table: Table) -> pl.DataFrame:
    parts = (part.texts.head(UNIT_CELLS_TRIED) for part in table.parts() if len(part))
    return next(parts, pl.DataFrame())


def _notes_of_column(
    table: Table, heading: Heading, schema: Schema, label: str
) -> Iterator[UnitNote]:
    texts = [
        one for one in _distinct_texts(table, heading) if fold_placeholder(one) not in _blanks()
    ]
    said = {one: _parse_cell(label, one) for one in texts}
    of_money = "currency" in parse_words(heading.text[:LONGEST_KNOWN]).kinds
    known = [
        words
        for text, words in said.items()
        if not words.unknown and (of_money or fold_word(text.strip()) not in OTHER_WORDS)
    ]
    stated = [one for one in known if one.unit.stated]
    text = f"{heading.text}: {', '.join(texts[:SOME])}"
    row = table.source.header_row
    if label == PER_LABEL and any(
        one.strip().isdecimal() for one, words in said.items() if words.unknown
    ):
        yield UnitNote(PRICES, Unit(), text, row, heading.position, doubt=ROWS_DIFFER)
        return
    if not stated:
        return
    measures = {measure_of_words(one) for one in stated}
    measure = measures.pop() if len(measures) == 1 else UNCLEAR
    measure, column, doubt = _reach(table, heading, schema, stated[0].unit, measure)
    about = _numbers_about(table, schema, measure, column)
    several = len({one.unit for one in known}) > 1 or len(known) < len(said)
    if several or _has_bare_numbers(table, heading, texts, about):
        doubt = ROWS_DIFFER
    yield UnitNote(measure, stated[0].unit, text, row, heading.position, column, doubt)


def _cell_label(header: str) -> str:
    """How a cell below ``header`` is worded as a unit; empty where the header names no units."""
    header = header[:LONGEST_KNOWN]
    words = parse_words(header)
    if {"unit", "currency"} & words.kinds and not words.unknown:
        return header.replace("{", "").replace("}", "") + " ({})"
    others = {fold_word(one) for one in words.unknown}
    is_per = words.kinds == {"tokens"} or (others and words.kinds <= BESIDE_PER)
    if is_per and others <= PER_WORDS:
        return PER_LABEL
    is_factor = fold_word(header).strip(" .:()") in FACTOR_NAMES
    return UNIT_LABEL if is_factor or "currency" in words.kinds else ""


def _parse_cell(label: str, text: str) -> HeaderWords:
    plain = text[:LONGEST_KNOWN].strip(BRACKETS)
    if plain == "1" and label != PER_LABEL:
        return parse_words(label.format(""))
    if label == PER_LABEL and (whole := parse_words(f"unit ({plain})")).unit.per is not None:
        return whole
    return parse_words(label.format(plain))


def _holds_units(sample: pl.DataFrame, heading: Heading) -> bool:
    """Whether all cells below a header are currencies, or units of tokens, whatever it is."""
    name = f"c{heading.position}"
    if name not in sample.columns:
        return False
    texts = sample[name].drop_nulls().unique()
    return 0 < len(texts) <= UNITS_TRIED and all(map(_is_plain_unit, texts.to_list()))


def _is_plain_unit(text: str) -> bool:
    if len(text) > LONGEST_KNOWN or fold_word(text.strip()) in OTHER_WORDS:
        return False
    words = _parse_cell(UNIT_LABEL, text)
    kinds = words.kinds - {"unit"}
    if words.unknown or not words.unit.stated:
        return False
    return bool(words.unit.currency and not kinds) or bool(kinds & {"tokens", "/tokens"})


def _distinct_texts(table: Table, heading: Heading) -> Sequence[str]:
    name = f"c{heading.position}"
    distinct = [
        part.texts.select(pl.col(name).unique(maintain_order=True)).to_series()
        for part in table.parts()
    ]
    texts = pl.concat(distinct).drop_nulls().unique(maintain_order=True)
    return texts.head(UNITS_TRIED).to_list()


def _blanks() -> frozenset[str]:
    return placeholders() - {"x"} | {""}


def _reach(
    table: Table, heading: Heading, schema: Schema, unit: Unit, measure: str
) -> tuple[str, int, str]:
    """The measure that a unit is of, its one column or 0 for all, and the doubt about that."""
    named = measure_of_words(parse_words(heading.text[:LONGEST_KNOWN]))
    left = _numbers_left(table, heading, schema)
    if named or unit.currency or measure == PRICES or not left:
        return measure, 0, ""
    beside = column_measure(left[0][1])
    if measure not in {UNCLEAR, beside}:
        return measure, 0, ""
    alike = [*takewhile(lambda one: column_measure(one[1]) == beside, left)]
    if len(alike) > 1:
        return beside, 0, REACH_UNCLEAR
    return beside, left[0][0].position, ""


def _numbers_left(table: Table, heading: Heading, schema: Schema) -> list[tuple[Heading, Column]]:
    """The headers of numbers next to ``heading`` on its left, the nearest first."""
    by_position: Mapping[int, Heading] = {one.position: one for one in table.headings}
    found = []
    for position in range(heading.position - 1, 0, -1):
        one = by_position.get(position)
        column = schema.columns.get(one.column) if one else None
        if one is None or column is None or not column.numeric:
            break
        found.append((one, column))
    return found


def _numbers_about(table: Table, schema: Schema, measure: str, column: int) -> list[Heading]:
    """The headers of the numbers that a unit is about."""
    of_money = {MONEY, PRICES}
    return [
        one
        for one in table.headings
        if (found := schema.columns.get(one.column)) is not None and found.numeric
        if not column or one.position == column
        if column
        or measure in {UNCLEAR, column_measure(found)}
        or {measure, column_measure(found)} == of_money
    ]


def _has_bare_numbers(
    table: Table, heading: Heading, units: Sequence[str], about: Sequence[Heading]
) -> bool:
    """Whether a row has a number in a column of ``about``, and no unit."""
    if not about:
        return False
    filled = pl.any_horizontal(pl.col(f"c{one.position}").is_not_null() for one in about)
    stated = pl.col(f"c{heading.position}").is_in(units).fill_null(value=False)
    return any(
        part.texts.select((filled & ~stated).any()).item() for part in table.parts() if len(part)
    )
