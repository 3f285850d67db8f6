"""Groups are those that people see, by engine and not by a spreadsheet's text rules."""

from pathlib import Path

from estimator.cost.totals import FIRST_LOOK
from estimator.model.estimate import LARGEST
from tests.sheets import outcome


def test_groups_are_told_apart_trimmed_and_folded_with_the_first_spelling(tmp_path: Path) -> None:
    names = [
        "Sales",
        " SALES ",
        "R&D*",
        "R&D",
        "010",
        "10",
        "Straße",
        "STRASSE",
        "",
        "élan",
        "Élan",
    ]
    made = outcome(tmp_path, *({"Cost center": name} for name in names)).estimate
    assert made is not None
    assert made.frame["cost_center_key"].to_list() == [1, 1, 4, 5, 6, 7, 2, 2, 8, 3, 3]
    groups = made.totals.groups["cost_center"].sort("key")
    assert groups["label"].to_list() == [
        "Sales", "Straße", "élan", "R&D*", "R&D", "010", "10", "(none)",
    ]  # fmt: skip
    assert groups["rows"].to_list() == [2, 2, 2, 1, 1, 1, 1, 1]


def test_the_costliest_group_comes_first_and_equals_keep_their_order(tmp_path: Path) -> None:
    rows = [
        {"Cost center": "small", "Monthly output tokens": "1"},
        {"Cost center": "first of two"},
        {"Cost center": "second of two"},
    ]
    made = outcome(tmp_path, *rows).estimate
    assert made is not None
    labels = made.totals.groups["cost_center"]["label"].to_list()
    assert labels == ["first of two", "second of two", "small"]


def test_days_per_month_are_assumed_only_where_they_count(tmp_path: Path) -> None:
    daily = {
        "Monthly input tokens": "",
        "Monthly output tokens": "",
        "Daily input tokens": "1",
        "Daily output tokens": "1",
    }
    made = outcome(tmp_path, {}, daily, daily | {"Days per month": "20"}).estimate
    assert made is not None
    taken = {one.assumption.option_name: one.rows for one in made.totals.assumed}
    assert taken["days_per_month"] == 1
    assert taken["epochs"] == 3


def test_a_fraction_in_the_last_of_many_rows_is_found(tmp_path: Path) -> None:
    rows = [{"Monthly output tokens": "1000", "Epochs": "3"}] * (FIRST_LOOK + 1)
    made = outcome(tmp_path, *rows, rows[0] | {"Monthly output tokens": "1000.25"}).estimate
    assert made is not None
    assert "monthly_output_tokens" in made.totals.fractional
    assert made.totals.fractional.isdisjoint({"epochs", "retry_rate", "training_examples"})


def test_equally_expensive_workloads_are_listed_in_their_order(tmp_path: Path) -> None:
    rows = [{"Workload ID": f"W-{n}", "Monthly output tokens": "9000000"} for n in range(40)]
    rows[30]["Monthly output tokens"] = "9900000"
    made = outcome(tmp_path, *rows).estimate
    assert made is not None
    assert made.totals.largest["position"].to_list() == [31, *range(1, LARGEST)]
