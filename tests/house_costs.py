"""A cost model of a house's own for tests: inputs, costs that count once and monthly, and VAT."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from estimator.basis.cost_model import load_house_document
from estimator.model.options import Options
from tests.oracle import Amounts, Cell, cents
from tests.workbooks import Record

SUPPORT_PRICE, VAT_RATE, DEFAULT_HOURS = Decimal("95.5"), Decimal("0.19"), Decimal("2.5")
COUNTED = f"""
[[input]]
name = "support_hours"
title = "Support hours"
unit = "hours"
maximum = 744
description = "Hours of support per month."
aliases = ["Hours of the service desk"]
default = "{DEFAULT_HOURS}"
neutral = "0"
source = "House rule."

[[input]]
name = "setup_fee"
title = "Setup fee"
unit = "USD"
description = "Fee of the vendor, paid once."

[[assumption]]
name = "support_price"
title = "Support price"
value = "{SUPPORT_PRICE}"
unit = "USD per hour"
maximum = 1000
source = "House rule."

[[assumption]]
name = "vat_rate"
title = "VAT rate"
value = "{VAT_RATE}"
unit = "share"
source = "House rule."

[[column]]
name = "setup_cost"
title = "Setup cost"
unit = "USD"
frequency = "one-time"
counts = true
total = true
formula = '=IF(setup_fee = "", 0, setup_fee)'
description = "Setup fee, or 0 if blank."

[[column]]
name = "training_vat"
title = "VAT on training"
unit = "USD"
frequency = "one-time"
counts = true
total = true
formula = "=ROUND(ROUND(training_cost_before_house_costs + setup_cost, 2) * vat_rate, 2)"
description = "VAT on training and setup."

[[column]]
name = "monthly_support_cost"
title = "Monthly support cost"
unit = "USD"
frequency = "monthly"
counts = true
total = true
formula = "=ROUND(support_hours_applied * support_price, 2)"
description = "Support hours, multiplied by the support price."

[[column]]
name = "monthly_vat"
title = "Monthly VAT"
unit = "USD"
frequency = "monthly"
counts = true
total = true
formula = "=ROUND(ROUND(monthly_cost_before_house_costs + monthly_support_cost, 2) * vat_rate, 2)"
description = "VAT on the monthly cost and on support."

[[column]]
name = "cost_per_support_hour"
title = "Cost per ten support hours"
unit = "USD"
formula = "=ROUND(monthly_cost / 10, 2)"
description = "A column that counts in nothing, and reads what house costs count in."
"""
TERMS = {
    "training_cost": ("training_cost_before_house_costs", "setup_cost", "training_vat"),
    "monthly_cost": ("monthly_cost_before_house_costs", "monthly_support_cost", "monthly_vat"),
}


def counted(folder: Path) -> Options:
    """Options with these house costs."""
    path = folder / "counted.toml"
    path.write_text(COUNTED, encoding="utf-8")
    return Options(cost_model=path)


def with_house_inputs(records: Sequence[Record]) -> list[Record]:
    """``records`` with cells of the house's inputs, some of them blank."""
    hours, fees = ("", "10", "0", "2.37", "744", "30.5 "), ("", "$1.2k", "0", "333.33")
    return [
        {
            **one,
            "Support hours": hours[n % len(hours)],
            "Setup fee": fees[n // 2 % len(fees)],
        }
        for n, one in enumerate(records)
    ]


@dataclass(frozen=True)
class HouseCosts:
    """What the house costs of one workload come to, worked out by hand, over fractions."""

    setup: Fraction
    training_vat: Fraction
    support: Fraction
    monthly_vat: Fraction

    def added_to(self, cost: Amounts) -> Amounts:
        """``cost`` of the oracle with these in it."""
        training, monthly = cost["training_cost"], cost["monthly_cost"]
        assert isinstance(training, Fraction)
        assert isinstance(monthly, Fraction)
        once = training + self.setup + self.training_vat
        return {
            **cost,
            "training_cost": once,
            "monthly_cost": monthly + self.support + self.monthly_vat,
        }


def house_costs(row: Mapping[str, Cell], cost: Amounts, *, setup: bool = True) -> HouseCosts:
    """The house costs of ``row``, whose training and monthly cost without them are in ``cost``."""
    training, monthly = cost["training_cost"], cost["monthly_cost"]
    assert isinstance(training, Fraction)
    assert isinstance(monthly, Fraction)
    hours, fee = row["support_hours"], row["setup_fee"]
    paid = Fraction(fee) if isinstance(fee, Decimal) and setup else Fraction(0)
    worked = Fraction(hours if isinstance(hours, Decimal) else DEFAULT_HOURS)
    support, rate = cents(worked * Fraction(SUPPORT_PRICE)), Fraction(VAT_RATE)
    return HouseCosts(
        paid, cents((training + paid) * rate), support, cents((monthly + support) * rate)
    )


Entry = dict[str, object]
VAT_ENTRY: Entry = {
    "name": "vat_rate",
    "title": "VAT rate",
    "value": "0.2",
    "unit": "share",
    "source": "House rule.",
}
COUNT_ENTRY: Entry = {
    "name": "monthly_vat",
    "title": "Monthly VAT",
    "unit": "USD",
    "frequency": "monthly",
    "counts": True,
    "formula": "=ROUND(monthly_cost_before_house_costs * vat_rate, 2)",
    "description": "VAT.",
}
INPUT_ENTRY: Entry = {
    "name": "support_hours",
    "title": "Support hours",
    "unit": "hours",
    "description": "Hours per month.",
}


def house_document(
    *columns: Entry, inputs: Sequence[Entry] = (), assumptions: Sequence[Entry] = (VAT_ENTRY,)
) -> dict[str, list[Entry]]:
    """A parsed cost-model file with these entries."""
    return {"input": [*inputs], "assumption": [*assumptions], "column": [*columns]}


def messages(document: Mapping[str, object]) -> list[str]:
    """What is said of the parsed cost-model file ``document``, without the name of the file."""
    model, problems = load_house_document("house.toml", document)
    assert (model is None) == bool(problems)
    assert {one.code for one in problems} <= {"bad-cost-model"}
    return [re.sub("^house[.]toml[,:] ", "", one.message) for one in problems]
