"""A table of budgets by cost center: each cost center once, and what has been set aside for it."""

from collections.abc import Iterable, Iterator

import polars as pl

from estimator.model.basis import Budgets
from estimator.model.casefold import fold_case
from estimator.model.money import BUDGET, TypedAmounts
from estimator.model.period import PERIOD_FIELDS
from estimator.model.plan import Plan
from estimator.model.problem import Problem, only_errors
from estimator.model.schema import budgets_schema
from estimator.model.table import Table, TablePart
from estimator.model.text import (
    count_phrase,
    join_phrase,
    list_years,
    nearest_names,
    quote_text,
)
from estimator.validate.budget_periods import CENTER, PERIOD, judge_periods
from estimator.validate.other_columns import unread_columns
from estimator.validate.rows import type_small_table

# Codes of cost centers are alike by their nature: only a slip of the pen is suggested.
ALIKE = 80
# A budget like the one above it is no total of it.
LEAST_ADDED = 2


def parse_budgets(
    table: Table, amounts: TypedAmounts, plan: Plan, locale: str = ""
) -> tuple[Budgets | None, list[Problem]]:
    """The budgets in ``table``, in the currency of ``amounts``; None with an error.

    A cost center without a budget is left out, and so is a period that ``plan`` does not have; two
    lines for one cost center and period are a problem.
    """
    whole = table.as_one_part()
    rows, problems = type_small_table(whole, budgets_schema(), locale, amounts)
    problems += unread_columns(table)
    found = rows.with_columns(text=fold_case(rows[CENTER])).drop_nulls(BUDGET)
    counted, wrong = judge_periods(whole, found, plan)
    problems += [*wrong, *_sum_of_others(whole, found)]
    if found.is_empty() and not only_errors(problems):
        problems.append(table.problem_about("no-budgets", header_row=table.source.header_row))
    if only_errors(problems):
        return None, problems
    frame = counted.select("text", pl.col(CENTER).alias("label"), BUDGET, *PERIOD_FIELDS)
    return Budgets(frame, table.source, found[PERIOD].count() > 0), problems


def _sum_of_others(part: TablePart, found: pl.DataFrame) -> Iterator[Problem]:
    """The last budget, if it is the sum of all above it: a total that no word calls so.

    It is none below a total of the same amount, which is recognized already.
    """
    *above, last = found.filter(pl.col(BUDGET) != 0)[BUDGET].to_list() or [0]
    if len(above) < LEAST_ADDED or sum(above) != last:
        return
    *_, (row, center, text) = found.filter(pl.col(BUDGET) != 0)["row", CENTER, "text"].iter_rows()
    if text in found.filter(pl.col("row") < row)["text"]:
        # Another period of a cost center is no total.
        return
    cell = f"c{part.by_column[BUDGET].position}"
    before, own = part.sheet.rows_between(row - 1, row)[cell].to_list()
    if before != own or row - 1 in part.rows:
        rows = count_phrase(len(above), "row")
        yield part.problem_in_column("budget-of-all", row, BUDGET, center=center, rows=rows)


def check_two_budgets(tables: Iterable[Table]) -> Iterator[Problem]:
    """The tables of workloads that have budgets too, where there are budgets by cost center."""
    for table in tables:
        if table.has_values(BUDGET):
            heading = table.by_column[BUDGET]
            row = table.source.header_row
            yield table.problem_at("budgets-twice", row, heading, header=heading.text)


def check_budget_years(tables: Iterable[Table], plan: Plan) -> Iterator[Problem]:
    """The notice of each header of budgets that names a year, but none of the fiscal year."""
    months = plan.fiscal_year
    wanted = {month[:4] for month in months}
    for table in tables:
        heading = table.by_column.get(BUDGET)
        years = list_years(heading.text) if heading else []
        # A period in each row says more than the header.
        if table.has_values(PERIOD):
            continue
        if heading and years and not wanted & {*years} and table.has_values(BUDGET):
            yield table.problem_at(
                "budget-year",
                table.source.header_row,
                heading,
                header=" ".join(heading.text.split()),
                years=join_phrase(years),
                months=f"{months[0]} to {months[-1]}",
            )


def list_cost_centers(frame: pl.DataFrame) -> pl.DataFrame:
    """The cost centers in ``frame``: ``text``, which tells them apart, and ``label``."""
    found = frame.select(CENTER).drop_nulls().unique(maintain_order=True)
    return found.select(fold_case(found[CENTER]).alias("text"), pl.col(CENTER).alias("label"))


def unused_budgets(found: Budgets, centers: pl.DataFrame) -> Iterator[Problem]:
    """The notice of each budget for a cost center that no workload has.

    Args:
        found: the budgets.
        centers: those of the workloads, as above.
    """
    free = centers.join(found.frame, on="text", how="anti")["label"].to_list()
    given = found.frame.unique("text", keep="first", maintain_order=True)
    unknown = given.join(centers, on="text", how="anti", maintain_order="left")
    for label in unknown["label"]:
        likely = nearest_names(label, free, 1, ALIKE)
        hint = f" Did you mean {quote_text(likely[0])}?" if likely else ""
        yield Problem.of("budget-unused", file=found.source.file, center=label, hint=hint)
