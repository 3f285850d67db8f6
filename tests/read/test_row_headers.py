"""Header rows further down: repeated ones go on, and rows below others are never priced."""

from pathlib import Path

import pytest

from estimator.model.options import SKIP, Options
from estimator.model.schema import workloads_schema
from estimator.pipeline import check, estimate
from estimator.read.row_headers import header_row_above
from tests.sheets import codes
from tests.tables import plan_file, read_table

FIRST = "Workload ID,Model,Training tokens,Monthly input tokens,Monthly output tokens"
ROW = "{},gpt-4o,1000000,1000000,500000"


def plan(tmp_path: Path, second: str, *more: str) -> Path:
    return plan_file(tmp_path, "\n".join([FIRST, ROW.format("W-1"), second, *more]))


@pytest.mark.parametrize(
    "second",
    [
        "Workload ID,Model,Training tokens,Daily input tokens,Daily output tokens",
        "Workload ID,Model,Training tokens,Monthly output tokens,Monthly input tokens",
        "Model,Workload ID,Training tokens,Monthly input tokens,Monthly output tokens",
        "Workload ID,Model,Training tokens (M),Monthly input tokens,Monthly output tokens",
        "Workload ID,Model,Training tokens,Region,2027,Site,Lead,Phase,Status",
    ],
)
def test_rows_below_other_headers_are_errors_and_never_priced(second: str, tmp_path: Path) -> None:
    path = plan(tmp_path, second, ROW.format("W-2"), ROW.format("W-3"))
    found = estimate(path, Options(on_error=SKIP))
    assert {one.code for one in found.errors} == {"other-headers"}
    assert (found.rows, found.good, found.exit_code) == (3, 1, 3)
    assert found.estimate is not None
    assert found.estimate.frame["workload_id"].to_list() == ["W-1"]
    assert len(found.estimate.rejected) == 2


def test_the_problem_names_the_header_and_its_column(tmp_path: Path) -> None:
    second = "Workload ID,Model,Training tokens,Daily input tokens,Daily output tokens"
    (problem,) = check(plan(tmp_path, second, ROW.format("W-2"))).errors
    assert "row 3 is a header row" in problem.message
    assert '"Daily input tokens" in column D, where row 1 has "Monthly input tokens"' in (
        problem.message
    )


@pytest.mark.parametrize(
    "second",
    [FIRST, FIRST.upper(), "id,model,training tokens,monthly input tokens,monthly output tokens"],
)
def test_rows_below_the_same_headers_go_on(second: str, tmp_path: Path) -> None:
    found, said, _ = read_table(plan(tmp_path, second, ROW.format("W-2")))
    assert (found.rows.to_list(), said) == ([2, 4], ["repeated-headings"])


def test_after_the_first_headers_once_more_rows_are_read_again(tmp_path: Path) -> None:
    other = "Workload ID,Model,Training tokens,Daily input tokens,Daily output tokens"
    path = plan(tmp_path, other, ROW.format("W-2"), FIRST, ROW.format("W-3"))
    found = check(path)
    assert (found.rows, found.good) == (3, 2)


def test_the_second_table_alone_can_be_read(tmp_path: Path) -> None:
    second = "Workload ID,Model,Training tokens,Daily input tokens,Daily output tokens"
    found = check(plan(tmp_path, second, ROW.format("W-2")), Options(header_row=3))
    assert (codes(found), found.good) == ([], 1)


def test_a_larger_table_below_does_not_hide_the_first(tmp_path: Path) -> None:
    second = f"{FIRST},Epochs"
    found = check(plan(tmp_path, second, ROW.format("W-2") + ",2"))
    assert "headers-above" in codes(found)
    assert found.good == 0


def test_a_title_above_is_no_table() -> None:
    above = [("Plan", "Model", "Cost center"), ("gpt-4o", None, None)]
    assert header_row_above(above, workloads_schema()) == 0
