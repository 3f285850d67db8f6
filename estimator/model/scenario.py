"""Scenarios: how much more or less is used, and how much dearer or cheaper it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from estimator.model.column import NUMBER, Column
from estimator.model.rate_card import Rate

# The scenario of the figures as they stand: both its factors are 1.
BASE = "Base"
ONE = Decimal(1)
# Beyond ten times the formulas could outgrow what is computed exactly.
FACTORS = {
    name: Column(
        name=name,
        title=title,
        description=description,
        kind=NUMBER,
        unit="factor",
        minimum=Decimal(0),
        maximum=Decimal(10),
        decimals=4,
        required=True,
    )
    for name, title, description in (
        ("volume_factor", "Volume factor", "What all quantities of tokens are multiplied by."),
        ("price_factor", "Price factor", "What all prices are multiplied by."),
    )
}
AS_TYPED: Mapping[str, Decimal] = dict.fromkeys(FACTORS, ONE)


@dataclass(frozen=True)
class Scenario:
    """One set of factors.

    Attributes:
        name: what it is called, in the workbook and on the command line.
        volume_factor, price_factor: as ``FACTORS`` says.
        source: why these factors.
        set_by: who chose them.
    """

    name: str
    volume_factor: Decimal
    price_factor: Decimal
    source: str
    set_by: str = ""

    @property
    def factors(self) -> dict[str, Decimal]:
        """Both factors by their names in formulas."""
        return {"volume_factor": self.volume_factor, "price_factor": self.price_factor}

    @property
    def changes(self) -> bool:
        """Whether the figures are others than as they stand."""
        return self.factors != AS_TYPED

    def rates(self, rates: Iterable[Rate]) -> tuple[Rate, ...]:
        """``rates`` in this scenario."""
        return tuple(rate.times(self.price_factor) for rate in rates)


def named(scenarios: Iterable[Scenario], name: str) -> Scenario | None:
    """The one of ``scenarios`` that is called ``name``, in any case; None without."""
    folded = name.strip().casefold()
    return next((one for one in scenarios if one.name.casefold() == folded), None)
