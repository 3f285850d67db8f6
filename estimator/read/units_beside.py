"""Using the units stated beside the headers: on the headers that state none, or asked about."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from estimator.model.column import Column
from estimator.model.money import USD
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import ONCE, PERCENT, Heading, Table
from estimator.model.text import join_phrase, name_some, quote_text
from estimator.read.header_words import Unit
from estimator.read.headers import BAD_UNIT, MILLION, UNREAD_UNIT, match_header, unit_factor
from estimator.read.unit_notes import (
    BRACKETS,
    MONEY,
    PRICES,
    ROWS_DIFFER,
    TOKENS,
    UNCLEAR,
    UnitNote,
    column_measure,
    parse_bare_unit,
)

# A quantity per request or example is a small number, whatever tokens are counted in elsewhere.
SMALL = 10_000_000
COUNTED = frozenset({TOKENS, MONEY, "requests", "examples"})


def with_units_row(
    headings: Iterable[Heading], row: int, units: dict[int, str], schema: Schema
) -> tuple[list[Heading], list[UnitNote]]:
    """``headings``, each with its unit in a row of units; and the units that do not fit."""
    found, unfit = [], list[UnitNote]()
    for heading in headings:
        text = units.get(heading.position, "")
        told = _with_unit_below(heading, text, schema) if text else heading
        if told is None:
            unit = parse_bare_unit(text).unit
            unfit.append(UnitNote(UNCLEAR, unit, text, row, heading.position, heading.position))
        elif told.stated and not heading.stated:
            told = replace(told, unit_text=text, unit_row=row, unit_position=heading.position)
        found.append(told or heading)
    return found, unfit


def _with_unit_below(heading: Heading, text: str, schema: Schema) -> Heading | None:
    """``heading`` with the unit ``text`` in its column; None where that is none of its column."""
    column = schema.columns.get(heading.column)
    if column is None and heading.matched:  # mapped to nothing
        return heading
    bare = text.strip(BRACKETS)
    names = [heading.text, *([column.title] if column else [])]
    tried = [match_header(f"{name} ({bare})", heading.position, schema, {}) for name in names]
    fitting = [
        one
        for one in tried
        if one.column and not one.matched.endswith(BAD_UNIT)
        if column is None or one.column == column.name
    ]
    if not fitting:
        return None if column is not None and column.numeric else heading
    both = fitting[0]
    if column is None:
        return replace(both, text=heading.text)
    same = (both.times, both.currency or heading.currency) == (heading.times, heading.currency)
    if heading.stated:
        return heading if same or not both.stated else None
    # The unit of the column itself, such as USD per 1M tokens, is not counted as one.
    stated = both.stated or parse_bare_unit(text).unit.stated
    return replace(heading, times=both.times, currency=both.currency, stated=stated)


def apply_notes(
    table: Table, notes: Sequence[UnitNote], schema: Schema
) -> tuple[Table, list[Problem]]:
    """``table`` with the units of ``notes`` on its headers, and what is not clear about them.

    Where it is not clear, a header that the user has mapped is read as it stands, with a notice.
    """
    headings = []
    asked: dict[UnitNote, list[Heading]] = {}
    ignored: dict[UnitNote, list[Heading]] = {}
    for heading in table.headings:
        column = schema.columns.get(heading.column)
        about = [one for one in notes if column and is_about(one, heading, column)]
        changed = _apply_to_header(heading, column, about) if column and about else heading
        if changed is None:
            # No word of the user makes one number of rows in different units.
            note = next((one for one in about if one.doubt == ROWS_DIFFER), about[-1])
            mapped = heading.matched.startswith("map") and note.doubt != ROWS_DIFFER
            (ignored if mapped else asked).setdefault(note, []).append(heading)
            changed = heading if mapped else replace(heading, unsettled=True)
        headings.append(changed)
    return table.with_headings(headings), [
        *(ask_for_unit(table, note, them, schema) for note, them in asked.items()),
        *(_ignored_notice(table, note, them) for note, them in ignored.items()),
    ]


def is_about(note: UnitNote, heading: Heading, column: Column) -> bool:
    """Whether ``note`` is about the numbers below ``heading``."""
    measure = column_measure(column)
    if not column.numeric:
        return False
    if note.column:
        return note.column == heading.position
    if note.measure == UNCLEAR:
        return _may_be_about(note, heading, measure)
    if (note.measure, measure) == (TOKENS, PRICES):
        return note.unit.times != ONCE
    return note.measure == measure or (note.measure, measure) == (MONEY, PRICES)


def _may_be_about(note: UnitNote, heading: Heading, measure: str) -> bool:
    """Whether a unit that does not say what it is of may be that of ``measure``."""
    if heading.stated and not note.doubt:
        return False  # the header's own unit is the answer
    if note.unit.currency:
        return measure in {MONEY, PRICES}
    # Prices are per million: "(M)" says nothing new about them.
    priced = measure == PRICES and note.unit.times != MILLION
    return priced or (note.unit.per is None and measure in COUNTED)


def _apply_to_header(heading: Heading, column: Column, notes: Sequence[UnitNote]) -> Heading | None:
    """``heading`` with the unit that ``notes`` state together; None where that is not clear."""
    units = [note.unit for note in notes]
    times = {one.times for one in units} - {ONCE}
    currencies = {one.currency for one in units} - {""}
    per = {one.per for one in units} - {None}
    several = any(len(one) > 1 for one in (times, currencies, per))
    clash = several or any(one.clash for one in units)
    if clash or any(note.doubt or not note.measure for note in notes):
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
    note = notes[-1]
    if heading.stated:
        # A note of a currency alone goes with the factor of the header.
        counts = factor == heading.times or unit == Unit(currency=unit.currency)
        if not counts or (currency and heading.currency and currency != heading.currency):
            return None
        if heading.currency or not currency:
            return heading
        factor = heading.times
    return replace(
        heading, times=factor, currency=currency, unit_text=note.text,
        unit_row=note.row, unit_position=note.position,
    )  # fmt: skip


def ask_for_unit(
    table: Table, note: UnitNote, headings: Sequence[Heading], schema: Schema
) -> Problem:
    """The question what ``note`` means for ``headings``."""
    if note.doubt == ROWS_DIFFER:
        answer = (
            "Its rows differ, or some are blank. Convert the numbers to one unit, or put the rows "
            "of each unit in a file of their own."
        )
    elif schema.lists_workloads:
        answer = (
            f'Write the unit in the header, or use --map "{headings[0].text}={headings[0].column}" '
            "if the numbers are as the header says."
        )
    else:
        answer = "Write the unit in the header, and remove this text."
    return table.problem_at(
        "unit-unclear",
        note.row,
        position=note.position,
        found=note.text,
        headers=_name_headers(headings),
        answer=answer,
    )


def _ignored_notice(table: Table, note: UnitNote, headings: Sequence[Heading]) -> Problem:
    return table.problem_at(
        "unit-not-read",
        note.row,
        position=note.position,
        found=note.text,
        header=_name_headers(headings),
    )


def _name_headers(headings: Sequence[Heading]) -> str:
    return name_some([quote_text(one.text) for one in headings])


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


def check_header_unit(table: Table, heading: Heading) -> Problem | None:
    """What is to be told of the unit in a header itself: that it is wrong, ignored or used."""
    row = table.source.header_row
    if heading.matched.endswith(BAD_UNIT):
        wording = (
            f"the unit in the header {quote_text(heading.text)} cannot be converted. "
            "Use the unit of the template and remove the unit from the header."
        )
        return table.problem_at("unit-in-heading", row, heading, wording=wording)
    if heading.matched.endswith(UNREAD_UNIT):
        return table.problem_at(
            "unit-not-read", row, heading, found=heading.text, header="the header"
        )
    if heading.times != ONCE and not heading.unit_text:
        counts = word_unit(heading)
        return table.problem_at(
            "heading-multiplier", row, heading, header=heading.text, counts=counts
        )
    return None


def word_unit(heading: Heading) -> str:
    """How the values below a header are read, for a message; empty if as they stand."""
    if heading.times == PERCENT:
        return "read as percentages"
    said = f"multiplied by {heading.times:,}" if heading.times != ONCE else ""
    money = f"read in {heading.currency}" if heading.currency else ""
    return " and ".join(one for one in (said, money) if one)
