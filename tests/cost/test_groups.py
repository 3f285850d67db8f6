"""Groups of workloads: their numbers, the keys of rows, and the lists on the Summary."""

from datetime import date
from decimal import Decimal

import polars as pl

from estimator.cost.groups import (
    SummaryOrder,
    add_group_keys,
    choose_rows,
    concat_positioned,
    group_texts,
    list_spellings,
    number_groups,
)
from estimator.model.basis import Basis
from estimator.model.cost_model import CostModel, Scenario
from estimator.model.estimate import DIMENSIONS, LARGEST
from estimator.model.plan import Plan
from estimator.model.rate_card import RateCard
from tests.rates import rate_of

RATES = tuple(rate_of(model, Decimal(1), Decimal(1), Decimal(1)) for model in ("a", "b"))
DAY = date(2026, 1, 1)
BASIS = Basis(
    CostModel((), ()),
    RateCard("card", "USD", "x", DAY, RATES),
    DAY,
    Plan("2026-01"),
    Scenario("Base", Decimal(1), Decimal(1), ""),
)


def test_models_are_numbered_as_on_the_rate_card_and_others_by_cost() -> None:
    sums = pl.DataFrame({"text": ["b", "a", "c"], "first_year_cost": [1, 5, 5]})
    by_model = pl.DataFrame({"text": ["b", "a"], "first_year_cost": [9, 2]})
    groups = number_groups(dict.fromkeys(DIMENSIONS, sums) | {"model": by_model}, BASIS)
    assert groups["model"].select("text", "key").rows() == [("b", 2), ("a", 1)]
    assert groups["owner"].select("text", "key").rows() == [("a", 1), ("c", 2), ("b", 3)]
    assert groups["owner"]["key"].dtype == pl.Int64


def test_rows_have_the_key_of_their_group_whatever_their_case() -> None:
    frame = pl.DataFrame({"owner": ["Ann ", None, "ANN", "bob"]})
    groups = {"owner": pl.DataFrame({"text": ["", "ann", "bob"], "key": [3, 1, 2]})}
    assert add_group_keys(frame, groups)["owner_key"].to_list() == [1, 3, 1, 2]
    models = pl.DataFrame({"model": ["GPT", None]})
    assert group_texts(models, "model").to_list() == ["GPT", ""]


def test_the_largest_rows_are_chosen_and_equal_ones_in_their_order() -> None:
    costs = [5, 9, 5, *range(100, 100 + LARGEST)]
    frame = pl.DataFrame({"id": [f"W-{n}" for n in range(len(costs))], "cost": costs})
    few = choose_rows(frame, pl.col("cost") < 10, SummaryOrder("cost", descending=True))
    assert few.select("position", "id").rows() == [(2, "W-1"), (1, "W-0"), (3, "W-2")]
    many = choose_rows(frame, pl.lit(value=True), SummaryOrder("cost", descending=False))
    assert many["cost"].to_list() == sorted(costs)[:LARGEST]


def test_positions_are_counted_over_all_slices() -> None:
    chosen = [pl.DataFrame({"position": [2]}), pl.DataFrame({"position": [1, 3]})]
    assert concat_positioned(chosen, [5, 4])["position"].to_list() == [2, 6, 8]


def test_texts_that_are_one_group_are_all_on_the_list_of_spellings() -> None:
    groups = pl.DataFrame({"text": ["strasse", None], "key": [2, 1], "label": ["Straße", "(none)"]})
    typed = {one: pl.Series(["Straße", None, " Straße  "], dtype=pl.String) for one in DIMENSIONS}
    listed = list_spellings(typed, dict.fromkeys(DIMENSIONS, groups), BASIS)["owner"]
    found = dict(listed.select("spelling", "key").iter_rows())
    assert found["Straße"] == found["strasse"] == 2
    assert "" in found
