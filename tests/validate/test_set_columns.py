"""A text that is set for a file fills blanks, and goes over no cell that says something else."""

import dataclasses

import polars as pl
from msgspec.structs import replace

from estimator.model.findings import expand_findings
from estimator.model.table import TablePart
from estimator.validate.set_columns import fill_set_columns, set_column_notices
from tests.tables import part_of


def part_with(text: str, *cells: str | None) -> TablePart:
    rows = [(f"W-{n}", cell) for n, cell in enumerate(cells)]
    part = part_of(("ID", "Department"), *rows)
    source = dataclasses.replace(part.source, set_columns=(("department", text),))
    of = replace(part.of, source=source)
    return replace(part, source=source, of=of)


def test_blank_cells_take_the_text_and_equal_ones_keep_their_letters() -> None:
    part = part_with("Sales", None, "SALES", "Sales")
    frame = pl.DataFrame({"row": part.rows, "department": [None, "SALES", "Sales"]})
    filled, found = fill_set_columns(frame, part)
    assert filled["department"].to_list() == ["Sales", "SALES", "Sales"]
    assert found == []


def test_a_cell_that_says_something_else_is_an_error_at_its_place() -> None:
    part = part_with("Sales", "Sales", "Marketing", None)
    frame = pl.DataFrame({"row": part.rows, "department": ["Sales", "Marketing", None]})
    filled, found = fill_set_columns(frame, part)
    (problem,) = expand_findings(found)
    assert (problem.code, problem.place, problem.found) == (
        "differs-from-set", "Plan!B3", "Marketing",
    )  # fmt: skip
    assert '"Sales"' in problem.expected
    assert filled["department"].to_list() == ["Sales", "Marketing", "Sales"]


def test_what_is_set_is_said_with_where_it_holds() -> None:
    (notice,) = set_column_notices(part_with("Sales", None))
    assert notice.code == "set-for-file"
    assert 'Department is "Sales" where the cell is blank' in notice.message
    part = part_of(("ID", "Model"), ("W-1", "gpt-4o"))
    source = dataclasses.replace(part.source, set_columns=(("owner", "A"),))
    (notice,) = set_column_notices(replace(part.of, source=source))
    assert 'Owner is "A" in every row' in notice.message
