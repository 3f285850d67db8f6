"""Cells accept what their column does; columns without bounds accept anything."""

from decimal import Decimal

from msgspec.structs import replace

from estimator.model.column import NUMBER, TEXT, WHOLE, Column
from estimator.model.schema import workloads_schema
from estimator.report.data_validation import (
    ANYTHING,
    blank_sentence,
    bounds_rule,
    choice_rule,
    expected_sentence,
)

EPOCHS = Column("epochs", "Epochs", WHOLE, minimum=Decimal(1), maximum=Decimal(50))


def test_bounded_numbers_are_validated_by_their_kind() -> None:
    bounds = {"criteria": "between", "minimum": 1.0, "maximum": 50.0}
    assert bounds_rule(EPOCHS) == {"validate": "integer", **bounds}
    assert bounds_rule(replace(EPOCHS, kind=NUMBER)) == {"validate": "decimal", **bounds}


def test_a_zero_bound_is_a_bound_and_a_missing_one_is_not() -> None:
    assert bounds_rule(replace(EPOCHS, minimum=Decimal(0)))["minimum"] == 0.0
    assert bounds_rule(replace(EPOCHS, minimum=None)) == ANYTHING
    assert bounds_rule(replace(EPOCHS, maximum=None)) == ANYTHING
    assert bounds_rule(replace(EPOCHS, kind=TEXT)) == ANYTHING


def test_choices_are_a_list_or_a_formula() -> None:
    assert choice_rule("=models") == {"validate": "list", "source": "=models"}


def test_messages_say_what_is_expected_and_what_a_blank_means() -> None:
    assert expected_sentence(EPOCHS) == "Expected: a whole number from 1 to 50."
    assert blank_sentence(EPOCHS) == " May be left blank."
    assert blank_sentence(replace(EPOCHS, required=True)) == " Required."
    assert blank_sentence(workloads_schema().columns["tokens_per_example"]) == (
        " Required in one way: Training tokens; or Training examples and Tokens per example. "
        "Enter 0 if there is none."
    )
    assumed = replace(EPOCHS, default="default_epochs")
    assert blank_sentence(assumed) == " If blank, the assumption applies."
