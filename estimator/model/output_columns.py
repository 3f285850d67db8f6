"""The columns of the result, in order: the same in the workbook, CSV, Parquet and JSON."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from estimator.model.calendar import USAGE_MONTHS, YEAR_FIGURES, calendar_columns
from estimator.model.column import MONTH, Column, ComputedColumn
from estimator.model.cost_model import CostModel
from estimator.model.estimate import DIMENSIONS
from estimator.model.money import BUDGET, DOLLARS, USD, VARIANCE, Currency
from estimator.model.schema import price_columns, workloads_schema

INPUT, GIVEN, KEY, PRICE, COMPUTED = "input", "given", "key", "price", "computed"
PLANNED = "planned"
SOURCE = "source"
# The title and the description of what is of the replacement of a model, beside its own.
ON_REPLACEMENT = "{}, on the replacement"
OF_REPLACEMENT = "Of the replacement of the model."
# The day whose prices a workload takes, and the place of its rate on Rates, where prices differ by
# day; and the name, in formulas, of the first day on which prices are taken.
PRICE_DATE, RATE_ROW = "price_date", "rate_row"
AS_OF = "as_of"
# The header of the column added to a copy of the user's sheet, with the problems of each row.
PROBLEMS_HEADING = "Problems found by estimator"


class OutputColumn(Struct, frozen=True):
    """One column of the result.

    Attributes:
        role: "input" as typed, "given" in the user's own words, "key" a whole number for grouping,
            "price" from the rate card, "computed" by the cost model, "planned" in the calendar,
            "source" the place of the row in the inputs.
        formula: over names; empty unless computed, or of the calendar.
        text: whether it holds text.
    """

    name: str
    title: str
    unit: str
    role: str
    description: str
    frequency: str = ""
    formula: str = ""
    text: bool = False
    total: bool = False


def year_columns(model: CostModel) -> Iterator[OutputColumn]:
    """The columns of the calendar for the fiscal year: costs, and the months of usage.

    Costs are always in the currency of the report.
    """
    known = {one.name: one for one in calendar_columns(after=model.after_retirement)}
    if model.columns and not any(USAGE_MONTHS in one.formula for one in model.columns):
        del known[USAGE_MONTHS]
    for one in (known[name] for name in YEAR_FIGURES if name in known):
        currency = model.currency if one.money else DOLLARS
        yield OutputColumn(
            currency.name_shown(one.name),
            currency.title_shown(one.title),
            currency.code if one.money else one.unit,
            PLANNED,
            one.description,
            one.frequency,
            one.formula,
        )


def output_layout(model: CostModel) -> tuple[OutputColumn, ...]:
    """The columns of an estimate made with ``model``, without pass-through columns."""
    inputs = [
        _input_output(column, model.currency)
        for column in model.schema.columns.values()
        if column.name not in model.left_out
    ]
    position = next(n for n, column in enumerate(inputs, 1) if column.name == "model")
    given = OutputColumn(
        "model_as_given", "Model as given", "", GIVEN, "The model as typed.", text=True
    )
    return (
        *inputs[:position],
        given,
        *inputs[position:],
        _key_output("model"),
        *(_dated_outputs() if model.dated else ()),
        *(_price_output(price_columns()[name]) for name in model.prices),
        *(_replacement_output(name, one) for name, one in model.replacement_prices.items()),
        *_computed_outputs(model),
        *(_key_output(dimension) for dimension in DIMENSIONS if dimension != "model"),
        OutputColumn(
            "source_file", "Source file", "", SOURCE, "The input file of the row.", text=True
        ),
        OutputColumn(
            "source_sheet", "Source sheet", "", SOURCE, "The sheet in that file.", text=True
        ),
        OutputColumn("source_row", "Source row", "row", SOURCE, "The row on that sheet."),
    )


def _input_output(column: Column, currency: Currency) -> OutputColumn:
    # Costs are typed in US dollars, as prices are.
    code = currency.budgets if column.name == BUDGET else column.unit
    return OutputColumn(
        column.name,
        currency.title_shown(column.title, code) if column.unit == USD else column.title,
        code,
        INPUT,
        column.description,
        text=not (column.numeric or column.kind == MONTH),
    )


def _key_output(dimension: str) -> OutputColumn:
    title = workloads_schema().columns[dimension].title
    description = (
        "The position of the model on the Rates sheet."
        if dimension == "model"
        else f"The number of the {title.lower()} on Groups; 0 if its spelling is not there."
    )
    return OutputColumn(f"{dimension}_key", f"{title} key", "key", KEY, description)


def rate_place(model: CostModel) -> str:
    """The name of the column with the place on Rates of the prices of a workload."""
    return RATE_ROW if model.dated else "model_key"


def _dated_outputs() -> Iterator[OutputColumn]:
    """The columns from which the prices of a model with several periods follow."""
    description = "The day whose prices apply, all plan long: the first of the start month, or the "
    description += "as-of date if that is later."
    yield OutputColumn(PRICE_DATE, "Price date", "date", PRICE, description)
    description = "The position on the Rates sheet of the model's prices on the price date."
    yield OutputColumn(RATE_ROW, "Rate row", "key", KEY, description)


def spelling_output(dimension: str) -> OutputColumn:
    """The line of a workload's own spelling, where there are too many to look up."""
    title = workloads_schema().columns[dimension].title
    description = f"The line of the {title.lower()}, as typed, among its spellings on Groups."
    return OutputColumn(f"{dimension}_spelling", f"{title} spelling", "key", KEY, description)


def _price_output(column: Column) -> OutputColumn:
    return OutputColumn(column.name, column.title, column.unit, PRICE, column.description)


def _replacement_output(name: str, price: str) -> OutputColumn:
    """The ``price`` of the replacement of the model."""
    own = _price_output(price_columns()[price])
    title = ON_REPLACEMENT.format(own.title)
    return replace(own, name=name, title=title, description=f"{own.description} {OF_REPLACEMENT}")


def _computed_outputs(model: CostModel) -> Iterator[OutputColumn]:
    """The computed columns, and those of the calendar before the variance."""
    for column in model.columns:
        if column.name == model.currency.name_shown(VARIANCE):
            yield from year_columns(model)
        yield _computed_output(column)


def _computed_output(column: ComputedColumn) -> OutputColumn:
    return OutputColumn(
        column.name,
        column.title,
        column.unit,
        COMPUTED,
        column.description,
        column.frequency,
        column.formula,
        text=column.unit in {"status", "text"},
        total=column.total,
    )
