"""Units beside the headers are used on the headers that state none, or asked about."""

from decimal import Decimal

from estimator.model.schema import workloads_schema
from estimator.read.headers import match_header
from estimator.read.unit_notes import read_unit_notes
from estimator.read.units_beside import apply_notes, with_units_row, word_unit
from tests.tables import table_of

HEADERS = ("ID", "Model", "Training tokens", "Tokens per example", "Annual budget")


def test_notes_that_go_together_are_used_together_and_others_are_asked_about() -> None:
    table = table_of(HEADERS, ("A", "b", 1, 2, 3))
    notes = [*read_unit_notes("Currency: EUR", 1, 1), *read_unit_notes("money in thousands", 2, 1)]
    found, problems = apply_notes(table, notes, workloads_schema())
    budget = found.by_column["annual_budget"]
    assert (budget.times, budget.currency, problems) == (Decimal(1_000), "EUR", [])
    against = [*notes, *read_unit_notes("money in millions", 3, 1)]
    _, [problem] = apply_notes(table, against, workloads_schema())
    assert (problem.code, problem.place) == ("unit-unclear", "Plan!A3")


def test_a_small_quantity_is_not_multiplied_by_a_note_about_tokens() -> None:
    table = table_of(HEADERS, ("A", "b", 1, 2, 3))
    notes = [*read_unit_notes("tokens in millions", 1, 1)]
    found, [problem] = apply_notes(table, notes, workloads_schema())
    assert found.by_column["training_tokens"].times == Decimal(1_000_000)
    assert found.by_column["tokens_per_example"].times == Decimal(1)
    assert '"Tokens per example"' in problem.message


def test_a_unit_is_worded_as_it_is_read() -> None:
    schema = workloads_schema()
    assert word_unit(match_header("Retry %", 1, schema, {})) == "read as percentages"
    said = word_unit(match_header("Budget (k€)", 1, schema, {}))
    assert said == "multiplied by 1,000 and read in EUR"
    assert word_unit(match_header("Budget", 1, schema, {})) == ""


def test_a_row_of_units_gives_no_column_to_a_header_that_is_mapped_to_nothing() -> None:
    schema, units = workloads_schema(), {8: "tokens per request"}
    mapped = match_header("Input", 8, schema, {"input": ""})
    assert with_units_row([mapped], 2, units, schema) == ([mapped], [])
    [found], _ = with_units_row([match_header("Input", 8, schema, {})], 2, units, schema)
    assert found.column == "input_tokens_per_request"
