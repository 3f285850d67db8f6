"""Choosing the rate card of a run: the one of a workbook that is read keeps its shipped name."""

import json
from datetime import date
from pathlib import Path

import pytest

from estimator.basis import card_choice, rate_card
from estimator.model.options import Options
from estimator.outputs import save_estimate
from estimator.pipeline import estimate
from tests.sheets import GOOD, sheet

RATE = {"model": "gpt-4o", "training_price": 3, "input_price": 2, "output_price": 8}
CARD = {
    "name": "two-periods",
    "currency": "USD",
    "source": "A price list.",
    "date_checked": "2026-11-20",
    "caution": "Mind the second price.",
    "rates": [
        {**RATE, "valid_to": "2027-03-01"},
        {**RATE, "input_price": 1, "valid_from": "2027-03-01"},
    ],
}


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shipped card with two prices of a model."""
    path = tmp_path / "two-periods.json"
    path.write_text(json.dumps(CARD), encoding="utf-8")
    for module in (card_choice, rate_card):
        monkeypatch.setattr(module, "shipped_cards", lambda: {"two-periods": path})


@pytest.mark.usefixtures("shipped")
def test_a_card_with_periods_is_not_called_edited_when_it_is_read_again(tmp_path: Path) -> None:
    rows = (
        GOOD | {"Workload ID": name, "Start month": f"2027-0{n}"}
        for n, name in ((1, "A"), (4, "B"))
    )
    first = estimate(sheet(tmp_path / "plan.csv", *rows), Options(rate_card="two-periods"))
    book = tmp_path / "plan.xlsx"
    assert save_estimate(first, book).estimate is not None
    again = estimate(book).estimate
    assert again is not None
    assert again.basis.card.name == "two-periods"
    assert again.basis.card.caution == CARD["caution"]
    days = [(rate.valid_from, rate.valid_to) for rate in again.basis.list_prices]
    assert days == [(None, date(2027, 3, 1)), (date(2027, 3, 1), None)]
