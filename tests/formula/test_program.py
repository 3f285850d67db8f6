from collections.abc import Mapping
from decimal import Decimal
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator.basis.cost_model import load_cost_model
from estimator.formula.exactness import TEXT, ValueKind, number_kind
from estimator.formula.program import (
    CompiledColumn,
    compile_model,
    compiled_columns,
    compute_columns,
    given_kinds,
    needed_columns,
    planned_kinds,
)
from estimator.model.calendar import SPREAD
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import FACTORS, CostModel
from estimator.model.money import EXACT
from estimator.model.schema import price_columns
from tests.oracle import Cell, holds, typed


@cache
def shipped() -> tuple[CostModel, tuple[CompiledColumn, ...]]:
    found, problems = load_cost_model()
    assert problems == []
    assert found is not None
    return found, compiled_columns(found)


def assumed() -> dict[str, Decimal]:
    return {assumption.name: assumption.value for assumption in shipped()[0].assumptions}


def model(**formulas: str) -> CostModel:
    return CostModel(
        tuple(ComputedColumn(name, name, "USD", text, "") for name, text in formulas.items()),
        shipped()[0].assumptions,
    )


def test_the_shipped_model_compiles_whole_and_in_its_own_order() -> None:
    columns, compiled = shipped()
    again, wrong = compile_model(columns)
    assert wrong == ()
    assert [one.name for one in again] == [column.name for column in columns.columns]
    assert again == compiled


def test_every_name_that_is_not_computed_is_known() -> None:
    kinds = given_kinds(shipped()[0])
    assert kinds["epochs"] == number_kind(Decimal(1), Decimal(50), 0, blank=True)
    assert kinds["near_budget_share"] == number_kind(Decimal(0), Decimal(1), 6)
    assert kinds["monthly_input_tokens"].decimals == 2
    assert (kinds["model"].type, kinds["model"].blank) == (TEXT, False)
    assert (kinds["owner"].type, kinds["owner"].blank) == (TEXT, True)
    assert {(kinds[price].decimals, kinds[price].blank) for price in price_columns()} == {
        (6, False)
    }
    assert {kinds[name] for name in FACTORS} == {number_kind(Decimal(0), Decimal(10), 4)}
    assert not any(kinds[assumption.name].blank for assumption in shipped()[0].assumptions)


def within(kind: ValueKind) -> st.SearchStrategy[Decimal]:
    """Numbers that a kind allows, its bounds among them."""
    step = Decimal(1).scaleb(-kind.decimals)
    steps = st.integers(int(kind.low / step), int(kind.high / step))
    return st.sampled_from([kind.low, kind.high]) | steps.map(lambda count: count * step)


def known_kinds() -> dict[str, ValueKind]:
    """The kinds of what the shipped columns name: what is given, and the fiscal year."""
    model_, compiled = shipped()
    return given_kinds(model_) | planned_kinds(
        model_.currency, {one.name: one.kind for one in compiled}
    )


def given_rows() -> st.SearchStrategy[list[dict[str, Cell]]]:
    kinds = known_kinds()
    cells: dict[str, st.SearchStrategy[Cell]] = {}
    for name, kind in kinds.items():
        filled: st.SearchStrategy[Cell] = st.just("x") if kind.type == TEXT else within(kind)
        cells[name] = (filled | st.none()) if kind.blank else filled
    return st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=4)


def texts_of(kinds: Mapping[str, ValueKind]) -> set[str]:
    return {name for name, kind in kinds.items() if kind.type == TEXT}


@settings(max_examples=100, deadline=None)
@given(st.deferred(given_rows))
def test_what_is_known_of_each_shipped_column_holds_for_every_row(
    rows: list[dict[str, Cell]],
) -> None:
    _, compiled = shipped()
    frame = typed(rows, texts_of(known_kinds()))
    priced = compute_columns(frame, compiled, assumed())
    for column in compiled:
        for cell in priced[column.name].to_list():
            assert holds(column.kind, cell), f"{column.name} is {cell}, known as {column.kind}"


def test_a_formula_that_names_a_later_column_is_refused() -> None:
    compiled, wrong = compile_model(model(fee="=support_fee + 1", support_fee="=ROUND(2.5, 2)"))
    assert [column.name for column in compiled] == ["support_fee"]
    assert [name for name, _ in wrong] == ["fee"]
    assert 'no "support_fee" before this column' in wrong[0][1]


def test_a_formula_that_names_its_own_column_is_refused() -> None:
    _, wrong = compile_model(model(running="=running + 1"))
    assert [name for name, _ in wrong] == ["running"]


def test_each_wrong_formula_is_said_once_and_those_after_it_are_left_out() -> None:
    compiled, wrong = compile_model(
        model(
            first="=ROUND(1 +, 2)",
            second="=first + 1",
            third="=second + 1",
            fourth="=tax + 1",
            fifth="=1 + 1",
        )
    )
    assert [column.name for column in compiled] == ["fifth"]
    assert [name for name, _ in wrong] == ["first", "fourth"]


@pytest.mark.parametrize(
    "formula",
    [
        "=" + "(" * 900 + "1" + ")" * 900,
        "=" + "-" * 1900 + "1",
        "=" + "ABS(" * 390 + "1" + ")" * 390,
        "=" + "+".join(["1"] * 990),
    ],
    ids=["parentheses", "signs", "calls", "a sum"],
)
def test_a_formula_of_any_depth_compiles_or_is_said_to_be_wrong(formula: str) -> None:
    compiled, wrong = compile_model(model(deep=formula))
    assert len(compiled) + len(wrong) == 1


def test_a_blank_of_an_earlier_column_is_known_to_later_ones() -> None:
    blank = '=IF(epochs = "", "", epochs)'
    compiled, wrong = compile_model(
        model(some=blank, untested="=some + 1", tested='=IF(some = "", 0, some + 1)')
    )
    assert [column.name for column in compiled] == ["some", "tested"]
    assert wrong == (("untested", 'some can be blank; use it inside IF(some = "", …, …)'),)


def test_columns_are_computed_from_those_before_and_from_the_assumptions() -> None:
    compiled, _ = compile_model(
        model(
            passes='=IF(epochs = "", default_epochs, epochs)',
            more="=passes + 1",
            cost="=ROUND(more * training_price / 10, 2)",
        )
    )
    rows: list[dict[str, Cell]] = [
        {"epochs": None, "training_price": Decimal("0.15")},
        {"epochs": Decimal(7), "training_price": Decimal("2.50")},
    ]
    frame = typed(rows, ())
    found = compute_columns(frame, compiled, {"default_epochs": Decimal(4)})
    assert found.columns == ["epochs", "training_price", "passes", "more", "cost"]
    assert found["more"].to_list() == [5, 8]
    assert found["cost"].to_list() == [Decimal("0.08"), Decimal(2)]
    assert frame.columns == ["epochs", "training_price"]


def test_no_rows_stay_no_rows() -> None:
    compiled, _ = compile_model(model(fee="=2.5", word='=IF(1 = 1, "yes", "no")'))
    frame = pl.DataFrame({"epochs": pl.Series([], dtype=EXACT)})
    found = compute_columns(frame, compiled, {})
    assert found.shape == (0, 3)
    assert found.schema["fee"] == EXACT


CHAIN = {
    "one": "=1 + 1",
    "two": "=one + 1",
    "aside": "=one + 5",
    "epochs_least": "=3",
    "four": "=two + epochs_least",
    "last": "=four + one",
}


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ([], []),
        (["one"], ["one"]),
        (["two"], ["one", "two"]),
        (["four"], ["one", "two", "epochs_least", "four"]),
        (["last", "two"], ["one", "two", "epochs_least", "four", "last"]),
        (["epochs"], []),
    ],
)
def test_the_columns_needed_are_the_wanted_and_all_they_depend_on(
    wanted: list[str], kept: list[str]
) -> None:
    compiled, wrong = compile_model(model(**CHAIN))
    assert wrong == ()
    assert [column.name for column in needed_columns(compiled, wanted)] == kept


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("training_tokens_applied", ["training_tokens_applied"]),
        (
            "monthly_output_tokens_applied",
            ["days_per_month_applied", "monthly_output_tokens_applied"],
        ),
        (
            "training_cost",
            [
                "training_tokens_applied",
                "epochs_applied",
                "validation_share_applied",
                "held_out_tokens",
                "billed_training_tokens",
                "training_token_cost",
                "training_hours_applied",
                "training_hour_cost",
                "evaluations_applied",
                "validation_tokens",
                "validation_cost",
                "metered_training_cost",
                "training_minimum_applied",
                "training_job_cost",
                "training_runs_applied",
                "training_runs_cost",
                "other_one_time_cost_applied",
                "training_cost",
            ],
        ),
    ],
)
def test_what_a_shipped_column_needs(wanted: str, kept: list[str]) -> None:
    assert [column.name for column in needed_columns(shipped()[1], [wanted])] == kept


def test_everything_but_what_stands_aside_is_needed_for_the_totals_and_the_budget() -> None:
    compiled = shipped()[1]
    units = [one.name for one in shipped()[0].columns if one.per_unit]
    wanted = ["first_year_cost", "budget_status", "fiscal_year_variance", *SPREAD, *units]
    kept = needed_columns(compiled, wanted)
    left_out = {column.name for column in compiled} - {column.name for column in kept}
    assert left_out == {"validation_set_value"}
    # The run rate is no part of what is held against a budget.
    of_budget = {column.name for column in needed_columns(compiled, wanted[1 : -len(units)])}
    assert {"annual_cost", "first_year_cost"}.isdisjoint(of_budget)
