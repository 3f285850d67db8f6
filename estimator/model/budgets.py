"""Budgets by cost center, as a second sheet or file gives them."""

from dataclasses import dataclass

import polars as pl

from estimator.model.source import Source


@dataclass(frozen=True)
class Budgets:
    """What has been set aside for each cost center.

    Attributes:
        frame: ``text``, which tells cost centers apart, ``label``, as it is written, and
            ``annual_budget`` (Decimal(38, 12)), in the currency of the budgets.
        source: where they stand.
    """

    frame: pl.DataFrame
    source: Source
