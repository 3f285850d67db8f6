"""Prices that change while workloads run, and workloads without a price on their price date."""

from pathlib import Path
from typing import Any

import pytest

from estimator.pipeline import estimate
from tests.agreement.test_model_ends import priced
from tests.dated import AGAIN, FALLS, RATES, ROWS, X, dated_options


def test_a_later_price_is_a_notice_for_the_workloads_that_run_on_its_day(tmp_path: Path) -> None:
    found = priced(tmp_path, *ROWS, options=dated_options(tmp_path))
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
    options = dated_options(tmp_path, X | {"valid_to": FALLS})
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
    outcome = estimate(tmp_path / "w.csv", dated_options(tmp_path, *rates))
    (problem,) = outcome.errors
    assert problem.code == "no-price-on-date"
    assert problem.expected == f"a model that own has a price for on {day}"


def test_training_is_asked_of_the_price_of_the_day(tmp_path: Path) -> None:
    later = {**X, "valid_from": FALLS}
    del later["training_price"]
    options = dated_options(tmp_path, X | {"valid_to": FALLS}, later)
    path = tmp_path / "w.csv"
    rows = "A,gpt-x,1M,1,1,2027-02\nB,gpt-x,1M,1,1,2027-03\n"
    path.write_text(
        f"ID,Model,Training tokens,Monthly input tokens,Monthly output tokens,Start month\n{rows}"
    )
    (problem,) = estimate(path, options).errors
    assert (problem.code, problem.row) == ("not-trainable", 3)
