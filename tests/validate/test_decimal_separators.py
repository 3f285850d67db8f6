"""The cells of a column tell whether it has decimal points or commas."""

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from estimator.model.options import Options
from estimator.pipeline import estimate
from tests.sheets import GOOD, codes, outcome, sheet


def tokens(folder: Path, *texts: str, locale: str = "") -> tuple[list[Decimal], list[str]]:
    rows = [
        GOOD | {"Workload ID": f"W-{n}", "Training tokens": text} for n, text in enumerate(texts)
    ]
    found = estimate(sheet(folder / "plan.csv", *rows), Options(locale=locale))
    values = found.estimate.frame["training_tokens"].to_list() if found.estimate else []
    return values, codes(found)


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1.234,5", "1.234", "2,50"], ["1234.5", "1234", "2.5"]),
        (["1.000.000", "250.000"], ["1000000", "250000"]),
        (["0,5", "1.234"], ["0.5", "1234"]),
    ],
)
def test_a_cell_that_can_only_have_a_decimal_comma_decides_the_column(
    texts: list[str], values: list[str], tmp_path: Path
) -> None:
    assert tokens(tmp_path, *texts) == ([Decimal(value) for value in values], ["decimal-comma"])


@pytest.mark.parametrize("text", ["1,234.5", "1,234,567", "0.25", "1.2345"])
def test_a_cell_that_can_only_have_a_decimal_point_decides_the_column(
    text: str, tmp_path: Path
) -> None:
    values, problems = tokens(tmp_path, text, "1.234")
    assert values[1] == Decimal("1.23")
    assert set(problems) == {"decimals-rounded"}


def test_one_group_behind_a_point_is_asked_about_where_nothing_tells(tmp_path: Path) -> None:
    assert tokens(tmp_path, "1.234", "250") == ([], ["point-or-thousands"])
    assert tokens(tmp_path, "1.234", locale="de") == ([Decimal(1234)], ["decimal-comma"])
    assert tokens(tmp_path, "1.234", locale="en") == ([Decimal("1.23")], ["decimals-rounded"])


def test_other_columns_decide_where_a_column_says_nothing(tmp_path: Path) -> None:
    row = GOOD | {"Training tokens": "1.234", "Retry rate": "0,05", "Annual budget": "1.500,00"}
    found = estimate(sheet(tmp_path / "plan.csv", row))
    assert set(codes(found)) == {"decimal-comma"}
    assert found.estimate is not None
    assert found.estimate.frame["training_tokens"].to_list() == [1234]
    assert found.estimate.frame["retry_rate"].to_list() == [Decimal("0.05")]


def test_a_cell_of_the_other_spelling_is_a_problem(tmp_path: Path) -> None:
    assert tokens(tmp_path, "1,5", "2.5", "3.5")[1] == ["not-a-number"]
    assert tokens(tmp_path, "1.5", locale="de")[1] == ["not-a-number"]


GROUPED = [
    "1 000 000",
    "1\u00a0000\u00a0000",
    "1\u202f000\u202f000",
    "1'000'000",
    "1\u2019000\u2019000",
    "\uff11000000",
    "1,000,000",
]


@pytest.mark.parametrize("text", GROUPED)
def test_blanks_and_apostrophes_between_groups_are_read(text: str, tmp_path: Path) -> None:
    assert tokens(tmp_path, text) == ([Decimal(1_000_000)], [])


def test_a_typographic_minus_is_a_minus(tmp_path: Path) -> None:
    assert tokens(tmp_path, "\u22125")[1] == ["negative"]


def test_a_cell_that_is_no_number_either_way_decides_nothing(tmp_path: Path) -> None:
    found = outcome(tmp_path, {"Training tokens": "1,23,4"}, {"Training tokens": "(1,000)"})
    assert codes(found) == ["not-a-number", "negative"]


def test_a_cell_read_with_a_decimal_comma_is_held_against_the_schema_too(tmp_path: Path) -> None:
    found = outcome(tmp_path, {"Annual budget": "-1.000,50"})
    assert codes(found) == ["decimal-comma", "negative"]


def semicolons(folder: Path, *texts: str, header: str = "Training tokens") -> list[str]:
    """The codes for texts in a file with semicolons between its fields."""
    names = [header, *(name for name in GOOD if name not in {"Training tokens", "Workload ID"})]
    lines = [";".join(names)]
    lines += [";".join([text, *(GOOD[name] for name in names[1:])]) for text in texts]
    (folder / "plan.csv").write_text("\n".join(lines), encoding="utf-8")
    return [code for code in codes(estimate(folder / "plan.csv")) if code != "numbered-rows"]


def test_one_group_behind_a_comma_is_asked_about_between_semicolons(tmp_path: Path) -> None:
    assert semicolons(tmp_path, "1,500") == ["point-or-thousands"]
    under = semicolons(tmp_path, "1,500", header="Training tokens (M)")
    assert under == ["heading-multiplier", "point-or-thousands"]
    assert semicolons(tmp_path, "1,500", "1,500,000") == []
    assert semicolons(tmp_path, "1,500", "2,5") == ["decimal-comma"]
    assert semicolons(tmp_path, "1500") == []


def test_numbers_of_a_workbook_have_no_decimal_comma(tmp_path: Path) -> None:
    content = Workbook()
    page = content.worksheets[0]
    page.append([*GOOD, "Annual budget", "Retry rate"])
    page.append([*(int(one) if one.isdigit() else one for one in GOOD.values()), 815.76, "7,5 %"])
    content.save(tmp_path / "plan.xlsx")
    found = estimate(tmp_path / "plan.xlsx")
    told = [one.message for one in found.problems if one.code == "decimal-comma"]
    assert len(told) == 1
    assert "Retry rate" in told[0]
    assert "also" not in told[0]
