"""Prices that are known for a later day: by hand, recalculated, edited, and sent in again.

The amounts were added up on paper from the card below.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from estimator.basis.rate_card import load_rate_card, shipped_cards
from estimator.cost.other_card import OtherCardPrices
from estimator.model.options import Options
from estimator.model.own_workbook import AS_OF_LABEL
from estimator.pipeline import estimate
from estimator.report import grid
from estimator.report.sheets.check_lines import WRONG_PERIODS
from estimator.report.sheets.rates_layout import FIRST_ROW, rates_layout
from estimator.report.sheets.row_lines import NO_PRICE
from tests.agreement.test_model_ends import amounts, by_id, column_of, priced
from tests.workbooks import (
    EUROS,
    LAST_DAYS,
    Made,
    Record,
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

FALLS, AGAIN = "2027-03-01", "2027-08-15"
X = {"model": "gpt-x", "aliases": ["x"], "training_price": 3, "input_price": 2, "output_price": 8}
RATES: tuple[dict[str, Any], ...] = (
    X | {"cached_input_price": 1, "valid_to": FALLS},
    {"model": "gpt-y", "training_price": 3, "input_price": 1, "output_price": 4},
    # The second price ends before the third begins.
    X | {"input_price": 1.5, "output_price": 6, "valid_from": FALLS, "valid_to": "2027-06-01"},
    X | {"training_price": 2, "input_price": 1, "output_price": 5, "valid_from": AGAIN},
)
USUAL = {"epochs": "3", "retry_rate": "0", "cached_input_share": "10%", "cost_center": "One"}
TOKENS = {
    "training_tokens": "1M",
    "monthly_input_tokens": "10M",
    "monthly_output_tokens": "2M",
}
STARTS: Mapping[str, Record] = {
    "blank": {"model": "gpt-x"},
    "march": {"model": "X", "start_month": "2027-03"},
    "september": {"model": "gpt-x", "start_month": "2027-09"},
    "other": {"model": "gpt-y", "start_month": "2027-09"},
    "over": {"model": "gpt-x", "end_month": "2027-02"},
}
ROWS = [{"workload_id": name, **USUAL, **TOKENS, **row} for name, row in STARTS.items()]
# 9.00 once and 35.00 a month: 9M at 2.00, 1M at 1.00, 2M at 8.00. From March 27.00 a month, from
# September 6.00 once and 20.00 a month; the other model 9.00 and 18.00.
PLANNED = {
    "blank": "429.00",
    "march": "279.00",
    "september": "86.00",
    "other": "81.00",
    "over": "79.00",
}


def write_card(folder: Path, *rates: Mapping[str, Any]) -> Options:
    """The options of a run from January 2027 with these rates, in effect since November 2026."""
    card = {"name": "own", "currency": "USD", "source": "x", "date_checked": "2026-11-29"}
    path = folder / "card.json"
    path.write_text(json.dumps({**card, "rates": rates or RATES}))
    return Options(rate_card=str(path), fiscal_year_start="2027-01")


def test_a_workload_takes_the_price_of_its_start_month_and_keeps_it(tmp_path: Path) -> None:
    found = priced(tmp_path, *ROWS, options=write_card(tmp_path))
    assert by_id(found, "fiscal_year_cost") == amounts(PLANNED)
    days = dict.fromkeys(PLANNED, "2027-01-01") | {"march": "2027-03-01"}
    days |= dict.fromkeys(("september", "other"), "2027-09-01")
    assert dict(found.frame.select("workload_id", "price_date").iter_rows()) == days


def test_the_as_of_date_is_the_price_date_of_what_started_before_it(tmp_path: Path) -> None:
    options = replace(write_card(tmp_path), as_of="2027-03-01")
    found = priced(tmp_path, *ROWS, options=options)
    prices = dict(found.frame.select("workload_id", "input_price").iter_rows())
    assert prices["blank"] == prices["march"] == Decimal("1.5")
    # The day before it the first price is still in effect.
    options = replace(options, as_of="2027-02-28")
    found = priced(tmp_path, *ROWS, options=options)
    prices = dict(found.frame.select("workload_id", "input_price").iter_rows())
    assert (prices["blank"], prices["march"]) == (Decimal(2), Decimal("1.5"))


def test_a_later_price_is_a_notice_for_the_workloads_that_run_on_its_day(tmp_path: Path) -> None:
    found = priced(tmp_path, *ROWS, options=write_card(tmp_path))
    told = [one.wording for one in found.problems if one.code == "price-changes"]
    kept = "workloads that start before that keep the price of their start month."
    cached, trained = "cached input price 1.00 becomes 1.50", "training price 3.00 becomes 2.00"
    changes = (
        (f"input price 2.00 becomes 1.50, {cached} and output price 8.00 becomes 6.00", FALLS),
        (f"{trained}, input price 2.00 becomes 1.00 and output price 8.00 becomes 5.00", AGAIN),
        (f"{trained}, input price 1.50 becomes 1.00 and output price 6.00 becomes 5.00", AGAIN),
    )
    assert told == [f"gpt-x: {change} on {day}; {kept}" for change, day in changes]


def test_the_end_of_a_price_without_a_later_one_is_a_notice(tmp_path: Path) -> None:
    options = write_card(tmp_path, X | {"valid_to": FALLS})
    rows = [one for one in ROWS if one["workload_id"] in {"blank", "over"}]
    found = priced(tmp_path, *rows, options=options)
    (notice,) = (one for one in found.problems if one.code == "price-changes")
    assert "gpt-x has no price on the rate card from 2027-03-01 on; " in notice.message
    assert not notice.also, "what ends before that day"


@pytest.mark.parametrize(
    ("rates", "start", "day"),
    [
        (RATES, "2027-06", "2027-06-01"),
        (RATES, "2027-08", "2027-08-01"),
        ((X | {"valid_to": FALLS},), "2027-03", "2027-03-01"),
        ((X | {"valid_from": FALLS},), "2027-02", "2027-02-01"),
        ((X | {"valid_from": FALLS},), "", "2027-01-01"),
    ],
    ids=["gap", "gap to the middle of a month", "ended", "before the first day", "blank"],
)
def test_a_start_without_a_price_is_a_problem(
    tmp_path: Path, rates: tuple[dict[str, Any], ...], start: str, day: str
) -> None:
    (tmp_path / "w.csv").write_text(
        f"ID,Model,Training tokens,Monthly input tokens,Monthly output tokens,Start month\n"
        f"A,gpt-x,1,1,1,{start}\n",
        encoding="utf-8",
    )
    outcome = estimate(tmp_path / "w.csv", write_card(tmp_path, *rates))
    (problem,) = outcome.errors
    assert problem.code == "no-price-on-date"
    assert problem.expected == f"a model that own has a price for on {day}"


def test_training_is_asked_of_the_price_of_the_day(tmp_path: Path) -> None:
    later = {**X, "valid_from": FALLS}
    del later["training_price"]
    options = write_card(tmp_path, X | {"valid_to": FALLS}, later)
    path = tmp_path / "w.csv"
    rows = "A,gpt-x,1M,1,1,2027-02\nB,gpt-x,1M,1,1,2027-03\n"
    path.write_text(
        f"ID,Model,Training tokens,Monthly input tokens,Monthly output tokens,Start month\n{rows}"
    )
    (problem,) = estimate(path, options).errors
    assert (problem.code, problem.row) == ("not-trainable", 3)


def test_a_replacement_has_the_price_of_the_first_month_after_the_model(tmp_path: Path) -> None:
    ending = {"model": "old", "training_price": 3, "input_price": 2, "output_price": 8}
    ending |= {"retires_on": "2027-02-10", "replacement": "gpt-x"}
    options = replace(write_card(tmp_path, ending, *RATES), after_retirement="replace")
    row = {"workload_id": "A", "model": "old", **USUAL, **TOKENS}
    found = priced(tmp_path, row, options=options)
    # Trained once, and two months of 20.00 + 16.00; then trained at 3.00, and ten of 27.00.
    assert by_id(found, "replacement_cost") == {"A": Decimal("279.00")}
    assert by_id(found, "fiscal_year_cost") == {"A": Decimal("360.00")}
    # In a gap it has no price, and covers nothing.
    options = write_card(tmp_path, ending | {"retires_on": "2027-05-02"}, *RATES)
    found = priced(tmp_path, row, options=replace(options, after_retirement="replace"))
    assert found.totals.calendar.portfolio_amounts["uncovered_cost"] == 7 * Decimal(36)


def test_on_another_card_each_workload_takes_its_own_day(tmp_path: Path) -> None:
    options = write_card(tmp_path, *RATES)
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
    year = other.sum_year(part.frame, part.by_month).item()
    assert year == 2 * sum(amounts(PLANNED).values())


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("dated")
    return made(folder, ROWS, write_card(folder), name="dated")


def test_the_periods_of_a_model_stand_together_and_it_is_offered_once(workbook: Made) -> None:
    book = load_workbook(workbook.path)
    layout, page = rates_layout(workbook.estimate), book["Rates"]

    def column(name: str) -> list[Any]:
        rows = range(FIRST_ROW, FIRST_ROW + len(RATES))
        return [page[layout.cell(name, row)].value for row in rows]

    assert column("model") == ["gpt-x", "gpt-x", "gpt-x", "gpt-y"]
    first, *_ = column("valid_from")
    *_, last = column("valid_to")
    assert (first.date(), last.date()) == (date(1901, 1, 1), date(9999, 12, 31))
    shown = page[layout.cell("valid_from", FIRST_ROW)].number_format
    assert shown.endswith('"always"')
    reference = book.defined_names["rate_choices"].attr_text
    name, _, span = reference.partition("!")
    assert [cell.value for (cell,) in book[name][span.replace("$", "")]] == ["gpt-x", "gpt-y"]


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
    again = estimate(later, replace(write_card(tmp_path), as_of="")).estimate
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
    options = replace(write_card(tmp_path, ending, *RATES), after_retirement="replace")
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
