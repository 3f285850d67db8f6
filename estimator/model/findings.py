"""Findings as columns: many of one code and column, made into problems when they are shown."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from itertools import accumulate
from typing import Any, overload

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from estimator.model.problem import ERROR, Coded, Problem, TableSource, merge_problems
from estimator.model.table import Heading, Table
from estimator.model.text import SOME


class CellFindings(Coded, Struct, frozen=True):
    """Problems of one code in the cells of one column; a million of them are a few columns.

    Attributes:
        cells: ``row`` (Int64), the sheet's own number of each row, and what differs by row.
        same: what is the same in all rows. Here or among the cells are ``found``, ``expected`` and
            ``wording``, as in ``Problem``, and what the message of the code is filled with.
        heading: that the cells stand under; None where the row as a whole is meant.
        column: our name, where the table has no heading for it.
        count: how many there are in all; ``cells`` may be the first of them only.
    """

    code: str
    table: Table
    cells: pl.DataFrame
    same: Mapping[str, Any]
    heading: Heading | None
    column: str
    count: int

    @classmethod
    def of(
        cls,
        code: str,
        table: Table,
        rows: pl.Series,
        heading: Heading | None = None,
        column: str = "",
        **values: object,
    ) -> "CellFindings":
        """One problem for each of ``rows``; of the ``values`` a series differs by row."""
        differ = {name: one for name, one in values.items() if isinstance(one, pl.Series)}
        same = {name: one for name, one in values.items() if name not in differ}
        return cls(
            code, table, pl.DataFrame({"row": rows, **differ}), same, heading, column, len(rows)
        )

    def __len__(self) -> int:
        """The number of problems."""
        return len(self.cells)

    def __getitem__(self, index: int) -> Problem:
        """The problem of the row at ``index``."""
        values = {**self.same, **self.cells.row(index, named=True)}
        made = self.table.problem_at(self.code, values.pop("row"), self.heading, **values)
        return replace(made, column=self.column) if self.column else made

    def __iter__(self) -> Iterator[Problem]:
        """The problems one by one."""
        return (self[index] for index in range(len(self)))

    @property
    def source(self) -> TableSource:
        """The table that they stand in."""
        return self.table.source

    @property
    def sources(self) -> set[TableSource]:
        """Every table that they concern."""
        return {self.source}

    @property
    def order(self) -> int:
        """The column's position, for sorting."""
        return self.heading.position if self.heading else 0

    def first_cells(self) -> "CellFindings":
        """With no more cells than their merged line names, in memory of their own."""
        few = self.cells.head(SOME + 1)
        return replace(self, cells=pl.DataFrame(few.rows(), few.schema, orient="row"))

    def followed_by(self, more: "CellFindings") -> "CellFindings":
        """These and ``more`` of the same cause."""
        cells = pl.concat([self.cells, more.cells])
        return replace(self, cells=cells, count=self.count + more.count).first_cells()

    def merged(self) -> Problem:
        """One problem for all of them, at the first row, that names some of the others."""
        return merge_problems([self[n] for n in range(min(len(self), SOME + 1))], self.count)


# What a stage finds: single problems, and many of a kind.
Finding = Problem | CellFindings


def expand_findings(findings: Iterable[Finding]) -> list[Problem]:
    """The problems of ``findings`` one by one, where they are known to be few."""
    return [problem for one in findings for problem in ([one] if isinstance(one, Problem) else one)]


def merge_notices(findings: Iterable[CellFindings]) -> list[Finding]:
    """The errors row by row, and one notice for each cause, which is findings at its first cell."""
    causes = dict[tuple[object, ...], CellFindings]()
    errors = list[Finding]()
    for one in findings:
        if one.severity == ERROR:
            errors.append(one)
        elif one.count:
            cause = (one.code, one.source, one.order, *one.same.items())
            causes[cause] = causes[cause].followed_by(one) if cause in causes else one
    return [*errors, *(one.merged() for one in causes.values())]


def wrong_rows(findings: Iterable[Finding]) -> Mapping[TableSource, pl.Series]:
    """The rows of each table that have errors; Int64, each once."""
    found: dict[TableSource, list[pl.Series]] = {}
    single: dict[TableSource, list[int]] = {}
    for one in findings:
        if one.severity != ERROR:
            continue
        if isinstance(one, CellFindings):
            found.setdefault(one.source, []).append(one.cells["row"])
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
Tables = Mapping[TableSource | None, int]


class Findings(Sequence[Problem]):
    """Problems as a reader meets them: those of no table, then by table, row and column.

    Each is made when it is asked for.
    """

    def __init__(
        self, findings: Iterable[Finding] = (), sources: Iterable[TableSource] = ()
    ) -> None:
        """Puts ``findings`` in order.

        Args:
            findings: in any order; equals stay as they come.
            sources: the tables in their order.
        """
        self._found = list(findings)
        self._tables: Tables = {source: number for number, source in enumerate(sources, 1)}
        self._at = _sort_places(self._found, self._tables).sort(*ORDER, *GIVEN).select(KEPT)

    def __len__(self) -> int:
        """The number of problems."""
        return len(self._at)

    @overload
    def __getitem__(self, index: int) -> Problem: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Problem]: ...
    def __getitem__(self, index: int | slice) -> Problem | Sequence[Problem]:
        """The problem at ``index``, or those of a slice."""
        if isinstance(index, slice):
            return [self._make_problem(*place) for place in self._at[index].iter_rows()]
        return self._make_problem(*self._at.row(index))

    def __iter__(self) -> Iterator[Problem]:
        """One after the other."""
        return (self._make_problem(*place) for place in self._at.iter_rows())

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
        return f"Findings({list(self[:5])!r}, {len(self)} in all)"

    def with_severity(self, severity: str) -> "Findings":
        """Those of one severity."""
        return self._select(self._where_items(lambda one: one.severity == severity))

    def with_codes(self, codes: Container[str]) -> "Findings":
        """Those that have one of ``codes``."""
        return self._select(self._where_items(lambda one: one.code in codes))

    def about_table(self, source: TableSource) -> "Findings":
        """Those that concern a table."""
        return self._select(self._where_items(lambda one: source in one.sources))

    def at_rows(self, source: TableSource, first: int, last: int) -> Iterator[Problem]:
        """Those that concern rows of a table, from ``first`` to ``last``."""
        here = (pl.col("table") == self._tables[source]) & pl.col("row").is_between(first, last)
        wide = self._where_items(lambda one: isinstance(one, Problem) and bool(one.also))
        return iter(self._select(here | wide))

    def of_none(self, sources: Iterable[TableSource]) -> "Findings":
        """Those that stand in none of ``sources``."""
        known = set(sources)
        return self._select(self._where_items(lambda one: one.source not in known))

    def followed_by(self, findings: Iterable[Finding]) -> "Findings":
        """These, and then ``findings``."""
        more = list(findings)
        if not more:
            return self
        after = _sort_places(more, self._tables).sort(*GIVEN).select(KEPT)
        after = after.with_columns(pl.col("item") + len(self._found))
        return self._replaced([*self._found, *more], pl.concat([self._at, after]))

    @property
    def items(self) -> Mapping[int, Finding]:
        """What they were made of, by number: single problems, and many of a kind."""
        return {n: self._found[n] for n in self._at["item"].unique().sort()}

    def in_groups(self, numbers: pl.DataFrame) -> "list[tuple[int, Findings]]":
        """Those of one ``group`` of ``numbers`` together, in the order of the first, and its index.

        ``numbers`` has the ``group`` (Int64) of each by its ``item`` and ``offset`` (UInt32).
        """
        placed = self._at.join(numbers, on=GIVEN, how="left", maintain_order="left")
        placed = placed.with_row_index().with_columns(pl.col("index").min().over("group"))
        placed = placed.sort("index", maintain_order=True)
        runs = placed["index"].rle().struct.unnest().rows() if len(placed) else []
        starts = accumulate((length for length, _ in runs), initial=0)
        return [
            (first, self._replaced(self._found, placed.slice(start, length).select(KEPT)))
            for start, (length, first) in zip(starts, runs, strict=False)
        ]

    @property
    def exit_code(self) -> int:
        """The exit code of the command because of the errors among them; 0 without any."""
        wrong = (one for one in self._in_use() if one.severity == ERROR)
        return max((one.exit_code for one in wrong), default=0)

    def _in_use(self) -> Iterator[Finding]:
        return (self._found[n] for n in self._at["item"].unique())

    def _where_items(self, wanted: Callable[[Finding], bool]) -> pl.Expr:
        """Whether a problem is of an item that is ``wanted``."""
        return pl.col("item").is_in([n for n, one in enumerate(self._found) if wanted(one)])

    def _select(self, condition: pl.Expr) -> "Findings":
        return self._replaced(self._found, self._at.filter(condition))

    def _replaced(self, findings: list[Finding], at: pl.DataFrame) -> "Findings":
        """Problems of the same tables: ``findings``, in the order ``at``."""
        made: Findings = copy(self)
        made._found, made._at = findings, at
        return made

    def _make_problem(self, item: int, offset: int, *_: int) -> Problem:
        one = self._found[item]
        return one if isinstance(one, Problem) else one[offset]


def _sort_places(findings: Iterable[Finding], tables: Tables) -> pl.DataFrame:
    """Where each problem comes: its item and its offset there, and what it is sorted by."""
    single, many = list[tuple[int | str, ...]](), list[pl.DataFrame]()
    for item, one in enumerate(findings):
        table = tables.get(one.source, 0)
        if isinstance(one, Problem):
            single.append((item, 0, table, one.row or 0, one.order, one.code))
        else:
            many.append(_cell_places(item, one, table))
    return pl.concat([pl.DataFrame(single, PLACES, orient="row"), *many])


def _cell_places(item: int, found: CellFindings, table: int) -> pl.DataFrame:
    same = {"item": item, "table": table, "order": found.order, "code": found.code}
    rows = found.cells.select("row").with_row_index("offset")
    placed = rows.with_columns(pl.lit(value).alias(name) for name, value in same.items())
    return placed.select(pl.col(name).cast(dtype) for name, dtype in PLACES.items())
