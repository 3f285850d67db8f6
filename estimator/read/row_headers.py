"""Header rows below the first: repeated ones, and those of another table."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from estimator.model.address import column_letters
from estimator.model.schema import Schema
from estimator.model.table import Heading, Table
from estimator.model.text import plain_words, quote_text
from estimator.read.headers import match_headers

# A header row has at least two headers that are known, and these are half of it or at least three.
LEAST_NAMED, ENOUGH_NAMED = 2, 3
# Longer texts are no headers.
LONGEST_HEADER = 100
# So many different texts are remembered.
MOST_WORDS = 10_000

Texts = Sequence[str | None]


@lru_cache(maxsize=MOST_WORDS)
def _match_word(text: str, schema: Schema) -> Heading | None:
    found = match_headers([text], schema) if len(text) <= LONGEST_HEADER else []
    return found[0] if found else None


def is_header_word(text: str, table: Table, schema: Schema) -> bool:
    """Whether ``text`` is a header of ``table``, or one that ``schema`` knows."""
    words = plain_words(text[:LONGEST_HEADER])
    if any(plain_words(heading.text) == words for heading in table.headings):
        return True
    found = _match_word(text, schema)
    return bool(found and found.column)


def header_difference(texts: Texts, table: Table, schema: Schema) -> str | None:
    """How the header row ``texts`` differs from that of ``table``; empty if it repeats it.

    None if the texts are no header row.
    """
    own = {heading.position: heading for heading in table.headings}
    found = {n: text.strip() for n, text in enumerate(texts, 1) if text and text.strip()}
    known = _known_positions(found, table, schema)
    least = 1 if _repeats_one_of_two(found, own) else LEAST_NAMED
    if len(known) < least or (len(known) < ENOUGH_NAMED and len(known) * 2 < len(found)):
        return None
    differing = [n for n, text in found.items() if not _is_same(text, own.get(n), schema)]
    return _word_difference(differing, found, own, table.source.header_row)


def _repeats_one_of_two(found: Mapping[int, str], own: Mapping[int, Heading]) -> bool:
    """Whether one of two texts is the header in its place, as in a table of two columns."""
    same = [
        n for n, text in found.items() if n in own and plain_words(own[n].text) == plain_words(text)
    ]
    return len(found) == LEAST_NAMED and bool(same)


def _known_positions(found: Mapping[int, str], table: Table, schema: Schema) -> list[int]:
    return [n for n, text in found.items() if is_header_word(text, table, schema)]


def _is_same(text: str, heading: Heading | None, schema: Schema) -> bool:
    """Whether ``text`` says what ``heading``, in the same place, says."""
    if heading is None:
        return False
    if plain_words(text) == plain_words(heading.text):
        return True
    found = _match_word(text, schema)
    alike = found is not None and found.column and found.column == heading.column
    return bool(
        alike and found and (found.times, found.currency) == (heading.times, heading.currency)
    )


def _word_difference(
    differing: Sequence[int], found: Mapping[int, str], own: Mapping[int, Heading], row: int
) -> str:
    if not differing:
        return ""
    first = differing[0]
    where = f"{quote_text(found[first])} in column {column_letters(first)}"
    if first not in own:
        return f"{where}, where row {row} has no header"
    return f"{where}, where row {row} has {quote_text(own[first].text)}"


def header_row_above(above: Sequence[Texts], schema: Schema) -> int:
    """The first of the rows ``above`` a table that is a header row with workloads below it.

    Returns:
        Its number, the first row being 1; 0 if there is none.
    """
    needed = {one.name for one in schema.columns.values() if one.required}
    for number, texts in enumerate(above, 1):
        columns = {
            heading.column: position
            for position, text in enumerate(texts)
            if text and (heading := _match_word(text.strip(), schema)) and heading.column
        }
        if needed <= columns.keys() and len(columns) > len(needed):
            places = [columns[name] for name in needed]
            if any(all(row[place] for place in places) for row in above[number:]):
                return number
    return 0
