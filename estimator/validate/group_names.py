"""The names of groups: written in several ways, or only on the first row of each group."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from msgspec import Struct, field

from estimator.model.casefold import fold_case
from estimator.model.estimate import DIMENSIONS
from estimator.model.findings import CellFindings
from estimator.model.problem import TABLE, Problem
from estimator.model.table import Table
from estimator.model.text import name_some, quote_text

# The inputs that workloads are grouped by; models have names of their own.
GROUPED_BY = DIMENSIONS[1:]
# Those that a sheet may give once, on the first row of a group. People are left out for no reason.
GIVEN_ONCE = ("cost_center", "department")
# More different names are not compared with each other, nor taken for names given once.
MOST_NAMES = 100_000
MOST_GROUPS = 10_000


class GroupNames(Struct):
    """The different names of groups in all tables, by column; None if there are too many.

    With each ``name`` is the number of the first ``TABLE`` that has it.
    """

    names: dict[str, pl.DataFrame | None] = field(default_factory=dict)

    def add_names(self, frame: pl.DataFrame) -> None:
        """Takes in the names in ``frame``, typed rows with their ``TABLE``."""
        for column in GROUPED_BY:
            new = pl.DataFrame({TABLE: frame[TABLE], "name": frame[column]})
            known = self.names.get(column, new.clear())
            if known is not None:
                several = pl.concat([known, new.drop_nulls()]).unique(
                    "name", keep="first", maintain_order=True
                )
                self.names[column] = several if len(several) <= MOST_NAMES else None

    def spelling_notices(self, tables: Sequence[Table]) -> Iterator[Problem]:
        """A notice for each column with names that are written in several ways.

        It stands in the first of ``tables`` with another spelling than the one that is kept.
        """
        for column, names in self.names.items():
            several = {} if names is None else _written_in_several_ways(names["name"])
            if names is None or not several:
                continue
            others = [one for _, *rest in several.values() for one in rest]
            table = tables[names.filter(pl.col("name").is_in(others))[TABLE][0]]
            row, heading = table.source.header_row, table.by_column.get(column)
            spellings = _name_spellings(several)
            yield table.problem_at("group-spellings", row, heading, spellings=spellings)


def _written_in_several_ways(names: pl.Series) -> Mapping[str, list[str]]:
    """The spellings of each group with more than one, the first one first."""
    keys = fold_case(names)
    if keys.n_unique() == len(keys):
        return {}
    frame = pl.DataFrame({"key": keys, "name": names})
    groups = frame.group_by("key", maintain_order=True).agg("name")
    several = groups.filter(pl.col("name").list.len() > 1)
    return dict(several.iter_rows())


def _name_spellings(several: Mapping[str, list[str]]) -> str:
    """The groups, each with its other spellings."""
    each = [
        f"{quote_text(first)} is also written {name_some([quote_text(one) for one in others])}"
        for first, *others in several.values()
    ]
    return name_some(each)


class NamesGivenOnce(Struct):
    """Finds a column that names each group on its first row only.

    Attributes:
        names: of the groups so far, by column; only columns that still look so.
        blanks: the rows without a name.
        groups: how many of the names have a blank below them.
        above: whether the last row so far has a name.
    """

    table: Table
    names: dict[str, set[str]] = field(default_factory=dict)
    blanks: dict[str, list[int]] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    above: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begins with every column that the table has."""
        self.names = {name: set() for name in GIVEN_ONCE if name in self.table.by_column}
        self.blanks = {name: [] for name in self.names}
        self.groups = dict.fromkeys(self.names, 0)
        self.above = dict.fromkeys(self.names, False)

    def add_rows(self, frame: pl.DataFrame) -> None:
        """Takes in the next typed rows of the table, in order."""
        for column in list(self.names) if len(frame) else []:
            if not self._add_column(frame, column):
                del self.names[column]

    def _add_column(self, frame: pl.DataFrame, column: str) -> bool:
        """Whether the column still looks as if it named each group once."""
        cells, known = frame[column], self.names[column]
        given = cells.drop_nulls()
        if (not known and cells[0] is None) or len(given) > MOST_GROUPS:
            return False
        new = set(given)
        self.blanks[column] += frame["row"].filter(cells.is_null()).head(MOST_GROUPS).to_list()
        named = cells.is_not_null()
        self.groups[column] += int((~named & named.shift(1, fill_value=self.above[column])).sum())
        self.above[column] = bool(named[-1])
        fresh = len(new) == len(given) and known.isdisjoint(new)
        known |= new
        return fresh and len(known) <= MOST_GROUPS

    def find_problems(self) -> list[CellFindings]:
        """The blank cells of each column where most names have blanks below them."""
        return [
            CellFindings.of(
                "group-named-once",
                self.table,
                pl.Series(self.blanks[column], dtype=pl.Int64),
                self.table.by_column[column],
                header=self.table.by_column[column].text,
            )
            for column, names in self.names.items()
            if len(self.blanks[column]) >= len(names) and self.groups[column] * 2 > len(names)
        ]
