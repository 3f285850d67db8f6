"""Workloads that can be estimated, before they are priced."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Typed:
    """Consecutive workloads, their inputs typed.

    Attributes:
        frame: ``TABLE`` (UInt32, the position of their table), ``row`` (Int64, the sheet's own),
            the schema's columns (Decimal(38, 12) and String), ``model_as_given``.
        carried: the columns that are not ours, row by row beside ``frame``; String.
        carried_kinds: UInt8, the kind of each of these cells.
    """

    frame: pl.DataFrame
    carried: pl.DataFrame
    carried_kinds: pl.DataFrame
