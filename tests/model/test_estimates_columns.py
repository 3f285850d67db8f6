"""Columns of Estimates: each once, grouped, and none of them taken for an input."""

from estimator.basis.cost_model import load_cost_model
from estimator.model.calendar import calendar_columns
from estimator.model.cost_model import CostModel
from estimator.model.estimates_columns import (
    IDENTITY,
    MONTH_COST,
    MONTH_OR_CHECK,
    ROW_CHECK,
    compared_columns,
    estimates_columns,
    own_titles,
)
from estimator.model.output_columns import COMPUTED, INPUT, PLANNED, PRICE, output_layout
from estimator.model.plan import Plan
from estimator.model.schema import workloads_schema

PLAN = Plan("2027-11", 14)


def shipped_model() -> CostModel:
    model, _ = load_cost_model()
    assert model is not None
    return model


def test_every_column_of_the_result_is_there_once_under_a_title_of_its_own() -> None:
    model = shipped_model()
    columns = estimates_columns(model, PLAN)
    names = [one.name for one in columns]
    assert len(set(names)) == len(names)
    # The columns of an Excel table are named without regard to case.
    assert len({one.title.casefold() for one in columns}) == len(columns)
    assert {one.name for one in output_layout(model)} < set(names)


def test_columns_stand_in_groups_from_who_it_is_to_where_it_came_from() -> None:
    columns = estimates_columns(shipped_model(), PLAN)
    names = [one.name for one in columns]
    assert tuple(names[: len(IDENTITY)]) == IDENTITY
    roles = [one.role for one in columns]
    last_input = max(n for n, role in enumerate(roles) if role == INPUT)
    assert names[last_input] == "annual_budget"
    first = {name: names.index(name) for name in ("training_cost", "2027-11", "row_check")}
    assert last_input < first["training_cost"] < first["2027-11"] < first["row_check"]
    assert names[-3:] == ["source_file", "source_sheet", "source_row"]


def test_each_month_of_the_plan_is_a_column_in_order() -> None:
    months = [one for one in estimates_columns(shipped_model(), PLAN) if one.role == MONTH_COST]
    assert [one.name for one in months] == list(PLAN.months)
    assert [one.title for one in months] == list(PLAN.months)
    assert {one.unit for one in months} == {"USD"}


def test_rows_of_a_large_sheet_have_no_checks_and_no_workings_of_the_calendar() -> None:
    model = shipped_model()
    live, stored = (estimates_columns(model, PLAN, live=one) for one in (True, False))
    assert set(stored) < set(live)
    left_out = set(live) - set(stored)
    assert {one.role for one in left_out} == {ROW_CHECK, PLANNED}
    assert not any(one.role == ROW_CHECK for one in stored)
    planned = [one.name for one in stored if one.role == PLANNED]
    assert planned == ["usage_months", "fiscal_year_cost"]


def test_own_titles_are_found_by_name_and_by_title_but_inputs_are_not_among_them() -> None:
    titles = own_titles(shipped_model(), PLAN)
    assert titles["annualcost"] == "Annual cost"
    assert titles["sourcerow"] == "Source row"
    assert titles["runsfrom"] == "Runs from"
    assert titles["rowcheck"] == "Row check"
    inputs = {word for one in workloads_schema().columns.values() for word in (one.name, one.title)}
    assert not inputs & {*titles, *titles.values()}


def test_months_and_checks_of_any_plan_are_known_by_their_headers() -> None:
    columns = estimates_columns(shipped_model(), Plan("2031-03", 60))
    found = {one.title for one in columns if MONTH_OR_CHECK.fullmatch(one.title)}
    checks = {one.title for one in columns if one.role == ROW_CHECK}
    assert found == {*Plan("2031-03", 60).months, *checks} - {"Row check"}


def test_every_formula_of_a_row_but_keys_and_months_is_compared() -> None:
    model = shipped_model()
    formulas = [
        one.name for one in estimates_columns(model, PLAN) if one.role in {PRICE, COMPUTED, PLANNED}
    ]
    assert sorted(compared_columns(model)) == sorted(formulas)
    assert {one.name for one in calendar_columns(1)} - {"m1_cost"} < set(compared_columns(model))
