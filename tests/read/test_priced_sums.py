"""A total that has a model is asked about, and a workload with numbers of its own is none."""

from pathlib import Path

import pytest

from estimator.read import priced_sums
from tests.tables import plan_file, read_table

HEADERS = "Workload ID,Model,Training tokens,Monthly input tokens,Monthly output tokens,Epochs"
ROWS = ("W-1,gpt-4o,2000000,1000000,500000,3", "W-2,gpt-4o-mini,3000000,2000000,600000,3")
SUMS = "5000000,3000000,1100000"


def asked(folder: Path, *rows: str) -> list[tuple[str, str]]:
    """The code of each problem, and the cell that it stands at."""
    _, codes, said = read_table(plan_file(folder, "\n".join([HEADERS, *rows])))
    return [
        (code, one.split(" ")[0].removeprefix("plan!"))
        for code, one in zip(codes, said, strict=True)
    ]


@pytest.mark.parametrize(
    "name", ["Total Sales", "gpt-4o total", "Gesamt Vertrieb", "EMEA (all)", "Company", "All bots"]
)
def test_a_row_with_the_sums_of_those_above_is_asked_about(name: str, tmp_path: Path) -> None:
    assert asked(tmp_path, *ROWS, f"{name},gpt-4o,{SUMS},") == [("total-with-model", "A4")]


def test_a_total_called_so_with_what_it_is_of_is_one_whatever_its_numbers(tmp_path: Path) -> None:
    row = "Total (excl. W-2),gpt-4o,1,2,3,"
    assert asked(tmp_path, *ROWS, row) == [("total-with-model", "A4")]


@pytest.mark.parametrize(
    "row",
    [
        "Total Rewards assistant,gpt-4o,7000000,1,2,1",
        "Total Rewards assistant,gpt-4o,5000000,1,2,1",
        f"W-3,gpt-4o,{SUMS},3",
        "Company,gpt-4o,5000000,3000000,1,3",
        "Company,gpt-4o,5000000,3000000,,3",
    ],
)
def test_a_workload_of_its_own_is_none(row: str, tmp_path: Path) -> None:
    assert asked(tmp_path, *ROWS, row) == []


def test_with_the_word_two_numbers_that_agree_are_enough(tmp_path: Path) -> None:
    row = "Total Sales,gpt-4o,5000000,3000000,7,1"
    assert asked(tmp_path, *ROWS, row) == [("total-with-model", "A4")]


def test_totals_of_groups_are_not_added_up_again(tmp_path: Path) -> None:
    first, second = f"Total Sales,gpt-4o,{SUMS},", "Total Ops,gpt-4o,2,4,6,"
    ops = ("V-1,gpt-4o,1,2,3,1", "V-2,gpt-4o,1,2,3,1")
    every = "Both,gpt-4o,5000002,3000004,1100006,"
    found = asked(tmp_path, *ROWS, first, *ops, second, every)
    assert found == [("total-with-model", f"A{row}") for row in (4, 7, 8)]


@pytest.mark.parametrize("name", ["Company", "Total Sales"])
def test_a_total_of_more_rows_than_are_held_against_it_is_found(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(priced_sums, "ROWS_ABOVE", 5)
    rows = [f"W-{n},gpt-4o,{n},{n},{n},1" for n in range(1, 21)]
    found = asked(tmp_path, *rows, f"{name},gpt-4o,210,210,210,")
    assert found == [("total-with-model", "A22")]


def test_a_subtotal_in_the_column_of_models_is_a_total(tmp_path: Path) -> None:
    group = ("W-3,gpt-4o-mini,1,2,3,1", ",gpt-4o-mini Total,1,2,3,", ",Grand Total,1,2,3,")
    found = asked(tmp_path, *ROWS, f",gpt-4o Total,{SUMS},", *group)
    assert found == [("totals-row", "B4")]


def test_more_rows_with_the_word_than_totals_of_a_table_are_workloads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(priced_sums, "MOST_CALLED", 2)
    rows = [f"All bots {n},gpt-4o,{n},{n},,1" for n in (1, 2, 3, 6)]
    assert asked(tmp_path, *rows) == []


def test_a_department_of_all_says_nothing(tmp_path: Path) -> None:
    found = read_table(
        plan_file(
            tmp_path,
            "\n".join(
                [
                    f"{HEADERS},Department",
                    *(f"{one},All" for one in ROWS),
                    f"W-3,gpt-4o,{SUMS},3,All",
                ]
            ),
        )
    )
    assert found[1] == []
