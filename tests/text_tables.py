"""Small sheets and tables for tests, without a file behind them."""

from collections.abc import Sequence

import polars as pl

from estimator.model.cells import BLANK, TEXT, Block, Sheet
from estimator.model.problem import TableSource
from estimator.model.table import Heading, Table

Rows = Sequence[Sequence[str | None]]


def text_sheet(*blocks: Rows, name: str = "Plan") -> Sheet:
    """A sheet with the rows of ``blocks``, every cell a text or blank."""
    width = max(len(row) for rows in blocks for row in rows)
    names = [f"c{position}" for position in range(1, width + 1)]
    made, first = [], 1
    for rows in blocks:
        texts = pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")
        kinds = texts.select(
            pl.when(pl.col(name).is_null()).then(BLANK).otherwise(TEXT).cast(pl.UInt8).alias(name)
            for name in names
        )
        made.append(Block(first, texts, kinds))
        first += len(rows)
    return Sheet(name, made, first - 1, width)


def text_table(*blocks: Rows, columns: Sequence[str] = (), file: str = "plan.csv") -> Table:
    """The table under the first row of ``blocks``, its headers matched to ``columns``."""
    sheet = text_sheet(*blocks)
    texts = [text or "" for text in blocks[0][0]]
    matched = [*columns, *[""] * (len(texts) - len(columns))]
    headings = tuple(
        Heading(text, position, column)
        for position, (text, column) in enumerate(zip(texts, matched, strict=True), 1)
    )
    rows = pl.repeat(value=True, n=sheet.height - 1, dtype=pl.Boolean, eager=True)
    return Table(
        TableSource(file, sheet.name, 1),
        sheet,
        headings,
        by_column={one.column: one for one in headings if one.column},
        is_data_row=rows,
    )
