"""Cost models: scenarios, thresholds, and totals in another currency."""

from decimal import Decimal

from msgspec.structs import replace

from estimator.model.column import NUMBER, SHARE, ComputedColumn
from estimator.model.cost_model import (
    BASE,
    Assumption,
    CostModel,
    Scenario,
    exchange_rate,
    scenario_named,
    threshold_column,
)
from estimator.model.money import RATE, Currency

PLAIN = Scenario(BASE, Decimal("1.0"), Decimal(1), "")
COST = ComputedColumn("cost", "Cost", "USD", "=1", "")


def test_a_scenario_is_found_whatever_its_case() -> None:
    scenarios = [PLAIN, replace(PLAIN, name="Größe")]
    assert scenario_named(scenarios, " base ") is PLAIN
    assert scenario_named(scenarios, "GRÖSSE") is scenarios[1]
    assert scenario_named(scenarios, "bas") is None


def test_a_scenario_has_effect_if_any_factor_is_not_one() -> None:
    assert not PLAIN.has_effect
    assert replace(PLAIN, price_factor=Decimal("1.01")).has_effect
    assert replace(PLAIN, volume_factor=Decimal(0)).has_effect


def test_a_threshold_is_at_most_one_if_it_is_a_share_and_zero_is_a_bound() -> None:
    share, other = (threshold_column(unit, None, None, "x") for unit in ("share", "USD"))
    assert (share.kind, share.minimum, share.maximum) == (SHARE, Decimal(0), Decimal(1))
    assert (other.kind, other.maximum) == (NUMBER, Decimal(1_000_000))
    assert threshold_column("share", None, Decimal(0), "x").maximum == 0


def test_dollar_columns_are_those_with_a_shown_twin() -> None:
    twin = replace(COST, name="cost_eur", unit="EUR", total=True)
    other = replace(COST, name="other")
    model = CostModel((COST, other, twin), (), currency=Currency("EUR"))
    assert model.dollars == ("cost",)
    assert model.totals == (twin,)
    assert CostModel((replace(COST, total=True),), ()).dollars == ()


def test_assumptions_are_called_by_their_input_and_the_rate_is_among_them() -> None:
    column = threshold_column("USD", None, None, "x")
    rate = Assumption(RATE, "Rate", Decimal("0.9"), "EUR per USD", "", column)
    filling = replace(rate, name="default_epochs", fills="epochs")
    assert (rate.option_name, filling.option_name) == (RATE, "epochs")
    assert exchange_rate([filling, rate]) is rate
    assert exchange_rate([filling]) is None
