"""Names that look alike are one group and said; names given once a group are asked about."""

from pathlib import Path

import pytest

from estimator.model.options import SKIP, Options
from estimator.pipeline import check
from tests.sheets import GOOD, codes, outcome, sheet


def centers(*names: str) -> list[dict[str, str]]:
    return [{"Cost center": name} for name in names]


def test_names_that_look_alike_are_one_group_with_the_first_spelling(tmp_path: Path) -> None:
    found = outcome(tmp_path, *centers("R & D", "R\u00a0& D", "R  & D", "r & d", "Sales"))
    assert codes(found) == ["group-spellings"]
    (notice,) = [one for one in found.notices if one.code == "group-spellings"]
    assert notice.message == (
        'plan!F1 (Cost center): "R & D" is also written "R\\xa0& D", "R  & D" and "r & d"; '
        "read as one group each, named by the first spelling."
    )
    assert found.estimate is not None
    groups = found.estimate.totals.groups["cost_center"]
    assert sorted(groups.select("label", "rows").rows()) == [("R & D", 4), ("Sales", 1)]


def test_spellings_are_said_of_the_file_that_has_the_other_one(tmp_path: Path) -> None:
    plans = [
        sheet(tmp_path / f"{n}.csv", GOOD | {"Workload ID": f"W-{n}", "Cost center": name})
        for n, name in enumerate(("Sales", "sales", "Sales"))
    ]
    (notice,) = [one for one in check(plans).notices if one.code == "group-spellings"]
    assert notice.source is not None
    assert notice.source.file == "1.csv"


def test_different_names_are_not_said(tmp_path: Path) -> None:
    assert codes(outcome(tmp_path, *centers("CC-1", "CC-2", "CC 1", "CC-1"))) == []


def test_ids_that_look_alike_are_one_id(tmp_path: Path) -> None:
    rows = [{"Workload ID": "W 1"}, {"Workload ID": "W\u00a01"}]
    assert codes(outcome(tmp_path, *rows)) == ["duplicate-id"]


@pytest.mark.parametrize(
    "names",
    [
        ("Sales", ""),
        ("Sales", *[""] * 9),
        ("Sales", "", "", "Ops", ""),
        ("Sales", "", "Ops", ""),
        ("Sales", "Ops", "", "", "HR", ""),
    ],
)
def test_a_name_on_the_first_row_of_each_group_is_asked_about(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    found = outcome(tmp_path, *centers(*names), options=Options(on_error=SKIP))
    blank = [row for row, name in enumerate(names, 2) if not name]
    assert [(one.code, one.row) for one in found.errors] == [
        ("group-named-once", row) for row in blank
    ]
    assert found.good == len(names) - len(blank)


@pytest.mark.parametrize(
    "names",
    [
        ("", "Sales"),
        ("Sales", "Sales", ""),
        ("Sales", "Ops", ""),
        ("Sales", "Ops", *[""] * 8),
        ("Sales", "Ops", "HR", *[""] * 8, "IT", ""),
        ("", ""),
        ("Sales", "Sales"),
    ],
)
def test_a_blank_that_may_be_meant_is_not_asked_about(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    assert codes(outcome(tmp_path, *centers(*names))) == []
