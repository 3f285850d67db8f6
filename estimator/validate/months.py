"""The months of each workload by themselves and against the plan: when it runs, how it grows."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_DOWN, Decimal

import polars as pl

from estimator.model.calendar import MOST_TIMES
from estimator.model.findings import CellFindings
from estimator.model.plan import Plan
from estimator.model.schema import workloads_schema
from estimator.model.spool import detach, detach_frame
from estimator.model.table import Table, TablePart
from estimator.validate.schema_rules import keeps_rules
from estimator.validate.text_values import parse_texts
from estimator.validate.wrong_cells import NONE_WRONG, WrongCells

FINEST = Decimal("0.0001")
START, MONTH_LENGTH = "start_month", len("YYYY-MM")


def check_months(
    frame: pl.DataFrame, part: TablePart, plan: Plan, wrong: WrongCells = NONE_WRONG
) -> list[CellFindings]:
    """Problems of the months and the growth of each row.

    Args:
        frame: typed rows without errors in their months.
        part: where they came from.
        plan: the months over which costs are spread.
        wrong: the cells with errors of their own.
    """
    growing = wrong.rows_without(frame, ("monthly_growth_rate",))
    found = [*_check_month_order(frame, part), *_check_growth(growing, part, plan)]
    return [one for one in found if len(one)]


def outside_plan(frame: pl.DataFrame, part: TablePart, plan: Plan) -> list[CellFindings]:
    """The months that leave a workload without cost in the plan: it is over, or starts later."""
    start, end = pl.col("start_month"), pl.col("end_month")
    first, last = plan.start, plan.months[-1]
    over, later = (end < first) & (start.is_null() | (start <= end)), start > last
    return [
        *_outside_findings(
            frame.filter(over), part, "end_month", f"before the plan starts ({first})"
        ),
        *_outside_findings(
            frame.filter(later), part, "start_month", f"after the plan ends ({last})"
        ),
    ]


def count_start_months(tables: Iterable[Table], locale: str) -> Mapping[str, int]:
    """The number of rows of ``tables`` that start in each month (YYYY-MM).

    Cells that are not months are left out; they are reported with the rest of their rows.
    """
    found = [
        _start_cells(part) for table in tables if START in table.by_column for part in table.parts()
    ]
    if not found:
        return {}
    cells = pl.concat(found).group_by("text", "kind").agg(pl.col("rows").sum())
    months = cells.with_columns(month=read_months(cells, locale)).drop_nulls("month")
    return dict(months.group_by("month").agg(pl.col("rows").sum()).sort("month").iter_rows())


def _start_cells(part: TablePart) -> pl.DataFrame:
    """The different start months of ``part`` as written, with the number of their ``rows``."""
    name = f"c{part.by_column[START].position}"
    pair = pl.DataFrame({"text": part.texts[name], "kind": part.kinds[name]}).drop_nulls("text")
    counts = pair.group_by("text", "kind").agg(pl.len().cast(pl.Int64).alias("rows"))
    return detach_frame(counts)


def read_months(cells: pl.DataFrame, locale: str = "") -> pl.Series:
    """The month (YYYY-MM) in each of ``cells`` as workloads have it; null where there is none."""
    months = parse_texts(workloads_schema().columns[START], cells, locale)["value"]
    # Only what is as long as a month is held to the schema.
    different = months.alias(START).unique().drop_nulls()
    known = different.filter(different.str.len_chars() == MONTH_LENGTH)
    known = known.filter(keeps_rules(known, workloads_schema()))
    return months.set(~months.is_in(known.implode()), None)


def _outside_findings(
    frame: pl.DataFrame, part: TablePart, name: str, where: str
) -> list[CellFindings]:
    if name not in part.by_column or frame.is_empty():
        return []
    heading = part.by_column[name]
    return [
        CellFindings.of(
            "outside-plan", part.of, frame["row"], heading, found=frame[name], where=where
        )
    ]


def _check_month_order(frame: pl.DataFrame, part: TablePart) -> list[CellFindings]:
    """The rows that end before they start; without a start they have only ended."""
    if "end_month" not in part.by_column:
        return []
    cells = frame.filter(pl.col("end_month") < pl.col("start_month"))
    return [
        CellFindings.of(
            "end-before-start",
            part.of,
            cells["row"],
            part.by_column["end_month"],
            found=detach(cells["end_month"]),
            start=cells["start_month"],
        )
    ]


def _check_growth(frame: pl.DataFrame, part: TablePart, plan: Plan) -> list[CellFindings]:
    """The rows whose cost grows beyond all measure within the plan."""
    if "monthly_growth_rate" not in part.by_column:
        return []
    most = {runs: most_growth(runs) for runs in range(plan.length + 1)}
    cells = (
        frame.filter(pl.col("monthly_growth_rate") > most[plan.length])
        .select("row", rate="monthly_growth_rate", runs=_months_in_plan(plan))
        .filter(pl.col("rate") > pl.col("runs").replace_strict(most, return_dtype=pl.Decimal(9, 4)))
    )
    limit = cells["runs"].replace_strict(most, return_dtype=pl.Decimal(9, 4))
    return [
        CellFindings.of(
            "too-much-growth",
            part.of,
            cells["row"],
            part.by_column["monthly_growth_rate"],
            percent=cells["rate"] * 100,
            runs=cells["runs"],
            most=limit * 100,
            times=MOST_TIMES,
        )
    ]


def _months_in_plan(plan: Plan) -> pl.Expr:
    """In how many months of the plan a workload runs."""
    first, last = plan.start, plan.months[-1]
    since = pl.max_horizontal(pl.col("start_month").fill_null(first), pl.lit(first))
    until = pl.min_horizontal(pl.col("end_month").fill_null(last), pl.lit(last))
    return (month_numbers(until) - month_numbers(since) + 1).clip(lower_bound=0)


def month_numbers(months: pl.Expr) -> pl.Expr:
    """``months`` (YYYY-MM) as ``plan.number`` counts them; Int64."""
    year, month = months.str.slice(0, 4), months.str.slice(5, 2)
    return year.cast(pl.Int64) * 12 + month.cast(pl.Int64) - 1


def most_growth(runs: int) -> Decimal:
    """The most that a cost may grow from month to month in as many months as it ``runs``."""
    if runs < 2:
        return Decimal(1)
    root = Decimal(MOST_TIMES) ** (Decimal(1) / (runs - 1))
    return min((root - 1).quantize(FINEST, ROUND_DOWN), Decimal(1))
