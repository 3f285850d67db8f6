"""Inputs of a cost-model file: what their fields make of them, and what they cannot be."""

from decimal import Decimal

import pytest

from estimator.basis.cost_model import load_house_document
from estimator.basis.house_inputs import parse_input, refuse_unit
from estimator.model.column import NUMBER, SHARE, WHOLE
from tests.house_costs import COUNT_ENTRY, INPUT_ENTRY, Entry, house_document, messages


@pytest.mark.parametrize(
    ("fields", "kind", "decimals", "most"),
    [
        ({}, NUMBER, 2, "1000000"),
        ({"unit": "share"}, SHARE, 6, "1"),
        ({"decimals": 0, "maximum": 12}, WHOLE, 0, "12"),
        ({"decimals": 4, "maximum": 0.1}, NUMBER, 4, "0.1"),
    ],
)
def test_a_unit_and_decimals_say_what_an_input_holds(
    fields: Entry, kind: str, decimals: int, most: str
) -> None:
    column = parse_input(INPUT_ENTRY | fields)
    assert (column.kind, column.decimals, column.maximum) == (kind, decimals, Decimal(most))
    assert (column.minimum, column.default, column.required) == (Decimal(0), "", False)


def test_an_input_with_a_default_has_an_assumption_and_a_column_of_what_applies() -> None:
    entry = INPUT_ENTRY | {"default": "2.5", "neutral": "0", "source": "House rule."}
    model, problems = load_house_document("house.toml", house_document(inputs=[entry]))
    assert problems == []
    assert model is not None
    (assumption,) = [one for one in model.assumptions if one.fills == "support_hours"]
    assert (assumption.name, assumption.value) == ("default_support_hours", Decimal("2.5"))
    assert assumption.neutral == 0
    assert (assumption.unit, assumption.set_by) == ("hours", "house.toml")
    column = model.column("support_hours_applied")
    assert column is not None
    assert (column.title, column.unit) == ("Support hours, applied", "hours")
    assert model.schema.columns["support_hours"].default == assumption.name


def test_two_models_with_the_same_inputs_have_one_schema() -> None:
    document = house_document(inputs=[INPUT_ENTRY])
    first, second = (load_house_document("house.toml", document)[0] for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.schema is second.schema
    assert hash(first) == hash(second)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"minimum": 10, "maximum": 5}, "its minimum, 10, is above its maximum, 5."),
        (
            {"maximum": 1e14},
            (
                "numbers up to 100,000,000,000,000 with 2 decimals have 17 digits, and a "
                "spreadsheet keeps 15; give it a smaller maximum, or fewer decimals."
            ),
        ),
        (
            {"maximum": 100, "default": "200", "source": "x"},
            'default: found "200"; expected a number from 0 to 100.',
        ),
        (
            {"default": "2.123", "source": "x"},
            (
                'default: found "2.123"; expected a number from 0 to 1,000,000 with at most 2 '
                "decimals."
            ),
        ),
        (
            {"unit": "share", "default": "20", "source": "x"},
            'default: found "20"; expected a share from 0% to 100%, such as 10% or 0.1.',
        ),
        (
            {"unit": "EUR per hour"},
            (
                'its unit is "EUR per hour"; amounts of a cost model are in US dollars, written '
                '"USD per hour", and --currency converts them for the report.'
            ),
        ),
    ],
)
def test_bounds_defaults_and_units_that_cannot_be_are_said(fields: Entry, said: str) -> None:
    document = house_document(inputs=[INPUT_ENTRY | fields])
    assert messages(document) == [f"input support_hours: {said}"]


@pytest.mark.parametrize("unit", ["USD", "USD per hour", "hours", "share", "text", "all", "units"])
def test_any_other_unit_can_be(unit: str) -> None:
    assert refuse_unit(unit) == ""


@pytest.mark.parametrize("unit", ["usd", "US$", "$", "dollars", "EUR", "GBP per month"])
def test_a_unit_of_money_is_usd(unit: str) -> None:
    assert '"USD' in refuse_unit(unit)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "; or give the input a default"),
        ({"default": "1", "source": "x"}, ", or read support_hours_applied"),
    ],
)
def test_an_input_that_can_be_blank_is_answered_with_its_default(fields: Entry, said: str) -> None:
    column = COUNT_ENTRY | {"formula": "=ROUND(support_hours * 95, 2)"}
    (message,) = messages(house_document(column, inputs=[INPUT_ENTRY | fields]))
    wanted = 'support_hours can be blank; use it inside IF(support_hours = "", …, …)'
    assert message == f"column monthly_vat: {wanted}{said}."
