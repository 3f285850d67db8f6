"""Schemas: columns as a JSON Schema describes them."""

from decimal import Decimal
from typing import Any

import pytest

from estimator.model.column import DATE, MONTH, NUMBER, SHARE, TEXT, WHOLE, WORDS
from estimator.model.schema import parse_column, parse_schema, rates_schema, schema_document


@pytest.mark.parametrize(
    ("spec", "kind"),
    [
        ({"type": "integer"}, WHOLE),
        ({"type": "number"}, NUMBER),
        ({"type": "number", "x-unit": "share"}, SHARE),
        ({"type": "array"}, WORDS),
        ({"type": "string", "format": "date"}, DATE),
        ({"type": "string", "format": "month"}, MONTH),
        ({"type": "string", "format": "uri"}, TEXT),
    ],
)
def test_the_kind_of_a_column_follows_its_type_unit_and_format(
    spec: dict[str, Any], kind: str
) -> None:
    assert parse_column("x", spec).kind == kind


def test_a_bound_of_zero_is_a_bound() -> None:
    column = parse_column("x", {"type": "number", "minimum": 0, "maximum": Decimal("0.1")})
    assert (column.minimum, column.maximum) == (Decimal(0), Decimal("0.1"))
    assert parse_column("x", {"type": "number"}).minimum is None


def test_required_columns_and_alternatives_are_read() -> None:
    schema = parse_schema(
        {
            "required": ["b"],
            "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "x-alternatives": [{"name": "n", "title": "N", "gives": ["c"], "ways": [["a"], ["b"]]}],
        }
    )
    assert [column.required for column in schema.columns.values()] == [False, True]
    assert schema.alternatives[0].ways == (("a",), ("b",))


def test_a_rate_card_as_a_table_has_the_fields_of_the_card_on_every_row() -> None:
    columns = rates_schema().columns
    assert {"model", "training_price", "rate_card", "source", "date_checked"} <= set(columns)
    assert "name" not in columns
    assert "rates" not in columns


def test_numbers_of_a_shipped_schema_are_exact() -> None:
    def floats(node: object) -> bool:
        if isinstance(node, dict):
            return any(map(floats, node.values()))
        return any(map(floats, node)) if isinstance(node, list) else isinstance(node, float)

    assert not floats(schema_document("workloads"))
