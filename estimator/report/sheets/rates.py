"""The Rates sheet: the prices in force, which can be changed; Estimates looks up every price."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from estimator.formula.excel import cell_formula
from estimator.formula.program import (
    contracted_price,
    contracted_prices,
    price_in_scenario,
    prices_in_scenario,
)
from estimator.model.address import column_letters
from estimator.model.calendar import (
    LAST_MONTHS,
    REPLACED_MONTHS,
    REPLACEMENT_ROW,
    day_number,
    rate_months,
)
from estimator.model.column import NOT_SOLD, Column
from estimator.model.estimate import Estimate
from estimator.model.money import plain_number
from estimator.model.own_workbook import (
    CONTRACTED,
    IN_SCENARIO,
    RATES,
    RATES_IN_USE,
    RATES_MONTHS,
    WRONG_PRICES,
)
from estimator.model.plan import REPLACE
from estimator.model.rate_card import (
    HOUR_TRAINING,
    OTHER_MODELS,
    TOKEN_TRAINING,
    Rate,
    RateCard,
)
from estimator.model.schema import price_columns, rates_schema
from estimator.report.data_validation import bounds_rule, expected_sentence
from estimator.report.grid import Grid
from estimator.report.page import Page
from estimator.report.sheets.assumptions import AFTER_RETIREMENT
from estimator.report.sheets.blocks import escaped_text

UNIT_ROW, HEADING_ROW = 5, 6
FIRST_ROW = HEADING_ROW + 1
# The number of workloads that are priced by a rate, and how many of its prices cannot be right.
IN_USE, WRONG = "workloads", "wrong_prices"
# Prices have at most six decimals.
SAME_PRICE = "0.0000004"
COUNTED = {IN_USE: RATES_IN_USE, WRONG: WRONG_PRICES}
WIDE = {"model": 26, "display_name": 22, "aliases": 28, "note": 44, "rate_card": 16, "source": 40}
# The columns after it are the same for every rate, and are in the subtitle.
PRINTED_TO = "note"
# The name of the numbers of workloads.
RATE_USES = "rate_uses"
IN_THE_SCENARIO = "_in_scenario"
# The days on which models end, and what else can be typed beside prices.
ENDS = ("training_ends_on", "retires_on")
TYPED = frozenset({"replacement"})
# The month of what has no end, as a formula, and the first day on which a model can have ended.
NEVER, EARLIEST = "DATE(9999,12,1)", day_number("2000-01")
DETAILS = ("provider", "region", "tier", *OTHER_MODELS, "job_limit")
DISCOUNT, FACTOR = "discount", "price_factor"


@dataclass(frozen=True)
class RatesLayout:
    """The columns of the sheet, in order: each of ``prices`` as on the card, and in the scenario.

    The latter is what workloads are priced with. Where a rate is ``discounted``, contracted prices
    stand between the two.

    Attributes:
        details: what else some rate has besides prices and dates.
        unsold: the prices that some model lacks because it cannot be bought.
        after: "stop" or "replace", what happens after a model has retired; empty where none does.
    """

    prices: tuple[str, ...]
    unsold: frozenset[str] = frozenset()
    discounted: bool = False
    details: tuple[str, ...] = ()
    after: str = ""

    @property
    def contracted(self) -> dict[str, str]:
        """The list price of each contracted price, by its name."""
        return {f"{price}_contracted": price for price in self.prices if self.discounted}

    @property
    def priced(self) -> dict[str, str]:
        """The list price of each price in the scenario, by its name."""
        return {f"{price}{IN_THE_SCENARIO}": price for price in self.prices}

    @property
    def months(self) -> tuple[str, ...]:
        """The columns that follow from the days on which models end, and their replacements."""
        months = rate_months(self.after)
        if self.after != REPLACE:
            return months
        last = len(LAST_MONTHS)
        return (*months[:last], REPLACEMENT_ROW, *months[last:])

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return (
            "model",
            "display_name",
            *self.prices,
            *((DISCOUNT,) if self.discounted else ()),
            *self.contracted,
            *self.priced,
            IN_USE,
            WRONG,
            "valid_from",
            "valid_to",
            "training_ends_on",
            "retires_on",
            *self.details,
            *self.months,
            "aliases",
            "note",
            "rate_card",
            "currency",
            "date_checked",
            "source",
        )

    @property
    def widths(self) -> dict[int, float]:
        """The width of each column, by its position."""
        return {n: float(WIDE.get(name, 14)) for n, name in enumerate(self.columns, 1)}

    def position(self, column: str) -> int:
        """The 1-based position of ``column``."""
        return self.columns.index(column) + 1

    def cell(self, column: str, row: int) -> str:
        """The address of the cell of ``column`` in ``row``."""
        return f"{column_letters(self.position(column))}{row}"

    def cells(self, column: str, last: int) -> str:
        """The cells of ``column`` from the first rate to the row ``last``."""
        letter = column_letters(self.position(column))
        return f"${letter}${FIRST_ROW}:${letter}${last}"

    def price_of(self, name: str) -> Column | None:
        """The price that the column ``name`` shows, on the card or in the scenario."""
        return price_columns().get(self._listed(name))

    def _listed(self, name: str) -> str:
        return self.priced.get(name) or self.contracted.get(name, name)

    def header(self, name: str) -> str:
        """The header of the column ``name``."""
        if name in COUNTED:
            return COUNTED[name]
        if name in self.months:
            return RATES_MONTHS[self.months.index(name)]
        tail = IN_SCENARIO if name in self.priced else CONTRACTED if name in self.contracted else ""
        return rates_schema().columns[self._listed(name)].title + tail


def rates_layout(estimate: Estimate) -> RatesLayout:
    """The layout of the sheet for ``estimate``."""
    model, rates = estimate.basis.model, estimate.basis.list_prices
    unsold = {
        name
        for name in model.prices
        if price_columns()[name].absent == NOT_SOLD and any(one.follows(name) for one in rates)
    }
    details = tuple(name for name in DETAILS if any(getattr(one, name) for one in rates))
    discounted, after = any(one.discount for one in rates), model.after_retirement
    return RatesLayout(model.prices, frozenset(unsold), discounted, details, after)


def rate_ranges(estimate: Estimate) -> dict[str, str]:
    """The defined names of the sheet and their cells."""
    layout, last = rates_layout(estimate), HEADING_ROW + len(estimate.basis.list_prices)
    prices = {f"rate_{price}": column for column, price in layout.priced.items()}
    ranges = {"rate_models": "model", **prices, "wrong_prices": WRONG}
    ranges |= {name: name for name in layout.months}
    ranges |= {RATE_USES: IN_USE} if layout.after == REPLACE else {}
    return {name: f"={RATES}!{layout.cells(column, last)}" for name, column in ranges.items()}


def write_rates(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes the rates of ``estimate`` in the order of the card; ``grid`` is that of Estimates."""
    card, rates, layout = estimate.basis.card, estimate.basis.list_prices, rates_layout(estimate)
    page.write_top(
        card=card.title or card.name,
        date_checked=card.date_checked,
        as_of=estimate.basis.as_of,
        source=card.source,
    )
    page.write_text(4, 1, card.caution, "caution_line")
    for position, name in enumerate(layout.columns, 1):
        price = layout.price_of(name)
        right = price or name in COUNTED or name in layout.months or name == DISCOUNT
        side = "_right" if right else ""
        page.write_text(UNIT_ROW, position, price.unit if price else "", f"unit{side}")
        page.write_text(HEADING_ROW, position, layout.header(name), f"heading{side}")
    contracted = contracted_prices(rates, layout.prices)
    prices = prices_in_scenario(rates, estimate.basis.scenario.factors, layout.prices)
    for n, rate in enumerate(rates):
        computed = {
            **{name: contracted[listed][n] for name, listed in layout.contracted.items()},
            **{name: prices[listed][n] for name, listed in layout.priced.items()},
        }
        shown, months = _without_absent_models(rate, rates), _months_of(estimate, rate)
        _RateRow(page, layout, FIRST_ROW + n, shown, computed, months).write_cells(card)
    _write_uses(page, grid, estimate, layout)
    last = HEADING_ROW + len(rates)
    for name in layout.prices:
        _validate_price(page, layout, price_columns()[name], last)
    page.set_widths(layout.widths)
    page.sheet.set_row(HEADING_ROW - 1, 30)
    page.sheet.freeze_panes(HEADING_ROW, 2)
    page.set_printing(HEADING_ROW)
    page.set_print_area(1, 1, last, layout.position(PRINTED_TO))


def _months_of(estimate: Estimate, rate: Rate) -> dict[str, int]:
    """The months of ``rate``, and the place of its replacement, by column."""
    basis = estimate.basis
    names = rate_months(basis.model.after_retirement)
    found = dict(zip(names, basis.rate_months.get(rate.model, ()), strict=True))
    models = [one.model for one in basis.list_prices]
    replacement = basis.replacements.get(rate.model, rate)
    return {**found, REPLACEMENT_ROW: models.index(replacement.model) + 1}


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


def _write_uses(page: Page, grid: Grid, estimate: Estimate, layout: RatesLayout) -> None:
    """Writes how many workloads are priced by each rate, and how many of its prices are wrong."""
    groups = estimate.totals.groups["model"]
    counts = dict(groups.select("key", "rows").iter_rows())
    for n in range(1, len(estimate.basis.list_prices) + 1):
        text = grid.if_on_sheet(f"=COUNTIF({grid.column_range('model_key')},{n})")
        row, column = HEADING_ROW + n, layout.position(IN_USE)
        page.write_formula(row, column, text, counts.get(n, 0), "link", "rows")
        wrong = _wrong_prices(layout, row) + _trained_unpriced(layout, row, grid, estimate)
        page.write_formula(row, column + 1, wrong, 0, "formula", "rows")


def _wrong_prices(layout: RatesLayout, row: int) -> str:
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
        f"=IF({_count_uses(layout, row)}=0,0,"
        f"{len(layout.prices)}-COUNT({cells}){unsold}+{wrong})"
        f"+({key}<>MATCH({model},rate_models,0)){''.join(_prices_typed_over(layout, row))}"
        f"{''.join(_wrong_ends(layout, row))}"
    )


def _count_uses(layout: RatesLayout, row: int) -> str:
    """The number of workloads that a rate prices, those that it is the replacement for too."""
    uses = layout.cell(IN_USE, row)
    if layout.after != REPLACE:
        return uses
    return f"{uses}+SUMIF({REPLACEMENT_ROW},ROW()-{HEADING_ROW},{RATE_USES})"


def _trained_unpriced(layout: RatesLayout, row: int, grid: Grid, estimate: Estimate) -> str:
    """The terms that count the workloads which train the model in ``row`` at no price."""
    if grid.elsewhere:
        return ""
    ours = f"{grid.column_range('model_key')},{row - HEADING_ROW}"
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
        text = _price_formula(layout, row, name).removeprefix("=")
        yield f"+(ABS(N({layout.cell(name, row)})-N({text}))>{SAME_PRICE})"


def _validate_price(page: Page, layout: RatesLayout, price: Column, last: int) -> None:
    said = f"{price.description} {expected_sentence(price)} In {price.unit}."
    column = layout.position(price.name)
    page.add_validation(FIRST_ROW, column, last, (price.title, said), bounds_rule(price))


@dataclass(frozen=True)
class _RateRow:
    """The row of a rate.

    Attributes:
        computed: its prices that are formulas, by column.
        months: what follows from the days on which it and its replacement end, by column.
    """

    page: Page
    layout: RatesLayout
    row: int
    rate: Rate
    computed: Mapping[str, Decimal]
    months: Mapping[str, int]

    def write_cells(self, card: RateCard) -> None:
        """Writes every cell but the counts."""
        texts = _rate_texts(self.rate, card)
        days = {name: getattr(self.rate, name) for name in ENDS if self.layout.after}
        for position, name in enumerate(self.layout.columns, 1):
            if name in self.computed:
                self._write_formula(position, name)
            elif name == "job_limit" and self.rate.job_limit is not None:
                self.page.write_number(self.row, position, self.rate.job_limit, "formula", "USD")
            elif name == DISCOUNT:
                self.page.write_number(self.row, position, self.rate.discount, "input", "share")
            elif name in self.layout.prices:
                self._write_list_price(position, name)
            elif name in self.layout.months:
                self._write_month(position, name)
            elif name in days:
                self._write_day(position, days[name])
            elif name not in COUNTED:
                look = "wrapped" if name in WIDE else "input" if name in TYPED else "word"
                self.page.write_text(self.row, position, texts[name], look)
        shown = [texts.get(name, "") for name in self.layout.columns]
        self.page.fit_height(self.row, shown, self.layout.widths)

    def _write_list_price(self, position: int, name: str) -> None:
        price, value = price_columns()[name], self.rate.prices[name]
        if self._is_unsold(name):
            self.page.write_text(self.row, position, NOT_SOLD, "input_right")
        elif name not in self.rate.given_prices and price.follows:
            # INDEX of a blank cell is 0, so the cell refers to the price that it follows.
            source = f"={self.layout.cell(price.follows, self.row)}"
            self.page.write_formula(self.row, position, source, value, "follows", price.unit)
        else:
            self.page.write_number(self.row, position, value, "input", price.unit)

    def _write_day(self, position: int, day: date | None) -> None:
        """Writes a day; a blank cell has its format, so that a day can be typed there."""
        if day:
            self.page.write_date(self.row, position, day, "input")
        else:
            self.page.write_blank(self.row, position, "input", "date")

    def _write_month(self, position: int, name: str) -> None:
        text = month_formulas(self.layout, self.row)[name]
        unit = "rows" if name == REPLACEMENT_ROW else "month"
        self.page.write_formula(self.row, position, text, self.months[name], "formula", unit)

    def _write_formula(self, position: int, name: str) -> None:
        text, unit = _price_formula(self.layout, self.row, name), self.layout.price_of(name)
        unsold = self._is_unsold(self.layout.contracted.get(name, ""))
        value = NOT_SOLD if unsold else self.computed[name]
        look = "right" if unsold else "formula"
        self.page.write_formula(self.row, position, text, value, look, unit.unit if unit else "")

    def _is_unsold(self, listed: str) -> bool:
        return listed in self.layout.unsold and self.rate.follows(listed)


def _without_absent_models(rate: Rate, rates: Sequence[Rate]) -> Rate:
    """``rate`` without other models that have no price now: they are not on the sheet."""
    models = {one.model for one in rates}
    replacement, prompting = (
        name if name in models else "" for name in (rate.replacement, rate.prompting_model)
    )
    return replace(rate, replacement=replacement, prompting_model=prompting)


def _rate_texts(rate: Rate, card: RateCard) -> dict[str, str]:
    """The texts in the row of a rate, by column."""
    return {
        "model": rate.model,
        "display_name": rate.display_name,
        "aliases": "; ".join(rate.aliases),
        "note": rate.note,
        "valid_from": _day_text(rate.valid_from),
        "valid_to": _day_text(rate.valid_to),
        "training_ends_on": _day_text(rate.training_ends_on),
        "retires_on": _day_text(rate.retires_on),
        **{name: str(getattr(rate, name) or "") for name in DETAILS},
        "rate_card": card.name,
        "currency": card.currency,
        "date_checked": _day_text(card.date_checked),
        "source": card.source,
    }


def _price_formula(layout: RatesLayout, row: int, name: str) -> str:
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


def _day_text(day: date | None) -> str:
    return day.isoformat() if day else ""
