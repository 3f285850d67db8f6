"""What `rates show` says of models besides prices: once for all, or by what differs."""

from decimal import Decimal

from estimator.model.rate_card import Rate
from estimator.report.card_details import shared_details, varying_details
from tests.rates import rate_of

ONE = Decimal(1)


def rate(model: str, discount: str = "0", tier: str = "", region: str = "") -> Rate:
    prices = rate_of(model, ONE, ONE, ONE).given_prices
    return Rate(
        model, prices, discount=Decimal(discount), provider="Azure", tier=tier, region=region
    )


def test_what_is_the_same_for_all_is_said_once() -> None:
    rates = [rate(model, "0.125", region="eu") for model in ("a", "b")]
    assert [*shared_details(rates)] == ["Provider: Azure", "Region: eu", "Discount: 12.5%"]
    assert [*varying_details(rates)] == []


def test_what_differs_names_its_models_once() -> None:
    rates = [
        rate("a", tier="Global"),
        rate("b", "0.1", tier="Local"),
        rate("b", "0.2", tier="Local"),
        rate("c"),
    ]
    assert [*shared_details(rates)] == ["Provider: Azure"]
    assert [*varying_details(rates)] == [
        "Tier Global: a",
        "Tier Local: b",
        "Discount 10%: b",
        "Discount 20%: b",
    ]


def test_a_card_without_details_says_nothing() -> None:
    rates = [rate_of(model, ONE, ONE, ONE) for model in ("a", "b")]
    assert [*shared_details(rates), *varying_details(rates)] == []
