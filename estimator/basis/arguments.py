"""Parsing the arguments of options: NAME=VALUE, limits, header mappings, dates."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from estimator.model.limits import LIMIT_NAMES, LIMITS, Limits
from estimator.model.problem import FindingList, Problem
from estimator.model.schema import Schema
from estimator.model.table import Table
from estimator.model.text import did_you_mean, plain_words, quote_text
from estimator.read.files import read_document

# Multipliers of large numbers: 500M bytes, 2k seconds.
TIMES = {"k": 1_000, "m": 1_000_000, "g": 1_000_000_000, "bn": 1_000_000_000}


def split_argument(word: str) -> tuple[str, str]:
    """The two sides of ``NAME=VALUE``, split at the last sign; no name without a sign."""
    name, _, value = word.rpartition("=")
    return name.strip(), value.strip()


def parse_limits(words: Iterable[str]) -> tuple[Limits, list[Problem]]:
    """The limits in force, with those that ``words`` set: ``rows=50000``."""
    found, problems = LIMITS, list[Problem]()
    for word in words:
        name, text = split_argument(word)
        name, value = name.replace("-", "_"), _whole_number(text)
        if name not in LIMIT_NAMES or not value:
            hint = did_you_mean(name, LIMIT_NAMES)
            problems.append(Problem.of("bad-limit", word=word, hint=hint))
        else:
            found = replace(found, **{name: value})
    return found, problems


def _whole_number(text: str) -> int:
    """The whole number in ``text``; 0 if it is not one above 0."""
    digits = text.lower().rstrip("kmgbn")
    times = TIMES.get(text.lower()[len(digits) :], 0) if digits != text.lower() else 1
    plain = digits.replace(",", "").replace("_", "").strip()
    return int(plain) * times if plain.isascii() and plain.isdigit() else 0


MappingAnswer = tuple[dict[str, str], list[Problem]]


def parse_mappings(files: Iterable[str], words: Iterable[str], schema: Schema) -> MappingAnswer:
    """The columns of ``schema`` that headers mean by mapping ``files``, overridden by ``words``.

    Problems: a file or a word that is wrong, or two files that contradict each other.
    """
    mapped: dict[str, str] = {}
    problems = FindingList[Problem]()
    for file in map(Path, files):
        content = problems.collect(read_document(file, "bad-mapping"))
        if content is not None:
            found = problems.collect(_map_by_document(file.name, content, schema))
            problems += _contradictions(mapped, found, file.name, schema)
            mapped |= found
    return mapped | problems.collect(_given_mapping(words, schema)), problems


def _contradictions(
    mapped: Mapping[str, str], found: Mapping[str, str], file: str, schema: Schema
) -> Iterator[Problem]:
    """A problem for each header that the mapping ``file`` maps to another column than before."""
    columns = schema.columns
    for heading, column in found.items():
        earlier = mapped.get(heading, column)
        if earlier != column:
            here, there = (
                quote_text(columns[one].title) if one else "no column" for one in (column, earlier)
            )
            wording = (
                f"{quote_text(file)} maps {quote_text(heading)} to {here}, and another mapping "
                f"file to {there}. Keep one of the two."
            )
            yield Problem("bad-mapping", wording=wording)


def _given_mapping(words: Iterable[str], schema: Schema) -> MappingAnswer:
    """The column that each header is mapped to, by the plain words of the header; "" for none.

    Args:
        words: ``HEADER=COLUMN`` each; the column by its name or title, or empty.
        schema: of the columns.
    """
    pairs: list[tuple[str, str]] = []
    problems = []
    for word in words:
        heading, column = split_argument(word)
        if plain_words(heading):
            pairs.append((heading, column))
        else:
            wording = f"--map {quote_text(word)} is not of the form HEADER=COLUMN."
            problems.append(Problem("bad-mapping", wording=wording))
    mapped, wrong = _map_to_columns(pairs, schema, "--map")
    return mapped, problems + wrong


def unmatched_mappings(
    words: Iterable[str], tables: Iterable[Table], file: str = ""
) -> list[Problem]:
    """A problem for each of the ``--map`` arguments whose header is in none of ``tables``.

    Args:
        words: the arguments.
        tables: those that they are for.
        file: the input that they are for alone, as estimator.toml says; empty for all.
    """
    where = f"map of the input {quote_text(file)} in estimator.toml" if file else "--map"
    texts = [heading.text for table in tables for heading in table.headings]
    known = {plain_words(text) for text in texts}
    headings = [split_argument(word)[0] for word in words]
    return [
        Problem(
            "bad-mapping",
            wording=(
                f"{where}: there is no header {quote_text(heading)}.{did_you_mean(heading, texts)}"
            ),
        )
        for heading in headings
        if plain_words(heading) and plain_words(heading) not in known
    ]


def _map_by_document(file: str, document: Mapping[str, Any], schema: Schema) -> MappingAnswer:
    """The column that each header is mapped to by the parsed mapping file ``document``."""
    columns = document.get("columns")
    if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
        wording = (
            f'{quote_text(file)} must have a table [columns] with lines "Their header" = "column".'
        )
        return {}, [Problem("bad-mapping", wording=wording)]
    return _map_to_columns(columns.items(), schema, file)


def _map_to_columns(pairs: Iterable[tuple[str, str]], schema: Schema, where: str) -> MappingAnswer:
    known = {
        plain_words(word): one.name
        for one in schema.columns.values()
        for word in (one.name, one.title)
    }
    mapped: dict[str, str] = {}
    problems = []
    for heading, column in pairs:
        if column.strip() and plain_words(column) not in known:
            wording = f"{where}: there is no column {quote_text(column.strip())}."
            problems.append(
                Problem("bad-mapping", wording=wording + did_you_mean(column, schema.columns))
            )
        else:
            mapped[plain_words(heading)] = known.get(plain_words(column), "")
    return mapped, problems


def parse_date(text: str) -> tuple[date | None, list[Problem]]:
    """The date in ``text``, None if it is empty; or the problem that it is not a date."""
    try:
        return (date.fromisoformat(text) if text else None), []
    except ValueError:
        wording = f"--as-of {quote_text(text)} is not a date; write it as YYYY-MM-DD."
        return None, [Problem("bad-date", wording=wording)]
