"""The columns of the sheet Estimates, in order: all that there is of a workload on one row."""

import re
from collections.abc import Collection, Iterator

from msgspec.structs import replace

from estimator.model.calendar import REPLACEMENT, YEAR_FIGURES, calendar_columns, month_columns
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import CostModel
from estimator.model.estimate import DIMENSIONS
from estimator.model.money import BUDGET
from estimator.model.output_columns import (
    COMPUTED,
    GIVEN,
    INPUT,
    KEY,
    ON_REPLACEMENT,
    PLANNED,
    PRICE,
    RATE_ROW,
    SOURCE,
    OutputColumn,
    output_layout,
    spelling_output,
)
from estimator.model.plan import REPLACE, Plan
from estimator.model.schema import workloads_schema
from estimator.model.text import plain_words

MONTH_COST, ROW_CHECK = "month", "check"
# What is repeated on every page, beside the costs.
IDENTITY = ("workload_id", "workload_name", "cost_center", "model")
# The most formulas that one check of a row compares, and their characters in the cost model, so
# that it stays short enough to read: Excel takes 8,192 characters.
FORMULAS_TOGETHER, LONGEST_TOGETHER = 6, 2_000
STATUS = "row_check"
CHECK_TITLES = {
    "check_id": ("ID", "Whether the workload has no ID, spaces around it, or that of another."),
    "check_rows": ("rows", "Whether an input was cut and pasted in another row."),
    "check_columns": ("columns", "Whether an input was cut and pasted in another column."),
    "check_texts": ("texts", "The number of texts that are too long or have hidden signs."),
    "check_numbers": ("numbers", "The number of cells of inputs that hold a text."),
    "check_bounds": ("bounds", "The number of bounds that inputs are below or above."),
    "check_decimals": ("decimals", "The number of inputs with more decimals than are kept."),
    "check_months": (
        "months",
        "Whether it ends before it starts, grows beyond all measure, or has a number for a month.",
    ),
    **{
        f"check_{one.name}": (
            one.title,
            f"Whether there is no {one.title}, half of it, or two answers that differ.",
        )
        for one in workloads_schema().alternatives
    },
    **{
        f"check_{name}_key": (
            f"{workloads_schema().columns[name].title.lower()} key",
            "Whether it is not what its formula gives.",
        )
        for name in DIMENSIONS
    },
    "check_by_month": ("cost by month", "The number of months that are not what they should be."),
}
CHECK_TITLE = "Check: {}"
# The header of a month, and of a check, in any workbook made by estimator.
MONTH_OR_CHECK = re.compile(r"\d{4}-\d{2}|check: .*", re.IGNORECASE)


def estimates_columns(
    model: CostModel,
    plan: Plan,
    *,
    live: bool = True,
    months: bool = True,
    numbered: Collection[str] = (),
) -> tuple[OutputColumn, ...]:
    """The columns of Estimates for an estimate made with ``model``, without pass-through columns.

    Checks of rows are only there, and months only follow the inputs, if ``live``; no month is there
    without ``months``. ``numbered`` are the dimensions whose spellings are not looked up.
    """
    outputs = output_layout(model)
    workings = [one for one in outputs if _is_working(one, model)]
    named = {one.name: one for one in outputs}
    inputs = [one for one in outputs if one.role in {INPUT, GIVEN} and one.name not in IDENTITY]
    costs = [one for one in outputs if _is_cost(one, model)]
    calendar = [*_calendar_outputs(model, plan)]
    by_month = [one for one in calendar if months and one.role == MONTH_COST]
    return (
        *(named[name] for name in IDENTITY),
        # The budget stands between inputs and workings, so that each is a group of its own.
        *(one for one in inputs if one.name != BUDGET),
        named[BUDGET],
        *workings,
        *(spelling_output(dimension) for dimension in DIMENSIONS if dimension in numbered),
        *(one for one in calendar if live and one.role == PLANNED),
        *costs,
        *by_month,
        *(_check_outputs(model) if live else ()),
        *(one for one in outputs if one.role == SOURCE),
    )


def _is_working(column: OutputColumn, model: CostModel) -> bool:
    return column.role in {KEY, PRICE, COMPUTED, PLANNED} and not _is_cost(column, model)


def _is_cost(column: OutputColumn, model: CostModel) -> bool:
    """Whether ``column`` is one of the figures that a reader of the sheet wants."""
    _, variance, status = model.currency.budget_columns
    of_year = column.role == PLANNED and column.frequency
    return column.total or bool(of_year) or column.name in {variance, status}


def _calendar_outputs(model: CostModel, plan: Plan) -> Iterator[OutputColumn]:
    """The columns of the calendar but those of the fiscal year, which are outputs anyway."""
    months, code = month_columns(plan), model.currency.code
    for one in calendar_columns(plan.length, after=model.after_retirement):
        if one.name in YEAR_FIGURES:
            continue
        if month := months.get(one.name):
            shown = replace(one, name=month, title=month)
            yield _calendar_output(shown, code, MONTH_COST)
        else:
            yield _calendar_output(one, code if one.money else one.unit, PLANNED)


def _calendar_output(one: ComputedColumn, unit: str, role: str) -> OutputColumn:
    return OutputColumn(one.name, one.title, unit, role, one.description, formula=one.formula)


def formula_checks(model: CostModel) -> dict[str, tuple[str, ...]]:
    """The columns whose formulas each check of a row compares, by the name of the check."""
    lengths = {one.name: len(one.formula) for one in (*model.columns, *calendar_columns(1))}
    together: list[list[str]] = [[]]
    for name in compared_columns(model):
        long = sum(lengths.get(one, 0) for one in (*together[-1], name)) > LONGEST_TOGETHER
        if together[-1] and (long or len(together[-1]) == FORMULAS_TOGETHER):
            together.append([])
        together[-1].append(name)
    return {f"check_formulas_{n}": tuple(names) for n, names in enumerate(together, 1)}


def compared_columns(model: CostModel) -> tuple[str, ...]:
    """The columns whose formulas are compared: all that are computed, but keys and months."""
    own = [
        one.name
        for one in output_layout(model)
        if one.role in {PRICE, COMPUTED, PLANNED} or one.name == RATE_ROW
    ]
    columns = calendar_columns(1, after=model.after_retirement)
    calendar = [one.name for one in columns if not one.name.startswith("m1")]
    return (*own, *(name for name in calendar if name not in YEAR_FIGURES))


def _check_outputs(model: CostModel) -> Iterator[OutputColumn]:
    yield OutputColumn(
        STATUS, "Row check", "status", ROW_CHECK, "OK, or CHECK if a check to the right fails.",
        text=True,
    )  # fmt: skip
    for name, (title, description) in CHECK_TITLES.items():
        yield OutputColumn(name, CHECK_TITLE.format(title), "cells", ROW_CHECK, description)
    for n, name in enumerate(formula_checks(model), 1):
        description = "The number of formulas that were typed over with something else."
        title = CHECK_TITLE.format(f"formulas {n}")
        yield OutputColumn(name, title, "cells", ROW_CHECK, description)


def own_titles(model: CostModel, plan: Plan) -> dict[str, str]:
    """The titles of the columns of Estimates that are not inputs, by their names and titles.

    Those of the ends and periods of models are among them: an input may have been priced by
    another card.
    """
    whole = replace(model, after_retirement=REPLACE, dated=True)
    every = estimates_columns(whole, plan, numbered=DIMENSIONS[1:])
    own = [one for one in every if one.role != INPUT]
    titles = {plain_words(text): one.title for one in own for text in (one.name, one.title)}
    of_replacement = {
        plain_words(text): ON_REPLACEMENT.format(one.title)
        for one in own
        for text in (REPLACEMENT + one.name, ON_REPLACEMENT.format(one.title))
    }
    return of_replacement | titles


def key_columns() -> tuple[str, ...]:
    """The columns with the key of each group of a workload."""
    return tuple(f"{dimension}_key" for dimension in DIMENSIONS)
