"""The schema of a table: the one description of its columns, read from a JSON Schema."""

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec import Struct

from estimator.model import shipped
from estimator.model.column import DATE, MONTH, NUMBER, PERIOD, SHARE, TEXT, WHOLE, WORDS, Column
from estimator.model.money import USD

WORKLOAD_ID = "workload_id"


class Alternatives(Struct, frozen=True):
    """Alternative ways to give a quantity: training tokens, or examples times tokens per example.

    Attributes:
        gives: the computed columns in which the alternatives must agree.
        ways: the columns that belong to each alternative.
        others: columns that are enough alone, and may as well stand beside one of the ways: they
            give another quantity.
    """

    name: str
    title: str
    gives: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]
    others: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the alternatives."""
        return (*(column for way in self.ways for column in way), *self.others)


class Schema(Struct, frozen=True, eq=False):
    """Columns by name, the alternatives among them, the JSON Schema of a row, and example rows.

    Compared by identity, so that results of compiling a schema can be cached.
    """

    columns: Mapping[str, Column]
    alternatives: tuple[Alternatives, ...]
    row: Mapping[str, Any]
    examples: tuple[Mapping[str, Any], ...] = ()

    @property
    def lists_workloads(self) -> bool:
        """Whether a row is a workload, with inputs of the user's own or without."""
        return WORKLOAD_ID in self.columns


def parse_column(name: str, spec: Mapping[str, Any], *, required: bool = False) -> Column:
    """The column ``name`` that the property ``spec`` describes."""
    minimum, maximum = spec.get("minimum"), spec.get("maximum")
    return Column(
        name=name,
        title=spec.get("title", name),
        kind=_property_kind(spec),
        description=spec.get("description", ""),
        unit=spec.get("x-unit", ""),
        minimum=None if minimum is None else Decimal(minimum),
        maximum=None if maximum is None else Decimal(maximum),
        decimals=spec.get("x-decimals", 0),
        required=required,
        default=spec.get("x-default", ""),
        aliases=tuple(spec.get("x-aliases", ())),
        forms=tuple(spec.get("x-header", ())),
        asked=tuple(spec.get("x-asked", ())),
        examples=tuple(str(example) for example in spec.get("examples", ())),
        longest=spec.get("maxLength"),
        dash_is_blank=spec.get("x-dash-is-blank", False),
        absent=_absent_value(spec.get("x-absent")),
        charged_for=spec.get("x-charged-for", ""),
        charged_at=spec.get("x-charged-at", ""),
        optional=spec.get("x-optional", False),
    )


def _absent_value(value: str | int | Decimal | None) -> str | Decimal | None:
    """A number as a Decimal; the name of another price as it is."""
    return Decimal(value) if isinstance(value, int) else value


def _property_kind(spec: Mapping[str, Any]) -> str:
    if spec["type"] == "integer":
        return WHOLE
    if spec["type"] == "number":
        return SHARE if spec.get("x-unit") == "share" else NUMBER
    if spec["type"] == "array":
        return WORDS
    if spec.get("x-unit") == PERIOD:
        return PERIOD
    return {"date": DATE, "month": MONTH}.get(spec.get("format", ""), TEXT)


def parse_schema(row: Mapping[str, Any]) -> Schema:
    """The schema of a table whose rows the JSON Schema ``row`` describes."""
    required = set(row.get("required", ()))
    columns = {
        name: parse_column(name, spec, required=name in required)
        for name, spec in row["properties"].items()
    }
    alternatives = tuple(
        Alternatives(
            entry["name"],
            entry["title"],
            tuple(entry["gives"]),
            tuple(tuple(way) for way in entry["ways"]),
            tuple(entry.get("others", ())),
        )
        for entry in row.get("x-alternatives", ())
    )
    return Schema(columns, alternatives, row, tuple(row.get("examples", ())))


def schema_document(name: str) -> dict[str, Any]:
    """The shipped JSON Schema ``name``, its numbers as exact decimals."""
    text = shipped.shipped_path("schemas", f"{name}.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return loaded


@cache
def workloads_schema() -> Schema:
    """The schema of the input: one row per workload."""
    return parse_schema(schema_document("workloads"))


@cache
def extended_schema(own: tuple[Column, ...]) -> Schema:
    """The schema of the input with the numbers that a user's cost-model file reads from it too."""
    known = workloads_schema()
    if not own:
        return known
    properties = {one.name: _number_property(one) for one in own}
    row = {**known.row, "properties": {**known.row["properties"], **properties}}
    columns = {**known.columns, **{one.name: one for one in own}}
    return Schema(columns, known.alternatives, row, known.examples)


def _number_property(column: Column) -> dict[str, Any]:
    """What the JSON Schema says of a number in ``column``."""
    kind = "integer" if column.kind == WHOLE else "number"
    return {"type": kind, "minimum": column.minimum, "maximum": column.maximum}


@cache
def rates_schema() -> Schema:
    """The schema of a rate card as a table: one row per rate, the fields of the card on each."""
    whole = schema_document("rate_card")
    card = {name: spec for name, spec in whole["properties"].items() if name != "rates"}
    rate = whole["$defs"]["rate"]
    # On a sheet "name" is a header of the model, so the header of the card's name is rate_card.
    named = {("rate_card" if name == "name" else name): spec for name, spec in card.items()}
    return parse_schema({**rate, "properties": {**rate["properties"], **named}})


@cache
def price_columns() -> Mapping[str, Column]:
    """The prices of a rate, by name: the columns of a rate card in US dollars per something."""
    columns = rates_schema().columns
    return {name: one for name, one in columns.items() if one.unit.startswith(f"{USD} per ")}


@cache
def budgets_schema() -> Schema:
    """The schema of budgets by cost center: two columns of a workload, and their period."""
    whole, columns = schema_document("budgets"), schema_document("workloads")["properties"]
    named = {n: columns[n] if "$ref" in one else one for n, one in whole["properties"].items()}
    return parse_schema({"required": whole["required"], "properties": named})
