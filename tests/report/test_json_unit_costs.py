"""Unit costs in the JSON, of all workloads and of groups."""

from pathlib import Path

from estimator.report.json_unit_costs import unit_cost_list
from tests.sheets import outcome

# 3.00 for training; 2.50 + 10.00, and 5 % for retries, for 2M tokens a month.
ROW = {"Epochs": "1", "Start month": "2027-01"}


def test_each_says_the_cost_the_quantity_and_the_one_by_the_other(tmp_path: Path) -> None:
    rows = ({**ROW, "Cost center": one} for one in ("A", "A", "B"))
    found = unit_cost_list(outcome(tmp_path, *rows).estimate)
    assert [one["name"] for one in found] == [
        "cost_per_1m_tokens",
        "fiscal_year_cost_per_1m_tokens",
    ]
    month, year = found
    whole = {"cost": "39.39", "quantity": "6", "unit_cost": "6.565"}
    half = {"cost": "26.26", "quantity": "4", "unit_cost": "6.565"}
    rest = {"cost": "13.13", "quantity": "2", "unit_cost": "6.565"}
    assert month == {
        "name": "cost_per_1m_tokens",
        "title": "Cost per 1M tokens",
        "unit": "USD per 1M tokens",
        **whole,
        "by_model": [{"model": "gpt-4o", **whole}],
        "by_cost_center": [{"cost_center": "A", **half}, {"cost_center": "B", **rest}],
    }
    # Training is in the year: (3 x 3.00 + 12 x 39.39) / (12 x 6).
    assert (year["cost"], year["quantity"], year["unit_cost"]) == ("481.68", "72", "6.69")


def test_a_workload_without_a_quantity_counts_in_no_cost(tmp_path: Path) -> None:
    none = {"Monthly input tokens": "0", "Monthly output tokens": "0"}
    dear = {**none, "Other monthly cost": "1000"}
    month, year = unit_cost_list(outcome(tmp_path, ROW, dear).estimate)
    assert (month["cost"], month["unit_cost"]) == ("13.13", "6.565")
    assert year["cost"] == "160.56"
    (month, _) = unit_cost_list(outcome(tmp_path, none).estimate)
    assert (month["cost"], month["quantity"], month["unit_cost"]) == ("0.00", "0", None)


def test_units_of_the_users_own_are_named_and_not_added_where_they_differ(tmp_path: Path) -> None:
    tickets = {**ROW, "Units per month": "100", "Unit name": "ticket"}
    same = {**tickets, "Unit name": "Ticket "}
    found = unit_cost_list(outcome(tmp_path, tickets, same, ROW).estimate)
    named = {one["name"]: one for one in found}
    one = named["cost_per_unit"]
    assert one["title"] == "Cost per ticket"
    assert (one["cost"], one["quantity"], one["unit_cost"]) == ("26.26", "200", "0.1313")
    assert named["fiscal_year_cost_per_unit"]["title"] == "Fiscal-year cost per ticket"
    tokens = ["cost_per_1m_tokens", "fiscal_year_cost_per_1m_tokens"]
    for other in ({"Unit name": "page"}, {"Unit name": ""}):
        mixed = unit_cost_list(outcome(tmp_path, tickets, {**tickets, **other}).estimate)
        assert [one["name"] for one in mixed] == tokens
    # A name without units is of nothing.
    idle = {**tickets, "Units per month": "", "Unit name": "page"}
    found = unit_cost_list(outcome(tmp_path, tickets, idle).estimate)
    assert "Cost per ticket" in {one["title"] for one in found}
    nameless = {**tickets, "Unit name": ""}
    found = unit_cost_list(outcome(tmp_path, nameless).estimate)
    assert "Cost per unit" in {one["title"] for one in found}


def test_there_is_nothing_without_an_estimate() -> None:
    assert unit_cost_list(None) == []
