"""Makes the portfolios that are measured: the same cells every time, for any number of rows.

    python -m benchmarks.portfolio ROWS FILE

FILE ends in .csv or .xlsx; a workbook has plain numbers and texts, and no formulas. If it ends in
.formatted.xlsx, four columns of numbers are shown as percentages and dollars. The figures look like
a company's, and are remainders of products with primes, so that they repeat late.
"""

import sys
from pathlib import Path

import polars as pl
import xlsxwriter

# How a workbook with formats of numbers is named.
FORMATTED = ".formatted.xlsx"
# What a model is called by its id, its display name, and an alias in another case.
MODELS = ("gpt-4o-mini", "GPT-4o", "4O MINI")


def portfolio(rows: int) -> pl.LazyFrame:
    """A portfolio without a fault: 15 columns of String, Int64 and Float64, of which 4 have blanks.

    Args:
        rows: how many workloads.
    """
    return pl.LazyFrame().select(pl.int_range(rows).alias("i")).select(_texts() + _numbers())


def _texts() -> list[pl.Expr]:
    i = pl.col("i")
    model = pl.lit(MODELS[0])
    for remainder, name in enumerate(MODELS[1:], 1):
        model = pl.when(i % len(MODELS) == remainder).then(pl.lit(name)).otherwise(model)
    return [
        (pl.lit("W-") + i.cast(pl.String).str.zfill(8)).alias("Workload ID"),
        _named("Workload ", i, "Workload name"),
        _named("CC-", 1000 + _of(7_919, 37), "Cost center"),
        _named("Department ", _of(104_729, 12), "Department"),
        _named("Project ", _of(1_299_709, 200), "Project"),
        _named("Owner ", _of(15_485_863, 500), "Owner"),
        model.alias("Model"),
    ]


def _numbers() -> list[pl.Expr]:
    i = pl.col("i")
    return [
        _of(7_907, 90_000_000).alias("Training tokens"),
        pl.when(i % 2 == 0).then(1 + i % 5).alias("Epochs"),
        _hundredths(_of(1, 21)).alias("Validation share"),
        _of(611_953, 900_000_000).alias("Monthly input tokens"),
        _of(1_000_003, 300_000_000).alias("Monthly output tokens"),
        pl.when(i % 4 == 0).then(_hundredths(_of(1, 90))).alias("Cached input share"),
        pl.when(i % 5 == 0).then(_hundredths(_of(1, 12))).alias("Retry rate"),
        pl.when(i % 3 != 0).then(_hundredths(_of(7_331, 90_000_000))).alias("Annual budget"),
    ]


def _of(prime: int, below: int) -> pl.Expr:
    return pl.col("i") * prime % below


def _named(before: str, number: pl.Expr, heading: str) -> pl.Expr:
    return (pl.lit(before) + number.cast(pl.String)).alias(heading)


def _hundredths(number: pl.Expr) -> pl.Expr:
    # The quotient alone may be the double beside the one that is written with two decimals.
    return (number / 100).round(2)


def write(rows: int, path: Path) -> None:
    """Writes ``rows`` workloads to ``path``, a .csv, .xlsx or .formatted.xlsx file."""
    if path.suffix == ".csv":
        portfolio(rows).sink_csv(path)
        return
    frame = portfolio(rows).collect()
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Workloads")
        sheet.write_row(0, 0, frame.columns)
        formats = {}
        if path.name.endswith(FORMATTED):
            shown = {"Validation share": "0%", "Cached input share": "0.0%", "Retry rate": "0%"}
            shown["Annual budget"] = "$#,##0.00"
            formats = {
                frame.columns.index(name): book.add_format({"num_format": code})
                for name, code in shown.items()
            }
        for number, row in enumerate(frame.iter_rows(), 1):
            sheet.write_row(number, 0, row)
            for column, look in formats.items():
                if row[column] is not None:
                    sheet.write_number(number, column, row[column], look)


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
