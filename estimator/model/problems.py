"""Everything that was found, in the reader's order; a million problems cost no million objects."""

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import polars as pl

from estimator.model.faults import Faults, Told
from estimator.model.problem import ERROR, Problem
from estimator.model.source import Source

ORDER, GIVEN = ("table", "row", "order", "code"), ("item", "offset")


class Problems(Sequence[Problem]):
    """Problems as a reader meets them: those of no table, then by table, row and column.

    Each is made when it is asked for.
    """

    def __init__(
        self, told: Iterable[Told] = (), sources: Iterable[Source] = (), last: Iterable[Told] = ()
    ) -> None:
        """Puts ``told`` in order.

        Args:
            told: in any order; equals stay as they come.
            sources: the tables in their order.
            last: what is to come after all of these.
        """
        told, last = list(told), list(last)
        self._told: list[Told] = [*told, *last]
        places = {source: number for number, source in enumerate(sources, 1)}
        frames = [
            _places(told, 0, places).sort(*ORDER, *GIVEN),
            _places(last, len(told), places).sort(GIVEN),
        ]
        self._at = pl.concat(frames).select("item", "offset", "table", "row")
        self._tables = places

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
        items = [n for n, one in enumerate(self._told) if one.severity == severity]
        return self._those(pl.col("item").is_in(items))

    def about(self, source: Source) -> "Problems":
        """Those that concern a table."""
        items = [
            n
            for n, one in enumerate(self._told)
            if source in (one.sources if isinstance(one, Problem) else {one.table.source})
        ]
        return self._those(pl.col("item").is_in(items))

    def at(self, source: Source, first: int, last: int) -> Iterator[Problem]:
        """Those that concern rows of a table, from ``first`` to ``last``."""
        here = (pl.col("table") == self._tables[source]) & pl.col("row").is_between(first, last)
        wide = [n for n, one in enumerate(self._told) if isinstance(one, Problem) and one.also]
        return iter(self._those(here | pl.col("item").is_in(wide)))

    def of_none(self, sources: Iterable[Source]) -> "Problems":
        """Those that stand in none of ``sources``."""
        known = set(sources)
        items = [n for n, one in enumerate(self._told) if _source(one) not in known]
        return self._those(pl.col("item").is_in(items))

    def followed_by(self, told: Iterable[Told]) -> "Problems":
        """These, and then ``told``."""
        more = Problems((), last=told)
        made = Problems()
        made._told = [*self._told, *more._told]
        after = more._at.with_columns(pl.col("item") + len(self._told))
        made._at = pl.concat([self._at, after])
        made._tables = self._tables
        return made

    @property
    def exit_code(self) -> int:
        """What the command exits with because of the errors among them; 0 without any."""
        wrong = (one for one in self._in_use() if one.severity == ERROR)
        return max((one.exit_code for one in wrong), default=0)

    def _in_use(self) -> Iterator[Told]:
        return (self._told[n] for n in self._at["item"].unique())

    def _those(self, condition: pl.Expr) -> "Problems":
        made = Problems()
        made._told, made._at = self._told, self._at.filter(condition)
        made._tables = self._tables
        return made

    def _problem(self, item: int, offset: int, *_: int) -> Problem:
        one = self._told[item]
        return one if isinstance(one, Problem) else one[offset]


def _source(one: Told) -> Source | None:
    return one.source if isinstance(one, Problem) else one.table.source


def _places(told: Sequence[Told], before: int, places: dict[Source, int]) -> pl.DataFrame:
    """Where each problem comes: its item and its offset there, and what it is sorted by."""

    def frame(items: pl.Series, offsets: pl.Series, rows: pl.Series, one: Told) -> pl.DataFrame:
        source = _source(one)
        return pl.DataFrame({"item": items, "offset": offsets, "row": rows}).with_columns(
            pl.lit(places.get(source, 0) if source else 0, dtype=pl.UInt32).alias("table"),
            pl.lit(one.order, dtype=pl.UInt32).alias("order"),
            pl.lit(one.code).alias("code"),
        )

    single = [(n, one) for n, one in enumerate(told, before) if isinstance(one, Problem)]
    columns = {
        "item": [n for n, _ in single],
        "offset": [0] * len(single),
        "row": [one.row or 0 for _, one in single],
        "table": [places.get(one.source, 0) if one.source else 0 for _, one in single],
        "order": [one.order for _, one in single],
        "code": [one.code for _, one in single],
    }
    schema = {
        "item": pl.UInt32,
        "offset": pl.UInt32,
        "row": pl.Int64,
        "table": pl.UInt32,
        "order": pl.UInt32,
        "code": pl.String,
    }
    many = [
        frame(
            pl.repeat(n, len(one), dtype=pl.UInt32, eager=True),
            pl.int_range(len(one), dtype=pl.UInt32, eager=True),
            one.rows.cast(pl.Int64),
            one,
        )
        for n, one in enumerate(told, before)
        if isinstance(one, Faults)
    ]
    return pl.concat([pl.DataFrame(columns, schema=schema), *many])
