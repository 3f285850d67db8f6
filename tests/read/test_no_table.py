"""A file without a table: what is nearest, and what it looks like."""

from estimator.model.cells import Book
from estimator.model.schema import budgets_schema, rates_schema, workloads_schema
from estimator.read.table import find_table
from tests.tables import sheet_of

PRICES = ("Model", "Training price", "Input price", "Output price")


def told(*rows: tuple[str | float | None, ...], schema: str = "workloads") -> str:
    schemas = {"workloads": workloads_schema, "rates": rates_schema, "budgets": budgets_schema}
    found, [problem] = find_table(Book("plan.xlsx", (sheet_of(*rows),)), schemas[schema]())
    assert (found, problem.code) == (None, "no-table")
    return problem.message


def test_the_nearest_row_is_named_with_what_it_has_and_lacks() -> None:
    message = told(("Plan",), (), ("Key account", "Model", "Volume"), ("A", "gpt-4o", 5))
    assert 'row 3 of the sheet "Plan"' in message
    assert 'only "Model" is known' in message
    assert '"Training tokens"' in message
    assert "--map" in message


def test_a_sheet_on_its_side_is_told() -> None:
    message = told(("Workload ID", "W1"), ("Model", "gpt-4o"), ("Training tokens", 5))
    assert "column A" in message
    assert "Transpose" in message


def test_a_rate_card_and_a_list_of_budgets_are_recognized() -> None:
    assert '--rate-card "plan.xlsx"' in told(PRICES, ("m-1", 1, 2, 3))
    assert '--budgets "plan.xlsx"' in told(("Cost center", "FY27 budget"), ("CC-1", 5))


def test_other_files_are_told_what_they_need_and_not_to_use_map() -> None:
    card = told(("a", "b"), (1, 2), schema="rates")
    assert '"Input price"' in card
    budgets = told(("Cost center", "Model"), ("CC-1", "x"), schema="budgets")
    assert '"Annual budget"' in budgets
    assert "--map" not in card + budgets
