"""The header row of a sheet: the row, or the two rows, with the most headers of a schema."""

from collections.abc import Sequence
from itertools import pairwise

from estimator.model.cells import Sheet
from estimator.model.output_columns import PROBLEMS_HEADING
from estimator.model.schema import Schema
from estimator.model.table import Heading
from estimator.read.header_words import has_known_word, parse_words
from estimator.read.headers import LONGEST_KNOWN, Mapped, match_header, match_headers

# The kind of the words of what was, and is no plan.
PAST = "past"
# A header row is among the first rows; of a very wide sheet, among fewer (hostile corpus: rows of
# 10,000 texts that might each be a header).
ROWS_SEARCHED, CELLS_SEARCHED = 50, 100_000

Texts = Sequence[str | None]
Line = tuple[int, list[Heading]]


def find_header_row(sheet: Sheet, schema: Schema, mapped: Mapped, header_row: int = 0) -> Line:
    """The row of ``sheet`` with the most headings of ``schema``, and the headings; 0 if none.

    Two rows count as one line of headings where they name more columns together than any row
    alone; the row is then the lower one. ``header_row`` decides, where it is not 0.
    """
    first = max(header_row - 2, 0)
    depth = min(ROWS_SEARCHED, max(2, CELLS_SEARCHED // max(1, sheet.width)))
    rows = sheet.rows_between(first + 1, header_row or depth).rows()
    numbered = list(enumerate(rows, first + 1))
    known = {row for row, texts in numbered if mapped or _has_any_word(texts)}
    wanted = [(row, texts) for row, texts in numbered if header_row in {0, row} and row in known]
    above = {row + 1: texts for row, texts in numbered}
    alone = [
        (row, _without_past(sheet, row, above.get(row, ()), schema, line))
        for row, texts in wanted
        for line in [match_headers(texts, schema, mapped)]
    ]
    paired = [
        (row, _join_two_rows(_spread_group_headers(sheet, row - 1, upper), lower, schema, mapped))
        for (_, upper), (row, lower) in pairwise(numbered)
        if header_row in {0, row} and known & {row - 1, row}
    ]
    own = [
        (row, [one for one in line if one.text != PROBLEMS_HEADING])
        for row, line in [*alone, *paired]
    ]
    # Of equals the first is taken: a row alone before two, and the upper one before the lower.
    return max(own, key=lambda line: count_matches(line[1]), default=(0, []))


def _without_past(
    sheet: Sheet, row: int, upper: Texts, schema: Schema, line: list[Heading]
) -> list[Heading]:
    """``line`` without the columns of numbers that the row above calls actual, or of last year.

    They are something else, as where the header itself says so; the user's word goes over it.
    """
    if not any(text and _is_past(text) for text in upper):
        return line
    groups = dict(enumerate(_spread_group_headers(sheet, row - 1, upper), 1))
    return [
        Heading(f"{groups[one.position][1]} {one.text}", one.position)
        if one.column
        and schema.columns[one.column].numeric
        and not one.matched.startswith("map")
        and _is_past(groups[one.position][1])
        else one
        for one in line
    ]


def _is_past(group: str) -> bool:
    """Whether a text is "Actual", "2026 actuals" or the like, and says nothing that is unknown."""
    words = parse_words(group[:LONGEST_KNOWN])
    return PAST in words.kinds and not words.unknown


def _has_any_word(texts: Texts) -> bool:
    return any(has_known_word(text[:LONGEST_KNOWN]) for text in texts if text)


def count_matches(headings: Sequence[Heading]) -> int:
    """The number of columns that ``headings`` name."""
    return len({heading.column for heading in headings if heading.column})


def _spread_group_headers(sheet: Sheet, row: int, texts: Texts) -> list[tuple[str, str]]:
    """Each cell of an upper row as (its own text, the group heading that it stands under).

    A group heading reaches over the columns that it is merged with, or up to the next one; but one
    text alone in its row is a title, and heads nothing but its own column.
    """
    own = [(text or "").strip() for text in texts]
    groups = list(own)
    covered = 0
    for left, right in sorted(
        (left, right) for top, left, bottom, right in sheet.merged if top <= row <= bottom
    ):
        # Ranges that overlap, as no program makes them, are not gone through again and again.
        for n in range(max(left - 1, covered), min(right, len(own))):
            groups[n] = own[left - 1]
        covered = max(covered, right)
    if sum(map(bool, own)) > 1:
        for n in range(1, len(groups)):
            groups[n] = groups[n] or groups[n - 1]
    return list(zip(own, groups, strict=True))


def _join_two_rows(
    upper: Sequence[tuple[str, str]], lower: Texts, schema: Schema, mapped: Mapped
) -> list[Heading]:
    headings = []
    for position, ((own, group), text) in enumerate(zip(upper, lower, strict=True), 1):
        below = (text or "").strip()
        # An upper text alone counts only over a blank: over data it is another table's heading.
        ways = [f"{group} {below}" if group else "", below] if below else [own]
        # "Actual" above "Training tokens" makes it something else.
        other = below and {"other", PAST} & parse_words(group[:LONGEST_KNOWN]).kinds
        ways = ways[:1] if other else ways
        tried = [match_header(way, position, schema, mapped) for way in ways if way]
        known = [heading for heading in tried if heading.column]
        if tried:
            said = f"{group if other else own} {below}".strip()
            plainly = match_header(said, position, schema, mapped)
            headings.append(known[0] if known else plainly)
    return [heading for heading in headings if heading.text]
