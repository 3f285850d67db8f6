"""Workloads that cost nothing, and a run that does."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from estimator.cost.costless import Costless, find_costless, merge_costless
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import CostModel
from estimator.model.estimate import Outcome
from estimator.model.options import SKIP, Options
from estimator.model.problem import TABLE
from estimator.pipeline import check, estimate
from tests.sheets import GOOD, sheet

NOTHING = {"Training tokens": "0", "Monthly input tokens": "0", "Monthly output tokens": "0"}
HOUSE = """
[[column]]
name = "license"
title = "License"
unit = "USD"
total = true
formula = "=ROUND(25, 2)"
description = "For every workload."
"""


def plan(folder: Path, *rows: dict[str, str]) -> Path:
    lines = (GOOD | {"Workload ID": f"W-{n}"} | row for n, row in enumerate(rows, 1))
    return sheet(folder / "plan.csv", *lines)


def said(found: Outcome) -> list[str]:
    return [one.message for one in found.notices if one.code == "costs-nothing"]


@pytest.mark.parametrize("run", [check, estimate])
def test_workloads_that_cost_nothing_are_counted_at_the_first_of_them(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    found = run(plan(tmp_path, {}, NOTHING, {}, *([NOTHING] * 4)))
    assert said(found) == [
        'plan!A3 (Workload ID): 5 workloads cost nothing: "W-2", "W-4", "W-5" and 2 more.'
    ]


@pytest.mark.parametrize("run", [check, estimate])
def test_a_run_that_costs_nothing_is_said(run: Callable[..., Outcome], tmp_path: Path) -> None:
    assert (
        "the whole run, 2 workloads, costs nothing" in said(run(plan(tmp_path, *[NOTHING] * 2)))[0]
    )
    # A card of zeros, or a scenario, makes it so too.
    card = tmp_path / "card.csv"
    card.write_text(
        "Model,Training price,Input price,Output price,Date checked\ngpt-4o,0,0,0,2026-11-01\n"
    )
    assert "the whole run" in said(run(plan(tmp_path, {}), Options(rate_card=str(card))))[0]


def test_only_rows_that_are_priced_count(tmp_path: Path) -> None:
    path = plan(tmp_path, {"Epochs": "x"}, NOTHING, {})
    assert said(estimate(path, Options(on_error=SKIP))) == [
        'plan!A3 (Workload ID): 1 workload costs nothing: "W-2".'
    ]


def test_what_has_a_cost_of_the_house_does_not_cost_nothing(tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text(HOUSE)
    found = estimate(plan(tmp_path, NOTHING), Options(cost_model=tmp_path / "house.toml"))
    assert found.estimate is not None
    assert said(found) == []


def test_the_first_are_those_of_the_first_slices() -> None:
    model = CostModel((ComputedColumn("cost", "Cost", "USD", "=0", "", total=True),), ())

    def part(start: int, *costs: int) -> Costless:
        rows = range(start, start + len(costs))
        ids = [f"W-{row}" for row in rows]
        frame = {TABLE: [0] * len(costs), "source_row": [*rows], "workload_id": ids}
        return find_costless(pl.DataFrame(frame | {"cost": [Decimal(one) for one in costs]}), model)

    whole = merge_costless([part(1, 5, 0), part(3, 1), part(4, 0, 0, 0)])
    assert (whole.rows, whole.count) == (6, 4)
    assert whole.first["source_row"].to_list() == [2, 4, 5]
