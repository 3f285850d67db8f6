"""Edits of a workbook with more rows than have live months."""

from collections.abc import Iterator

from tests.agreement.edits.places import BELOW
from tests.agreement.edits.portfolios import LARGE
from tests.agreement.edits.row_edits import NEW_ROW
from tests.agreement.edits.steps import (
    EITHER,
    NAMED,
    RIGHT,
    TOLD,
    Edit,
    Named,
    copy_row,
    delete_rows,
    insert_copy,
    name_edits,
    put,
    sort,
    type_row,
)


def large_edits() -> Iterator[Edit]:
    """A few edits of each kind where there are many rows."""
    yield from name_edits(LARGE, _in_large())


def _in_large() -> Iterator[Named]:
    yield "nothing", [], RIGHT
    yield "row copied below", copy_row("L-1", BELOW, workload_id="L-new"), EITHER
    yield "row copied between", insert_copy("L-1", "L-5000", workload_id="L-new"), EITHER
    yield "row typed below without formulas", type_row(BELOW, NEW_ROW), NAMED
    yield "row in the middle deleted", [delete_rows("L-5000")], EITHER
    yield "sorted by cost", [sort("First-year cost", descending=True)], RIGHT
    yield "cost center: another", [put("L-1", "cost_center", "CC-7")], EITHER
    yield "cost center: new", [put("L-1", "cost_center", "CC-777")], EITHER
    yield "model: another", [put("L-1", "model", "gpt-4-turbo")], EITHER
    yield "model: unknown", [put("L-1", "model", "gpt-9")], NAMED
    yield "price", [put("gpt-4o", "Training price", 4.25, "Rates")], EITHER
    yield "epochs", [put("Epochs", "Value", 5, "Assumptions")], EITHER
    yield "growth", [put("L-1", "monthly_growth_rate", 0.03)], EITHER
    yield "start month", [put("L-1", "start_month", 46_508)], EITHER
    yield "ID: twice", [put("L-9", "workload_id", "L-1")], TOLD
    yield "tokens: a text", [put("L-1", "training_tokens", "5000")], NAMED
