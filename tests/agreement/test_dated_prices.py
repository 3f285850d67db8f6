"""Prices that are known for a later day: by hand, recalculated, edited, and sent in again.

The amounts were added up on paper from the card below.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random

import polars as pl
import pytest
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook

from estimator.basis.rate_card import load_rate_card, shipped_cards
from estimator.cost.other_card import OTHER_YEAR, OtherCardPrices
from estimator.model.options import Options
from estimator.model.own_workbook import AS_OF_LABEL
from estimator.pipeline import estimate
from estimator.report import grid
from estimator.report.sheets.check_lines import WRONG_PERIODS
from estimator.report.sheets.rates_layout import FIRST_ROW, rates_layout
from estimator.report.sheets.row_lines import NO_PRICE
from tests.agreement.test_model_ends import amounts, by_id, column_of, priced
from tests.dated import AGAIN, PLANNED, RATES, ROWS, STARTS, TOKENS, USUAL, dated_options
from tests.workbooks import (
    EUROS,
    LAST_DAYS,
    Made,
    Results,
    all_recalculated,
    differences,
    in_euros,
    made,
    needs_libreoffice,
    recalculated,
    results,
    varied,
)


def test_a_workload_takes_the_price_of_its_start_month_and_keeps_it(tmp_path: Path) -> None:
    found = priced(tmp_path, *ROWS, options=dated_options(tmp_path))
    assert by_id(found, "fiscal_year_cost") == amounts(PLANNED)
    days = dict.fromkeys(PLANNED, "2027-01-01") | {"march": "2027-03-01"}
    days |= dict.fromkeys(("september", "other"), "2027-09-01")
    assert dict(found.frame.select("workload_id", "price_date").iter_rows()) == days


def test_the_as_of_date_is_the_price_date_of_what_started_before_it(tmp_path: Path) -> None:
    options = replace(dated_options(tmp_path), as_of="2027-03-01")
    found = priced(tmp_path, *ROWS, options=options)
    prices = dict(found.frame.select("workload_id", "input_price").iter_rows())
    assert prices["blank"] == prices["march"] == Decimal("1.5")
    # The day before it the first price is still in effect.
    options = replace(options, as_of="2027-02-28")
    found = priced(tmp_path, *ROWS, options=options)
    prices = dict(found.frame.select("workload_id", "input_price").iter_rows())
    assert (prices["blank"], prices["march"]) == (Decimal(2), Decimal("1.5"))


def test_a_replacement_has_the_price_of_the_first_month_after_the_model(tmp_path: Path) -> None:
    ending = {"model": "old", "training_price": 3, "input_price": 2, "output_price": 8}
    ending |= {"retires_on": "2027-02-10", "replacement": "gpt-x"}
    options = replace(dated_options(tmp_path, ending, *RATES), after_retirement="replace")
    row = {"workload_id": "A", "model": "old", **USUAL, **TOKENS}
    found = priced(tmp_path, row, options=options)
    # Trained once, and two months of 20.00 + 16.00; then trained at 3.00, and ten of 27.00.
    assert by_id(found, "replacement_cost") == {"A": Decimal("279.00")}
    assert by_id(found, "fiscal_year_cost") == {"A": Decimal("360.00")}
    # In a gap it has no price, and covers nothing.
    options = dated_options(tmp_path, ending | {"retires_on": "2027-05-02"}, *RATES)
    found = priced(tmp_path, row, options=replace(options, after_retirement="replace"))
    assert found.totals.calendar.portfolio_amounts["uncovered_cost"] == 7 * Decimal(36)


def test_on_another_card_each_workload_takes_its_own_day(tmp_path: Path) -> None:
    options = dated_options(tmp_path, *RATES)
    found = priced(tmp_path, *ROWS, options=options)
    card, _ = load_rate_card(str(options.rate_card))
    assert card is not None
    double = [
        replace(one, given_prices={name: 2 * price for name, price in one.given_prices.items()})
        for one in card.rates
    ]
    other = OtherCardPrices(found.basis, replace(card, name="double", rates=tuple(double)))
    # A model with a gap in its prices is not compared.
    assert {one.model for one in other.rates} == {"gpt-y"}
    closed = [
        replace(one, valid_to=date.fromisoformat(AGAIN)) if one.valid_from and one.valid_to else one
        for one in double
    ]
    other = OtherCardPrices(found.basis, replace(card, name="double", rates=tuple(closed)))
    (part,) = found.priced
    year = other.sum_year(part.frame, part.by_month)[OTHER_YEAR].item()
    assert year == 2 * sum(amounts(PLANNED).values())


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("dated")
    return made(folder, ROWS, dated_options(folder), name="dated")


def test_a_workbook_that_is_sent_in_again_has_the_same_card_and_day(
    workbook: Made, tmp_path: Path
) -> None:
    again = estimate(workbook.path, Options()).estimate
    assert again is not None
    assert again.basis.list_prices == workbook.estimate.basis.list_prices
    assert again.basis.as_of == workbook.estimate.basis.as_of
    assert by_id(again, "fiscal_year_cost") == amounts(PLANNED)
    later = edited(workbook, tmp_path, "later", typed_day("2027-03-01"))
    again = estimate(later, Options()).estimate
    assert again is not None
    assert again.basis.as_of == date(2027, 3, 1)
    # With another card, the day of that card is taken.
    again = estimate(later, replace(dated_options(tmp_path), as_of="")).estimate
    assert again is not None
    assert again.basis.as_of == date(2026, 11, 29)


Edit = Callable[[Made, Workbook], None]


def edited(workbook: Made, folder: Path, name: str, *edits: Edit) -> Path:
    """A copy of the workbook in which something is typed."""
    book = load_workbook(workbook.path)
    for one in edits:
        one(workbook, book)
    path = folder / f"{name}.xlsx"
    book.save(path)
    return path


def typed_day(day: str) -> Edit:
    """Types another as-of date."""

    def edit(_: Made, book: Workbook) -> None:
        row = next(row for row in book["Assumptions"].iter_rows() if row[0].value == AS_OF_LABEL)
        row[1].value = date.fromisoformat(day)

    return edit


def start(workload: str, month: str) -> Edit:
    """Types another start month of a workload, or clears it."""

    def edit(one: Made, book: Workbook) -> None:
        row = one.grid.first_row + list(STARTS).index(workload)
        value = date.fromisoformat(f"{month}-01") if month else None
        book["Estimates"][one.grid.relative_address("start_month", row)].value = value

    return edit


def rate(place: int, name: str, value: object) -> Edit:
    """Types over a cell of the rate at ``place``, from 1."""

    def edit(one: Made, book: Workbook) -> None:
        cell = rates_layout(one.estimate).cell(name, FIRST_ROW + place - 1)
        book["Rates"][cell].value = value

    return edit


def swapped(one: Made, book: Workbook) -> None:
    """Exchanges the first two periods, as sorting Rates would."""
    layout, page = rates_layout(one.estimate), book["Rates"]
    for name in (*layout.prices, "valid_from", "valid_to"):
        cells = [page[layout.cell(name, FIRST_ROW + n)] for n in (0, 1)]
        cells[0].value, cells[1].value = cells[1].value, cells[0].value


MIDDLE, AUTUMN = date(2027, 8, 15), date(2027, 9, 1)
PRICED_AGAIN: Mapping[str, tuple[Edit, ...]] = {
    "a later start": (start("blank", "2027-04"),),
    "a start that is cleared": (start("march", ""),),
    "a start after the last change": (start("march", "2027-09"),),
    "a later day": (typed_day("2027-04-15"),),
    "a period that closes a gap": (rate(2, "valid_to", MIDDLE), start("blank", "2027-07")),
    "a change on another day": (
        rate(1, "valid_to", date(2027, 2, 1)),
        rate(2, "valid_from", date(2027, 2, 1)),
    ),
    "another price": (rate(2, "input_price", 9),),
    "a first day on the first of a start": (rate(3, "valid_from", AUTUMN),),
}
REFUSED: Mapping[str, tuple[tuple[Edit, ...], str]] = {
    "a start in a gap": ((start("blank", "2027-07"),), NO_PRICE),
    "a day in a gap": ((typed_day("2027-06-15"),), NO_PRICE),
    "a first day after the start": ((rate(1, "valid_from", date(2027, 2, 1)),), NO_PRICE),
    "an end before the start": ((rate(3, "valid_to", AUTUMN),), NO_PRICE),
    "a first day that is cleared": ((rate(3, "valid_from", None),), WRONG_PERIODS),
    "an end that is cleared": ((rate(4, "valid_to", None),), WRONG_PERIODS),
    "periods that overlap": ((rate(2, "valid_to", date(2027, 9, 15)),), WRONG_PERIODS),
    "an empty period": ((rate(2, "valid_to", date(2027, 3, 1)),), WRONG_PERIODS),
    "periods out of order": ((swapped,), WRONG_PERIODS),
}


@needs_libreoffice
def test_what_is_typed_prices_the_rows_again_as_a_new_run_would(
    workbook: Made, tmp_path: Path
) -> None:
    paths = [edited(workbook, tmp_path, name, *edits) for name, edits in PRICED_AGAIN.items()]
    for name, path, shown in zip(PRICED_AGAIN, paths, all_recalculated(paths), strict=True):
        again, found = estimate(path, Options()).estimate, results(shown)
        assert again is not None, name
        for column in ("input_price", "output_price", "training_cost", "fiscal_year_cost"):
            figures = [float(amount) for amount in again.frame[column]]
            assert column_of(found, workbook, column) == figures, (name, column)
        assert found["Checks", "B3"].value == "OK", name


@needs_libreoffice
def test_what_has_no_price_or_no_order_fails_a_check_that_says_so(
    workbook: Made, tmp_path: Path
) -> None:
    paths = [edited(workbook, tmp_path, name, *edits) for name, (edits, _) in REFUSED.items()]
    for name, shown in zip(REFUSED, all_recalculated(paths), strict=True):
        found = results(shown)
        assert found["Checks", "B3"].value == "CHECK", name
        assert REFUSED[name][1] in failing(workbook, found), name


def failing(workbook: Made, found: Results) -> set[object]:
    """The labels of the checks that fail."""
    page = load_workbook(workbook.path)["Checks"]
    return {
        page[f"A{cell.row}"].value
        for (name, address), cell in found.items()
        if name == "Checks" and address.startswith("F") and cell.value == "CHECK"
    }


@needs_libreoffice
def test_the_workbook_recalculated_has_the_same_figures(workbook: Made) -> None:
    again = results(recalculated(workbook.path))
    assert differences(results(workbook.path), again) == []
    assert again["Checks", "B3"].value == "OK"


def random_card(seed: int, folder: Path) -> str:
    """The models of the guide with up to four periods each, of any prices, some with gaps."""
    random = Random(seed)  # noqa: S311 - the same cards every time
    card = json.loads(shipped_cards()["guide-2026"].read_text(encoding="utf-8"))
    days = [date(2026, 12, 1)]
    days += [date(2027 + n // 12, n % 12 + 1, random.choice([1, 1, 15])) for n in range(30)]
    rates = []
    for shipped in card["rates"]:
        named = {"replacement": "gpt-4o-mini"} if shipped["model"] != "gpt-4o-mini" else {}
        known = {**shipped, **LAST_DAYS.get(shipped["model"], {}), **named}
        bounds = [None, *sorted(random.sample(days, random.randrange(4))), None]
        for first, after in pairwise(bounds):
            if len(bounds) > 3 and random.random() < 0.15:
                continue
            period = {
                "valid_from": first.isoformat() if first else "2026-01-01",
                **({"valid_to": after.isoformat()} if after else {}),
            }
            prices = {
                name: round(random.choice([0.1, 1, 10]) * random.random(), 6)
                for name in ("training_price", "input_price", "output_price", "cached_input_price")
            }
            discount = {"discount": random.choice([0, 0.1, 0.3333])}
            rates.append({**known, **prices, **discount, **period})
    random.shuffle(rates)
    path = folder / f"random-{seed}.json"
    path.write_text(json.dumps(card | {"name": "random", "rates": rates}), encoding="utf-8")
    return str(path)


@needs_libreoffice
@pytest.mark.parametrize("seed", range(4))
def test_random_cards_and_varied_workloads_recalculate_to_the_same_figures(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    euros, large = seed % 2 == 1, seed == 3
    if large:
        monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 10)
    options = replace(
        EUROS if euros else Options(),
        rate_card=random_card(seed, tmp_path),
        fiscal_year_start="2027-01",
        months=24,
        after_retirement="replace" if seed % 3 else "stop",
        scenario="high" if euros else "",
        on_error="skip",
    )
    done = made(tmp_path, in_euros() if euros else varied(), options, name=f"random{seed}")
    assert done.estimate.basis.model.dated
    assert done.estimate.totals.rows > 30
    again = results(recalculated(done.path))
    assert differences(results(done.path), again) == []
    assert again["Checks", "B3"].value == "OK"


ENDS: Mapping[str, tuple[Edit, ...]] = {
    "while the second price is in effect": (rate(1, "retires_on", date(2027, 4, 20)),),
    "in a gap of the replacement": (rate(1, "retires_on", date(2027, 6, 20)),),
    "while the last price is in effect": (rate(1, "retires_on", date(2027, 9, 1)),),
    "before another day": (typed_day("2027-08-20"),),
    "with another period of the replacement": (rate(3, "valid_from", date(2027, 2, 20)),
                                               rate(2, "valid_to", date(2027, 2, 20))),
}  # fmt: skip


@needs_libreoffice
def test_replacements_follow_the_day_on_which_a_model_ends(tmp_path: Path) -> None:
    ending = {"model": "old", "training_price": 3, "input_price": 2, "output_price": 8}
    ending |= {"retires_on": "2027-02-10", "replacement": "gpt-x"}
    options = replace(dated_options(tmp_path, ending, *RATES), after_retirement="replace")
    rows = [{**row, "model": "old"} if row["workload_id"] == "blank" else row for row in ROWS]
    one = made(tmp_path, rows, options, name="replaced")
    paths = [edited(one, tmp_path, name, *edits) for name, edits in ENDS.items()]
    for name, path, shown in zip(ENDS, paths, all_recalculated(paths), strict=True):
        again, found = estimate(path, Options()).estimate, results(shown)
        assert again is not None, name
        for column in ("replacement_cost", "uncovered_cost", "fiscal_year_cost"):
            # A run without any replacement that has a price has no column for one.
            nothing = pl.Series([0] * len(rows))
            figures = [float(amount) for amount in again.frame.get_column(column, default=nothing)]
            assert column_of(found, one, column) == pytest.approx(figures), (name, column)
        assert found["Checks", "B3"].value == "OK", name
