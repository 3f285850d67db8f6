"""Units stated beside the headers: in the rows above, in a row of units, in a column of units.

Each is the unit of a measure (tokens, money, shares, ...). It counts for the columns of that
measure that state no unit of their own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from estimator.model import shipped
from estimator.model.column import SHARE, Column
from estimator.model.money import USD
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import ONCE, PERCENT, Heading, Table
from estimator.model.text import join_phrase, name_some, quote_text
from estimator.read.header_words import HeaderWords, Unit, parse_words
from estimator.read.headers import BAD_UNIT, LONGEST_KNOWN, PER_MILLION, match_header, unit_factor
from estimator.read.vocabulary import fold_word

TOKENS, MONEY, PRICES, SHARES, UNCLEAR = "tokens", "money", "prices", "shares", ""
# The words that say what a unit is of, and those beside them that change nothing.
SUBJECTS = {
    TOKENS: {"tokens"},
    "requests": {"requests"},
    "examples": {"examples"},
    MONEY: {"money", "budget", "currency", "cost"},
    PRICES: {"price", "/tokens"},
}
BESIDE = {"figures", "unit", "total", "count", "planned", "input", "output", "training", "/year"}
# One text may state several units: "tokens in millions, USD in thousands". The point of an
# abbreviation ends nothing.
CLAUSES = re.compile(
    r"[;:\n|()\[\]]|,(?!\d)|(?<!\bMio)(?<!\bMrd)(?<!\bTsd)\.(?=\s|$)|\s[-\u2013\u2014]\s",
    re.IGNORECASE,
)
STATES_IN = re.compile(r"\b(?:in|en)\s", re.IGNORECASE)
# A quantity per request or example is a small number, whatever tokens are counted in elsewhere.
SMALL = 10_000_000


@dataclass(frozen=True)
class UnitNote:
    """A unit stated beside the headers.

    Attributes:
        measure: what it is the unit of; empty where that is not clear.
        text: as the user wrote it; row, position: its cell.
        column: the 1-based column that it is about; 0 for all of the measure.
    """

    measure: str
    unit: Unit
    text: str
    row: int
    position: int
    column: int = 0


def notes_above(rows: Sequence[Sequence[str | None]]) -> list[UnitNote]:
    """The units that the rows above the headers state; ``rows`` begin with row 1."""
    return [
        note
        for row, texts in enumerate(rows, 1)
        for position, text in _labeled_texts(texts)
        for note in read_unit_notes(text, row, position)
    ]


def _labeled_texts(texts: Sequence[str | None]) -> Iterator[tuple[int, str]]:
    """The texts of a row, with the label "Currency" or "Unit" before the text that it labels."""
    label = ""
    for position, text in enumerate(texts, 1):
        if text and text.strip() and len(text) <= LONGEST_KNOWN:
            yield position, f"{label} {text.strip()}".strip()
            words = parse_words(text)
            is_label = not words.unit.stated and words.kinds and words.kinds <= {"currency", "unit"}
            label = text.strip(" :") if is_label else ""


def read_unit_notes(text: str, row: int, position: int) -> Iterator[UnitNote]:
    """The units that ``text`` states, each of its measure."""
    for clause in CLAUSES.split(text):
        words = parse_words(clause)
        if words.unit.stated:
            measure = _measure_of_words(words)
            if measure or _asks(clause, words):
                yield UnitNote(measure, words.unit, text, row, position)


def _measure_of_words(words: HeaderWords) -> str:
    """What a unit is of, by the words beside it; empty where they do not say."""
    rest = words.kinds - BESIDE
    found = [measure for measure, kinds in SUBJECTS.items() if rest & kinds]
    if words.unknown or words.unit.clash or rest - set().union(*SUBJECTS.values()):
        return UNCLEAR
    if words.unit.per is not None:
        return PRICES
    if not found:
        return MONEY if words.unit.currency else SHARES if words.unit.percent else UNCLEAR
    return found[0] if len(found) == 1 else MONEY if {*found} == {MONEY, PRICES} else UNCLEAR


def _asks(clause: str, words: HeaderWords) -> bool:
    """Whether a unit whose measure is not clear may be that of the columns all the same."""
    plain = words.unit in {Unit(currency=USD), Unit(percent=True)}
    if plain or any(one[0].isdigit() for one in words.unknown):
        return False
    return bool(STATES_IN.search(clause)) or not words.unknown


def column_measure(column: Column) -> str:
    """The measure of the numbers of ``column``; empty without one."""
    if column.kind == SHARE:
        return SHARES
    return {USD: MONEY, PER_MILLION: PRICES}.get(column.unit, column.unit)


@cache
def _placeholders() -> frozenset[str]:
    words = shipped.load_toml("header_words.toml")["placeholder"]["placeholder"]
    return frozenset(fold_word(word) for word in words)


def units_of_row(texts: Sequence[str | None]) -> dict[int, str]:
    """The unit of each column in a row of units; empty where it holds anything else."""
    cells = {n: text.strip() for n, text in enumerate(texts, 1) if text and text.strip()}
    told = {n: text for n, text in cells.items() if _placeholder(text) not in _placeholders()}
    return told if told and all(map(_is_unit, told.values())) else {}


def _placeholder(text: str) -> str:
    return fold_word(text).strip("()[] ")


def _is_unit(text: str) -> bool:
    """Whether ``text`` is a unit and nothing else: (M), tokens, k$, USD per 1K tokens."""
    if len(text) > LONGEST_KNOWN:
        return False
    words = parse_words(text if text[0] in "([" else f"({text})")
    units = {"tokens", "/tokens", "share", "money", "requests", "examples", "days", "passes"}
    units |= {"/month", "/day", "/year", "/request", "/example", "date", "epochs"}
    return not words.unknown and words.kinds <= units and (words.unit.stated or bool(words.kinds))


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
        free = column is not None and column.numeric and not heading.matched.startswith("map")
        about = [one for one in notes if free and column and _concerns(one, heading, column)]
        changed = _apply_to_header(heading, column, about) if column and about else heading
        if changed is None:
            asked.setdefault(about[-1], []).append(heading)
        headings.append(changed or heading)
    by_position = {one.position: one for one in headings}
    by_column = {name: by_position[one.position] for name, one in table.by_column.items()}
    changed_table = replace(table, headings=tuple(headings), by_column=by_column)
    return changed_table, [_ask_for_unit(table, note, them) for note, them in asked.items()]


def _concerns(note: UnitNote, heading: Heading, column: Column) -> bool:
    if note.column:
        return note.column == heading.position
    measure = column_measure(column)
    if note.measure == UNCLEAR:
        if note.unit.currency:
            return measure in {MONEY, PRICES}
        return measure in {TOKENS, MONEY, "requests", "examples"}
    return note.measure == measure or (note.measure, measure) == (MONEY, PRICES)


def _apply_to_header(heading: Heading, column: Column, notes: Sequence[UnitNote]) -> Heading | None:
    """``heading`` with the unit that ``notes`` state together; None where that is not clear."""
    units = [note.unit for note in notes]
    times = {one.times for one in units} - {ONCE}
    currencies = {one.currency for one in units} - {""}
    per = {one.per for one in units} - {None}
    several = any(len(one) > 1 for one in (times, currencies, per))
    if several or not all(note.measure for note in notes):
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


def _ask_for_unit(table: Table, note: UnitNote, headings: Sequence[Heading]) -> Problem:
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
        if heading.unit_text and (read := word_unit(heading)):
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
