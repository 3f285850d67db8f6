"""Units stated beside the headers: in the rows above and in a row of units.

Each is the unit of a measure (tokens, money, shares, ...). It counts for the columns of that
measure that state no unit of their own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from estimator.model import shipped
from estimator.model.column import SHARE, Column
from estimator.model.money import USD
from estimator.model.schema import Schema
from estimator.model.table import Heading
from estimator.model.text import YEARS
from estimator.read.header_words import PER_TOKENS, HeaderWords, Unit, parse_words
from estimator.read.headers import LONGEST_KNOWN, PER_MILLION
from estimator.read.unit_clauses import split_clauses, states_odd_unit
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
# What may stand around a unit.
BRACKETS = "()[] "
# A region and no currency, where it stands alone: "Retail (US)".
REGIONS = frozenset({"US"})
STATES_IN = re.compile(r"\b(?:in|en)\s", re.IGNORECASE)
# Why a unit cannot be used, though what it is of is known: the rows of its column differ, or it
# may be that of one column or of several.
ROWS_DIFFER, REACH_UNCLEAR = "rows", "reach"


class UnitNote(Struct, frozen=True):
    """A unit stated beside the headers.

    Attributes:
        measure: what it is the unit of; empty where that is not clear.
        text: as the user wrote it; row, position: its cell.
        column: the 1-based column that it is about; 0 for all of the measure.
        doubt: why it cannot be used, ``ROWS_DIFFER`` or ``REACH_UNCLEAR``; else empty.
    """

    measure: str
    unit: Unit
    text: str
    row: int
    position: int
    column: int = 0
    doubt: str = ""


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
            yield position, f"{label}: {text.strip()}" if label else text.strip()
            words = parse_words(text)
            is_label = not words.unit.stated and words.kinds and words.kinds <= {"currency", "unit"}
            label = text.strip(" :") if is_label else ""


def read_unit_notes(text: str, row: int, position: int) -> Iterator[UnitNote]:
    """The units that ``text`` states, each of its measure."""
    for clause in split_clauses(text, BESIDE.union(*SUBJECTS.values())):
        words = parse_words(clause)
        if states_odd_unit(clause, words):
            yield UnitNote(_measure_of_subject(words), Unit(clash=True), text, row, position)
        elif words.unit.stated and clause.strip(BRACKETS) not in REGIONS:
            measure = measure_of_words(words)
            if measure or _asks(clause, words):
                yield UnitNote(measure, words.unit, text, row, position)


def _measure_of_subject(words: HeaderWords) -> str:
    """What a unit that is not understood is of, by what the text is about."""
    found = [
        measure
        for measure in (PRICES, MONEY, TOKENS)
        if words.kinds & (SUBJECTS[measure] - {PER_TOKENS})
    ]
    return found[0] if found else UNCLEAR


def measure_of_words(words: HeaderWords) -> str:
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
def placeholders() -> frozenset[str]:
    """What stands in the place of a unit where there is none, and kinds of values."""
    words = shipped.load_toml("header_words.toml")["placeholder"]["placeholder"]
    return frozenset(fold_word(word) for word in words)


def units_of_row(
    texts: Sequence[str | None],
    headings: Iterable[Heading],
    schema: Schema,
    spans: Iterable[tuple[int, int]] = (),
) -> dict[int, str]:
    """The unit of each column in a row of units next to ``headings``.

    Empty where the row holds anything else, or one unit that is over no numbers: it is a note.

    Args:
        texts: of the row.
        headings: next to it.
        schema: theirs.
        spans: the first and last columns of the cells merged in the row.
    """
    cells = {n: text.strip() for n, text in enumerate(texts, 1) if text and text.strip()}
    told = {n: text for n, text in cells.items() if fold_placeholder(text) not in placeholders()}
    if not told or not all(map(_is_unit, told.values())):
        return {}
    columns = {one.position: schema.columns.get(one.column) for one in headings}
    numeric = any((one := columns.get(n)) is not None and one.numeric for n in told)
    return _spread_units(told, columns, spans) if numeric or len(told) > 1 else {}


def _spread_units(
    told: dict[int, str], columns: Mapping[int, Column | None], spans: Iterable[tuple[int, int]]
) -> dict[int, str]:
    """``told``, each unit in a merged cell for all columns below it that it can be of."""
    spread = dict(told)
    for left, right in spans:
        if left in told:
            measure = measure_of_words(parse_bare_unit(told[left]))
            for n in range(left + 1, right + 1):
                column = columns.get(n)
                if n in columns and (
                    column is None or not measure or measure == column_measure(column)
                ):
                    spread.setdefault(n, told[left])
    return spread


def fold_placeholder(text: str) -> str:
    """``text`` as the vocabulary writes signs for nothing."""
    return fold_word(text).strip(BRACKETS)


def parse_bare_unit(text: str) -> HeaderWords:
    """The words of ``text``, a unit alone in its cell: read as it is behind a header."""
    return parse_words(f"({text.strip(BRACKETS)})")


def _is_unit(text: str) -> bool:
    """Whether ``text`` is a unit and nothing else: (M), tokens, k$, USD per 1K tokens."""
    if len(text) > LONGEST_KNOWN or YEARS.search(text):  # "FY27" heads a group of columns
        return False
    words = parse_words(text if text[0] in "([" else f"({text})")
    units = {"tokens", "/tokens", "share", "money", "requests", "examples", "days", "passes"}
    units |= {"/month", "/day", "/year", "/request", "/example", "date", "epochs"}
    return not words.unknown and words.kinds <= units and (words.unit.stated or bool(words.kinds))
