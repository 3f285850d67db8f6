"""What formulas and the cost model come to, worked out by hand over fractions.

Of the engine only its nouns are used, so that the engine can be held against it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

import polars as pl

from estimator.formula.exactness import NUMBER, TEXT, ValueKind
from estimator.formula.syntax import Call, Name, Negative, Node, Number, Operation, TextLiteral
from estimator.model.money import EXACT
from estimator.model.rate_card import Rate

Cell = Decimal | str | None
Value = Fraction | str | bool | None
Row = Mapping[str, Cell]
Amounts = dict[str, Value]

MILLION = Fraction(1_000_000)
# What fills the blanks of inputs that most sheets do not have.
USUAL_FILLS = {
    "training_runs": Decimal(1),
    "evaluations": Decimal(1),
    "batch_share": Decimal(0),
    "hosting_hours_per_month": Decimal(730),
    "hosting_units": Decimal(1),
}
COMPARED: dict[str, Callable[..., bool]] = {
    "=": eq,
    "<>": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


def exact(cell: Cell) -> Value:
    """A cell as it is computed with: numbers as fractions."""
    return Fraction(cell) if isinstance(cell, Decimal) else cell


def typed(rows: Sequence[Row], texts: Collection[str]) -> pl.DataFrame:
    """Rows as the engine takes them; ``texts`` names the columns that are not numbers."""
    return pl.DataFrame(
        [
            pl.Series(name, [row[name] for row in rows], pl.String if name in texts else EXACT)
            for name in rows[0]
        ]
    )


def holds(kind: ValueKind, cell: Cell) -> bool:
    """Whether ``cell`` is as ``kind`` says: blank, bounds, decimals, texts."""
    if cell is None:
        return kind.blank
    if isinstance(cell, str):
        return kind.type == TEXT and (kind.texts is None or cell in kind.texts)
    whole = (Fraction(cell) * 10**kind.decimals).denominator == 1
    return kind.type == NUMBER and whole and kind.low <= cell <= kind.high


def half_up(value: Fraction, digits: int) -> Fraction:
    """``value`` to ``digits`` places, a half away from zero."""
    steps = abs(value) * 10**digits + Fraction(1, 2)
    size = Fraction(steps.numerator // steps.denominator, 10**digits)
    return -size if value < 0 else size


def value(node: Node, row: Row) -> Value:  # noqa: PLR0911 - a case a node
    """What ``node`` comes to in ``row``; only the case of an IF that holds is looked at."""
    match node:
        case Number(amount):
            return Fraction(amount)
        case TextLiteral(text):
            return text or None
        case Name(name):
            return exact(row[name])
        case Negative(of):
            return -number(of, row)
        case Operation(sign, left, right):
            return _operation(sign, left, right, row)
        case Call("IF", (condition, then, otherwise)):
            return value(then if truth(condition, row) else otherwise, row)
        case Call(function, arguments):
            return _call(function, arguments, row)


def number(node: Node, row: Row) -> Fraction:
    found = value(node, row)
    assert isinstance(found, Fraction), f"{node} is {found!r}, not a number"
    return found


def truth(node: Node, row: Row) -> bool:
    found = value(node, row)
    assert isinstance(found, bool), f"{node} is {found!r}, not a truth"
    return found


def _operation(sign: str, left: Node, right: Node, row: Row) -> Value:
    if sign in COMPARED:
        if TextLiteral("") in (left, right):
            return COMPARED[sign](value(left, row), value(right, row))
        return _compared(sign, value(left, row), value(right, row))
    a, b = number(left, row), number(right, row)
    if sign == "+":
        return a + b
    if sign == "-":
        return a - b
    return a * b if sign == "*" else a / b


def _compared(sign: str, left: Value, right: Value) -> bool:
    assert type(left) is type(right)
    assert isinstance(left, Fraction | str), f"compares {left!r}"
    return COMPARED[sign](left, right)


def _call(function: str, arguments: tuple[Node, ...], row: Row) -> Value:
    if function in {"AND", "OR", "NOT"}:
        truths = [truth(argument, row) for argument in arguments]
        return {"AND": all(truths), "OR": any(truths), "NOT": not truths[0]}[function]
    numbers = [number(argument, row) for argument in arguments]
    if function == "ROUND":
        return half_up(numbers[0], int(numbers[1]))
    if function == "ABS":
        return abs(numbers[0])
    return min(numbers) if function == "MIN" else max(numbers)


def cents(value: Fraction) -> Fraction:
    return half_up(value, 2)


@dataclass(frozen=True)
class Offer:
    """Until when a model is offered: the first days without training and without any use."""

    training_ends_on: date | None = None
    retires_on: date | None = None

    def can_use(self, month: str) -> bool:
        """Whether the model answers on the first day of ``month`` (YYYY-MM)."""
        return _is_before(month, self.retires_on)

    def can_train(self, month: str) -> bool:
        """Whether training on it can be bought on that day."""
        return self.can_use(month) and _is_before(month, self.training_ends_on)


def _is_before(month: str, day: date | None) -> bool:
    return day is None or date.fromisoformat(f"{month}-01") < day


FOREVER = Offer()


def charged_prices(rate: Rate) -> dict[str, Decimal]:
    """The prices of ``rate`` less its discount: each is taken off at six decimals."""
    return {name: one - _taken_off(one, rate.discount) for name, one in rate.prices.items()}


def _taken_off(price: Decimal, discount: Decimal) -> Decimal:
    exact = half_up(Fraction(price) * Fraction(discount), 6)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def costs(
    row: Row,
    prices: Mapping[str, Decimal],
    assumed: Mapping[str, Decimal],
    year: Sequence[str],
    offer: Offer = FOREVER,
) -> Amounts:
    """Every computed column of one workload, and its fiscal year: tokens, shares and USD.

    Args:
        row: the inputs as typed, None where blank.
        prices: every price less the discount, in the unit of the card.
        assumed: what fills a blank, by the input's name, and ``near_budget_share``; with a scenario
            also its ``volume_factor`` and ``price_factor``. ``USUAL_FILLS`` for what it lacks.
        year: the months of the fiscal year (YYYY-MM).
        offer: until when the model is offered.
    """
    assumed = {**USUAL_FILLS, **assumed}
    applied = _applied(row, assumed)
    factor = Fraction(assumed.get("price_factor", 1))
    scaled = {name: half_up(Fraction(price) * factor, 6) for name, price in prices.items()}
    training = _training(applied, scaled)
    usage = _usage(applied, scaled)
    months = by_month(row, {**training, **usage}, year, offer)
    spent = sum((once + again for once, again in months), Fraction(0))
    missed = not_covered(row, {**training, **usage}, year, offer)
    ending = {} if offer == FOREVER else {"uncovered_cost": sum(missed, Fraction(0))}
    return {
        **{f"{name}_applied": amount for name, amount in applied.items()},
        **training,
        **usage,
        "first_year_cost": training["training_cost"] + usage["annual_cost"],
        "fiscal_year_cost": spent,
        **ending,
        **_unit_costs(row, applied, assumed, usage["monthly_cost"], months),
        **_budget(row, spent, Fraction(assumed["near_budget_share"])),
    }


def _applied(row: Row, assumed: Mapping[str, Decimal]) -> dict[str, Fraction]:
    filled = {
        name: _given(row, name, Fraction(assumed[name]))
        for name in (
            "epochs",
            "validation_share",
            "days_per_month",
            "cached_input_share",
            "retry_rate",
            *USUAL_FILLS,
        )
    }
    for name in ("training_hours", "other_one_time_cost", "other_monthly_cost"):
        filled[name] = _given(row, name)
    by_example = cents(_given(row, "training_examples") * _given(row, "tokens_per_example"))
    days = filled["days_per_month"]
    tokens = {
        "training_tokens": _given(row, "training_tokens", by_example),
        "monthly_input_tokens": _monthly(row, "input", days),
        "monthly_output_tokens": _monthly(row, "output", days),
    }
    volume = Fraction(assumed.get("volume_factor", 1))
    return {**filled, **{name: cents(amount * volume) for name, amount in tokens.items()}}


def _given(row: Row, name: str, otherwise: Fraction = Fraction(0)) -> Fraction:
    cell = row.get(name)
    return Fraction(cell) if isinstance(cell, Decimal) else otherwise


def _monthly(row: Row, side: str, days: Fraction) -> Fraction:
    by_request = _given(row, "requests_per_day") * _given(row, f"{side}_tokens_per_request")
    daily = _given(row, f"daily_{side}_tokens", cents(by_request))
    return _given(row, f"monthly_{side}_tokens", cents(daily * days))


def _training(applied: dict[str, Fraction], prices: Mapping[str, Fraction]) -> dict[str, Fraction]:
    tokens, epochs = applied["training_tokens"], applied["epochs"]
    price = prices["training_price"] / MILLION
    held_out = cents(tokens * applied["validation_share"])
    billed = (tokens - held_out) * epochs
    evaluated = held_out * applied["evaluations"]
    of_tokens = cents(billed * price)
    of_hours = cents(applied["training_hours"] * prices["training_hour_price"])
    of_evaluations = cents(evaluated * prices["validation_price"] / MILLION)
    metered, least = of_tokens + of_hours + of_evaluations, cents(prices["training_minimum"])
    job = max(metered, least) if metered else metered
    return {
        "held_out_tokens": held_out,
        "billed_training_tokens": billed,
        "training_token_cost": of_tokens,
        "training_hour_cost": of_hours,
        "validation_tokens": evaluated,
        "validation_cost": of_evaluations,
        "metered_training_cost": metered,
        "training_minimum_applied": least,
        "training_job_cost": job,
        "training_runs_cost": job * applied["training_runs"],
        "training_cost": job * applied["training_runs"] + applied["other_one_time_cost"],
        "validation_set_value": cents(held_out * epochs * price),
    }


def _usage(applied: dict[str, Fraction], prices: Mapping[str, Fraction]) -> dict[str, Fraction]:
    sides = {side: applied[f"monthly_{side}_tokens"] for side in ("input", "output")}
    batch = {side: cents(tokens * applied["batch_share"]) for side, tokens in sides.items()}
    other = {side: tokens - batch[side] for side, tokens in sides.items()}
    cached = cents(other["input"] * applied["cached_input_share"])
    parts = {
        "monthly_input_cost": (other["input"] - cached, "input_price"),
        "monthly_cached_input_cost": (cached, "cached_input_price"),
        "monthly_output_cost": (other["output"], "output_price"),
        "monthly_batch_input_cost": (batch["input"], "batch_input_price"),
        "monthly_batch_output_cost": (batch["output"], "batch_output_price"),
    }
    leaves = {
        name: cents(amount * prices[price] / MILLION) for name, (amount, price) in parts.items()
    }
    inference = sum(leaves.values(), Fraction(0))
    allowance = cents(inference * applied["retry_rate"])
    unit_hours = cents(applied["hosting_hours_per_month"] * applied["hosting_units"])
    hosting = cents(unit_hours * prices["hosting_price"])
    storage = cents(prices["storage_price"])
    standing = hosting + storage + applied["other_monthly_cost"]
    monthly = inference + allowance + standing
    return {
        **{f"batch_{side}_tokens": tokens for side, tokens in batch.items()},
        **{f"interactive_{side}_tokens": tokens for side, tokens in other.items()},
        "cached_input_tokens": cached,
        **leaves,
        "monthly_inference_cost": inference,
        "monthly_retry_allowance": allowance,
        "hosting_unit_hours": unit_hours,
        "monthly_hosting_cost": hosting,
        "monthly_storage_cost": storage,
        "monthly_standing_cost": standing,
        "monthly_cost": monthly,
        "annual_cost": 12 * monthly,
    }


def _unit_costs(
    row: Row,
    applied: Mapping[str, Fraction],
    assumed: Mapping[str, Decimal],
    monthly: Fraction,
    months: Sequence[tuple[Fraction, Fraction]],
) -> Amounts:
    """What a thousand requests, a million tokens and a unit cost, a month and in a year.

    The units of the year grow as the cost of usage does: it is worth so many months of usage.
    """
    recurring = sum((again for _, again in months), Fraction(0))
    year = sum((once + again for once, again in months), Fraction(0))
    usage = half_up(recurring / monthly, 4) if monthly else None
    volume = Fraction(assumed.get("volume_factor", 1))
    requests = cents(_given(row, "requests_per_day") * applied["days_per_month"])
    tokens = applied["monthly_input_tokens"] + applied["monthly_output_tokens"]
    found: Amounts = {"usage_months": usage}
    units = cents(_given(row, "units_per_month") * volume)
    for one, monthly_name, plural, count, digits in (
        (
            "1000_requests", "monthly_thousand_requests", "thousand_requests",
            cents(requests * volume) / 1000, 5,
        ),
        (
            "1m_tokens", "monthly_million_tokens", "million_tokens",
            half_up(tokens / MILLION, 6), 6,
        ),
        ("unit", "units_per_month_applied", "units", units, 2),
    ):  # fmt: skip
        of_year = half_up(count * usage, digits) if usage is not None else Fraction(0)
        found |= {
            monthly_name: count,
            f"cost_per_{one}": half_up(monthly / count, 4) if count else None,
            f"fiscal_year_{plural}": of_year,
            f"fiscal_year_cost_per_{one}": half_up(year / of_year, 4) if of_year else None,
        }
    return found


def _budget(row: Row, spent: Fraction, near: Fraction) -> Amounts:
    """The budget of a year against what is spent in that year."""
    if row["annual_budget"] is None:
        return {"fiscal_year_variance": None, "budget_status": "none"}
    budget = _given(row, "annual_budget")
    # What costs nothing is within any budget, one of 0 too.
    close = "near" if spent and spent >= cents(budget * near) else "within"
    status = "over" if spent > budget else close
    return {"fiscal_year_variance": budget - spent, "budget_status": status}


def _counted(month: str) -> int:
    year, number = month.split("-")
    return 12 * int(year) + int(number)


def _span(row: Row, months: Sequence[str]) -> tuple[str, str]:
    """The first and the last month in which a workload is meant to run."""
    end = row["end_month"] or months[-1]
    assert isinstance(end, str)
    # What has no start has been running, or is over.
    start = row["start_month"] or min(months[0], end)
    assert isinstance(start, str)
    return start, end


def by_month(
    row: Row, cost: Amounts, months: Sequence[str], offer: Offer = FOREVER
) -> list[tuple[Fraction, Fraction]]:
    """What one workload costs in each of ``months`` (YYYY-MM): once, and for its usage; USD.

    Args:
        row: ``start_month``, ``end_month`` and ``monthly_growth_rate`` as typed, None where blank.
        cost: its ``training_cost`` and ``monthly_cost``.
        months: one after the other.
        offer: until when its model is offered.
    """
    start, end = _span(row, months)
    growth = _given(row, "monthly_growth_rate")
    training, monthly = cost["training_cost"], cost["monthly_cost"]
    assert isinstance(training, Fraction)
    assert isinstance(monthly, Fraction)
    found = []
    level: Fraction | None = None
    for month in months:
        once = training if month == start and offer.can_train(month) else Fraction(0)
        if _runs_in(month, start, end) and offer.can_use(month):
            level = monthly if level is None else cents(level + level * growth)
            found.append((once, level))
        else:
            found.append((once, Fraction(0)))
    return found


def _runs_in(month: str, start: str, end: str) -> bool:
    return _counted(start) <= _counted(month) <= _counted(end)


def not_covered(row: Row, cost: Amounts, months: Sequence[str], offer: Offer) -> Iterator[Fraction]:
    """What one workload would cost in each of ``months`` if its model were offered; USD.

    A month of use costs what the last paid one before it did, or the monthly cost without one.
    The arguments are those of ``by_month``.
    """
    start, end = _span(row, months)
    training, level = cost["training_cost"], cost["monthly_cost"]
    assert isinstance(training, Fraction)
    assert isinstance(level, Fraction)
    for month, (_, paid) in zip(months, by_month(row, cost, months, offer), strict=True):
        missed = training if month == start and not offer.can_train(month) else Fraction(0)
        if _runs_in(month, start, end):
            if offer.can_use(month):
                level = paid
            else:
                missed += level
        yield missed


@dataclass(frozen=True)
class OnReplacement:
    """What one workload costs a month after its model, whose replacement is offered until then.

    Attributes:
        cost: ``training_cost`` and ``monthly_cost`` at the prices of the replacement.
        offer: until when it is offered.
    """

    cost: Amounts
    offer: Offer


def replaced(
    row: Row, cost: Amounts, months: Sequence[str], offer: Offer, other: OnReplacement
) -> Iterator[tuple[Fraction, Fraction]]:
    """What one workload costs on the replacement of its model, and what neither covers; USD.

    The replacement is trained in the first month in which it is used, if that can be bought; its
    month costs the same all along. The other arguments are those of ``by_month``.
    """
    start, end = _span(row, months)
    training, level = cost["training_cost"], cost["monthly_cost"]
    retraining, monthly = other.cost["training_cost"], other.cost["monthly_cost"]
    assert isinstance(training, Fraction)
    assert isinstance(level, Fraction)
    assert isinstance(retraining, Fraction)
    assert isinstance(monthly, Fraction)
    in_use = False
    for month, (_, paid) in zip(months, by_month(row, cost, months, offer), strict=True):
        runs, missed, spent = _runs_in(month, start, end), Fraction(0), Fraction(0)
        instead = runs and not offer.can_use(month) and other.offer.can_use(month)
        if month == start and not offer.can_train(month) and not instead:
            missed += training
        if instead:
            spent = monthly
            spent += retraining if not in_use and other.offer.can_train(month) else 0
            in_use, level = True, monthly
        elif runs and offer.can_use(month):
            level = paid
        elif runs:
            missed += level
        yield spent, missed
