"""Edits of what rows are priced by: prices, assumptions, scenarios, exchange rate, budgets."""

from collections.abc import Iterator

from estimator.model.calendar import day_number
from tests.agreement.edits.steps import (
    EITHER,
    NAMED,
    RIGHT,
    Edit,
    Named,
    Step,
    clear,
    enter,
    name_edits,
    put,
)

EPOCHS, RETRY, DAYS = "Epochs", "Retry rate", "Days per month"

NEAR, CACHED, VALIDATION = "Near budget from", "Cached input share", "Validation share"

PRICES = ("Training price", "Input price", "Output price")

RATE, VOLUME, PRICE = "Exchange rate", "Volume factor", "Price factor"


def basis_edits() -> Iterator[Edit]:
    """Each changed, cleared, out of bounds and as a text, where it is in use."""
    yield from name_edits("small", _prices())
    yield from name_edits("small", _assumptions())
    yield from name_edits("small", _scenarios())
    yield from name_edits("high", _in_scenario())
    yield from name_edits("long", _in_long())
    yield from name_edits("euros", _in_euros())
    yield from name_edits("bare", _in_bare())
    yield from name_edits("centers", _in_centers())
    yield from name_edits("centers-euros", _in_centers_euros())
    yield from name_edits("periods", _in_periods())


def _prices() -> Iterator[Named]:
    for price in PRICES:
        yield f"{price}: changed", [put("gpt-4o", price, 7.654321, "Rates")], RIGHT
        yield f"{price}: cleared", [clear("gpt-4o", price, "Rates")], NAMED
        yield f"{price}: negative", [put("gpt-4o", price, -1, "Rates")], NAMED
        yield f"{price}: huge", [put("gpt-4o", price, 1e9, "Rates")], NAMED
    price = PRICES[0]
    yield f"{price}: number as text", [put("gpt-4o", price, "3.5", "Rates")], NAMED
    yield f"{price}: words", [put("gpt-4o", price, "ask", "Rates")], NAMED
    yield f"{price}: a single space", [put("gpt-4o", price, " ", "Rates")], NAMED
    yield f"{price}: 0", [put("gpt-4o", price, 0, "Rates")], RIGHT
    yield f"{price}: an error", [enter("gpt-4o", price, "=NA()", "Rates")], NAMED
    cached = "Cached input price"
    yield f"{cached}: changed", [put("gpt-4o", cached, 0.9, "Rates")], RIGHT
    yield f"{cached}: typed over the input price", [put("gpt-4-turbo", cached, 1.5, "Rates")], RIGHT
    yield f"{cached}: follows the input price", [put("gpt-4-turbo", PRICES[1], 5, "Rates")], RIGHT
    yield f"{cached}: cleared", [clear("gpt-4o", cached, "Rates")], EITHER
    yield f"{cached}: negative", [put("gpt-4o", cached, -0.5, "Rates")], NAMED
    yield (
        "two prices changed",
        [
            put("gpt-4o", price, 4, "Rates"),
            put("gpt-4o-mini", PRICES[2], 0.75, "Rates"),
        ],
        RIGHT,
    )


def _assumption(name: str, value: float) -> Step:
    return put(name, "Value", value, "Assumptions")


def _assumptions() -> Iterator[Named]:
    good = {EPOCHS: 5, VALIDATION: 0.15, DAYS: 21.5, CACHED: 0.1, RETRY: 0.08, NEAR: 0.5}
    wrong = {EPOCHS: 51, VALIDATION: 1.5, DAYS: 40, CACHED: 2, RETRY: 10, NEAR: 8}
    for name, value in good.items():
        yield f"default {name}: changed", [_assumption(name, value)], RIGHT
        yield f"default {name}: cleared", [clear(name, "Value", "Assumptions")], NAMED
        yield f"default {name}: too large", [_assumption(name, wrong[name])], NAMED
        yield f"default {name}: negative", [_assumption(name, -0.5)], NAMED
    yield f"default {EPOCHS}: 0", [_assumption(EPOCHS, 0)], NAMED
    yield f"default {EPOCHS}: 2.5", [_assumption(EPOCHS, 2.5)], NAMED
    yield f"default {EPOCHS}: number as text", [put(EPOCHS, "Value", "4", "Assumptions")], NAMED
    yield f"default {RETRY}: words", [put(RETRY, "Value", "low", "Assumptions")], NAMED
    yield f"default {RETRY}: a single space", [put(RETRY, "Value", " ", "Assumptions")], NAMED
    yield f"default {RETRY}: 0", [_assumption(RETRY, 0)], RIGHT


def _scenario(text: float | str) -> Step:
    return put("Scenario", "", text, "Summary")


def _factor(scenario: str, factor: str, value: float | str) -> Step:
    return put(scenario, factor, value, "Assumptions")


def _scenarios() -> Iterator[Named]:
    yield "scenario: High", [_scenario("High")], RIGHT
    yield "scenario: Low", [_scenario("Low")], RIGHT
    yield "scenario: other case", [_scenario("high")], EITHER
    yield "scenario: unknown", [_scenario("Highest")], NAMED
    yield "scenario: wildcard", [_scenario("H*")], NAMED
    yield "scenario: a number", [_scenario(2)], NAMED
    yield "scenario: cleared", [clear("Scenario", "", "Summary")], EITHER
    yield (
        "scenario: Own with factors",
        [
            _scenario("Own"),
            _factor("Own", VOLUME, 1.3725),
            _factor("Own", PRICE, 0.9135),
        ],
        RIGHT,
    )
    yield (
        "scenario: Own without a factor",
        [
            _scenario("Own"),
            clear("Own", VOLUME, "Assumptions"),
        ],
        NAMED,
    )
    yield (
        "scenario: Own with a negative factor",
        [
            _scenario("Own"),
            _factor("Own", PRICE, -1),
        ],
        NAMED,
    )
    yield "scenario: Own with a huge factor", [_scenario("Own"), _factor("Own", PRICE, 500)], NAMED
    yield "scenario: Own with a text", [_scenario("Own"), _factor("Own", PRICE, "1.1")], NAMED
    yield "factor of another scenario", [_factor("High", VOLUME, 1.5)], RIGHT
    yield "factor of another scenario cleared", [clear("High", VOLUME, "Assumptions")], EITHER
    yield "factor of Base", [_factor("Base", VOLUME, 1.1)], NAMED


def _in_scenario() -> Iterator[Named]:
    yield "back to Base", [_scenario("Base")], RIGHT
    yield "price", [put("gpt-4o", PRICES[0], 7.654321, "Rates")], RIGHT
    yield "tokens", [put("W-1", "training_tokens", 98_765_432.1)], RIGHT
    yield "factor changed", [_factor("High", VOLUME, 1.3)], RIGHT
    yield "factor cleared", [clear("High", PRICE, "Assumptions")], NAMED


def _in_long() -> Iterator[Named]:
    yield "growth", [put("W-3", "monthly_growth_rate", 0.0375)], RIGHT
    yield "start in the second year", [put("W-2", "start_month", day_number("2028-03"))], RIGHT
    yield "end in the second year", [put("W-4", "end_month", day_number("2028-03"))], RIGHT
    yield "price", [put("gpt-4o", PRICES[0], 7.654321, "Rates")], RIGHT


def _rate(value: float | str) -> Step:
    return put(RATE, "Value", value, "Assumptions")


def _in_euros() -> Iterator[Named]:
    yield "exchange rate: changed", [_rate(1.0837)], RIGHT
    yield "exchange rate: cleared", [clear(RATE, "Value", "Assumptions")], NAMED
    yield "exchange rate: 0", [_rate(0)], NAMED
    yield "exchange rate: negative", [_rate(-0.9)], NAMED
    yield "exchange rate: number as text", [_rate("0.95")], NAMED
    yield "exchange rate: huge", [_rate(1e7)], NAMED
    yield "price", [put("gpt-4o", PRICES[0], 7.654321, "Rates")], RIGHT
    yield "tokens", [put("W-1", "training_tokens", 98_765_432.1)], RIGHT
    yield "budget", [put("W-1", "Annual budget (EUR)", 1234.56)], RIGHT
    yield "budget cleared", [clear("W-1", "Annual budget (EUR)")], RIGHT
    yield "budget negative", [put("W-1", "Annual budget (EUR)", -5)], NAMED
    yield "scenario", [_scenario("Low")], RIGHT


def _in_bare() -> Iterator[Named]:
    yield "first budget is a text", [put("W-1", "annual_budget", "500")], NAMED
    yield "growth", [put("W-1", "monthly_growth_rate", 0.1)], RIGHT


def _budget(center: str, value: float | str) -> Step:
    return put(center, "Annual budget (USD)", value, "Budgets")


def _in_centers_euros() -> Iterator[Named]:
    yield "exchange rate", [_rate(0.7531)], RIGHT
    yield "budget", [_budget("CC-200", 1234.56)], RIGHT
    yield "cost center", [put("W-1", "cost_center", "CC-200")], RIGHT


def _in_periods() -> Iterator[Named]:
    budget, sheet, quarter = "Budget", "Budgets", "CC-100"
    yield "budget", [put(quarter, budget, 1234.56, sheet)], RIGHT
    yield "budget cleared", [clear(quarter, budget, sheet)], NAMED
    yield "budget of the year cleared", [clear("CC-900", budget, sheet)], EITHER
    yield "budget of 0", [put(quarter, budget, 0, sheet)], RIGHT
    yield "blank budget filled", [put("CC-300", budget, 99.5, sheet)], RIGHT
    yield "budget negative", [put(quarter, budget, -5, sheet)], NAMED
    yield "budget as text", [put(quarter, budget, "1234", sheet)], NAMED
    yield "period typed over", [put(quarter, "Period", "2027-Q2", sheet)], NAMED
    yield "planned cost typed over", [put(quarter, "Planned cost", 1, sheet)], NAMED
    yield "start month", [put("W-1", "start_month", day_number("2027-02"))], RIGHT
    yield "end month", [put("W-3", "end_month", day_number("2027-05"))], RIGHT
    yield "growth", [put("W-1", "monthly_growth_rate", 0.1)], RIGHT
    yield "cost center", [put("W-1", "cost_center", "CC-200")], RIGHT
    yield "new cost center", [put("W-1", "cost_center", "CC-777")], EITHER
    yield "price", [put("gpt-4o", PRICES[0], 7.654321, "Rates")], RIGHT
    yield "scenario", [_scenario("High")], RIGHT
    yield "near budget share", [put(NEAR, "Value", 0.1, "Assumptions")], RIGHT


def _in_centers() -> Iterator[Named]:
    budget = "Annual budget"
    yield "budget", [put("CC-100", budget, 1234.56, "Budgets")], RIGHT
    yield "budget of 0", [put("CC-100", budget, 0, "Budgets")], RIGHT
    yield "budget cleared", [clear("CC-100", budget, "Budgets")], RIGHT
    yield "blank budget filled", [put("CC-300", budget, 99.5, "Budgets")], RIGHT
    yield "budget negative", [put("CC-100", budget, -5, "Budgets")], NAMED
    yield "budget too large", [put("CC-100", budget, 1e14, "Budgets")], NAMED
    yield "budget as text", [put("CC-100", budget, "1234", "Budgets")], NAMED
    yield "budget in words", [put("CC-100", budget, "none", "Budgets")], NAMED
    yield "budget a single space", [put("CC-100", budget, " ", "Budgets")], EITHER
    yield (
        "budgets all cleared",
        [clear(one, budget, "Budgets") for one in ("CC-100", "CC-200", "R&D*", "CC-900")],
        EITHER,
    )
    yield "price", [put("gpt-4o", PRICES[0], 7.654321, "Rates")], RIGHT
    yield "scenario", [_scenario("High")], RIGHT
    yield "budget on Estimates too", [put("W-1", "annual_budget", 5)], NAMED
