"""The formulas of the sheet Rates: prices in the scenario, ends of models, and what is wrong."""

from collections.abc import Iterator
from decimal import Decimal

from estimator.formula.excel import cell_formula
from estimator.formula.program import (
    contracted_price,
    price_in_scenario,
)
from estimator.model.calendar import (
    LAST_MONTHS,
    REPLACED_MONTHS,
    REPLACEMENT_ROW,
    day_number,
)
from estimator.model.column import NOT_SOLD
from estimator.model.estimate import Estimate
from estimator.model.money import plain_number
from estimator.model.output_columns import AS_OF, rate_place
from estimator.model.plan import REPLACE
from estimator.model.rate_card import (
    HOUR_TRAINING,
    TOKEN_TRAINING,
)
from estimator.model.schema import price_columns
from estimator.report.grid import Grid
from estimator.report.sheets.assumptions import AFTER_RETIREMENT
from estimator.report.sheets.blocks import escaped_text
from estimator.report.sheets.rate_places import count_place
from estimator.report.sheets.rates_layout import (
    DISCOUNT,
    ENDS,
    HEADING_ROW,
    IN_USE,
    RATE_USES,
    RatesLayout,
)

# Prices have at most six decimals.
SAME_PRICE = "0.0000004"
# The month of what has no end, as a formula, and the first day on which a model can have ended.
NEVER, EARLIEST = "DATE(9999,12,1)", day_number("2000-01")
FACTOR = "price_factor"


def month_formulas(layout: RatesLayout, row: int) -> dict[str, str]:
    """The formulas of what follows from the days in a ``row``, by column.

    A model without a replacement has its own place, and is replaced from the last of all months.
    """
    ends, retires = (layout.cell(name, row) for name in ENDS)
    last = layout.cell(LAST_MONTHS[0], row)
    found = {
        LAST_MONTHS[0]: f"={_last_month_formula(retires)}",
        LAST_MONTHS[1]: f"=MIN({_last_month_formula(ends)},{last})",
    }
    if layout.after != REPLACE:
        return found
    named, place = layout.cell("replacement", row), layout.cell(REPLACEMENT_ROW, row)
    none = f'OR({AFTER_RETIREMENT}<>"{REPLACE}",{named}="",{retires}="")'
    after = f"DATE(YEAR({last}),MONTH({last})+1,1)"
    own = f"ROW()-{HEADING_ROW}"
    match = f"MATCH({escaped_text(named)},rate_models,0)"
    if layout.dated:
        # A replacement without a price on the day after the model is none.
        match = count_place(match, f"MAX({AS_OF},{after})", own)
        none = f'OR({AFTER_RETIREMENT}<>"{REPLACE}",{place}={own})'
    values = (
        f"=IF({none},{NEVER},{after})",
        f"=IF({none},{last},MAX({last},INDEX({LAST_MONTHS[0]},{place})))",
        f"=INDEX({LAST_MONTHS[1]},{place})",
    )
    return {
        **found,
        REPLACEMENT_ROW: f'=IF(OR({named}="",{retires}=""),{own},{match})',
        **dict(zip(REPLACED_MONTHS, values, strict=True)),
    }


def _last_month_formula(day: str) -> str:
    """A formula for the month of the day before that in the cell ``day``."""
    return f'IF({day}="",{NEVER},DATE(YEAR({day}-1),MONTH({day}-1),1))'


def _wrong_ends(layout: RatesLayout, row: int) -> Iterator[str]:
    """A term for days that are none, or before all models; and for each month typed over."""
    if layout.after:
        ends, retires = (layout.cell(name, row) for name in ENDS)
        days = f"{ends},{retires}"
        early = f"(MIN({days},{EARLIEST})<{EARLIEST})"
        yield f"+COUNTA({days})-COUNT({days})+{early}"
        if layout.after == REPLACE:
            yield f"+({layout.cell('replacement', row)}={layout.cell('model', row)})"
        for name, text in month_formulas(layout, row).items():
            yield f"+({layout.cell(name, row)}<>{text.removeprefix('=')})"


def wrong_prices(layout: RatesLayout, row: int) -> str:
    """The formula that counts the prices in ``row`` that are missing, negative or absurd.

    None is blank where the sheet was written, so that a blank one has been cleared. It is one more,
    or an error, where the model is not in its place: keys are numbers of rows.
    """
    cells = f"{layout.cell(layout.prices[0], row)}:{layout.cell(layout.prices[-1], row)}"
    most = max(price_columns()[name].maximum or Decimal(0) for name in layout.prices)
    wrong = f'COUNTIF({cells},"<0")+COUNTIF({cells},">{plain_number(most)}")'
    model = layout.cell("model", row)
    key = f"INDEX(model_keys,MATCH({model},model_spellings,0))"
    unsold = "".join(f'-({layout.cell(name, row)}="{NOT_SOLD}")' for name in sorted(layout.unsold))
    discount = layout.cell(DISCOUNT, row) if layout.discounted else ""
    wrong += f"+1-COUNT({discount})+({discount}<0)+({discount}>1)" if discount else ""
    return (
        f"=IF({count_uses(layout, row)}=0,0,"
        f"{len(layout.prices)}-COUNT({cells}){unsold}+{wrong})"
        f"+({key}<>MATCH({model},rate_models,0)){''.join(_prices_typed_over(layout, row))}"
        f"{''.join(_wrong_ends(layout, row))}"
    )


def count_uses(layout: RatesLayout, row: int) -> str:
    """The number of workloads that a rate prices, those that it is the replacement for too."""
    uses = layout.cell(IN_USE, row)
    if layout.after != REPLACE:
        return uses
    return f"{uses}+SUMIF({REPLACEMENT_ROW},ROW()-{HEADING_ROW},{RATE_USES})"


def trained_unpriced(layout: RatesLayout, row: int, grid: Grid, estimate: Estimate) -> str:
    """The terms that count the workloads which train the model in ``row`` at no price."""
    if grid.elsewhere:
        return ""
    ours = f"{grid.column_range(rate_place(estimate.basis.model))},{row - HEADING_ROW}"
    tokens, timed, terms = grid.column_range("training_tokens_applied"), "", []
    if "training_hours" not in estimate.basis.model.left_out:
        hours = f'{grid.column_range("training_hours")},">0"'
        priced = layout.cell(HOUR_TRAINING, row) if HOUR_TRAINING in layout.prices else "0"
        timed = f'-COUNTIFS({ours},{tokens},">0",{hours})*({priced}>0)'
        terms.append(f"+COUNTIFS({ours},{tokens},0,{hours})*({priced}=0)")
    if TOKEN_TRAINING in layout.unsold:
        unsold = f'{layout.cell(TOKEN_TRAINING, row)}="{NOT_SOLD}"'
        terms.append(f'+IF({unsold},COUNTIFS({ours},{tokens},">0"){timed},0)')
    return "".join(terms)


def _prices_typed_over(layout: RatesLayout, row: int) -> Iterator[str]:
    """A term for each price that is a formula: 1 where it is not what the formula gives."""
    for name in (*layout.contracted, *layout.priced):
        text = price_formula(layout, row, name).removeprefix("=")
        yield f"+(ABS(N({layout.cell(name, row)})-N({text}))>{SAME_PRICE})"


def price_formula(layout: RatesLayout, row: int, name: str) -> str:
    """The formula of a contracted price, or of one in the scenario."""
    listed = layout.contracted.get(name)
    if listed:
        source, node, nothing = layout.cell(listed, row), contracted_price(), f'"{NOT_SOLD}"'
        cells = {"list_price": source, "discount": layout.cell(DISCOUNT, row)}
    else:
        listed, nothing = layout.priced[name], "0"
        source = layout.cell(f"{listed}_contracted" if layout.discounted else listed, row)
        node, cells = price_in_scenario(), {"contracted_price": source, FACTOR: FACTOR}
    text = cell_formula(node, cells)
    unsold = f'=IF({source}="{NOT_SOLD}",{nothing},{text.removeprefix("=")})'
    return unsold if listed in layout.unsold else text
