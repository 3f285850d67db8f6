"""Problems as columns: those of one code and heading, made into objects when they are shown."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import overload

import polars as pl

from estimator.model.problem import ERROR, Coded, Problem, Source
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


def expand_findings(told: Iterable[Told]) -> list[Problem]:
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


# Where each problem is found, and what the reader's order goes by.
GIVEN, ORDER = ("item", "offset"), ("table", "row", "order", "code")
KEPT = (*GIVEN, "table", "row")
PLACES: Mapping[str, type[pl.DataType]] = {
    "item": pl.UInt32,
    "offset": pl.UInt32,
    "table": pl.UInt32,
    "row": pl.Int64,
    "order": pl.UInt32,
    "code": pl.String,
}

# The number of each table; 0 is for what is about none.
Tables = Mapping[Source | None, int]


class Problems(Sequence[Problem]):
    """Problems as a reader meets them: those of no table, then by table, row and column.

    Each is made when it is asked for.
    """

    def __init__(self, told: Iterable[Told] = (), sources: Iterable[Source] = ()) -> None:
        """Puts ``told`` in order.

        Args:
            told: in any order; equals stay as they come.
            sources: the tables in their order.
        """
        self._told = list(told)
        self._tables: Tables = {source: number for number, source in enumerate(sources, 1)}
        self._at = _places(self._told, self._tables).sort(*ORDER, *GIVEN).select(KEPT)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._at)

    @overload
    def __getitem__(self, index: int) -> Problem: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Problem]: ...
    def __getitem__(self, index: int | slice) -> Problem | Sequence[Problem]:
        """The problem at ``index``, or those of a slice."""
        if isinstance(index, slice):
            return [self._problem(*place) for place in self._at[index].iter_rows()]
        return self._problem(*self._at.row(index))

    def __iter__(self) -> Iterator[Problem]:
        """One after the other."""
        return (self._problem(*place) for place in self._at.iter_rows())

    def __eq__(self, other: object) -> bool:
        """Whether ``other`` holds the same problems in the same order."""
        return (
            isinstance(other, Sequence)
            and len(self) == len(other)
            and all(one == another for one, another in zip(self, other, strict=True))
        )

    __hash__ = None  # type: ignore[assignment] # as of every sequence compared by its items

    def __repr__(self) -> str:
        """The first of them, for a failing test."""
        return f"Problems({list(self[:5])!r}, {len(self)} in all)"

    def of(self, severity: str) -> "Problems":
        """Those of one severity."""
        return self._those(self._items(lambda one: one.severity == severity))

    def coded(self, codes: Container[str]) -> "Problems":
        """Those that have one of ``codes``."""
        return self._those(self._items(lambda one: one.code in codes))

    def about(self, source: Source) -> "Problems":
        """Those that concern a table."""
        return self._those(self._items(lambda one: source in one.sources))

    def at(self, source: Source, first: int, last: int) -> Iterator[Problem]:
        """Those that concern rows of a table, from ``first`` to ``last``."""
        here = (pl.col("table") == self._tables[source]) & pl.col("row").is_between(first, last)
        wide = self._items(lambda one: isinstance(one, Problem) and bool(one.also))
        return iter(self._those(here | wide))

    def of_none(self, sources: Iterable[Source]) -> "Problems":
        """Those that stand in none of ``sources``."""
        known = set(sources)
        return self._those(self._items(lambda one: one.source not in known))

    def followed_by(self, told: Iterable[Told]) -> "Problems":
        """These, and then ``told``."""
        more = list(told)
        after = _places(more, self._tables).sort(*GIVEN).select(KEPT)
        after = after.with_columns(pl.col("item") + len(self._told))
        return self._with([*self._told, *more], pl.concat([self._at, after]))

    @property
    def exit_code(self) -> int:
        """What the command exits with because of the errors among them; 0 without any."""
        wrong = (one for one in self._in_use() if one.severity == ERROR)
        return max((one.exit_code for one in wrong), default=0)

    def _in_use(self) -> Iterator[Told]:
        return (self._told[n] for n in self._at["item"].unique())

    def _items(self, wanted: Callable[[Told], bool]) -> pl.Expr:
        """Whether a problem is of an item that is ``wanted``."""
        return pl.col("item").is_in([n for n, one in enumerate(self._told) if wanted(one)])

    def _those(self, condition: pl.Expr) -> "Problems":
        return self._with(self._told, self._at.filter(condition))

    def _with(self, told: list[Told], at: pl.DataFrame) -> "Problems":
        """Problems of the same tables: ``told``, in the order ``at``."""
        made: Problems = copy(self)
        made._told, made._at = told, at
        return made

    def _problem(self, item: int, offset: int, *_: int) -> Problem:
        one = self._told[item]
        return one if isinstance(one, Problem) else one[offset]


def _places(told: Iterable[Told], tables: Tables) -> pl.DataFrame:
    """Where each problem comes: its item and its offset there, and what it is sorted by."""
    single, many = list[tuple[int | str, ...]](), list[pl.DataFrame]()
    for item, one in enumerate(told):
        table = tables.get(one.source, 0)
        if isinstance(one, Problem):
            single.append((item, 0, table, one.row or 0, one.order, one.code))
        else:
            many.append(_those_of(item, one, table))
    return pl.concat([pl.DataFrame(single, PLACES, orient="row"), *many])


def _those_of(item: int, faults: Faults, table: int) -> pl.DataFrame:
    same = {"item": item, "table": table, "order": faults.order, "code": faults.code}
    rows = faults.rows.alias("row").to_frame().with_row_index("offset")
    placed = rows.with_columns(pl.lit(value).alias(name) for name, value in same.items())
    return placed.select(pl.col(name).cast(dtype) for name, dtype in PLACES.items())
