"""Rate cards: shipped, from a file, from a sheet; and what is wrong with one."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from estimator.basis.rate_card import load_rate_card, shipped_cards
from estimator.model.options import Options
from estimator.model.problem import Problem
from estimator.model.rate_card import RateCard
from estimator.outputs import save_estimate
from estimator.pipeline import estimate
from tests.sheets import GOOD, codes, sheet

RATE = {"model": "gpt-4o", "training_price": 3, "input_price": 2.5, "output_price": 10}
CARD = {"name": "ours", "currency": "USD", "source": "x", "date_checked": "2026-11-01", "rates": [RATE]}  # fmt: skip  # noqa: E501


def told(folder: Path, card: dict[str, Any]) -> list[str]:
    path = folder / "card.json"
    path.write_text(json.dumps(card))
    _, problems = load_rate_card(str(path))
    assert all(problem.exit_code == 2 for problem in problems)
    return [problem.message for problem in problems]


def test_the_shipped_cards_are_sound_and_the_guides_prices_are_the_guides() -> None:
    names = ["azure-2026-08", "fireworks-2026-10", "guide-2026", "openai-2026-11"]
    assert list(shipped_cards()) == names
    guide, problems = load_rate_card("guide-2026")
    assert guide is not None
    assert problems == []
    prices = {
        rate.model: tuple(
            rate.given_prices[f"{kind}_price"] for kind in ("training", "input", "output")
        )
        for rate in guide.rates
    }
    assert prices == {
        "gpt-4o-mini": (Decimal("1.00"), Decimal("0.15"), Decimal("0.60")),
        "gpt-4o": (Decimal("3.00"), Decimal("2.50"), Decimal("10.00")),
        "gpt-4-turbo": (Decimal("2.70"), Decimal("3.00"), Decimal("15.00")),
        "gpt-3.5-turbo": (Decimal("0.80"), Decimal("0.30"), Decimal("1.50")),
    }


def test_a_card_without_a_mistake_has_no_problem(tmp_path: Path) -> None:
    assert told(tmp_path, CARD) == []


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ([{**RATE, "training_price": -1}], "rates[0].training_price"),
        ([{**RATE, "training_price": "3"}], "rates[0].training_price"),
        ([{**RATE, "price": 3}], "'price' was unexpected"),
        ([{"model": "gpt-4o"}], "'input_price' is a required property"),
        ([{**RATE, "model": "GPT 4"}], "rates[0].model"),
        ([{**RATE, "valid_from": "1.1.2026"}], "is not a 'date'"),
        ([RATE, RATE], "Periods must not overlap."),
        (
            [{**RATE, "valid_to": "2027-01-01"}, {**RATE, "valid_from": "2026-12-01"}],
            "gpt-4o has prices until 2027-01-01, and others from 2026-12-01 on.",
        ),
        (
            [
                {**RATE, "valid_to": "2027-01-01"},
                {**RATE, "valid_from": "2027-01-01", "retires_on": "2027-09-01"},
            ],
            '"Retires on" of gpt-4o is nothing and "2027-09-01" in several rows.',
        ),
        (
            [{**RATE, "valid_from": "2026-02-01", "valid_to": "2026-01-01"}],
            "has prices from 2026-02-01 to 2026-01-01, which is no day.",
        ),
        (
            [RATE, {**RATE, "model": "other", "aliases": ["GPT-4o"]}],
            "is a name of gpt-4o and other",
        ),
        ([{**RATE, "input_price": 0.1234567}], "more than 6 decimals"),
        ([], "rates"),
    ],
)
def test_a_mistake_in_a_card_is_placed(
    rates: list[dict[str, Any]], said: str, tmp_path: Path
) -> None:
    assert any(said in message for message in told(tmp_path, {**CARD, "rates": rates}))


def test_a_card_may_be_a_csv_file_and_its_problems_have_cells(tmp_path: Path) -> None:
    row = {"Model": "gpt-4o", "Training": "$3.00", "Input": "2.5", "Output": "10", "Date checked": "2026-11-01"}  # fmt: skip  # noqa: E501
    card, problems = load_rate_card(str(sheet(tmp_path / "ours.csv", row)))
    assert problems == []
    assert card is not None
    assert (card.name, card.date_checked) == ("ours", date(2026, 11, 1))
    assert card.rates[0].given_prices["training_price"] == 3
    _, problems = load_rate_card(str(sheet(tmp_path / "ours.csv", row | {"Input": "cheap"})))
    assert [(one.place, one.code, one.exit_code) for one in problems] == [
        ("ours!C2", "not-a-number", 2)
    ]


LOW_HEADERS = "Model,Training price,Input price,Output price,Date checked"
LOW_PRICES = "m,0.001,0.004,0.01,2026-11-01"


@pytest.mark.parametrize(
    "lines",
    [
        ("Prices in USD per 1M tokens", LOW_HEADERS, LOW_PRICES),
        (LOW_HEADERS, ",USD/1M tokens,$/MTok,$/MTok", LOW_PRICES),
        (f"{LOW_HEADERS},Unit", f"{LOW_PRICES},per 1M tokens"),
    ],
)
def test_low_prices_are_taken_where_a_text_beside_the_headers_says_their_unit(
    lines: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "card.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    card, problems = load_rate_card(str(path))
    assert problems == []
    assert card is not None
    assert card.rates[0].given_prices["input_price"] == Decimal("0.004")


def test_prices_follow_the_day_and_the_start_month_if_that_is_later(tmp_path: Path) -> None:
    later = {**RATE, "training_price": 9, "valid_from": "2026-11-01"}
    path = tmp_path / "card.json"
    path.write_text(json.dumps({**CARD, "rates": [{**RATE, "valid_to": "2026-11-01"}, later]}))

    def training(as_of: str, start: str) -> Decimal:
        plan = sheet(tmp_path / "plan.csv", GOOD | {"Epochs": "1", "Start month": start})
        found = estimate(plan, Options(rate_card=str(path), as_of=as_of))
        assert found.estimate is not None
        return found.estimate.totals.by_column["training_cost"]

    early, late = "2026-10", "2026-11"
    assert [training(day, early) for day in ("2026-10-31", "2026-11-01")] == [3, 9]
    assert [training(day, late) for day in ("2026-10-31", "2026-11-01")] == [9, 9]
    # A blank start month is the first of the plan.
    assert training("2026-10-31", "") == 9


def test_a_workbook_of_ours_brings_its_own_prices_and_assumptions(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD)
    assert save_estimate(estimate(plan), tmp_path / "first.xlsx").exit_code == 0
    book = load_workbook(tmp_path / "first.xlsx")
    book["Rates"]["C8"] = 30
    # Saved without recalculating, a formula has no value: type what the missing cached prices are.
    book["Rates"]["E9"], book["Rates"]["E10"] = 3, 0.3
    book["Assumptions"]["B6"] = 1
    book.save(tmp_path / "edited.xlsx")
    found = estimate(tmp_path / "edited.xlsx")
    # Its prices, its assumptions and its plan.
    assert codes(found) == ["workbook-values"] * 3
    assert found.estimate is not None
    assert found.estimate.totals.by_column["training_cost"] == 30
    assert found.estimate.passed_through.columns == []
    other = estimate(tmp_path / "edited.xlsx", Options(rate_card="guide-2026"))
    assert other.estimate is not None
    assert other.estimate.totals.by_column["training_cost"] == 3


def test_a_missing_cached_price_is_still_missing_on_the_way_back(tmp_path: Path) -> None:
    cached = GOOD | {"Model": "gpt-4-turbo", "Cached input share": "50%"}
    plan = sheet(tmp_path / "plan.csv", cached)
    assert save_estimate(estimate(plan), tmp_path / "1.xlsx").exit_code == 0
    again = estimate(tmp_path / "1.xlsx")
    assert "no-cached-price" in codes(again)
    assert save_estimate(again, tmp_path / "2.xlsx").exit_code == 0
    follows = [load_workbook(tmp_path / f"{n}.xlsx")["Rates"]["E9"].value for n in (1, 2)]
    assert follows == ["=D9", "=D9"]


def test_a_card_may_be_a_sheet_of_a_workbook_under_a_title(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "ours.xlsx"))
    page = book.add_worksheet("Prices")
    page.write_string(0, 0, "Negotiated prices")
    headings = ("Model", "Aliases", "Training price", "Input price", "Output price", "Date checked")
    page.write_row(2, 1, headings)
    page.write_row(3, 1, ("gpt-4o", "4o; omni", 2.5, 2, 8.25, "2026-11-01"))
    page.write_row(4, 1, ("gpt-4o-mini", "", "n/a", 0.1, 0.4, "2026-11-01"))
    book.close()
    _, problems = load_rate_card(str(tmp_path / "ours.xlsx"))
    assert [(one.place, one.exit_code) for one in problems] == [("Prices!D5", 2)]


def test_input_names_the_rates_sheet_of_the_input_itself(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "plan.xlsx"))
    plan, rates = book.add_worksheet("Plan"), book.add_worksheet("Rates")
    plan.write_row(0, 0, list(GOOD))
    plan.write_row(1, 0, list(GOOD.values()))
    rates.write_row(0, 0, ("Model", "Training price", "Input price", "Output price"))
    rates.write_row(1, 0, ("gpt-4o", 7, 7, 7))
    book.close()

    def priced(card: str) -> tuple[str, Decimal]:
        options = Options(rate_card=card, as_of="2026-11-22", assume=("epochs=1",))
        found = estimate(tmp_path / "plan.xlsx", options).estimate
        assert found is not None
        return found.basis.card.name, found.totals.by_column["training_cost"]

    # In a workbook that is not ours, its Rates count only when asked for.
    assert priced("") == ("guide-2026", Decimal(3))
    assert priced("input") == ("plan", Decimal(7))


def test_a_dash_in_a_card_is_no_price_and_not_a_free_one(tmp_path: Path) -> None:
    row = {"Model": "gpt-4o", "Training": "3", "Input": "2", "Cached": "-", "Output": "10", "Date checked": "2026-11-01"}  # fmt: skip  # noqa: E501
    card, problems = load_rate_card(str(sheet(tmp_path / "ours.csv", row)))
    assert problems == []
    assert card is not None
    assert "cached_input_price" not in card.rates[0].given_prices
    card, problems = load_rate_card(str(sheet(tmp_path / "ours.csv", row | {"Output": "-"})))
    assert [one.code for one in problems] == ["missing-value"]


def test_edited_prices_of_a_workbook_no_longer_go_by_the_cards_name(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD | {"Model": "gpt-4o"})
    assert save_estimate(estimate(plan), tmp_path / "first.xlsx").exit_code == 0
    same = _edited(tmp_path, 3)
    other = _edited(tmp_path, 30)
    assert (same.name, other.name) == ("guide-2026", "guide-2026 (edited)")
    assert "edited" in other.source
    assert other.caution == same.caution != ""


def _edited(folder: Path, price: float) -> RateCard:
    book = load_workbook(folder / "first.xlsx")
    book["Rates"]["C8"] = price
    book["Rates"]["E9"], book["Rates"]["E10"] = 3, 0.3
    book.save(folder / "edited.xlsx")
    made = estimate(folder / "edited.xlsx").estimate
    assert made is not None
    return made.basis.card


def test_a_price_is_read_in_the_unit_that_its_header_states(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "Model,Training price ($/1K tokens),Input price (per token),Output price per 1M tokens,"
        "Batch input price per 1K tokens,Validation price ($/1K tokens),Hosting price ($/hour),"
        "Storage price ($/month),Training price per hour,Job limit (USD),Discount,Date checked\n"
        "m-1,0.025,0.0000002,0.6,0.0001,0.003,1.7,2,100,5000,12.5%,2026-11-01\n"
    )
    card, problems = load_rate_card(str(path))
    assert card is not None, problems
    (rate,) = card.rates
    assert {name: str(price.normalize()) for name, price in rate.given_prices.items()} == {
        "training_price": "25",
        "input_price": "0.2",
        "output_price": "0.6",
        "batch_input_price": "0.1",
        "training_hour_price": "1E+2",
        "validation_price": "3",
        "hosting_price": "1.7",
        "storage_price": "2",
    }
    assert (rate.job_limit, rate.discount) == (Decimal(5000), Decimal("0.125"))
    # Each factor is said.
    assert [one.code for one in problems] == ["heading-multiplier"] * 4


def test_entries_that_differ_in_tier_can_share_a_name(tmp_path: Path) -> None:
    def card_with(*tiers: str) -> tuple[RateCard | None, list[Problem]]:
        rows = [f"m-{n},m,{tier},1,1,2,2026-11-22" for n, tier in enumerate(tiers)]
        path = tmp_path / "card.csv"
        header = "Model,Aliases,Tier,Training price,Input price,Output price,Date checked"
        path.write_text("\n".join([header, *rows]) + "\n")
        return load_rate_card(str(path))

    card, problems = card_with("Global", "Local")
    assert problems == []
    assert card is not None
    assert "m" not in card.models_by_name()
    assert card.shared_names() == {"m": ("m-0", "m-1")}
    card, (problem,) = card_with("Global", "Global")
    assert card is None
    assert '"m" is a name of m-0 and m-1' in problem.message
