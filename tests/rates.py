"""Rates for the tests, by their prices in the usual order."""

from decimal import Decimal
from typing import Any

from estimator.model.rate_card import Rate
from estimator.model.schema import price_columns


def rate_of(
    model: str,
    training: Decimal,
    given: Decimal,
    output: Decimal,
    cached: Decimal | None = None,
    **more: Any,  # noqa: ANN401 - any attribute of a rate
) -> Rate:
    """A rate with the prices of tokens; ``more`` are its other attributes, and other prices."""
    other = {name: more.pop(name) for name in [*more] if name in price_columns()}
    prices = {"training_price": training, "input_price": given, "output_price": output}
    of_cached = {} if cached is None else {"cached_input_price": cached}
    return Rate(model, {**prices, **of_cached, **other}, **more)


def without_price(rate: Rate, name: str) -> dict[str, Decimal]:
    """The prices that ``rate`` gives, but for ``name``."""
    return {price: one for price, one in rate.given_prices.items() if price != name}
