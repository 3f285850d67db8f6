"""Edits of what ends a model, and of what follows it: days, replacements, and the choice."""

from collections.abc import Iterator

from estimator.model.calendar import day_number
from estimator.model.own_workbook import RETIREMENT_LABEL
from tests.agreement.edits.steps import (
    EITHER,
    NAMED,
    RIGHT,
    Edit,
    Named,
    Step,
    add,
    clear,
    name_edits,
    put,
)

RETIRES, TRAINS, REPLACEMENT = "Retires on", "Training ends on", "Replacement"
MINI, OTHER = "gpt-4o-mini", "gpt-3.5-turbo"


def retirement_edits() -> Iterator[Edit]:
    """Each day changed, cleared, out of order and as a text; each replacement and choice."""
    yield from name_edits("ending", [*_days(), *_in_ending()])
    yield from name_edits("replaced", [*_days(), *_replacements()])


def _day(model: str, column: str, month: str, day: int = 1) -> Step:
    return put(model, column, day_number(month) + day - 1, "Rates")


def _days() -> Iterator[Named]:
    for column in (RETIRES, TRAINS):
        yield f"{column}: changed", [_day(MINI, column, "2027-03", 15)], RIGHT
        yield f"{column}: the first of a month", [_day(MINI, column, "2027-03")], RIGHT
        yield f"{column}: before the plan", [_day(MINI, column, "2026-05", 2)], RIGHT
        yield f"{column}: typed where there was none", [_day(OTHER, column, "2027-07", 9)], RIGHT
        yield f"{column}: cleared", [clear(MINI, column, "Rates")], RIGHT
        yield f"{column}: day as text", [put(MINI, column, "2027-03-15", "Rates")], NAMED
        yield f"{column}: words", [put(MINI, column, "next spring", "Rates")], NAMED
        yield f"{column}: a single space", [put(MINI, column, " ", "Rates")], NAMED
        yield f"{column}: a number that is no day", [put(MINI, column, 27, "Rates")], NAMED
        yield f"{column}: negative", [put(MINI, column, -3, "Rates")], NAMED
    yield "training ends after the use of the model", [_day(MINI, TRAINS, "2027-11")], RIGHT
    yield "last month typed over", [_day(MINI, "Last month", "2027-12")], NAMED
    yield (
        "last month of training typed over",
        [add(MINI, "Last month of training", 31, "Rates")],
        NAMED,
    )
    yield "scenario", [put("Scenario", "", "High", "Summary")], RIGHT
    yield "a model that has ended", [put("W-4", "model", "gpt-4-turbo")], RIGHT
    yield "a model without end", [put("W-2", "model", OTHER)], RIGHT
    yield "start after the model", [put("W-3", "start_month", day_number("2027-10"))], RIGHT
    yield "end before the model", [put("W-6", "end_month", day_number("2027-05"))], RIGHT
    yield "growth", [put("W-6", "monthly_growth_rate", 0.0375)], RIGHT
    yield "not covered typed over", [add("W-2", "Not covered", 5)], NAMED
    yield "choice cleared", [clear(RETIREMENT_LABEL, "", "Assumptions")], NAMED
    yield "choice unknown", [put(RETIREMENT_LABEL, "", "wait", "Assumptions")], NAMED


def _in_ending() -> Iterator[Named]:
    yield "choice of replacements", [put(RETIREMENT_LABEL, "", "replace", "Assumptions")], NAMED


def _replacements() -> Iterator[Named]:
    yield "replacement changed", [put(MINI, REPLACEMENT, OTHER, "Rates")], RIGHT
    yield "replacement cleared", [clear(MINI, REPLACEMENT, "Rates")], RIGHT
    yield "replacement of a model without end", [put(OTHER, REPLACEMENT, "luna", "Rates")], RIGHT
    yield "replacement that has ended", [put(MINI, REPLACEMENT, "gpt-4-turbo", "Rates")], RIGHT
    yield "replacement unknown", [put(MINI, REPLACEMENT, "gpt-9", "Rates")], NAMED
    yield "replacement in capitals", [put(MINI, REPLACEMENT, "GPT-4O", "Rates")], RIGHT
    yield "replacement by another name", [put(MINI, REPLACEMENT, "GPT-4 Turbo", "Rates")], EITHER
    yield "replacement with a wildcard", [put(MINI, REPLACEMENT, "lun*", "Rates")], NAMED
    yield "replacement by itself", [put(MINI, REPLACEMENT, MINI, "Rates")], NAMED
    yield "the replacement retires", [_day("luna", RETIRES, "2027-11", 20)], RIGHT
    yield "the replacement takes no training", [_day("luna", TRAINS, "2027-05")], RIGHT
    yield "price of the replacement", [put("luna", "Output price", 0.75, "Rates")], RIGHT
    yield "price of the replacement cleared", [clear("luna", "Output price", "Rates")], NAMED
    for column in ("Row of replacement", "Replaced from", "Replaced until"):
        yield f"{column} typed over", [add(MINI, column, 1, "Rates")], NAMED
    yield "replacement cost typed over", [add("W-3", "Replacement cost", 5)], NAMED
