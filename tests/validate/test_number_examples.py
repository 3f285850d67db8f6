"""An example does what it says: what it tells people to write is read as the number it names."""

from decimal import Decimal

import pytest

from estimator.model.column import Column
from estimator.model.options import COMMA, POINT
from estimator.model.schema import rates_schema, workloads_schema
from estimator.model.table import ONCE, PERCENT
from estimator.validate.number_examples import number_example

TOKENS = workloads_schema().columns["training_tokens"]
SIZE = workloads_schema().columns["tokens_per_example"]
PRICE = rates_schema().columns["input_price"]
MILLION, THOUSAND = Decimal(10**6), Decimal(1000)


@pytest.mark.parametrize(
    ("column", "times", "mark", "said"),
    [
        (TOKENS, ONCE, POINT, ", such as 5000000, 5,000,000 or 5M"),
        (TOKENS, ONCE, COMMA, ", such as 5000000, 5.000.000 or 5M"),
        (SIZE, ONCE, POINT, ", such as 5000, 5,000 or 5k"),
        (PRICE, ONCE, POINT, ", such as 2.5"),
        (PRICE, ONCE, COMMA, ", such as 2,5"),
        (TOKENS, MILLION, POINT,
         "; the header multiplies by 1,000,000, so write 5 for 5,000,000"),
        (TOKENS, MILLION, COMMA,
         "; the header multiplies by 1,000,000, so write 5 for 5.000.000"),
        (PRICE, THOUSAND, POINT, "; the header multiplies by 1,000, so write 0.0025 for 2.5"),
        (workloads_schema().columns["retry_rate"], PERCENT, POINT, ""),
    ],
)  # fmt: skip
def test_an_example_fits_its_column(column: Column, times: Decimal, mark: str, said: str) -> None:
    assert number_example(column, times, mark) == said
