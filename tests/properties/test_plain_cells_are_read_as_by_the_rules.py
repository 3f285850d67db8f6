"""The rules for numbers spare plain digits; put to them too, they would say the same."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.model.cells import BLANK, ERROR_VALUE, NUMBER, TEXT, Sheet
from estimator.model.column import Column
from estimator.model.options import COMMA, POINT
from estimator.model.problem import TableSource
from estimator.model.schema import parse_schema, workloads_schema
from estimator.model.table import ONCE, PERCENT, Heading, Table, TablePart
from estimator.read.cells import make_block
from estimator.validate import decimal_separators, numbers
from estimator.validate.decimal_separators import UNDECIDED

# As a pattern it matches no text at all.
NOTHING = r"[^\s\S]"

COLUMNS = [
    *(column for column in workloads_schema().columns.values() if column.numeric),
    parse_schema(
        {
            "properties": {
                "price": {
                    "type": "number",
                    "x-decimals": 6,
                    "x-unit": "USD per 1M tokens",
                    "x-dash-is-blank": True,
                }
            }
        }
    ).columns["price"],
]


def texts() -> st.SearchStrategy[str]:
    digits = st.text("0123456789", min_size=1, max_size=17)
    grouped = st.integers(0, 10**17).map("{:,}".format)
    # What comes behind many zeros or nines is where numbers are cut and rounded.
    part = st.builds(
        lambda head, fill, last, size: (head + fill * size)[: size - 1] + last,
        st.text("0125", max_size=3),
        st.sampled_from("09"),
        st.sampled_from("0159"),
        st.integers(1, 14),
    )
    decimals = st.tuples(digits | grouped, part | st.text("0123456789", max_size=14)).map(".".join)
    plain = digits | grouped | decimals
    dressed = st.tuples(
        st.sampled_from(["", "", "", "-", "+", "(", "$", " ", "\u2212", "\uff11"]),
        plain,
        st.sampled_from(["", "", "", "k", "M", "T", "%", ")", " USD", ".", ",5", "\n", "\u0663"]),
    ).map("".join)
    german = decimals.map(lambda text: text.translate({44: 46, 46: 44}))
    odd = st.sampled_from(["", " ", "-", "\u2013", ".", "1e3", "n/a", "0,123", "1 000", "1'000"])
    return plain | dressed | german | odd | st.text("0123456789.,- %", max_size=9) | st.text()


def cells() -> st.SearchStrategy[pl.DataFrame]:
    kinds = st.sampled_from([TEXT, TEXT, TEXT, NUMBER, NUMBER, ERROR_VALUE]) | st.integers(
        BLANK, ERROR_VALUE
    )
    rows = st.lists(st.tuples(st.none() | texts(), kinds), min_size=1, max_size=8)
    # The same texts again, some of them as things of another kind.
    twice = st.tuples(rows, st.lists(kinds, max_size=4)).map(
        lambda drawn: [*drawn[0], *((text, kind) for (text, _), kind in zip(*drawn, strict=False))]
    )
    return twice.map(
        lambda drawn: pl.DataFrame(
            drawn, schema={"text": pl.String, "kind": pl.UInt8}, orient="row"
        ).with_row_index("row")
    )


def assert_same(given_cells: pl.DataFrame, column: Column, times: Decimal, mark: str) -> None:
    cells_of = numbers.NumberCells(column, given_cells, times, mark)
    [spared] = numbers.parse_number_columns([cells_of])
    with patch.object(numbers, "PLAIN", NOTHING):
        [by_rules] = numbers.parse_number_columns([cells_of])
    assert spared.to_dicts() == by_rules.to_dicts()
    assert spared.schema == by_rules.schema
    assert spared.select(given_cells.columns).equals(given_cells)


@given(
    cells(),
    st.sampled_from(COLUMNS),
    st.sampled_from([ONCE, PERCENT, Decimal(1_000), Decimal(1_000_000)]),
    st.sampled_from([POINT, COMMA, UNDECIDED]),
)
def test_a_plain_cell_is_read_as_the_rules_would_read_it(
    given_cells: pl.DataFrame, column: Column, times: Decimal, mark: str
) -> None:
    assert_same(given_cells, column, times, mark)


@pytest.mark.parametrize("mark", [POINT, COMMA, UNDECIDED])
@pytest.mark.parametrize("kind", [TEXT, NUMBER])
def test_of_every_length_it_is_read_as_the_rules_would_read_it(mark: str, kind: int) -> None:
    wholes = [
        whole for size in range(1, 18) for whole in ("1" * size, f"{10**size - 1:,}", "0" * size)
    ]
    parts = ["", *("." + "0" * size + last for size in range(14) for last in "159")]
    every = pl.DataFrame({"text": [whole + part for whole in wholes for part in parts]})
    for name in ("training_tokens", "epochs", "retry_rate"):
        spec = workloads_schema().columns[name]
        assert_same(every.with_columns(kind=pl.lit(kind, dtype=pl.UInt8)), spec, ONCE, mark)


def part(columns: Mapping[str, Sequence[str]]) -> TablePart:
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    made = make_block([[(text or None, TEXT if text else BLANK) for text in row] for row in rows])
    headings = tuple(Heading(name, place, name) for place, name in enumerate(columns, 1))
    table = Table(
        source=TableSource("plan.csv", header_row=1),
        sheet=Sheet("plan", (made,), *made.texts.shape),
        headings=headings,
        by_column={heading.column: heading for heading in headings},
    )
    return next(table.all_rows())


@given(
    st.integers(1, 4).flatmap(
        lambda rows: st.fixed_dictionaries(
            {
                name: st.lists(texts(), min_size=rows, max_size=rows)
                for name in ("training_tokens", "retry_rate", "annual_budget")
            }
        )
    )
)
def test_a_plain_cell_tells_of_its_decimal_mark_what_the_rules_would_tell(
    columns: dict[str, list[str]],
) -> None:
    spared = decimal_separators.detect_decimal_separators([part(columns)], workloads_schema())
    with patch.object(decimal_separators, "PLAIN", NOTHING):
        by_rules = decimal_separators.detect_decimal_separators([part(columns)], workloads_schema())
    assert spared == by_rules
