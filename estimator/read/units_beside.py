"""Using the units stated beside the headers: on the headers that state none, or asked about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from estimator.model.column import Column
from estimator.model.money import USD
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import ONCE, PERCENT, Heading, Table
from estimator.model.text import join_phrase, name_some, quote_text
from estimator.read.header_words import Unit, parse_words
from estimator.read.headers import BAD_UNIT, MILLION, match_header, unit_factor
from estimator.read.unit_notes import MONEY, PRICES, TOKENS, UNCLEAR, UnitNote, column_measure

# A quantity per request or example is a small number, whatever tokens are counted in elsewhere.
SMALL = 10_000_000
COUNTED = frozenset({TOKENS, MONEY, "requests", "examples"})


def with_units_row(
    headings: Iterable[Heading], row: int, units: dict[int, str], schema: Schema
) -> tuple[list[Heading], list[UnitNote]]:
    """``headings``, each with its unit in a row of units; and the units that do not fit."""
    found, unfit = [], []
    for heading in headings:
        text = units.get(heading.position, "")
        if not text or heading.matched.startswith("map"):
            found.append(heading)
            continue
        bare = text.strip("()[] ")
        both = match_header(f"{heading.text} ({bare})", heading.position, schema, {})
        if both.column and not both.matched.endswith(BAD_UNIT):
            told = (
                both
                if not both.stated or heading.stated
                else replace(both, unit_text=text, unit_row=row, unit_position=heading.position)
            )
            found.append(replace(told, text=heading.text))
        else:
            found.append(heading)
            if heading.column and parse_words(f"({bare})").unit.stated:
                unit = parse_words(f"({bare})").unit
                unfit.append(UnitNote(UNCLEAR, unit, text, row, heading.position, heading.position))
    return found, unfit


def apply_notes(
    table: Table, notes: Sequence[UnitNote], schema: Schema
) -> tuple[Table, list[Problem]]:
    """``table`` with the units of ``notes`` on its headers, and what is not clear about them.

    A header that the user has mapped is read as it stands.
    """
    headings, asked = [], dict[UnitNote, list[Heading]]()
    for heading in table.headings:
        column = schema.columns.get(heading.column)
        about = [one for one in notes if column and is_about(one, heading, column)]
        changed = _apply_to_header(heading, column, about) if column and about else heading
        if changed is None:
            asked.setdefault(about[-1], []).append(heading)
        headings.append(changed or heading)
    problems = [ask_for_unit(table, note, them) for note, them in asked.items()]
    return table.with_headings(headings), problems


def is_about(note: UnitNote, heading: Heading, column: Column) -> bool:
    """Whether ``note`` is about the numbers below ``heading``, which the user has not mapped."""
    if not column.numeric or heading.matched.startswith("map"):
        return False
    if note.column:
        return note.column == heading.position
    measure = column_measure(column)
    if note.measure == UNCLEAR:
        if note.unit.currency:
            return measure in {MONEY, PRICES}
        # Prices are per million: "(M)" says nothing new about them.
        return measure in COUNTED or (measure == PRICES and note.unit.times != MILLION)
    return note.measure == measure or (note.measure, measure) == (MONEY, PRICES)


def _apply_to_header(heading: Heading, column: Column, notes: Sequence[UnitNote]) -> Heading | None:
    """``heading`` with the unit that ``notes`` state together; None where that is not clear."""
    units = [note.unit for note in notes]
    times = {one.times for one in units} - {ONCE}
    currencies = {one.currency for one in units} - {""}
    per = {one.per for one in units} - {None}
    several = any(len(one) > 1 for one in (times, currencies, per))
    if several or any(one.clash for one in units) or not all(note.measure for note in notes):
        return None
    unit = Unit(
        next(iter(times), ONCE),
        next(iter(currencies), ""),
        any(one.percent for one in units),
        next(iter(per), None),
    )
    factor, currency = unit_factor(column, unit)
    small = column.maximum is not None and column.maximum <= SMALL and column.unit == TOKENS
    if not factor or (small and factor != ONCE):
        return None
    if heading.stated:
        same = heading.times == factor and heading.currency in {currency, heading.currency or ""}
        same = same and (not currency or not heading.currency or heading.currency == currency)
        return heading if same else None
    note = notes[-1]
    return replace(
        heading, times=factor, currency=currency, unit_text=note.text,
        unit_row=note.row, unit_position=note.position,
    )  # fmt: skip


def ask_for_unit(table: Table, note: UnitNote, headings: Sequence[Heading]) -> Problem:
    """The question what ``note`` means for ``headings``."""
    example = f"{headings[0].text}={headings[0].column}"
    return table.problem_at(
        "unit-unclear",
        note.row,
        position=note.position,
        found=note.text,
        headers=name_some([quote_text(one.text) for one in headings]),
        example=example,
    )


def unit_notices(table: Table) -> Iterator[Problem]:
    """The notice of each unit that is stated beside the header and not in it."""
    by_note: dict[tuple[str, str, int, int], list[Heading]] = {}
    for heading in table.headings:
        # US dollars are what amounts are in if nothing says otherwise.
        usual = heading.times == ONCE and heading.currency == USD
        if heading.unit_text and not usual and (read := word_unit(heading)):
            key = (read, heading.unit_text, heading.unit_row, heading.unit_position)
            by_note.setdefault(key, []).append(heading)
    for (read, text, row, position), headings in by_note.items():
        names = join_phrase([quote_text(one.text) for one in headings])
        yield table.problem_at(
            "unit-beside-header", row, position=position, found=text, headers=names, read=read
        )


def word_unit(heading: Heading) -> str:
    """How the values below a header are read, for a message; empty if as they stand."""
    if heading.times == PERCENT:
        return "read as percentages"
    said = f"multiplied by {heading.times:,}" if heading.times != ONCE else ""
    money = f"read in {heading.currency}" if heading.currency else ""
    return " and ".join(one for one in (said, money) if one)
