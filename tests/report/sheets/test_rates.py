"""The Rates sheet: the list prices of the card, and the prices in the scenario."""

from decimal import Decimal

from estimator.report.sheets.rates_layout import FIRST_ROW, rate_ranges, rates_layout
from tests.report.sheets.portfolio import Portfolio

# Some models of the card cannot be trained.
SCENARIO_PRICE = '=IF(C7="-",0,ROUND(C7*price_factor,6))'


def _price(portfolio: Portfolio, row: int, name: str) -> Decimal:
    return Decimal(
        str(portfolio.value("Rates", row, rates_layout(portfolio.estimate).position(name)))
    )


def test_the_list_prices_are_those_of_the_card(portfolio: Portfolio) -> None:
    rates = portfolio.estimate.basis.list_prices
    assert len(rates) == 15
    for row, rate in enumerate(rates, FIRST_ROW):
        assert portfolio.value("Rates", row, 1) == rate.model
        named = [*portfolio.estimate.basis.model.prices]
        if "training_price" not in rate.given_prices:
            named.remove("training_price")
            column = rates_layout(portfolio.estimate).position("training_price")
            assert portfolio.value("Rates", row, column) == "-"
        assert [_price(portfolio, row, name) for name in named] == [rate.prices[n] for n in named]
    assert portfolio.value("Rates", FIRST_ROW + len(rates), 1) is None


def test_prices_in_the_scenario_are_multiplied_by_its_factor(portfolio: Portfolio) -> None:
    for name, listed in rates_layout(portfolio.estimate).priced.items():
        assert _price(portfolio, FIRST_ROW, name) == _price(portfolio, FIRST_ROW, listed) * Decimal(
            "1.1"
        )
    column = rates_layout(portfolio.estimate).position("training_price_in_scenario")
    assert portfolio.formula("Rates", FIRST_ROW, column) == SCENARIO_PRICE


def test_workloads_look_up_the_prices_in_the_scenario(portfolio: Portfolio) -> None:
    ranges = rate_ranges(portfolio.estimate)
    assert ranges["rate_models"] == "=Rates!$A$7:$A$21"
    assert ranges["rate_training_price"] == "=Rates!$G$7:$G$21"
    assert ranges["rate_output_price"] == "=Rates!$J$7:$J$21"


def test_a_missing_cached_input_price_follows_the_input_price(portfolio: Portfolio) -> None:
    column = rates_layout(portfolio.estimate).position("cached_input_price")
    row, _ = portfolio.find_cell("Rates", "gpt-3.5-turbo")
    assert portfolio.formula("Rates", row, column) == f"=D{row}"
    assert _price(portfolio, row, "cached_input_price") == _price(portfolio, row, "input_price")
    assert portfolio.formula("Rates", FIRST_ROW, column) == 0.75
