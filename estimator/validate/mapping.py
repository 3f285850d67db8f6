"""What the user says headings mean: the words of ``--map`` and a mapping file."""

from collections.abc import Iterable, Mapping
from typing import Any

from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import Table
from estimator.model.words import did_you_mean, plain, quote

Answer = tuple[dict[str, str], list[Problem]]


def given(words: Iterable[str], schema: Schema) -> Answer:
    """The column that each heading means, by the heading's plain words; "" carries it through.

    Args:
        words: ``heading=column`` each; the column by its name or title, or nothing.
        schema: the columns there are.
    """
    pairs: list[tuple[str, str]] = []
    problems = []
    for word in words:
        # A heading may hold the sign; a column's name never does.
        heading, sign, column = word.rpartition("=")
        if sign and plain(heading):
            pairs.append((heading, column))
        else:
            said = f"--map {quote(word)} is not HEADING=COLUMN."
            problems.append(Problem("bad-mapping", says=said))
    mapped, told = _columns(pairs, schema, "--map")
    return mapped, problems + told


def unmatched(words: Iterable[str], tables: Iterable[Table]) -> list[Problem]:
    """The words of ``--map`` whose heading stands in none of ``tables``."""
    texts = [heading.text for table in tables for heading in table.headings]
    known = {plain(text) for text in texts}
    headings = [word.rpartition("=")[0] for word in words]
    return [
        Problem(
            "bad-mapping",
            says=f"--map: there is no heading {quote(heading)}.{did_you_mean(heading, texts)}",
        )
        for heading in headings
        if plain(heading) and plain(heading) not in known
    ]


def from_document(file: str, document: Mapping[str, Any], schema: Schema) -> Answer:
    """The same from a mapping file: a table ``columns`` of headings and columns."""
    columns = document.get("columns")
    if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
        said = f'{quote(file)} should hold a table [columns] with lines "Their heading" = "column".'
        return {}, [Problem("bad-mapping", says=said)]
    return _columns(columns.items(), schema, file)


def _columns(pairs: Iterable[tuple[str, str]], schema: Schema, where: str) -> Answer:
    known = {
        plain(word): one.name for one in schema.columns.values() for word in (one.name, one.title)
    }
    mapped: dict[str, str] = {}
    problems = []
    for heading, column in pairs:
        if column.strip() and plain(column) not in known:
            said = f"{where}: there is no column {quote(column.strip())}."
            problems.append(
                Problem("bad-mapping", says=said + did_you_mean(column, schema.columns))
            )
        else:
            mapped[plain(heading)] = known.get(plain(column), "")
    return mapped, problems
