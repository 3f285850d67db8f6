"""A field of a cost-model file that cannot be is one line: the entry, and what can be."""

import tomllib
from typing import Any

import pytest

from estimator.basis.house_file import document_problems, write_document
from tests.house_costs import (
    COUNT_ENTRY,
    COUNTED,
    INPUT_ENTRY,
    VAT_ENTRY,
    Entry,
    house_document,
    messages,
)


def without(entry: Entry, name: str) -> Entry:
    return {field: value for field, value in entry.items() if field != name}


QUOTED = "expected a number in quotes, such as"
COLUMN, RATE, INPUT = "column monthly_vat", "assumption vat_rate", "input support_hours"
WRONG_FIELDS: list[tuple[dict[str, Any], str]] = [
    (
        house_document(COUNT_ENTRY | {"frequency": "weekly"}),
        (
            f'{COLUMN}, frequency: found "weekly"; expected "one-time", "monthly", "annual", '
            '"first year" or "fiscal year".'
        ),
    ),
    (
        house_document(COUNT_ENTRY | {"count": True}),
        f'{COLUMN}: there is no field "count". Did you mean "counts" or "unit"?',
    ),
    (
        house_document(COUNT_ENTRY | {"counts": "yes"}),
        f'{COLUMN}, counts: found "yes"; expected true or false.',
    ),
    (house_document(without(COUNT_ENTRY, "unit")), f"{COLUMN}: the field unit is missing."),
    (house_document(without(COUNT_ENTRY, "name")), "column 1: the field name is missing."),
    (house_document(COUNT_ENTRY | {"title": ""}), f"{COLUMN}, title: it is empty."),
    (
        house_document(COUNT_ENTRY | {"title": "x" * 101}),
        f"{COLUMN}, title: it is longer than 100 characters.",
    ),
    (
        house_document(assumptions=[VAT_ENTRY | {"value": 0.2}]),
        f'{RATE}, value: found 0.2; {QUOTED} "0.2".',
    ),
    (
        house_document(assumptions=[VAT_ENTRY | {"value": "20%"}]),
        f'{RATE}, value: found "20%"; {QUOTED} "0.07", of at most 6 decimals.',
    ),
    (
        house_document(assumptions=[VAT_ENTRY | {"value": "0,2"}]),
        f'{RATE}, value: found "0,2"; {QUOTED} "0.07", of at most 6 decimals.',
    ),
    (
        house_document(assumptions=[VAT_ENTRY | {"maximum": "1"}]),
        f'{RATE}, maximum: found "1"; expected a number.',
    ),
    (
        house_document(assumptions=[VAT_ENTRY | {"name": "VAT rate"}]),
        (
            'assumption VAT rate, name: found "VAT rate"; expected small letters, digits and '
            "underscores, beginning with a letter, such as annual_tax."
        ),
    ),
    (
        house_document(inputs=[INPUT_ENTRY | {"default": "2"}]),
        f"{INPUT}: it has the field default, so it needs the field source too.",
    ),
    (
        house_document(inputs=[INPUT_ENTRY | {"neutral": "0"}]),
        f"{INPUT}: it has the field neutral, so it needs the field default too.",
    ),
    (
        house_document(inputs=[INPUT_ENTRY | {"decimals": 9}]),
        f"{INPUT}, decimals: found 9; expected at most 6.",
    ),
    (
        house_document(inputs=[INPUT_ENTRY | {"decimals": 1.5}]),
        f"{INPUT}, decimals: found 1.5; expected a whole number.",
    ),
    (
        house_document(inputs=[INPUT_ENTRY | {"aliases": "Hours"}]),
        f'{INPUT}, aliases: found "Hours"; expected a list in brackets, such as ["Hours"].',
    ),
    (
        {"assumption": VAT_ENTRY},
        "assumption: write [[assumption]], with double brackets, above each entry.",
    ),
    ({"assumptions": [VAT_ENTRY]}, 'there is no table "assumptions". Did you mean "assumption"?'),
    (
        {"xyz": [VAT_ENTRY]},
        'there is no table "xyz". It can have input, assumption, scenario and column.',
    ),
    ({"column": ["x"]}, "column 1: it has no fields; write them below [[column]]."),
]


@pytest.mark.parametrize(("document", "said"), WRONG_FIELDS)
def test_a_wrong_field_is_said_with_its_entry_and_the_way_out(
    document: dict[str, Any], said: str
) -> None:
    assert messages(document) == [said]


def test_every_wrong_field_is_said_at_once() -> None:
    column = without(COUNT_ENTRY | {"counts": 1, "frequency": "daily"}, "unit")
    assert len(document_problems("house.toml", house_document(column))) == 3


def test_a_file_is_written_as_it_was_read() -> None:
    document = tomllib.loads(COUNTED)
    assert tomllib.loads("\n".join(write_document(document))) == document
