"""Edits of the numbers and months of a workload."""

from collections.abc import Iterator
from decimal import Decimal

from estimator.model.calendar import day_number
from estimator.model.schema import workloads_schema
from tests.agreement.edits.steps import (
    EITHER,
    NAMED,
    RIGHT,
    Edit,
    Named,
    clear,
    enter,
    name_edits,
    put,
)

# The row that has each input, what is typed there instead, and the answer where it is cleared: a
# default fills the blank, or half of what is needed is missing.
INPUTS: dict[str, tuple[str, float, str]] = {
    "training_tokens": ("W-1", 2_500_000, NAMED),
    "training_examples": ("W-2", 61_234, NAMED),
    "tokens_per_example": ("W-2", 99.5, NAMED),
    "epochs": ("W-2", 7, RIGHT),
    "validation_share": ("W-1", 0.25, RIGHT),
    "monthly_input_tokens": ("W-1", 1_234_567.89, NAMED),
    "monthly_output_tokens": ("W-4", 98_765_432, NAMED),
    "daily_input_tokens": ("W-2", 1_000_000, NAMED),
    "daily_output_tokens": ("W-5", 2_000_000, NAMED),
    "days_per_month": ("W-3", 19.5, RIGHT),
    "requests_per_day": ("W-3", 40_000, NAMED),
    "input_tokens_per_request": ("W-3", 4321.5, NAMED),
    "output_tokens_per_request": ("W-7", 999, NAMED),
    "cached_input_share": ("W-1", 0.6, RIGHT),
    "retry_rate": ("W-4", 0.2, RIGHT),
    "annual_budget": ("W-1", 123.45, RIGHT),
    "monthly_growth_rate": ("W-3", 0.0375, RIGHT),
}


def input_edits() -> Iterator[Edit]:
    """Inputs and months changed, cleared, out of bounds and as texts; given in two ways."""
    for name in INPUTS:
        yield from name_edits("small", _input(name))
    yield from name_edits("small", _odd_inputs())
    yield from name_edits("small", _alternatives())
    yield from name_edits("small", _months())


def _input(name: str) -> Iterator[Named]:
    row, value, cleared = INPUTS[name]
    column = workloads_schema().columns[name]
    beyond = float((column.maximum or Decimal(0)) * 10)
    title = column.title
    yield f"{title}: changed", [put(row, name, value)], RIGHT
    yield f"{title}: cleared", [clear(row, name)], cleared
    yield f"{title}: too large", [put(row, name, beyond)], NAMED
    yield f"{title}: too small", [put(row, name, -1)], NAMED
    yield f"{title}: number as text", [put(row, name, f"{value:.12g}")], NAMED
    yield f"{title}: a single space", [put(row, name, " ")], EITHER


def _odd_inputs() -> Iterator[Named]:
    yield "words for tokens", [put("W-1", "training_tokens", "a lot")], NAMED
    yield "5M for tokens", [put("W-1", "training_tokens", "5M")], NAMED
    # LibreOffice has no truths but numbers.
    yield "TRUE for tokens", [put("W-1", "training_tokens", True)], EITHER
    yield "formula for tokens", [enter("W-1", "training_tokens", "=1000*500")], RIGHT
    yield "sum for tokens", [enter("W-1", "training_tokens", "=SUM(1;2)*1000")], RIGHT
    yield "an error for tokens", [enter("W-1", "training_tokens", "=1/0")], NAMED
    yield "an error for the budget", [enter("W-1", "annual_budget", "=NA()")], NAMED
    yield "epochs of 2.5", [put("W-2", "epochs", 2.5)], NAMED
    yield "epochs of 0", [put("W-2", "epochs", 0)], NAMED
    yield "share of 10", [put("W-1", "validation_share", 10)], NAMED
    yield "share of 1", [put("W-1", "validation_share", 1)], RIGHT
    yield "share as 10%", [put("W-1", "validation_share", "10%")], NAMED
    yield "blank epochs filled", [put("W-1", "epochs", 5)], RIGHT
    yield "blank retry rate filled", [put("W-1", "retry_rate", 0.02)], RIGHT
    yield "blank budget filled", [put("W-7", "annual_budget", 77)], RIGHT
    yield "budget of 0", [put("W-1", "annual_budget", 0)], RIGHT
    yield "tokens of 0", [put("W-1", "training_tokens", 0)], RIGHT
    yield "more decimals than are kept", [put("W-2", "tokens_per_example", 99.123456)], EITHER
    yield "share with more decimals", [put("W-1", "validation_share", 0.12345678)], EITHER
    yield "growth with more decimals", [put("W-3", "monthly_growth_rate", 0.012345)], EITHER
    yield "dash for the budget", [put("W-1", "annual_budget", "-")], EITHER
    yield "n/a for the budget", [put("W-1", "annual_budget", "n/a")], NAMED
    yield "days of 0", [put("W-3", "days_per_month", 0)], RIGHT


def _alternatives() -> Iterator[Named]:
    yield (
        "training in two ways that agree",
        [
            put("W-3", "training_examples", 50_000),
            put("W-3", "tokens_per_example", 100),
        ],
        RIGHT,
    )
    yield (
        "training in two ways that differ",
        [
            put("W-3", "training_examples", 50_000),
            put("W-3", "tokens_per_example", 101),
        ],
        NAMED,
    )
    yield "half of a second way of training", [put("W-3", "training_examples", 50_000)], NAMED
    yield (
        "usage in two ways that agree",
        [
            put("W-4", "daily_input_tokens", 3_000_000),
            put("W-4", "daily_output_tokens", 1_000_000),
        ],
        RIGHT,
    )
    yield (
        "usage in two ways that differ",
        [
            put("W-4", "daily_input_tokens", 3_000_000),
            put("W-4", "daily_output_tokens", 1_000_001),
        ],
        NAMED,
    )
    yield "half of a second way of usage", [put("W-4", "daily_input_tokens", 3_000_000)], NAMED
    yield "requests beside monthly tokens", [put("W-1", "requests_per_day", 100)], NAMED
    yield (
        "training given another way",
        [
            clear("W-3", "training_tokens"),
            put("W-3", "training_examples", 1000),
            put("W-3", "tokens_per_example", 250),
        ],
        RIGHT,
    )
    yield (
        "usage given another way",
        [
            *(clear("W-4", f"monthly_{one}_tokens") for one in ("input", "output")),
            *(put("W-4", f"daily_{one}_tokens", 7777) for one in ("input", "output")),
        ],
        RIGHT,
    )
    yield (
        "all usage cleared",
        [clear("W-4", f"monthly_{one}_tokens") for one in ("input", "output")],
        NAMED,
    )
    yield (
        "all training cleared",
        [clear("W-2", one) for one in ("training_examples", "tokens_per_example")],
        NAMED,
    )


def _months() -> Iterator[Named]:
    yield "start month: later", [put("W-1", "start_month", day_number("2027-04"))], RIGHT
    yield (
        "start month: within a month",
        [put("W-2", "start_month", day_number("2027-06") + 14)],
        RIGHT,
    )
    yield "start month: before the plan", [put("W-2", "start_month", day_number("2026-05"))], RIGHT
    yield "start month: after the plan", [put("W-2", "start_month", day_number("2028-02"))], RIGHT
    yield "start month: cleared", [clear("W-2", "start_month")], RIGHT
    yield "start month: 2027-04 as text", [put("W-2", "start_month", "2027-04")], EITHER
    yield "start month: words", [put("W-2", "start_month", "soon")], NAMED
    yield "start month: a single space", [put("W-2", "start_month", " ")], EITHER
    yield "start month: a small number", [put("W-2", "start_month", 4)], NAMED
    yield "start month: a year", [put("W-2", "start_month", 2027)], EITHER
    yield "start month: negative", [put("W-2", "start_month", -4)], NAMED
    yield "start month: after the end", [put("W-4", "start_month", day_number("2027-11"))], NAMED
    yield "end month: earlier", [put("W-4", "end_month", day_number("2027-05"))], RIGHT
    yield "end month: as the start", [put("W-4", "end_month", day_number("2027-02"))], RIGHT
    yield "end month: before the plan", [put("W-5", "end_month", day_number("2026-05"))], RIGHT
    yield "end month: after the plan", [put("W-5", "end_month", day_number("2029-01"))], RIGHT
    yield "end month: before the start", [put("W-4", "end_month", day_number("2027-01"))], NAMED
    yield "end month: cleared", [clear("W-4", "end_month")], RIGHT
    yield "end month: words", [put("W-4", "end_month", "never")], NAMED
    yield "growth: blank filled", [put("W-1", "monthly_growth_rate", 0.05)], RIGHT
    yield "growth: decline", [put("W-3", "monthly_growth_rate", -0.25)], RIGHT
    yield "growth: as 5%", [put("W-3", "monthly_growth_rate", "5%")], NAMED
    yield "growth: words", [put("W-3", "monthly_growth_rate", "fast")], NAMED
