"""The calendar foots: months come to quarters, years and the whole, by cost center and by model.

And it is what the months worked out by hand, one workload after the other, come to.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from estimator.cost.calendar import (
    add_fiscal_year,
    build_calendar,
    merge_calendars,
    spread_costs,
    sum_calendar,
)
from estimator.cost.groups import merge_groups, sum_groups
from estimator.model.basis import RateMonths, replaced_months
from estimator.model.calendar import (
    GROUPED_BY,
    ONE_TIME,
    RECURRING,
    REPLACED,
    SPREAD,
    UNCOVERED,
    Calendar,
    day_number,
)
from estimator.model.money import DOLLARS, EXACT
from estimator.model.plan import REPLACE, STOP, Plan, first_day, month_number, month_of_number
from estimator.model.rate_card import Rate
from tests.oracle import (
    FOREVER,
    Amounts,
    Offer,
    OnReplacement,
    Row,
    by_month,
    not_covered,
    replaced,
    typed,
)
from tests.rates import rate_of

TEXTS = ("cost_center", "model", "start_month", "end_month")
SLICE = 2


def money(most: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(0, most, places=2)


@st.composite
def workload(draw: st.DrawFn, plan: Plan) -> dict[str, Decimal | str | None]:
    first = month_number(plan.start)
    start = draw(st.none() | st.integers(first - 3, first + plan.length + 3))
    # What has no start may be over before the plan.
    length = draw(st.none() | st.integers(-3 if start is None else 0, plan.length))
    end = None if length is None else (start or first) + length
    growth = st.sampled_from(["0", "0.05", "-0.5", "0.1", "0.0125"]).map(Decimal)
    return {
        "cost_center": draw(st.sampled_from(["CC-1", "cc-1 ", "010", None])),
        "model": draw(st.sampled_from(MODELS)),
        "start_month": None if start is None else month_of_number(start),
        "end_month": None if end is None else month_of_number(end),
        "monthly_growth_rate": draw(
            st.none() | growth | st.decimals(Decimal("-0.5"), Decimal("0.16"), places=4)
        ),
        "training_cost": draw(money(10**9)),
        "monthly_cost": draw(money(100) | money(10**9)),
        "annual_budget": draw(st.none() | money(10**9)),
    }


MODELS = ("small", "large")
Offers = dict[str, Offer]


@st.composite
def offers(draw: st.DrawFn, plan: Plan) -> Offers:
    """Until when each model is offered: days around the plan, the first of a month among them."""
    first = month_number(plan.start)

    def day() -> date | None:
        month = draw(st.none() | st.integers(first - 3, first + plan.length + 3))
        number = draw(st.sampled_from([1, 2, 14, 28]))
        return None if month is None else first_day(month_of_number(month)).replace(day=number)

    return {model: Offer(day(), day()) for model in MODELS}


def rate_until(model: str, offer: Offer) -> Rate:
    """The rate of a model that is offered until then."""
    one = Decimal(1)
    ends, retires = offer.training_ends_on, offer.retires_on
    return rate_of(model, one, one, one, training_ends_on=ends, retires_on=retires)


def last_months(found: Offers) -> RateMonths:
    """The last months of models that are offered until then."""
    rates = [rate_until(model, found[model]) for model in MODELS]
    return [(day_number(rate.last_month), day_number(rate.last_training_month)) for rate in rates]


def months_with_replacement(found: Offers, other: Offer) -> RateMonths:
    """The months of models that have a replacement which is offered until then, if they retire."""
    replacement = rate_until("other", other)
    rates = [rate_until(model, found[model]) for model in MODELS]
    return [
        months
        + tuple(
            day_number(one)
            for one in replaced_months(rate, replacement if rate.retires_on else None)
        )
        for rate, months in zip(rates, last_months(found), strict=True)
    ]


def placed(rows: Sequence[Row], texts: Sequence[str] = TEXTS) -> pl.DataFrame:
    """The rows as the engine takes them, with the places of their models among the rates."""
    place = pl.col("model").replace_strict(list(MODELS), range(1, len(MODELS) + 1))
    return typed(rows, texts).with_columns(place.cast(pl.UInt32).alias("rate_row"))


@st.composite
def ending_plans(draw: st.DrawFn) -> tuple[Plan, list[dict[str, Decimal | str | None]], Offers]:
    plan, rows = draw(plans())
    return plan, rows, draw(offers(plan))


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, list[dict[str, Decimal | str | None]]]:
    start = month_of_number(draw(st.integers(month_number("2020-01"), month_number("2030-12"))))
    plan = Plan(start, draw(st.sampled_from([12, 12, 13, 24, 60])))
    return plan, draw(st.lists(workload(plan), min_size=1, max_size=5))


def made(plan: Plan, frame: pl.DataFrame, ends: RateMonths | None = None) -> Calendar:
    """The calendar of the rows of ``frame``, slice by slice."""
    months, sums = [], []
    for part in frame.iter_slices(SLICE):
        amounts = spread_costs(part, plan, DOLLARS, "" if ends is None else STOP, ends or ())
        priced = add_fiscal_year(part, amounts, DOLLARS)
        months.append(sum_calendar(part, amounts, plan))
        sums.append({name: sum_groups(priced, name, [], DOLLARS) for name in GROUPED_BY})
    groups = {
        name: merge_groups([one[name] for one in sums]).with_row_index("key", offset=1)
        for name in GROUPED_BY
    }
    return build_calendar(plan, merge_calendars(months), groups, DOLLARS)


def by_hand(row: Row, plan: Plan, offer: Offer = FOREVER) -> list[tuple[Fraction, Fraction]]:
    return by_month(row, costs_of(row), plan.months, offer)


def costs_of(row: Row) -> Amounts:
    return {name: Fraction(str(row[name])) for name in ("training_cost", "monthly_cost")}


@given(plans())
def test_every_month_is_what_it_comes_to_by_hand(
    case: tuple[Plan, list[dict[str, Decimal | str | None]]],
) -> None:
    plan, rows = case
    found = spread_costs(placed(rows), plan, DOLLARS)
    for row, amounts in zip(rows, found.iter_rows(named=True), strict=True):
        hand = by_hand(row, plan)
        assert [Fraction(amounts[one]) for one in plan.months] == [usage for _, usage in hand]
        assert Fraction(amounts["one_time_cost"]) == sum(once for once, _ in hand)
        year = sum((once + usage for once, usage in hand[:12]), Fraction(0))
        assert Fraction(amounts["fiscal_year_cost"]) == year


@given(ending_plans())
def test_what_is_paid_and_what_is_not_covered_are_what_they_come_to_by_hand(
    case: tuple[Plan, list[dict[str, Decimal | str | None]], Offers],
) -> None:
    plan, rows, until = case
    found = spread_costs(placed(rows), plan, DOLLARS, STOP, last_months(until))
    for row, amounts in zip(rows, found.iter_rows(named=True), strict=True):
        offer = until[str(row["model"])]
        hand = by_hand(row, plan, offer)
        assert [Fraction(amounts[one]) for one in plan.months] == [usage for _, usage in hand]
        assert Fraction(amounts["one_time_cost"]) == sum(once for once, _ in hand)
        year = sum((once + usage for once, usage in hand[:12]), Fraction(0))
        assert Fraction(amounts["fiscal_year_cost"]) == year
        missed = list(not_covered(row, costs_of(row), plan.months, offer))
        assert Fraction(amounts["uncovered_cost"]) == sum(missed[:12], Fraction(0))


@given(ending_plans())
def test_what_is_paid_and_what_is_not_covered_come_to_the_year_where_nothing_grows(
    case: tuple[Plan, list[dict[str, Decimal | str | None]], Offers],
) -> None:
    plan, rows, until = case
    steady = [row | {"monthly_growth_rate": None} for row in rows]
    frame = placed(steady, [*TEXTS, "monthly_growth_rate"]).with_columns(
        pl.col("monthly_growth_rate").cast(EXACT)
    )
    whole = spread_costs(frame, plan, DOLLARS)["fiscal_year_cost"]
    ended = spread_costs(frame, plan, DOLLARS, STOP, last_months(until))
    assert (ended["fiscal_year_cost"] + ended["uncovered_cost"]).to_list() == whole.to_list()


@given(ending_plans())
def test_what_is_not_covered_foots_by_month_by_cost_center_and_by_model(
    case: tuple[Plan, list[dict[str, Decimal | str | None]], Offers],
) -> None:
    plan, rows, until = case
    ends = last_months(until)
    found = made(plan, placed(rows), ends)
    amounts = found.portfolio_amounts
    for dimension in GROUPED_BY:
        assert found.groups[dimension]["uncovered_cost"].sum() == amounts["uncovered_cost"]
        for month in plan.months:
            assert found.groups[dimension][UNCOVERED + month].sum() == amounts[UNCOVERED + month]
    year = [amounts[UNCOVERED + month] for month in plan.fiscal_year]
    assert sum(year, Decimal(0)) == amounts["uncovered_cost"]
    by_hand_in_months = [
        sum(of_month, Fraction(0))
        for of_month in zip(
            *(
                not_covered(row, costs_of(row), plan.months, until[str(row["model"])])
                for row in rows
            ),
            strict=True,
        )
    ]
    assert [Fraction(amounts[UNCOVERED + one]) for one in plan.months] == by_hand_in_months


@given(ending_plans(), st.data())
def test_what_replacements_cost_and_what_they_do_not_cover_are_what_they_come_to_by_hand(
    case: tuple[Plan, list[dict[str, Decimal | str | None]], Offers], data: st.DataObject
) -> None:
    plan, rows, until = case
    other = data.draw(offers(plan))["small"]
    again = [{f"replacement_{name}": data.draw(money(10**9)) for name in SPREAD} for _ in rows]
    frame = placed([row | more for row, more in zip(rows, again, strict=True)])
    months = months_with_replacement(until, other)
    found = spread_costs(frame, plan, DOLLARS, REPLACE, months)
    sums = sum_calendar(frame, found, plan)["model"]
    spent_in, missed_in = ([Fraction(0)] * plan.length for _ in range(2))
    for row, more, amounts in zip(rows, again, found.iter_rows(named=True), strict=True):
        cost: Amounts = {name: Fraction(more[f"replacement_{name}"]) for name in SPREAD}
        offer = until[str(row["model"])]
        instead = OnReplacement(cost, other)
        hand = list(replaced(row, costs_of(row), plan.months, offer, instead))
        spent = sum((once for once, _ in hand[:12]), Fraction(0))
        assert Fraction(amounts["replacement_cost"]) == spent
        assert Fraction(amounts["uncovered_cost"]) == sum(missed for _, missed in hand[:12])
        own = by_hand(row, plan, offer)
        assert [Fraction(amounts[one]) for one in plan.months] == [usage for _, usage in own]
        year = sum((once + usage for once, usage in own[:12]), Fraction(0))
        assert Fraction(amounts["fiscal_year_cost"]) == year + spent
        spent_in = [one + paid for one, (paid, _) in zip(spent_in, hand, strict=True)]
        missed_in = [one + missed for one, (_, missed) in zip(missed_in, hand, strict=True)]
    for kind, by_month_ in ((REPLACED, spent_in), (UNCOVERED, missed_in)):
        assert [Fraction(sums[kind + one].sum()) for one in plan.months] == by_month_


@given(plans())
def test_months_of_all_groups_come_to_the_same_by_cost_center_and_by_model(
    case: tuple[Plan, list[dict[str, Decimal | str | None]]],
) -> None:
    plan, rows = case
    frame = placed(rows)
    found, amounts = made(plan, frame), spread_costs(frame, plan, DOLLARS)
    centers, models = (
        found.groups[name].drop("key", "label", "fiscal_year_variance").sum() for name in GROUPED_BY
    )
    assert centers.equals(models)
    once = sum(found.portfolio_amounts[ONE_TIME + one] for one in plan.months)
    again = sum(found.portfolio_amounts[RECURRING + one] for one in plan.months)
    assert once == amounts["one_time_cost"].sum()
    assert again == amounts["recurring_cost"].sum()
    assert found.portfolio_amounts["fiscal_year_cost"] == amounts["fiscal_year_cost"].sum()


@given(plans())
def test_groups_are_told_apart_without_case_and_keep_their_own_amounts(
    case: tuple[Plan, list[dict[str, Decimal | str | None]]],
) -> None:
    plan, rows = case
    found = made(plan, placed(rows)).groups["cost_center"]
    by_text: dict[str, Fraction] = {}
    for row in rows:
        text = str(row["cost_center"] or "").strip().casefold()
        year = sum((once + usage for once, usage in by_hand(row, plan)[:12]), Fraction(0))
        by_text[text] = by_text.get(text, Fraction(0)) + year
    assert [Fraction(cost) for cost in found["fiscal_year_cost"]] == list(by_text.values())


@given(plans())
def test_the_variance_of_a_group_is_all_its_budgets_less_all_its_costs(
    case: tuple[Plan, list[dict[str, Decimal | str | None]]],
) -> None:
    plan, rows = case
    groups = made(plan, placed(rows)).groups["model"]
    for group in groups.iter_rows(named=True):
        own = [row for row in rows if row["model"] == group["label"]]
        budgets = [Fraction(str(row["annual_budget"])) for row in own if row["annual_budget"]]
        has = any(row["annual_budget"] is not None for row in own)
        cost = sum((once + again for row in own for once, again in by_hand(row, plan)[:12]))
        assert group["fiscal_year_variance"] == (sum(budgets) - cost if has else None)
