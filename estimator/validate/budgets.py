"""A table of budgets by cost center: each cost center once, and what has been set aside for it."""

from collections.abc import Iterable, Iterator
from functools import cache

import polars as pl

from estimator.model.basis import Budgets
from estimator.model.casefold import folded
from estimator.model.money import BUDGET
from estimator.model.problem import Problem, errors
from estimator.model.schema import Schema, parse_schema, schema_document
from estimator.model.table import Part, Table
from estimator.model.text import nearest, quote, some
from estimator.validate.other_columns import unread
from estimator.validate.rows import whole_typed

CENTER = "cost_center"
# Codes of cost centers are alike by their nature: only a slip of the pen is suggested.
ALIKE = 80


@cache
def budgets_schema() -> Schema:
    """The schema of the table: two columns of a workload, of which the first is needed."""
    columns = schema_document("workloads")["properties"]
    return parse_schema(
        {"required": [CENTER], "properties": {n: columns[n] for n in (CENTER, BUDGET)}}
    )


def budgets(table: Table, currency: str, locale: str = "") -> tuple[Budgets | None, list[Problem]]:
    """The budgets in ``table``, in the ``currency``; None with an error.

    A cost center without a budget is left out; two lines for one are a problem.
    """
    whole = table.whole()
    rows, problems = whole_typed(whole, budgets_schema(), locale, currency)
    problems += unread(table)
    found = rows.with_columns(text=folded(rows[CENTER])).drop_nulls(BUDGET)
    problems += _repeated(whole, found)
    if found.is_empty() and not errors(problems):
        problems.append(table.about("no-budgets", header_row=table.source.header_row))
    if errors(problems):
        return None, problems
    frame = found.select("text", pl.col(CENTER).alias("label"), BUDGET)
    return Budgets(frame, table.source), problems


def _repeated(part: Part, found: pl.DataFrame) -> Iterator[Problem]:
    """The cost centers with several lines."""
    lines = found.group_by("text", maintain_order=True).agg("row", pl.col(CENTER).first())
    for text, rows, center in lines.iter_rows():
        if text is not None and len(rows) > 1:
            others = some([f"row {row}" for row in rows[1:]])
            yield part.problem("budget-repeated", rows[0], CENTER, center=center, others=others)


def twice(tables: Iterable[Table]) -> Iterator[Problem]:
    """The tables of workloads that have budgets too, where there are budgets by cost center."""
    for table in tables:
        if table.filled(BUDGET):
            heading = table.by_column[BUDGET]
            row = table.source.header_row
            yield table.at("budgets-twice", row, heading, header=heading.text)


def centers(frame: pl.DataFrame) -> pl.DataFrame:
    """The cost centers in ``frame``: ``text``, which tells them apart, and ``label``."""
    found = frame.select(CENTER).drop_nulls().unique(maintain_order=True)
    return found.select(folded(found[CENTER]).alias("text"), pl.col(CENTER).alias("label"))


def unmatched(found: Budgets, centers: pl.DataFrame) -> Iterator[Problem]:
    """The notice of each budget for a cost center that no workload has.

    Args:
        found: the budgets.
        centers: those of the workloads, as above.
    """
    free = centers.join(found.frame, on="text", how="anti")["label"].to_list()
    unknown = found.frame.join(centers, on="text", how="anti", maintain_order="left")
    for label in unknown["label"]:
        likely = nearest(label, free, 1, ALIKE)
        hint = f" Did you mean {quote(likely[0])}?" if likely else ""
        yield Problem.of("budget-unused", file=found.source.file, center=label, hint=hint)
