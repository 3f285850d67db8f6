"""Every edit of a finished workbook is answered: by the right figures, or by a check that fails.

A sample of the edits is judged; ESTIMATOR_EDITS=all judges all of them, the large portfolio too.
"""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.agreement.edits.catalog import EDITS
from tests.agreement.edits.comparison import compare_figures
from tests.agreement.edits.figures import Block, Figures, read_figures
from tests.agreement.edits.judge import (
    FALSE_ALARM,
    GAVE_UP,
    SILENT,
    UNNOTICED,
    classify,
    count_answers,
    judge_edits,
    uno_python,
)
from tests.agreement.edits.portfolios import PORTFOLIOS, make_workbooks
from tests.agreement.edits.steps import EITHER, NAMED, RIGHT, TOLD, Edit
from tests.workbooks import MAY_SKIP, SOFFICE, falsified, results

SAMPLE = (
    "nothing",
    "row copied below",
    "row copied below after a gap",
    "row copied before the first",
    "row copied with the same ID",
    "row typed below without formulas",
    "first row deleted",
    "blue columns sorted by name",
    "row moved up",
    "cost center: new",
    "cost center: of 255 characters",
    "department: another",
    "model: unknown",
    "Training tokens: changed",
    "Training tokens: number as text",
    "Retry rate: cleared",
    "Monthly growth rate: too large",
    "half of a second way of usage",
    "end month: before the start",
    "Input price: cleared",
    "default Epochs: cleared",
    "scenario: High",
    "euros: exchange rate: changed",
    "centers: cost center that is new",
    "keys of two rows swapped",
    "months of a row typed over that cancel out",
    "row typed below without ID",
    "column with notes inserted",
    "share with more decimals",
    "scenario: wildcard",
    "centers: cost center without workloads",
    "Breakdown: two lines typed over that cancel out",
    "tokens cut and pasted on another",
    "header of shares renamed",
    "prices sorted",
    "Plan: two months that cancel out",
    "centers: cost center renamed",
    "ending: Retires on: changed",
    "ending: Training ends on: day as text",
    "replaced: replacement changed",
    "replaced: price of the replacement cleared",
)
ASKED = os.environ.get("ESTIMATOR_EDITS", "")

needs_uno = pytest.mark.skipif(
    MAY_SKIP and (SOFFICE is None or not uno_python()),
    reason="LibreOffice (soffice) and its Python interface (python3-uno) are not both installed",
)


def chosen_edits() -> list[Edit]:
    """All edits, or the sample in its order."""
    by_name = {edit.name: edit for edit in EDITS}
    return list(EDITS) if ASKED == "all" else [by_name[name] for name in SAMPLE]


@needs_uno
def test_every_edit_is_answered(tmp_path: Path) -> None:
    verdicts = list(judge_edits(chosen_edits(), tmp_path))
    assert [str(one) for one in verdicts if not one.good] == [], count_answers(verdicts)


def test_edits_are_many_and_each_has_a_name_of_its_own() -> None:
    names = Counter(edit.name for edit in EDITS)
    assert max(names.values()) == 1
    assert len(names) > 100
    assert {edit.portfolio for edit in EDITS} == PORTFOLIOS.keys()
    assert {edit.answer for edit in EDITS} == {RIGHT, NAMED, EITHER, TOLD}


def test_an_answer_is_good_only_where_no_figure_is_wrong_without_a_word() -> None:
    quiet = {
        wanted: [
            classify(wanted, alarm=False, refused=refused, wrong=wrong)
            for refused, wrong in ((False, False), (False, True), (True, False))
        ]
        for wanted in (RIGHT, NAMED, EITHER)
    }
    assert quiet == {
        RIGHT: [RIGHT, SILENT, UNNOTICED],
        NAMED: [UNNOTICED, SILENT, UNNOTICED],
        EITHER: [RIGHT, SILENT, UNNOTICED],
    }


def test_an_alarm_is_good_only_where_something_is_wrong() -> None:
    def alarmed(wanted: str, *, wrong: bool) -> str:
        return classify(wanted, alarm=True, refused=False, wrong=wrong)

    assert [alarmed(NAMED, wrong=True), alarmed(NAMED, wrong=False)] == [NAMED, NAMED]
    assert [alarmed(EITHER, wrong=True), alarmed(EITHER, wrong=False)] == [NAMED, NAMED]
    assert [alarmed(RIGHT, wrong=True), alarmed(RIGHT, wrong=False)] == [GAVE_UP, FALSE_ALARM]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workbooks(tmp_path_factory.mktemp("figures"), ["centers"])["centers"]


COMPUTED = ("Training cost", "Monthly cost", "Fiscal-year cost", "Training price")


def figures_of(path: Path) -> Figures:
    return read_figures(path, COMPUTED)


def test_a_workbook_has_the_figures_that_it_has(written: Path) -> None:
    found = figures_of(written)
    assert compare_figures(found, found) == []
    assert found.grouped.keys() == {"Breakdown", "Plan", "Budgets"}
    assert min(len(block) for block in found.grouped.values()) > 4
    assert {"w-1", "007"} < found.workloads.keys()
    assert found.counts[:1] == [8]


def computed_cells(path: Path, addresses: Sequence[str]) -> list[str]:
    """Those of the ``addresses`` on Estimates that are below a heading of COMPUTED."""
    page = load_workbook(path)["Estimates"]
    letters = {
        cell.column_letter for row in page.iter_rows() for cell in row if cell.value in COMPUTED
    }
    return [one for one in addresses if one.rstrip("0123456789") in letters]


@pytest.mark.parametrize("sheet", ["Summary", "Breakdown", "Plan", "Budgets", "Estimates"])
def test_one_wrong_number_is_a_difference(written: Path, tmp_path: Path, sheet: str) -> None:
    wanted, cells = figures_of(written), results(written)
    numbers = [
        address
        for (name, address), cell in cells.items()
        if name == sheet and isinstance(cell.value, float) and cell.value
    ]
    if sheet == "Estimates":
        numbers = computed_cells(written, numbers)
    missed = []
    for address in numbers[:: max(1, len(numbers) // 6)]:
        wrong = falsified(written, tmp_path / "wrong.xlsx", (sheet, address))
        missed += [] if compare_figures(figures_of(wrong), wanted) else [address]
    assert len(numbers) > 4
    assert missed == []


def grouped(**lines: float) -> Figures:
    """Figures that are nothing but the costs of groups."""
    block: Block = {("by cost center", label): [{"cost": cost}] for label, cost in lines.items()}
    return Figures({"Breakdown": block}, {}, {}, {}, [])


def test_a_new_group_is_among_the_others_and_one_that_is_gone_is_at_nothing() -> None:
    wanted = grouped(a=1.0, new=5.0)
    assert compare_figures(grouped(a=1.0, others=5.0), wanted) == []
    assert compare_figures(grouped(a=1.0, old=0.0, others=5.0), wanted) == []
    assert compare_figures(grouped(a=1.0, old=5.0), wanted) != []
    assert compare_figures(grouped(a=1.0, others=4.0), wanted) != []
    assert compare_figures(grouped(a=6.0), wanted) != []


def test_a_new_group_is_in_the_line_of_what_is_not_listed() -> None:
    def with_line(rest: float, **lines: float) -> Figures:
        return grouped(**lines, **{"not listed above": rest})

    wanted = with_line(0.0, a=1.0, new=5.0)
    assert compare_figures(with_line(5.0, a=1.0), wanted) == []
    assert compare_figures(with_line(5.0, a=1.0, old=0.0), wanted) == []
    assert compare_figures(with_line(4.0, a=1.0), wanted) != []
    assert compare_figures(with_line(0.0, a=1.0, old=5.0), wanted) != []
    assert compare_figures(with_line(2.0, a=1.0, old=3.0), wanted) != []


def test_figures_of_the_summary_are_compared_below_their_headings() -> None:
    def with_summary(**figures: float) -> Figures:
        return Figures({}, {}, {}, {"cc-100": [{**figures}]}, [])

    wanted = with_summary(monthly=1.0, budget=2.0)
    assert compare_figures(with_summary(monthly=1.0, annual=9.0), wanted) == []
    assert compare_figures(with_summary(monthly=3.0, annual=9.0), wanted) != []
    assert compare_figures(with_summary(annual=9.0), wanted) != []


def test_lists_of_the_largest_groups_may_have_other_lines() -> None:
    wanted = grouped(a=3.0, b=2.0, others=1.5)
    assert compare_figures(grouped(a=3.0, c=1.0, others=2.5), wanted) == []
    assert compare_figures(grouped(a=3.0, c=1.0, others=2.0), wanted) != []
