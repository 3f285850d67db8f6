from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import compress
from operator import itemgetter
from random import Random

import polars as pl
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from polars.testing import assert_frame_equal

from estimator.basis.cost_model import load_cost_model
from estimator.cost.groups import add_group_keys, number_groups
from estimator.cost.pricing import price_workloads
from estimator.cost.totals import Sums, column_totals, merge_sums, sum_rows
from estimator.formula.check import column_kind
from estimator.formula.exactness import TEXT, ValueKind, number_kind
from estimator.formula.excel import cell_formula
from estimator.formula.program import CompiledColumn, compiled_columns, compute_columns
from estimator.formula.syntax import (
    Call,
    FormulaError,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    TextLiteral,
)
from estimator.model.basis import Basis
from estimator.model.calendar import PLANNED_COST, USAGE_MONTHS
from estimator.model.cost_model import FACTORS, ONE, CostModel, Scenario
from estimator.model.estimate import DIMENSIONS
from estimator.model.money import DOLLARS
from estimator.model.plan import STOP, Plan, month_number, month_of_number
from estimator.model.problem import TABLE
from estimator.model.rate_card import Rate, RateCard, hold_forever
from estimator.model.schema import workloads_schema
from tests.oracle import (
    USUAL_FILLS,
    Amounts,
    Cell,
    Offer,
    Row,
    Value,
    charged_prices,
    costs,
    exact,
    holds,
    typed,
    value,
)
from tests.rates import rate_of, without_price

Workload = dict[str, Cell]
Prices = Mapping[str, Decimal]
Terms = tuple[list[Workload], tuple[Rate, ...], dict[str, Decimal]]

PLAN = Plan("2027-01")
modest = settings(max_examples=100, deadline=None)


@cache
def program() -> tuple[CostModel, tuple[CompiledColumn, ...]]:
    found, problems = load_cost_model()
    assert found is not None, problems
    return found, compiled_columns(found)


# What there is to price.

MODELS = ("small", "large", "old")
SLICE = 2


def amounts(least: str, most: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(least), Decimal(most), places=places)


def tokens(most: str = "500000000000") -> st.SearchStrategy[Decimal]:
    # Odd multiples of these make half cents at prices such as 1.00, 2.50 and 0.15.
    steps = st.sampled_from([5000, 5000, 2000, 100_000])
    ties = st.tuples(steps, st.integers(0, 40)).map(lambda t: Decimal(t[0] * (2 * t[1] + 1)))
    return st.one_of(ties, ties, ties, amounts("0", "20000", 2), amounts("0", most, 2))


def price() -> st.SearchStrategy[Decimal]:
    ties = st.sampled_from(["1.00", "2.50", "3.00", "0.15", "0.075", "0.30", "1.25"]).map(Decimal)
    return st.one_of(ties, ties, ties, amounts("0", "100000", 6))


def share() -> st.SearchStrategy[Decimal]:
    usual = st.sampled_from(["0.05", "0.1", "0.125", "0.25", "0.5", "0", "1", "0.000001"])
    return st.one_of(usual.map(Decimal), usual.map(Decimal), amounts("0", "1", 6))


def days() -> st.SearchStrategy[Decimal]:
    return st.sampled_from(["30", "20.5", "31", "0"]).map(Decimal) | amounts("0", "31", 2)


def count(most: str) -> st.SearchStrategy[Decimal]:
    return st.sampled_from(["50", "1000", "0.5", "0.01"]).map(Decimal) | amounts("0", most, 2)


def epochs() -> st.SearchStrategy[Decimal]:
    return st.sampled_from([1, 3, 5]).map(Decimal) | st.integers(1, 50).map(Decimal)


def budget() -> st.SearchStrategy[Decimal]:
    return amounts("0", "100", 2) | amounts("0", "1000000000000", 2)


def last_days() -> st.SearchStrategy[date | None]:
    """A day around the fiscal year after which a model is not offered, often the first of one."""
    return st.none() | st.dates(date(2026, 10, 1), date(2028, 2, 1)).flatmap(
        lambda day: st.sampled_from([day, day.replace(day=1)])
    )


def hourly() -> st.SearchStrategy[Decimal]:
    return st.sampled_from(["1.70", "0.30", "100", "0", "0.005"]).map(Decimal) | amounts(
        "0", "10000", 6
    )


OPTIONAL_PRICES = {
    "batch_input_price": price(),
    "batch_output_price": price(),
    "training_hour_price": hourly(),
    "training_minimum": hourly(),
    "validation_price": price(),
    "hosting_price": hourly(),
    "storage_price": hourly(),
}


def discount() -> st.SearchStrategy[Decimal]:
    usual = st.sampled_from(["0", "0", "0.15", "0.3333", "1"]).map(Decimal)
    return usual | amounts("0", "1", 4)


def rates() -> st.SearchStrategy[tuple[Rate, ...]]:
    """A card, often without some of the optional prices, or the ends, of any of its models."""
    names = st.sets(st.sampled_from(sorted(OPTIONAL_PRICES)))
    return st.tuples(names, st.booleans()).flatmap(
        lambda one: _rates_with(one[0], models_end=one[1])
    )


def _rates_with(given_prices: set[str], *, models_end: bool) -> st.SearchStrategy[tuple[Rate, ...]]:
    others = st.fixed_dictionaries(
        {}, optional={name: OPTIONAL_PRICES[name] for name in sorted(given_prices)}
    )
    ends = last_days() if models_end else st.none()
    cards = [
        st.builds(
            _rate_with,
            st.just(model),
            st.tuples(price(), price(), price(), price() | st.none()),
            others,
            discount(),
            st.tuples(ends, ends),
        )
        for model in MODELS
    ]  # fmt: skip
    return st.tuples(*cards)


def _rate_with(
    model: str,
    of_tokens: tuple[Decimal, Decimal, Decimal, Decimal | None],
    others: Prices,
    discount: Decimal,
    ends: tuple[date | None, date | None],
) -> Rate:
    trained, used = ends
    rate = rate_of(model, *of_tokens, discount=discount, **others)
    return replace(rate, training_ends_on=trained, retires_on=used)


FILLS = {
    "epochs": epochs(),
    "validation_share": share(),
    "days_per_month": days(),
    "cached_input_share": share(),
    "retry_rate": share(),
}
# What fills the blanks of inputs that may be left out.
OPTIONAL_FILLS = {
    "training_runs": st.sampled_from([1, 1, 2, 7, 1000]).map(Decimal),
    "evaluations": st.sampled_from([1, 0, 3, 50]).map(Decimal),
    "batch_share": st.sampled_from(["0", "0", "0.5"]).map(Decimal) | share(),
    "hosting_hours_per_month": st.sampled_from(["730", "0", "720", "744"]).map(Decimal),
    "hosting_units": st.sampled_from(["1", "0.25", "8", "0"]).map(Decimal),
}

TRAINING: list[dict[str, st.SearchStrategy[Decimal]]] = [
    {"training_tokens": tokens()},
    {"training_examples": count("1000000"), "tokens_per_example": count("500000")},
    {},
]
USAGE: list[dict[str, st.SearchStrategy[Decimal]]] = [
    {"monthly_input_tokens": tokens(), "monthly_output_tokens": tokens()},
    {"daily_input_tokens": tokens("10000000000"), "daily_output_tokens": tokens("10000000000")},
    {
        "requests_per_day": count("10000"),
        "input_tokens_per_request": count("1000000"),
        "output_tokens_per_request": count("1000000"),
    },
]

GROUPED = {
    "cost_center": ["CC-1", "cc-1", "010", "10", "*"],
    "department": ["Sales", "SALES", "R&D*", "R&D"],
    "project": ["Alpha", "ALPHA", "Ärger", "ärger"],
    "owner": ["J. Meyer"],
}
TEXTS = frozenset(name for name, column in workloads_schema().columns.items() if not column.numeric)


@st.composite
def workload(draw: st.DrawFn) -> Workload:
    row: Workload = dict.fromkeys(workloads_schema().columns)
    row["model"] = draw(st.sampled_from(MODELS))
    for way in (draw(st.sampled_from(TRAINING)), draw(st.sampled_from(USAGE))):
        row |= {name: draw(amount) for name, amount in way.items()}
    row |= {name: draw(st.none() | amount) for name, amount in FILLS.items()}
    row |= {name: draw(st.none() | amount) for name, amount in OPTIONAL_FILLS.items()}
    row["training_hours"] = draw(st.none() | count("1000"))
    other = st.none() | amounts("0", "1000000", 2)
    row |= {name: draw(other) for name in ("other_one_time_cost", "other_monthly_cost")}
    row["units_per_month"] = draw(st.none() | count("1000000"))
    row["unit_name"] = draw(st.none() | st.sampled_from(["ticket", "Ticket", "page"]))
    row |= {name: draw(st.none() | st.sampled_from(words)) for name, words in GROUPED.items()}
    row["annual_budget"] = draw(st.none() | budget())
    return row | draw(months())


@st.composite
def months(draw: st.DrawFn) -> Workload:
    """When a workload runs, and its growth: often blank, sometimes outside the fiscal year."""
    first = month_number(PLAN.start)
    start = draw(st.none() | st.integers(first - 3, first + 14))
    length = draw(st.none() | st.integers(-3 if start is None else 0, 14))
    growth = st.sampled_from(["0", "0.05", "-0.5", "0.0125"]).map(Decimal)
    return {
        "start_month": None if start is None else month_of_number(start),
        "end_month": None if length is None else month_of_number((start or first) + length),
        "monthly_growth_rate": draw(st.none() | growth),
    }


def factor() -> st.SearchStrategy[Decimal]:
    usual = st.sampled_from(["1", "1", "0.8", "1.25", "0.5", "0", "10"]).map(Decimal)
    return usual | amounts("0", "10", 4)


def terms(most: int = 6) -> st.SearchStrategy[Terms]:
    """Workloads, the rates of their models, what fills their blanks and a scenario."""
    scenario = dict.fromkeys(FACTORS, factor())
    assumed = st.fixed_dictionaries(
        FILLS | OPTIONAL_FILLS | {"near_budget_share": share()} | scenario
    )
    rows = st.lists(workload(), min_size=1, max_size=most).map(_identified)
    return st.tuples(rows, rates(), assumed)


def _identified(rows: list[Workload]) -> list[Workload]:
    return [row | {"workload_id": f"W-{place}"} for place, row in enumerate(rows)]


def priced_rows(rows: Sequence[Row], cards: Sequence[Rate], assumed: Row) -> pl.DataFrame:
    """The rows priced; ``assumed`` is called by its input's name."""
    return price_workloads(typed(rows, TEXTS), basis(cards, assumed))


def basis(cards: Sequence[Rate], assumed: Row) -> Basis:
    """The shipped cost model with the rates ``cards`` and the values and factors in ``assumed``."""
    model = program()[0]
    values = {
        one.name: value
        for one in model.assumptions
        if isinstance(value := {**USUAL_FILLS, **assumed}[one.option_name], Decimal)
    }
    chosen = [replace(one, value=values.get(one.name, one.value)) for one in model.assumptions]
    day = date(2026, 11, 29)
    card = RateCard("drawn", "USD", "", day, tuple(cards))
    after = STOP if card.names_ends_from(day) else ""
    dated = not hold_forever(card.rates_from(day), day)
    model = replace(model, assumptions=tuple(chosen), after_retirement=after, dated=dated)
    return Basis(model, card, day, PLAN, scenario(assumed))


def scenario(assumed: Row) -> Scenario:
    """The scenario with the factors in ``assumed``; 1 where it has none."""
    found = {name: assumed.get(name) for name in FACTORS}
    factors = {name: one if isinstance(one, Decimal) else ONE for name, one in found.items()}
    return Scenario("drawn", factors["volume_factor"], factors["price_factor"], source="")


def sums(frame: pl.DataFrame) -> Sums:
    """What the rows come to, summed up slice by slice as many rows are."""
    slices = placed(frame).iter_slices(SLICE)
    return merge_sums([sum_rows(part, program()[0]) for part in slices], DOLLARS)


def summed_up(frame: pl.DataFrame) -> Sums:
    return sum_rows(placed(frame), program()[0])


def placed(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with where they came from."""
    return frame.with_columns(**{TABLE: pl.lit(0), "source_row": pl.int_range(pl.len())})


def groups(frame: pl.DataFrame) -> Mapping[str, pl.DataFrame]:
    rates = [rate_of(model, ONE, ONE, ONE) for model in MODELS]
    typed_in = {one.option_name: one.value for one in program()[0].assumptions}
    return number_groups(sums(frame).groups, basis(rates, typed_in))


def total_names() -> list[str]:
    return [column.name for column in program()[0].totals]


def all_by_hand(
    rows: Sequence[Row], cards: Sequence[Rate], assumed: Mapping[str, Decimal]
) -> list[Amounts]:
    """The costs of each row, while its model is offered."""
    rate = {card.model: card for card in cards}
    used = [rate[str(row["model"])] for row in rows]
    offers = [Offer(one.training_ends_on, one.retires_on) for one in used]
    return [
        costs(row, charged_prices(one), assumed, PLAN.fiscal_year, offer)
        for row, one, offer in zip(rows, used, offers, strict=True)
    ]


def exact_amount(amount: Value) -> Fraction:
    assert isinstance(amount, Fraction)
    return amount


def summed(rows: Sequence[Mapping[str, Decimal]], name: str) -> Fraction:
    return sum((Fraction(row[name]) for row in rows), Fraction(0))


# The laws.


@modest
@given(terms())
def test_the_engine_equals_exact_arithmetic(portfolio: Terms) -> None:
    rows, cards, assumed = portfolio
    found = priced_rows(rows, cards, assumed).to_dicts()
    for by_hand, engine in zip(all_by_hand(rows, cards, assumed), found, strict=True):
        assert {name: exact(engine[name]) for name in by_hand} == by_hand


def test_every_computed_column_is_held_against_exact_arithmetic() -> None:
    row: Workload = dict.fromkeys(workloads_schema().columns)
    prices = rate_of("small", Decimal(1), Decimal(1), Decimal(1)).prices
    values = dict.fromkeys([*FILLS, "near_budget_share"], Decimal(1))
    by_hand = costs(row, prices, values, PLAN.fiscal_year)
    assert set(by_hand) == {
        PLANNED_COST,
        USAGE_MONTHS,
        *(column.name for column in program()[0].columns),
    }


def test_every_half_cent_goes_up() -> None:
    assumed = dict.fromkeys(FILLS, Decimal(0)) | {"epochs": Decimal(1)}
    assumed["near_budget_share"] = Decimal("0.8")
    card = rate_of("small", Decimal(1), Decimal("0.15"), Decimal("2.50"))
    blank: Workload = dict.fromkeys(workloads_schema().columns) | {"model": "small"}
    odd = [2 * place + 1 for place in range(3000)]
    rows = [
        blank
        | {"training_tokens": Decimal(5000 * times)}
        | {"monthly_input_tokens": Decimal(100_000 * times)}
        | {"monthly_output_tokens": Decimal(2000 * times)}
        for times in odd
    ]
    found = priced_rows(rows, [card], assumed)
    half = Decimal("0.005")
    assert found["training_cost"].to_list() == [half * times + half for times in odd]
    assert found["monthly_input_cost"].to_list() == [3 * half * times + half for times in odd]
    assert found["monthly_output_cost"].to_list() == [half * times + half for times in odd]


def test_a_budget_is_judged_to_the_cent() -> None:
    assumed = dict.fromkeys(FILLS, Decimal(0)) | {"epochs": Decimal(1)}
    assumed["near_budget_share"] = Decimal("0.8")
    card = rate_of("small", Decimal(8), Decimal(0), Decimal(0))
    row: Workload = dict.fromkeys(workloads_schema().columns)
    row |= {"model": "small", "training_tokens": Decimal(1_000_000)}
    budgets = [None, *map(Decimal, ["0", "7.99", "8", "10", "10.01"])]
    found = priced_rows([row | {"annual_budget": one} for one in budgets], [card], assumed)
    assert set(found["first_year_cost"]) == {Decimal(8)}
    judged = ["none", "over", "over", "near", "near", "within"]
    assert found["budget_status"].to_list() == judged
    variances = [None, *map(Decimal, ["-8", "-0.01", "0", "2", "2.01"])]
    assert found["fiscal_year_variance"].to_list() == variances


@modest
@given(terms(3), st.sampled_from(["-0.01", "0", "0.01"]).map(Decimal))
def test_a_row_is_over_its_budget_only_past_the_last_cent(portfolio: Terms, spare: Decimal) -> None:
    rows, cards, assumed = portfolio
    spent = priced_rows(rows, cards, assumed)["fiscal_year_cost"].to_list()
    assume(all(cost + spare >= 0 for cost in spent))
    rows = [row | {"annual_budget": cost + spare} for row, cost in zip(rows, spent, strict=True)]
    found = priced_rows(rows, cards, assumed)
    assert set(found["fiscal_year_variance"]) == {spare}
    assert all((status == "over") == (spare < 0) for status in found["budget_status"])


BESIDE_INFERENCE = (
    "monthly_retry_allowance",
    "monthly_hosting_cost",
    "monthly_storage_cost",
    "other_monthly_cost_applied",
)


@modest
@given(terms())
def test_totals_foot(portfolio: Terms) -> None:
    frame = priced_rows(*portfolio)
    rows = frame.to_dicts()
    found = column_totals(sums(frame), total_names())
    assert found == {name: summed(rows, name) for name in total_names()}
    assert found["first_year_cost"] == found["training_cost"] + found["annual_cost"]
    assert found["annual_cost"] == 12 * found["monthly_cost"]
    ways = ("input", "cached_input", "output", "batch_input", "batch_output")
    inference = sum((summed(rows, f"monthly_{way}_cost") for way in ways), Fraction(0))
    beside = sum((summed(rows, name) for name in BESIDE_INFERENCE), Fraction(0))
    assert found["monthly_cost"] == inference + beside


@modest
@given(terms())
def test_every_amount_is_whole_cents(portfolio: Terms) -> None:
    frame = priced_rows(*portfolio)
    for column in program()[0].columns:
        if column.money:
            for amount in frame[column.name].drop_nulls():
                assert amount == round(amount, 2), column.name


@modest
@given(terms())
def test_slices_add_up_to_the_whole(portfolio: Terms) -> None:
    frame = priced_rows(*portfolio)
    whole = summed_up(frame)
    parts = sums(frame)
    assert parts.rows == whole.rows
    # Sums of binary numbers, which checks compare, depend on their order in the last digits.
    exact = ~pl.selectors.float()
    assert parts.values.select(exact).equals(whole.values.select(exact))
    binary = parts.values.select(~exact), whole.values.select(~exact)
    assert_frame_equal(*binary, rel_tol=1e-12)
    assert parts.largest.equals(whole.largest)
    for dimension, found in whole.groups.items():
        assert parts.groups[dimension].equals(found)


@modest
@given(terms())
def test_groups_foot_to_the_totals(portfolio: Terms) -> None:
    frame = priced_rows(*portfolio)
    names = total_names()
    whole = column_totals(sums(frame), names)
    found_groups = groups(frame)
    frame = add_group_keys(frame, found_groups)
    for dimension, found in found_groups.items():
        rows = found.to_dicts()
        assert sum(row["rows"] for row in rows) == len(frame)
        assert {name: summed(rows, name) for name in names} == whole
        assert _labelled(rows) == _grouped(frame.to_dicts(), dimension)


@modest
@given(terms())
def test_groups_foot_to_the_fiscal_year_and_the_budgets(portfolio: Terms) -> None:
    rows, cards, assumed = portfolio
    hand = all_by_hand(rows, cards, assumed)
    for dimension, found in groups(priced_rows(*portfolio)).items():
        for group in found.iter_rows(named=True):
            own = [_folded(row[dimension]) == _folded(group["label"]) for row in rows]
            given_budgets = [row["annual_budget"] for row in compress(rows, own)]
            budgets = [one for one in given_budgets if isinstance(one, Decimal)]
            spent = [exact_amount(cost["fiscal_year_cost"]) for cost in compress(hand, own)]
            assert exact(group["fiscal_year_cost"]) == sum(spent)
            missed = [cost.get("uncovered_cost", Fraction(0)) for cost in compress(hand, own)]
            assert exact(group.get("uncovered_cost", Decimal(0))) == sum(map(exact_amount, missed))
            assert (group["budgets"], group["annual_budget"]) == (len(budgets), sum(budgets))


def _labelled(rows: list[dict[str, Cell]]) -> dict[str, tuple[Cell, Cell]]:
    labelled = {_folded(row["label"]): (row["rows"], row["first_year_cost"]) for row in rows}
    assert len(labelled) == len(rows), "a group stands twice"
    return labelled


def _grouped(rows: list[dict[str, Cell]], dimension: str) -> dict[str, tuple[Cell, Cell]]:
    found: dict[str, tuple[Cell, Cell]] = {}
    for label in {_folded(row[dimension]) for row in rows}:
        own = [row["first_year_cost"] for row in rows if _folded(row[dimension]) == label]
        amounts_ = [amount for amount in own if isinstance(amount, Decimal)]
        found[label] = (Decimal(len(own)), sum(amounts_, Decimal(0)))
    return found


def _folded(label: Cell) -> str:
    return "(none)" if label is None else str(label).casefold()


@modest
@given(terms(), st.randoms(use_true_random=False))
def test_row_order_does_not_matter(portfolio: Terms, chance: Random) -> None:
    rows, cards, assumed = portfolio
    shuffled = chance.sample(rows, len(rows))
    one, other = (priced_rows(some, cards, assumed) for some in (rows, shuffled))
    assert other["workload_id"].to_list() == [row["workload_id"] for row in shuffled]
    names = [column.name for column in program()[0].columns]
    assert _by_id(one, names) == _by_id(other, names)
    assert column_totals(sums(one), total_names()) == column_totals(sums(other), total_names())
    for dimension in DIMENSIONS:
        some, same = (groups(frame)[dimension] for frame in (one, other))
        assert _labelled(some.to_dicts()) == _labelled(same.to_dicts())


def _by_id(frame: pl.DataFrame, names: list[str]) -> list[dict[str, Cell]]:
    return sorted(frame.select("workload_id", *names).to_dicts(), key=itemgetter("workload_id"))


TOKEN_COLUMNS = sorted(
    name for name, column in workloads_schema().columns.items() if column.unit == "tokens"
)


@modest
@given(terms(), st.sets(st.sampled_from(TOKEN_COLUMNS), min_size=1))
def test_doubling_tokens_never_lowers_a_cost(portfolio: Terms, doubled: set[str]) -> None:
    rows, cards, assumed = portfolio
    more = [_doubled(row, doubled) for row in rows]
    before, after = (priced_rows(some, cards, assumed) for some in (rows, more))
    for column in program()[0].columns:
        if column.money and column.name != "fiscal_year_variance":
            rises = after[column.name] >= before[column.name]
            assert rises.all(), column.name
    assert not (after["fiscal_year_variance"] > before["fiscal_year_variance"]).any()


def _doubled(row: Workload, names: set[str]) -> Workload:
    return {
        name: 2 * cell if name in names and isinstance(cell, Decimal) else cell
        for name, cell in row.items()
    }


@modest
@given(terms())
def test_a_typed_assumption_equals_a_defaulted_one(portfolio: Terms) -> None:
    rows, cards, assumed = portfolio
    filled = [row | {name: assumed[name] for name in FILLS if row[name] is None} for row in rows]
    names = [column.name for column in program()[0].columns]
    left_blank, written_out = (priced_rows(some, cards, assumed) for some in (rows, filled))
    assert left_blank.select(names).equals(written_out.select(names))


@modest
@given(terms())
def test_a_typed_value_is_not_changed_by_its_assumption(portfolio: Terms) -> None:
    rows, cards, assumed = portfolio
    filled = [row | {name: assumed[name] for name in FILLS if row[name] is None} for row in rows]
    others = assumed | {name: value + 1 for name, value in assumed.items() if name in FILLS}
    names = [column.name for column in program()[0].columns]
    one, other = (priced_rows(filled, cards, values) for values in (assumed, others))
    assert one.select(names).equals(other.select(names))


CACHED = "cached_input_price"


@modest
@given(terms())
def test_a_model_without_a_cached_price_costs_its_input_price(portfolio: Terms) -> None:
    rows, cards, assumed = portfolio
    bare = [without_price(card, CACHED) for card in cards]
    unpriced = tuple(
        replace(card, given_prices=given) for card, given in zip(cards, bare, strict=True)
    )
    same = tuple(
        replace(card, given_prices={**given, CACHED: given["input_price"]})
        for card, given in zip(cards, bare, strict=True)
    )
    one, other = (priced_rows(rows, some, assumed) for some in (unpriced, same))
    assert one.equals(other)


# Formulas at random, of the shapes that a cost model may have.

KINDS = {
    "tokens": number_kind(Decimal(0), Decimal(10) ** 12, 2),
    "drift": number_kind(Decimal(-1000), Decimal(1000), 2),
    "price": number_kind(Decimal(0), Decimal(100_000), 6),
    "part": number_kind(Decimal(0), Decimal(1), 6),
    "whole": number_kind(Decimal(1), Decimal(50), 0),
    "budget": number_kind(Decimal(0), Decimal(10) ** 9, 2, blank=True),
    "extra": number_kind(Decimal(-5), Decimal(5), 4, blank=True),
    "rate": number_kind(Decimal(0), Decimal(1), 6),
    "status": ValueKind(TEXT, texts=frozenset({"near", "over"})),
    "note": ValueKind(TEXT, blank=True, texts=frozenset({"seen", "done"})),
    "owner": ValueKind(TEXT, blank=True),
}
FILLED_NUMBERS = ("tokens", "drift", "price", "part", "whole", "rate")
BLANKABLE_NUMBERS = ("budget", "extra")
LITERALS = ("0", "1", "2", "12", "0.5", "0.05", "0.005", "1.25", "100", "1000000", "7")
DIVISORS = ("10", "100", "1000", "1000000", "12", "3", "7", "365", "0.5", "1.25", "0.3", "1")
USUAL = ("0", "0.5", "0.05", "0.15", "2.5", "5000", "35000", "45")
COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
BLANK = TextLiteral("")


def literal(texts: Sequence[str]) -> st.SearchStrategy[Node]:
    return st.sampled_from(texts).map(lambda text: Number(Decimal(text)))


def call(function: str, *arguments: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.tuples(*arguments).map(lambda parts: Call(function, parts))


def operation(
    signs: Sequence[str], left: st.SearchStrategy[Node], right: st.SearchStrategy[Node]
) -> st.SearchStrategy[Node]:
    return st.builds(Operation, st.sampled_from(signs), left, right)


def one_of(*choices: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Each of ``choices`` as often as the next, however many choices it is made of itself."""
    return st.sampled_from(choices).flatmap(lambda choice: choice)


@cache
def settled(depth: int, filled: frozenset[str] = frozenset()) -> st.SearchStrategy[Node]:
    """Numbers that are typed, rounded or chosen among such."""
    name = st.sampled_from([*FILLED_NUMBERS, *sorted(filled)]).map(Name)
    if not depth:
        return literal(LITERALS) | name
    inner = settled(depth - 1, filled)
    rounded = call("ROUND", loose(depth - 1, filled), literal(["2", "2", "2", "3", "4", "6"]))
    return one_of(
        name,
        rounded,
        rounded,
        inner.map(Negative),
        call("MIN", inner, inner, inner),
        call("MAX", inner, inner),
        call("ABS", inner),
        call("IF", condition(depth - 1, filled), inner, inner),
        guarded(depth - 1, filled),
    )


@cache
def loose(depth: int, filled: frozenset[str] = frozenset()) -> st.SearchStrategy[Node]:
    """Sums, products and quotients of settled numbers."""
    inner = settled(depth, filled)
    total = operation("+-", inner, inner)
    product = operation("*", inner | total, inner)
    return one_of(
        total,
        product,
        operation("/", inner | total, literal(DIVISORS)),
        operation("/", product, literal(DIVISORS)),
    )


@cache
def condition(depth: int, filled: frozenset[str] = frozenset()) -> st.SearchStrategy[Node]:
    word: st.SearchStrategy[Node] = st.sampled_from(
        [Name("status"), TextLiteral("near"), TextLiteral("far")]
    )
    test = one_of(
        operation(COMPARISONS, settled(depth, filled), settled(depth, filled)),
        operation(["=", "<>"], word, word),
        *[is_blank(name) | is_filled(name) for name in KINDS],
    )
    if not depth:
        return test
    inner = condition(depth - 1, filled)
    several = [call(function, inner, inner) for function in ("AND", "OR")]
    return one_of(test, call("NOT", inner), *several)


def is_blank(name: str) -> st.SearchStrategy[Node]:
    tests = (Operation("=", Name(name), BLANK), Operation("=", BLANK, Name(name)))
    return st.sampled_from([*tests, Call("NOT", (Operation("<>", Name(name), BLANK),))])


def is_filled(name: str) -> st.SearchStrategy[Node]:
    tests = (Operation("<>", Name(name), BLANK), Operation("<>", BLANK, Name(name)))
    return st.sampled_from([*tests, Call("NOT", (Operation("=", Name(name), BLANK),))])


def guarded(depth: int, filled: frozenset[str]) -> st.SearchStrategy[Node]:
    """IFs that use a number that can be blank where it is not."""
    other = settled(depth, filled)
    one, two = BLANKABLE_NUMBERS
    both = settled(depth, filled | {one, two})
    single = settled(depth, filled | {one})
    return one_of(
        call("IF", is_blank(one), other, single),
        call("IF", is_filled(one), single, other),
        call("IF", call("AND", is_filled(one), is_filled(two)), both, other),
        call("IF", call("OR", is_blank(two), is_blank(one)), other, both),
    )


def column() -> st.SearchStrategy[Node]:
    """Formulas that a column may well have; now and then one that is refused."""
    blank: st.SearchStrategy[Node] = st.just(BLANK)
    words: st.SearchStrategy[Node] = st.sampled_from(
        [TextLiteral("yes"), TextLiteral("no"), Name("status")]
    )
    return one_of(
        settled(3),
        call("ROUND", loose(2), literal(["2"])),
        operation("+-", settled(2), settled(2)),
        call("IF", condition(2), settled(2), blank),
        call("IF", condition(2), blank, settled(2)),
        call("IF", condition(2), words, words | blank),
    )


def cells(kind: ValueKind) -> st.SearchStrategy[Cell]:
    filled: st.SearchStrategy[Cell]
    if kind.type == TEXT:
        filled = st.sampled_from(sorted(kind.texts or {"J. Meyer"}))
    else:
        usual = [kind.low, kind.high, *map(Decimal, USUAL)]
        filled = st.one_of(
            st.sampled_from([amount for amount in usual if holds(kind, amount)]),
            st.decimals(kind.low, kind.high, places=kind.decimals),
        )
    return (st.none() | filled) if kind.blank else filled


RATE = "rate"


def formula_rows() -> st.SearchStrategy[list[dict[str, Cell]]]:
    row = {name: cells(kind) for name, kind in KINDS.items() if name != RATE}
    return st.lists(st.fixed_dictionaries(row), min_size=1, max_size=6)


@settings(max_examples=400, deadline=None)
@given(column(), formula_rows(), st.sampled_from(["0.05", "0.8", "0.000001", "1"]).map(Decimal))
def test_compiled_formulas_equal_exact_arithmetic(
    node: Node, rows: list[dict[str, Cell]], rate: Decimal
) -> None:
    kind = _kind(node)
    assume(kind is not None)
    assert kind is not None
    event(kind.type)
    frame = typed(rows, {name for name, of in KINDS.items() if of.type == TEXT})
    computed = compute_columns(frame, [CompiledColumn("x", node, kind, KINDS)], {RATE: rate})[
        "x"
    ].to_list()
    written = cell_formula(node, {name: name for name in KINDS})
    for row, cell in zip(rows, computed, strict=True):
        assert exact(cell) == value(node, row | {RATE: rate}), written
        assert holds(kind, cell), f"{written} is {cell}, known as {kind}"


def _kind(node: Node) -> ValueKind | None:
    try:
        return column_kind(node, KINDS)
    except FormulaError:
        return None
