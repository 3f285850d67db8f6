"""The rows of an estimate as one frame under the design's column names: CSV, Parquet and JSON."""

import polars as pl

from estimator.model.cost_model import CostModel
from estimator.model.estimate import Estimate
from estimator.model.layout import KEY, layout
from estimator.model.words import unused

# Excel, LibreOffice and others read text that starts so as a formula (OWASP, CSV injection).
FORMULA_START = r"^\s*[=+\-@\t\r]"


def data(estimate: Estimate) -> pl.DataFrame:
    """Inputs, prices and computed columns (Decimal(38, 12) and String), then the carried ones."""
    return rows(estimate.frame, estimate.carried, estimate.model)


def rows(frame: pl.DataFrame, carried: pl.DataFrame, model: CostModel) -> pl.DataFrame:
    """The columns of ``frame``, priced with ``model``, in order; then the ``carried`` beside it."""
    names = [column.name for column in layout(model) if column.role != KEY]
    own = frame.select(names)
    renamed = {name: unused(name, names) for name in carried.columns}
    return pl.concat([own, carried.rename(renamed)], how="horizontal") if renamed else own


def csv(estimate: Estimate) -> str:
    """The rows as CSV: numbers without trailing zeros, text safe to open in a spreadsheet."""
    frame = data(estimate)
    numbers = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Decimal)]
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    safe = frame.with_columns(
        *[_plain(name) for name in numbers],
        *[_disarmed(name) for name in texts],
    )
    headings = {name: f"'{name}" for name in safe.columns if name[:1] in "=+-@\t\r"}
    return safe.rename(headings).write_csv()


def _plain(name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String)
    return text.str.strip_chars_end("0").str.strip_chars_end(".").alias(name)


def _disarmed(name: str) -> pl.Expr:
    text = pl.col(name)
    armed = text.str.contains(FORMULA_START)
    return pl.when(armed).then(pl.lit("'") + text).otherwise(text).alias(name)


def parquet(estimate: Estimate) -> bytes:
    """The rows as Parquet."""
    from io import BytesIO  # noqa: PLC0415 - only this output needs it

    buffer = BytesIO()
    data(estimate).write_parquet(buffer)
    return buffer.getvalue()
