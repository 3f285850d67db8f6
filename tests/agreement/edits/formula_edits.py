"""Formulas typed over, cleared, or replaced by the values that they have."""

from collections.abc import Iterator

from tests.agreement.edits.steps import EITHER, NAMED, Edit, Named, add, clear, paste_values, put

MONTH, NEXT_MONTH = "2027-05", "2027-06"
COSTS = ("Training cost", "Monthly input cost", "Monthly output cost", "Monthly retry allowance",
         "Monthly cost", "Annual cost", "First-year cost", "Fiscal-year cost",
         "Fiscal-year variance")  # fmt: skip
WORKINGS = ("Training tokens, applied", "Epochs, applied", "Monthly input tokens, applied",
            "Retry rate, applied", "Held-out tokens", "Billed training tokens",
            "Cached input tokens")  # fmt: skip
LOOKED_UP = ("Training price", "Output price", "Model key", "Cost center key", "Department key")
TOTALS = {
    "Breakdown": ("By model|Total", "First-year cost"),
    "Budgets": ("Total", "Fiscal-year cost"),
}


def formula_edits() -> Iterator[Edit]:
    """Formulas destroyed, one at a time and so that sums stay the same."""
    for name, steps, answer in [*_typed_over(), *_cancelling(), *_frozen()]:
        yield Edit(name, "small", steps, answer)
    for sheet, (row, column) in TOTALS.items():
        edit = [add(row, column, 100, sheet)]
        yield Edit(f"{sheet}: total typed over", "centers", edit, NAMED)
    line = [add("CC-100", "Fiscal-year cost", 100, "Budgets")]
    yield Edit("Budgets: line typed over", "centers", line, NAMED)
    rate = [add("W-1", "Monthly cost (EUR)", 100)]
    yield Edit("euros: cost typed over", "euros", rate, NAMED)


def _typed_over() -> Iterator[Named]:
    for column in COSTS:
        yield f"{column}: typed over", [add("W-1", column, 100)], NAMED
    for column in (*WORKINGS, *LOOKED_UP):
        yield f"{column}: typed over", [add("W-2", column, 1)], NAMED
    yield "Budget status: typed over", [put("W-1", "Budget status", "none")], NAMED
    yield "month: typed over", [add("W-1", MONTH, 10)], NAMED
    yield "cost: cleared", [clear("W-1", "Monthly cost")], NAMED
    yield "fiscal-year cost: cleared", [clear("W-1", "Fiscal-year cost")], NAMED
    yield "month: cleared", [clear("W-1", MONTH)], NAMED
    yield "cost: typed over by a text", [put("W-1", "Monthly cost", "1,000")], NAMED
    line = "By cost center|CC-100"
    heading = "First-year cost"
    yield "Breakdown: line typed over", [add(line, heading, 100, "Breakdown")], NAMED
    yield "Breakdown: line cleared", [clear(line, heading, "Breakdown")], NAMED


def _cancelling() -> Iterator[Named]:
    for column in ("Training cost", "Monthly cost", "First-year cost", "Fiscal-year cost"):
        yield (
            f"{column}: two rows typed over that cancel out",
            [
                add("W-1", column, 100),
                add("W-2", column, -100),
            ],
            NAMED,
        )
    yield (
        "months of a row typed over that cancel out",
        [
            add("W-1", MONTH, 10),
            add("W-1", NEXT_MONTH, -10),
        ],
        NAMED,
    )
    yield (
        "months of two rows typed over that cancel out",
        [
            add("W-1", MONTH, 10),
            add("W-6", MONTH, -10),
        ],
        NAMED,
    )
    yield (
        "keys of two rows swapped",
        [
            add("W-1", "Cost center key", 1),
            add("W-2", "Cost center key", -1),
        ],
        NAMED,
    )
    heading = "First-year cost"
    yield (
        "Breakdown: two lines typed over that cancel out",
        [
            add("By cost center|CC-100", heading, 100, "Breakdown"),
            add("By cost center|CC-300", heading, -100, "Breakdown"),
        ],
        NAMED,
    )


def _frozen() -> Iterator[Named]:
    """What is pasted as a value is right until something changes."""
    price = put("gpt-4o", "Training price", 9.5, "Rates")
    for column in ("Training cost", "First-year cost", "Training price", "Budget status"):
        yield f"{column}: pasted as a value", [paste_values("W-1", column)], EITHER
    for column in ("Training cost", "First-year cost", "Training price"):
        edit = [paste_values("W-1", column), price]
        yield f"{column}: pasted as a value, then a price changed", edit, NAMED
    yield (
        "month: pasted as a value, then a price changed",
        [
            paste_values("W-1", MONTH),
            put("gpt-4o", "Output price", 9.5, "Rates"),
        ],
        NAMED,
    )
    yield (
        "key: pasted as a value, then the cost center changed",
        [
            paste_values("W-1", "Cost center key"),
            put("W-1", "cost_center", "CC-300"),
        ],
        NAMED,
    )
