"""A card with prices of several periods, workloads that start in each, and what they cost."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from estimator.model.options import Options
from tests.workbooks import Record

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


def dated_options(folder: Path, *rates: Mapping[str, Any]) -> Options:
    """The options of a run from January 2027 with these rates, in effect since November 2026."""
    card = {"name": "own", "currency": "USD", "source": "x", "date_checked": "2026-11-29"}
    path = folder / "card.json"
    path.write_text(json.dumps({**card, "rates": rates or RATES}))
    return Options(rate_card=str(path), fiscal_year_start="2027-01")
