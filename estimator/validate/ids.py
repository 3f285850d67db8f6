"""Workload ids: unique as text, trimmed and without case; row numbers where there is no column."""

from collections.abc import Sequence

import polars as pl
from msgspec.structs import replace

from estimator.model.casefold import fold_case
from estimator.model.findings import CellFindings
from estimator.model.problem import TABLE, Problem, Row
from estimator.model.schema import workloads_schema
from estimator.model.spool import Spool, detach
from estimator.model.table import Table, TablePart
from estimator.model.text import name_some, quote_text
from estimator.validate import text_values

PLACES_NAMED = 5


def fill_row_ids(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """``frame`` with a ``workload_id`` in every row: its row's number, where there is no column.

    Among several tables the number alone would not be unique, so the file and sheet go before it.
    """
    if table.has_column("workload_id"):
        return frame
    source = table.source
    before = f"{source.file}:{source.sheet}:" if source.named else ""
    return frame.with_columns(workload_id=pl.lit(before) + pl.col("row").cast(pl.String))


def check_id_column(table: Table) -> list[Problem]:
    """The notice that ``table`` has no column of ids."""
    if table.has_column("workload_id"):
        return []
    return [table.problem_about("numbered-rows")]


def id_keys(texts: pl.Series, kinds: pl.Series) -> pl.Series:
    """The ids in the cells of a column as they are compared (String); null for a blank."""
    cells = pl.DataFrame({"text": texts, "kind": kinds})
    return fold_case(
        text_values.parse_texts(workloads_schema().columns["workload_id"], cells)["value"]
    )


def repeated_ids(part: TablePart, uses: pl.Series) -> CellFindings:
    """The rows of ``part`` whose id has more than one of the ``uses``, which are counted by row."""
    heading = part.by_column["workload_id"]
    several = (uses > 1).fill_null(value=False)
    found = detach(part.texts[f"c{heading.position}"].filter(several).str.strip_chars())
    wording = [
        f"found {quote_text(text)} in {count:,} rows; expected a unique id for each."
        for text, count in zip(found, uses.filter(several), strict=True)
    ]
    return CellFindings.of(
        "duplicate-id",
        part.of,
        part.rows.filter(several),
        heading,
        found=found,
        wording=pl.Series(wording, dtype=pl.String),
    )


# At most so many hashes are sorted at once, for sorting takes twice their memory.
LOT = 2**22


class IdKeys:
    """The ids of all rows, for finding those used twice: of each no more than a number is kept.

    The numbers are hashes: where two are alike, the ids themselves are looked at.
    """

    def __init__(self) -> None:
        self._hashes: list[pl.Series] = []
        self._ids = Spool()

    def add(self, frame: pl.DataFrame) -> None:
        """Takes in the ids of ``frame``: ``TABLE``, ``row`` and ``workload_id``."""
        hashes = fold_case(frame["workload_id"]).hash().alias("hash")
        self._hashes.append(hashes.filter(frame["workload_id"].is_not_null()))
        self._ids.add(frame.select(TABLE, "row", "workload_id", hashes))

    def find_duplicates(self, tables: Sequence[Table]) -> list[Problem]:
        """A problem for each id used twice; ``tables`` are those that the rows stand in."""
        lots = 1 + sum(map(len, self._hashes)) // LOT
        twice = pl.concat(self._repeated_hashes(remainder, lots) for remainder in range(lots))
        if twice.is_empty():
            return []
        found = [ids.filter(pl.col("hash").is_in(twice.implode())) for ids in self._ids]
        return _duplicate_problems(pl.concat(found), tables)

    def _repeated_hashes(self, remainder: int, lots: int) -> pl.Series:
        """The hashes that are there more than once, of those with a ``remainder`` by ``lots``."""
        lot = pl.concat([one.filter(one % lots == remainder) for one in self._hashes]).sort()
        return lot.filter(lot == lot.shift(1)).unique()


def _duplicate_problems(frame: pl.DataFrame, tables: Sequence[Table]) -> list[Problem]:
    sets = (
        frame.with_columns(fold_case(frame["workload_id"]).alias("key"))
        .filter(pl.col("key").is_not_null())
        .group_by("key", maintain_order=True)
        .agg(TABLE, "row", "workload_id")
        .filter(pl.col("row").list.len() > 1)
    )
    return [
        _duplicate_problem(list(zip((tables[n] for n in numbers), rows, strict=True)), ids[1])
        for _, numbers, rows, ids in sets.iter_rows()
    ]


def _duplicate_problem(places: list[tuple[Table, int]], found: str) -> Problem:
    """One problem for all rows with an id, at the second; it names all their places."""
    (table, row) = places[1]
    together = all(one is table for one, _ in places)
    names = [
        one.cell_address(at, "workload_id") if together else one.cell_place(at, "workload_id")
        for one, at in places
    ]
    # The sentence is shown at each of the rows, and so names them all.
    wording = (
        f"found {quote_text(found)} at {name_some(names, PLACES_NAMED)}; expected a "
        "unique id for each."
    )
    problem = table.problem_in_column(
        "duplicate-id", row, "workload_id", found=found, wording=wording
    )
    also: list[Row] = [(one.source, at) for one, at in (places[0], *places[2:])]
    return replace(problem, also=tuple(also))
