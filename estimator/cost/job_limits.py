"""Training jobs that cost more than the amount at which their provider pauses them."""

from collections.abc import Iterator, Sequence

import polars as pl

from estimator.cost.pricing import price_workloads
from estimator.model.basis import Basis
from estimator.model.cost_model import CostModel
from estimator.model.findings import CellFindings, Finding, merge_notices
from estimator.model.money import grouped_number
from estimator.model.output_columns import RATE_ROW
from estimator.model.parallel import parallel_map
from estimator.model.problem import TABLE
from estimator.model.spool import TypedPart, TypedWorkloads
from estimator.model.table import Table

# The cost of one job; without them it is that of its only part, or all of the training cost.
JOB_COSTS = ("training_job_cost", "metered_training_cost")
TOKEN_PART, OTHER_PARTS = (
    "training_token_cost",
    frozenset({"training_hour_cost", "validation_cost"}),
)


def over_limit_notices(
    workloads: TypedWorkloads, tables: Sequence[Table], basis: Basis
) -> list[Finding]:
    """The notices of jobs over the limit of their model, one per model and table.

    Args:
        workloads: those without errors.
        tables: that they stand in.
        basis: of the estimate.
    """
    limited = {rate.model for rate in basis.list_prices if rate.job_limit}

    def find_in(part: TypedPart) -> list[CellFindings]:
        table = tables[part.frame[TABLE][0]] if len(part) else tables[0]
        frame = part.frame.filter(pl.col("model").is_in(limited))
        priced = price_workloads(frame, basis, wanted=[_job_cost(basis.model)])
        frame = frame.select("row").hstack(priced.select(RATE_ROW, _job_cost(basis.model)))
        return [one.first_cells() for one in over_limit_by_row(frame, table, basis)]

    found = parallel_map(find_in, workloads) if limited else []
    return merge_notices(one for some in found for one in some)


def over_limit_by_row(frame: pl.DataFrame, table: Table, basis: Basis) -> Iterator[CellFindings]:
    """The notices of the rows of ``frame``, priced workloads of ``table``."""
    for place, rate in enumerate(basis.list_prices, 1):
        if rate.job_limit:
            job = pl.col(_job_cost(basis.model))
            over = frame.filter((pl.col(RATE_ROW) == place) & (job > rate.job_limit))
            wording = (
                f"{rate.model} pauses a training job at {grouped_number(rate.job_limit)} USD; this "
                "one costs more. Its cost is that of all of it."
            )
            if len(over):
                rows, at = over["row"], table.by_column["model"]
                yield CellFindings.of("over-job-limit", table, rows, at, wording=wording)


def _job_cost(model: CostModel) -> str:
    names = {column.name for column in model.columns}
    whole = next((name for name in JOB_COSTS if name in names), "")
    alone = TOKEN_PART if TOKEN_PART in names and names.isdisjoint(OTHER_PARTS) else "training_cost"
    return whole or alone
