"""The Rates sheet: the prices in force, which can be changed; Estimates looks up every price."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from estimator.formula.excel import cell_formula
from estimator.formula.program import price_in_scenario, prices_in_scenario
from estimator.model.address import column_letters
from estimator.model.calendar import LAST_MONTHS, day_number
from estimator.model.column import Column
from estimator.model.estimate import Estimate
from estimator.model.money import plain_number
from estimator.model.own_workbook import (
    IN_SCENARIO,
    RATES,
    RATES_IN_USE,
    RATES_LAST_MONTHS,
    WRONG_PRICES,
)
from estimator.model.rate_card import PRICE_UNIT, PRICES, Rate, RateCard
from estimator.model.schema import rates_schema
from estimator.report.data_validation import bounds_rule, expected_sentence
from estimator.report.grid import Grid
from estimator.report.page import Page

UNIT_ROW, HEADING_ROW = 5, 6
FIRST_ROW = HEADING_ROW + 1
# The list price of each price in the scenario, which workloads are priced with.
PRICED = {f"{price}_in_scenario": price for price in PRICES}
COLUMNS = (
    "model",
    "display_name",
    *PRICES,
    *PRICED,
    "workloads",
    "wrong_prices",
    "valid_from",
    "valid_to",
    "training_ends_on",
    "retires_on",
    *LAST_MONTHS,
    "aliases",
    "note",
    "rate_card",
    "currency",
    "date_checked",
    "source",
)
# The number of workloads that are priced by a rate, and how many of its prices cannot be right.
IN_USE, WRONG = "workloads", "wrong_prices"
# Prices have at most six decimals.
SAME_PRICE = "0.0000004"
COUNTED = {IN_USE: RATES_IN_USE, WRONG: WRONG_PRICES}
WIDE = {"model": 26, "display_name": 22, "aliases": 28, "note": 44, "rate_card": 16, "source": 40}
# The columns after it are the same for every rate, and are in the subtitle.
PRINTED_TO = "note"


def _shown_columns(estimate: Estimate) -> tuple[str, ...]:
    """The columns of the sheet: last months are there only where the use of a model ends."""
    shown = estimate.basis.model.models_end
    return tuple(name for name in COLUMNS if shown or name not in LAST_MONTHS)


def _widths(columns: Sequence[str]) -> dict[int, float]:
    return {n: float(WIDE.get(name, 14)) for n, name in enumerate(columns, 1)}


def rate_ranges(estimate: Estimate) -> dict[str, str]:
    """The defined names of the sheet and their cells."""
    last = HEADING_ROW + len(estimate.basis.list_prices)
    prices = {f"rate_{price}": column for column, price in PRICED.items()}
    ranges = {"rate_models": "model", **prices}
    ranges["wrong_prices"] = WRONG
    ranges |= {name: name for name in LAST_MONTHS if name in _shown_columns(estimate)}
    return {name: f"={RATES}!{_rate_cells(column, last)}" for name, column in ranges.items()}


def _rate_cells(column: str, last: int) -> str:
    letter = column_letters(COLUMNS.index(column) + 1)
    return f"${letter}${FIRST_ROW}:${letter}${last}"


def write_rates(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes the rates of ``estimate`` in the order of the card; ``grid`` is that of Estimates."""
    card, columns = estimate.basis.card, _shown_columns(estimate)
    page.write_top(
        card=card.title or card.name,
        date_checked=card.date_checked,
        as_of=estimate.basis.as_of,
        source=card.source,
    )
    page.write_text(4, 1, card.caution, "caution_line")
    for position, name in enumerate(columns, 1):
        priced = name in PRICES or name in PRICED
        side = "_right" if priced or name in COUNTED or name in LAST_MONTHS else ""
        page.write_text(UNIT_ROW, position, PRICE_UNIT if priced else "", f"unit{side}")
        page.write_text(HEADING_ROW, position, _rate_header(name), f"heading{side}")
    prices = prices_in_scenario(estimate.basis.list_prices, estimate.basis.scenario.factors)
    for n, rate in enumerate(estimate.basis.list_prices):
        in_scenario = {name: found[n] for name, found in prices.items()}
        _write_rate(page, FIRST_ROW + n, rate, card, in_scenario, columns)
    _write_uses(page, grid, estimate)
    for name in PRICES:
        _validate_price(
            page, rates_schema().columns[name], HEADING_ROW + len(estimate.basis.list_prices)
        )
    page.set_widths(_widths(columns))
    page.sheet.set_row(HEADING_ROW - 1, 30)
    page.sheet.freeze_panes(HEADING_ROW, 2)
    page.set_printing(HEADING_ROW)
    page.set_print_area(
        1, 1, HEADING_ROW + len(estimate.basis.list_prices), columns.index(PRINTED_TO) + 1
    )


def _write_uses(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes how many workloads are priced by each rate, and how many of its prices are wrong."""
    groups = estimate.totals.groups["model"]
    counts = dict(groups.select("key", "rows").iter_rows())
    for n in range(1, len(estimate.basis.list_prices) + 1):
        text = grid.if_on_sheet(f"=COUNTIF({grid.column_range('model_key')},{n})")
        row, column = HEADING_ROW + n, COLUMNS.index(IN_USE) + 1
        page.write_formula(row, column, text, counts.get(n, 0), "link", "rows")
        page.write_formula(row, column + 1, _wrong_prices(row), 0, "formula", "rows")


def _wrong_prices(row: int) -> str:
    """The formula that counts the prices in ``row`` that are missing, negative or absurd.

    It is one more, or an error, where the model is not in its place: keys are numbers of rows.
    """
    first, last = PRICES[0], PRICES[-1]
    cells = f"{_rate_cell(first, row)}:{_rate_cell(last, row)}"
    most = max(rates_schema().columns[name].maximum or Decimal(0) for name in PRICES)
    wrong = f'COUNTIF({cells},"<0")+COUNTIF({cells},">{plain_number(most)}")'
    model = _rate_cell("model", row)
    key = f"INDEX(model_keys,MATCH({model},model_spellings,0))"
    return (
        f"=IF({_rate_cell(IN_USE, row)}=0,0,{len(PRICES)}-COUNT({cells})+{wrong})"
        f"+({key}<>MATCH({model},rate_models,0)){''.join(_prices_typed_over(row))}"
    )


def _prices_typed_over(row: int) -> Iterator[str]:
    """A term for each price in the scenario: 1 where it is not what its formula gives."""
    for name in PRICED:
        text = _scenario_price(row, name).removeprefix("=")
        yield f"+(ABS(N({_rate_cell(name, row)})-N({text}))>{SAME_PRICE})"


def _validate_price(page: Page, price: Column, last: int) -> None:
    said = f"{price.description} {expected_sentence(price)} In {PRICE_UNIT}."
    column = COLUMNS.index(price.name) + 1
    page.add_validation(FIRST_ROW, column, last, (price.title, said), bounds_rule(price))


def _rate_header(name: str) -> str:
    if name in COUNTED:
        return COUNTED[name]
    if name in LAST_MONTHS:
        return RATES_LAST_MONTHS[LAST_MONTHS.index(name)]
    tail = IN_SCENARIO if name in PRICED else ""
    return rates_schema().columns[PRICED.get(name, name)].title + tail


def _write_rate(
    page: Page,
    row: int,
    rate: Rate,
    card: RateCard,
    prices: Mapping[str, Decimal],
    columns: Sequence[str],
) -> None:
    texts = {
        "model": rate.model,
        "display_name": rate.display_name,
        "aliases": "; ".join(rate.aliases),
        "note": rate.note,
        "valid_from": _day_text(rate.valid_from),
        "valid_to": _day_text(rate.valid_to),
        "training_ends_on": _day_text(rate.training_ends_on),
        "retires_on": _day_text(rate.retires_on),
        "rate_card": card.name,
        "currency": card.currency,
        "date_checked": _day_text(card.date_checked),
        "source": card.source,
    }
    months = dict(zip(LAST_MONTHS, (rate.last_month, rate.last_training_month), strict=True))
    for position, name in enumerate(columns, 1):
        if name in COUNTED:
            continue
        if name in months:
            page.write_number(row, position, day_number(months[name]), "plain", "month")
        elif name in PRICED:
            _write_scenario_price(page, row, position, prices[PRICED[name]])
        elif name in PRICES:
            _write_list_price(page, row, position, rate)
        else:
            page.write_text(row, position, texts[name], "wrapped" if name in WIDE else "word")
    page.fit_height(row, [texts.get(name, "") for name in columns], _widths(columns))


def _write_list_price(page: Page, row: int, position: int, rate: Rate) -> None:
    name = COLUMNS[position - 1]
    if name == "cached_input_price" and rate.cached_input_price is None:
        # INDEX of a blank cell is 0, so the cell refers to the input price.
        source = f"={_rate_cell('input_price', row)}"
        page.write_formula(row, position, source, rate.input_price, "follows", PRICE_UNIT)
    else:
        page.write_number(row, position, rate.prices[name], "input", PRICE_UNIT)


def _write_scenario_price(page: Page, row: int, position: int, price: Decimal) -> None:
    text = _scenario_price(row, COLUMNS[position - 1])
    page.write_formula(row, position, text, price, "formula", PRICE_UNIT)


def _scenario_price(row: int, name: str) -> str:
    listed = _rate_cell(PRICED[name], row)
    return cell_formula(price_in_scenario(), {"list_price": listed, "price_factor": "price_factor"})


def _rate_cell(column: str, row: int) -> str:
    return f"{column_letters(COLUMNS.index(column) + 1)}{row}"


def _day_text(day: date | None) -> str:
    return day.isoformat() if day else ""
