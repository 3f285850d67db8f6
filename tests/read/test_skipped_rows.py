"""Each kind of skipped rows is one notice that names its cells."""

from pathlib import Path

from tests.tables import plan_file, read_table

HEADERS = "Workload ID,Model,Training tokens"


def told(tmp_path: Path, *rows: str) -> dict[str, str]:
    """What is said of ``rows``, by code."""
    _, codes, said = read_table(plan_file(tmp_path, "\n".join([HEADERS, *rows])))
    return dict(zip(codes, said, strict=True))


def test_the_rows_of_a_kind_are_one_notice_at_the_cells_that_tell(tmp_path: Path) -> None:
    rows = ["W-1,gpt-4o,5", "Total,,5", "W-2,gpt-4o,7", "Subtotal,,7", "Grand total,,12"]
    said = told(tmp_path, *rows)
    assert said["totals-row"] == (
        'plan!A3 (Workload ID): found "Total"; read as a total, not a workload, and skipped; '
        'also A5 ("Subtotal") and A6 ("Grand total").'
    )


def test_blank_rows_are_said_only_between_workloads(tmp_path: Path) -> None:
    said = told(tmp_path, "W-1,gpt-4o,5", ",,", "", "W-2,gpt-4o,7", ",,", "")
    assert said == {"blank-rows": "plan: 2 blank rows between the workloads skipped."}


def test_a_total_word_says_nothing_where_the_sheet_has_no_models(tmp_path: Path) -> None:
    path = plan_file(tmp_path, "Workload ID,Training tokens\nW-1,5\nSubtotal EMEA,5\n")
    assert "total-with-model" not in read_table(path)[1]
