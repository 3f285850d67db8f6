"""Problems as columns: those of one code and heading, made into objects when they are shown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from estimator.model.problem import ERROR, Coded, Problem
from estimator.model.source import Source
from estimator.model.table import Heading, Said, Table

Words = pl.Series | str


@dataclass(frozen=True)
class Faults(Coded):
    """One problem a row; a million of them are a few columns.

    Attributes:
        rows: Int64; the sheet's own number of each row.
        heading: that the cells stand under; None where the row as a whole is meant.
        column: our name, where the table has no heading for it.
        found, expected, says: as in ``Problem``; String with a value for each row, or one text for
            all of them.
    """

    code: str
    table: Table
    rows: pl.Series
    heading: Heading | None = None
    column: str = ""
    found: Words = ""
    expected: Words = ""
    says: Words = ""

    def __len__(self) -> int:
        """How many problems they are."""
        return len(self.rows)

    def __getitem__(self, index: int) -> Problem:
        """The problem of the row at ``index``."""
        words: Said = {
            "found": _word(self.found, index),
            "expected": _word(self.expected, index),
            "says": _word(self.says, index),
        }
        made = self.table.at(self.code, int(self.rows[index]), self.heading, **words)
        return replace(made, column=self.column) if self.column else made

    def __iter__(self) -> Iterator[Problem]:
        """The problems one by one."""
        return (self[index] for index in range(len(self)))

    @property
    def source(self) -> Source:
        """The table that they stand in."""
        return self.table.source

    @property
    def sources(self) -> set[Source]:
        """Every table that they concern."""
        return {self.source}

    @property
    def order(self) -> int:
        """The column's position, for sorting."""
        return self.heading.position if self.heading else 0


# What a stage tells: single problems, and many of a kind.
Told = Problem | Faults


def _word(words: Words, index: int) -> str:
    return words if isinstance(words, str) else (words[index] or "")


def singly(told: Iterable[Told]) -> list[Problem]:
    """The problems of ``told`` one by one, where they are known to be few."""
    return [one for some in told for one in ([some] if isinstance(some, Problem) else some)]


def wrong_rows(told: Iterable[Told]) -> Mapping[Source, pl.Series]:
    """The rows of each table that have errors; Int64, each once."""
    found: dict[Source, list[pl.Series]] = {}
    single: dict[Source, list[int]] = {}
    for one in told:
        if one.severity != ERROR:
            continue
        if isinstance(one, Faults):
            found.setdefault(one.source, []).append(one.rows)
        else:
            for source, row in one.rows:
                single.setdefault(source, []).append(row)
    for source, rows in single.items():
        found.setdefault(source, []).append(pl.Series(rows, dtype=pl.Int64))
    return {
        source: pl.concat([one.cast(pl.Int64).alias("row") for one in rows]).unique()
        for source, rows in found.items()
    }
