"""The Rates sheet: the prices in force, which can be changed; Estimates looks up every price."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from estimator.formula.program import (
    contracted_prices,
    prices_in_scenario,
)
from estimator.model.calendar import (
    ORIGIN,
    REPLACEMENT_ROW,
    rate_months,
)
from estimator.model.column import NOT_SOLD, Column
from estimator.model.estimate import Estimate
from estimator.model.output_columns import rate_place
from estimator.model.own_workbook import NO_FIRST_DAY, NO_LAST_DAY
from estimator.model.rate_card import (
    Rate,
    RateCard,
)
from estimator.model.schema import price_columns
from estimator.model.text import join_phrase
from estimator.report.data_validation import bounds_rule, expected_sentence
from estimator.report.grid import Grid
from estimator.report.page import Page
from estimator.report.sheets.rate_places import place_formulas
from estimator.report.sheets.rates_formulas import (
    month_formulas,
    price_formula,
    trained_unpriced,
    wrong_prices,
)
from estimator.report.sheets.rates_layout import (
    COUNTED,
    DETAILS,
    DISCOUNT,
    FIRST_ROW,
    HEADING_ROW,
    IN_USE,
    PERIOD,
    PLACES,
    WIDE,
    RatesLayout,
    rates_layout,
)

UNIT_ROW = HEADING_ROW - 1
# What stands for the sources of several cards.
EACH_SOURCE = "see the column Source"
# The columns after it are the same for every rate, and are in the subtitle.
PRINTED_TO = "note"
# What the subtitle says of the day of prices that differ by day.
AS_OF_SAID = "the day on Assumptions or later"
# What else can be typed beside prices and days.
TYPED = frozenset({"replacement"})


def write_rates(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes the rates of ``estimate`` in the order of the card; ``grid`` is that of Estimates."""
    card, rates, layout = estimate.basis.card, estimate.basis.list_prices, rates_layout(estimate)
    cards, days = zip(*card.cards_on(estimate.basis.as_of), strict=True)
    page.write_top(
        card=card.name if card.parts else card.title or card.name,
        date_checked=_name_each(str(one.date_checked) for one in cards),
        as_of=AS_OF_SAID if layout.dated else _name_each(map(str, days)),
        source=EACH_SOURCE if card.parts else card.source,
    )
    page.write_text(4, 1, " ".join(card.cautions), "caution_line")
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
        shown, months = _without_absent_models(rate, rates), _months_of(estimate, n)
        own = card.card_of(rate.model)
        _RateRow(page, layout, FIRST_ROW + n, shown, computed, months).write_cells(own)
    _write_uses(page, grid, estimate, layout)
    last = HEADING_ROW + len(rates)
    for name in layout.prices:
        _validate_price(page, layout, price_columns()[name], last)
    page.set_widths(layout.widths)
    page.sheet.set_row(HEADING_ROW - 1, 30)
    page.sheet.freeze_panes(HEADING_ROW, 2)
    page.set_printing(HEADING_ROW)
    page.set_print_area(1, 1, last, layout.position(PRINTED_TO))


def _name_each(texts: Iterable[str]) -> str:
    """The text of each card in turn; once if it is the same for all."""
    every = [*texts]
    return join_phrase(every if len({*every}) > 1 else every[:1])


def _months_of(estimate: Estimate, n: int) -> dict[str, int]:
    """The months of the rate ``n``, from 0, its places and that of its replacement, by column."""
    basis, rates = estimate.basis, estimate.basis.list_prices
    names = rate_months(basis.model.after_retirement)
    found = dict(zip(names, basis.rate_months[n], strict=True)) if names else {}
    replacement = basis.replacements.get(rates[n], rates[n])
    places = (n + 1, basis.model_places[rates[n].model], 0)
    found |= dict(zip(PLACES, places, strict=True))
    return {**found, REPLACEMENT_ROW: rates.index(replacement) + 1}


def _write_uses(page: Page, grid: Grid, estimate: Estimate, layout: RatesLayout) -> None:
    """Writes how many workloads are priced by each rate, and how many of its prices are wrong."""
    counts, places = estimate.totals.rate_uses, rate_place(estimate.basis.model)
    for n in range(1, len(estimate.basis.list_prices) + 1):
        text = grid.if_on_sheet(f"=COUNTIF({grid.column_range(places)},{n})")
        row, column = HEADING_ROW + n, layout.position(IN_USE)
        page.write_formula(row, column, text, counts.get(n, 0), "link", "rows")
        wrong = wrong_prices(layout, row) + trained_unpriced(layout, row, grid, estimate)
        page.write_formula(row, column + 1, wrong, 0, "formula", "rows")


def _validate_price(page: Page, layout: RatesLayout, price: Column, last: int) -> None:
    said = f"{price.description} {expected_sentence(price)} In {price.unit}."
    column = layout.position(price.name)
    page.add_validation(FIRST_ROW, column, last, (price.title, said), bounds_rule(price))


class _RateRow(Struct, frozen=True):
    """The row of a rate.

    Attributes:
        computed: its prices that are formulas, by column.
        months: what follows from the days on which it and its replacement end, and the places by
            which it is found, by column.
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
        for position, name in enumerate(self.layout.columns, 1):
            if name in self.computed:
                self._write_formula(position, name)
            elif name == "job_limit" and self.rate.job_limit is not None:
                self.page.write_number(self.row, position, self.rate.job_limit, "formula", "USD")
            elif name == DISCOUNT:
                self.page.write_number(self.row, position, self.rate.discount, "input", "share")
            elif name in self.layout.prices:
                self._write_list_price(position, name)
            elif name in (*self.layout.months, *self.layout.places):
                self._write_month(position, name)
            elif name in self.layout.typed_days:
                self._write_day(position, name)
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

    def _write_day(self, position: int, name: str) -> None:
        """Writes a day; a blank cell has its format, so that a day can be typed there.

        The days of the period of a rate are never blank.
        """
        day = getattr(self.rate, name)
        if name in PERIOD:
            unit, none = ("first day", NO_FIRST_DAY), ("day after", NO_LAST_DAY)
            look, other = unit if name == PERIOD[0] else none
            days = ((day or other) - ORIGIN).days
            self.page.write_number(self.row, position, days, "input", look)
        elif day:
            self.page.write_date(self.row, position, day, "input")
        else:
            self.page.write_blank(self.row, position, "input", "date")

    def _write_month(self, position: int, name: str) -> None:
        formulas = place_formulas if name in PLACES else month_formulas
        text = formulas(self.layout, self.row)[name]
        unit = "rows" if name in {REPLACEMENT_ROW, *PLACES} else "month"
        self.page.write_formula(self.row, position, text, self.months[name], "formula", unit)

    def _write_formula(self, position: int, name: str) -> None:
        text, unit = price_formula(self.layout, self.row, name), self.layout.price_of(name)
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


def _day_text(day: date | None) -> str:
    return day.isoformat() if day else ""
